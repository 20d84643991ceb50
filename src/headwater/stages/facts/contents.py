"""What is said: the part of a sentence that an attribution covers, before its source or behind it."""

from __future__ import annotations

from collections.abc import Sequence

from headwater.stages.facts.cues import Cue
from headwater.stages.facts.phrases import Bounds, Phrases

_PAUSES = frozenset((",", "--", ":", ";", "(", ")"))
_PREPOSITIONS = frozenset(("in", "on", "at", "during", "after", "before", "for", "with", "from", "since", "of"))
"""Behind these stands what they govern, never what was said."""
_NAMED = 25
"""Characters of a name in quotation marks, marks included, at most."""
_AHEAD = 8
"""Items behind a verb in which what was said begins, behind to whom and when."""
_INFINITIVES = ("er", "ir", "re", "oir", "ar", "ть", "ти", "ться", "тися", "тись")
_DATELINE = 16
"""Items that a dateline may have: "BRACKWATER, Ostroluha, Nov 30 (Quillfern) –"."""
_RELATIVE = frozenset(("which", "where", "whose"))


class Contents(Phrases):
    """Finds the contents of attributions among the items of a sentence. `open` is the first item that none of them has taken."""

    def behind_dateline(self) -> int:
        """Where the report itself begins: behind "SILLHAVEN, Nov 30 (Quillfern) –"."""
        for at in range(1, min(_DATELINE, len(self.items))):
            if self.items[at].kind == "--" and self.items[at - 1].kind == ")":
                return at + 1
        return 0

    def contents(self, source: Bounds, cue: Bounds, after: int, kind: Cue) -> tuple[Bounds, ...] | None:
        """What is said by `cue` of `source`, whose words end at item `after`; None where that shows that nothing is."""
        start = self._skip_circumstance(after)
        if start > after and self.items[start - 1].lower in _PREPOSITIONS and not self.words["order"]:
            start = self._governed(start)
        left = self.left(min(source[0], cue[0]), self.open) if kind.kind == "say" else None
        right: Bounds | None = (start, len(self.items)) if start < len(self.items) else None
        if self._is_left_said(left, source, cue, after, start):
            assert left is not None
            more = right if right and self.items[right[0]].kind == "q" else self._resumed(after)
            setting = more and self._is(left[0], "prep") and all(self._kind(i) == "w" for i in range(*left))
            return (more,) if more and setting else (left, more) if more else (left,)
        if kind.kind == "that" and right and not self._content_like(right[0]):
            return None
        if kind.kind == "bare":
            right = (after, len(self.items)) if after < len(self.items) else None
        if right and self.inserts:
            named = right[0] > after and self.is_name(right[0])  # "рассказал агентству «Хвиля», что …"
            right = (right[0] + 1, right[1]) if named and right[0] + 1 < right[1] else right
            led = kind.kind == "bare" or any(self._kind(i) == ":" for i in range(after, right[0]))
            if not led and not self._clausal(right[0]):
                return None
        if right is None or right[0] >= right[1]:
            return () if kind.kind == "say" and self._kind(len(self.items) - 1) == ":" else None
        return (right,)

    def _content_like(self, at: int) -> bool:
        return self._kind(at) in ("q", "w", ":", "$") and not self._is(at, "prep")

    def is_name(self, at: int) -> bool:
        """Whether item `at` is a name in quotation marks: short, and joined to the word before it: "агентство «Хвиля»"."""
        item = self.items[at]
        return item.kind == "q" and item.end - item.start < _NAMED and self._kind(at - 1) == "w"

    def _clausal(self, at: int) -> bool:
        """Whether what stands from item `at` on can be said: a clause, a quotation, an infinitive; not the object of "relève son taux"."""
        while self._kind(at) in (",", "--") or self.is_any(at, ("he", "she", "his")):
            at += 1  # "demande, lui, que …"
        if self._kind(at) in ("q", ":") or self._is(at, "that_word"):
            return True
        ahead = range(at, min(at + _AHEAD, len(self.items)))
        if any(self._is(i, "that_word") or self._kind(i) in ("q", ":") for i in ahead):
            return True
        return any(self.items[i].lower.endswith(_INFINITIVES) and self.items[i].kind == "w" for i in ahead[:5])

    def _is_left_said(self, left: Bounds | None, source: Bounds, cue: Bounds, after: int, start: int) -> bool:
        """Whether what was said stands before the source."""
        if left is None:
            return False
        joint = self._kind(min(source[0], cue[0]) - 1)
        if self.inserts and joint == "q" and self.is_name(left[1] - 1):
            return False
        if joint not in (",", "q", "--"):
            return False
        if self.items[left[1] - 1].kind == "q":
            return True
        if start >= len(self.items) or self.items[after].kind in (",", "--", ";") or self._kind(start) == ",":
            return not self._is(left[0], "prep") or left[1] - left[0] > 6
        return False

    def left(self, limit: int, taken: int) -> Bounds | None:
        """What stands between items `taken` and `limit`, without the pauses around it."""
        start, end = self._trimmed(taken, limit)
        return (start, end) if end > start else None

    def _trimmed(self, start: int, end: int) -> Bounds:
        """Items `start` to `end` without the pauses at both ends."""
        while end > start and self.items[end - 1].kind in _PAUSES:
            end -= 1
        while start < end and self.items[start].kind in _PAUSES:
            start += 1
        return start, end

    def _resumed(self, after: int) -> Bounds | None:
        """The rest of the content behind a parenthesis: "Rain, she said, would come"."""
        at = after
        while at < len(self.items) and self.items[at].kind not in (",", "--"):
            at += 1
        at += 1
        if at >= len(self.items) or (self._cue(at) and self._cue(at)[2].kind == "ing"):  # type: ignore[index]
            return None
        if self.words["order"] and self._describes(at):
            return None
        if (self._is(at, "who") and not self.words["order"]) or self.items[at].lower in _RELATIVE:
            return None
        if self.inserts and not any(item.kind == "q" for item in self.items[at:]):
            return None  # "« … », explique Ann Lee, toxicologue, ancienne de l'institut"
        return at, len(self.items)

    def _describes(self, at: int) -> bool:
        """Whether the words from item `at` on tell who the German speaker is: "sagte Lee, Sprecherin der Bahn", "sagt Lee, 71, die …"."""
        first = self.items[at]
        said = any(item.kind == "q" or item.lower in self.words["reported"] for item in self.items[at:])
        return first.kind == "w" and first.capital and not said

    def _skip_circumstance(self, at: int) -> int:
        """Behind "on Tuesday", "in an interview with Ann Lee", "told reporters": where content can begin."""
        begin = at
        while at < len(self.items) and at - begin < 14:
            if self._kind(at) not in (",", ":", "--") and not self._circumstance(at):
                break
            at += 1
        return self._addressed(begin, at)

    def _governed(self, at: int) -> int:
        """Behind what a preposition governs: "said after the meeting that …", "said on the north mole, where …"."""
        for i in range(at, len(self.items)):
            if self._is(i, "that_word") or self.items[i].kind in ("q", ","):
                return i
            if self.items[i].kind == ":":
                return i + 1
        return len(self.items)

    def _circumstance(self, at: int) -> bool:
        """Whether an item tells when or where it was said; a mere function word does if such an item follows."""
        if self._is(at, "det") or self._is(at, "prep") or self._is(at, "weak"):
            return self._is(at + 1, "time")
        return self._is(at, "time")

    def _addressed(self, begin: int, at: int) -> int:
        """Behind the addressee of "told reporters that …", where such a verb stands before `begin`."""
        if not self._is(begin - 1, "tell") or self._kind(begin) == ",":
            return at
        ahead = range(begin, min(begin + 14, len(self.items)))
        for i in ahead:
            if self._is(i, "that_word") or self.items[i].kind in ("q", ":"):
                return i + 1 if self.items[i].kind == ":" else i
        if self._is(begin, "object"):
            return begin + 1
        return next((i + 1 for i in ahead if self.items[i].kind == "," and i > begin), at)

    def cut(self, content: Bounds, cue_start: int, cue_end: int, found: Sequence[tuple[int, int, Cue]]) -> Bounds:
        """The content without what a later attribution of the same sentence takes."""
        start, end = content
        for at, _, cue in found:
            if at <= max(start, cue_end) or at >= end or start < cue_start:
                continue
            before = self._kind(at - 1)
            if before == "," and self._is(cue_start - 1, "who") and cue.kind in ("say", "that"):
                # "Lee, who confirmed it, said …": the main clause goes on.
                end = at - 1
                break
            if (cue.kind in ("ing", "by") and before in (",", "w", "q") and (before == "," or cue.kind == "by")) or self._is(at - 1, "and"):
                end = at - 1 if before == "," or self._is(at - 1, "and") else at
                break
        if start >= cue_start:
            end = self._aside(start, end)
        return self._trimmed(start, end)

    def _aside(self, start: int, end: int) -> int:
        """Where the reporter's own words end what was said: ", echoing a statement …", ", which is still years away"."""
        for at in range(start + 1, end - 1):
            if self._kind(at) == "q" and self._is(at + 1, "aside"):
                return at + 1
            if self._kind(at) != ",":
                continue
            relative = self.items[at + 1].lower == "which" and at + 2 < end and self.items[at + 2].lower in ("is", "are")
            if self._is(at + 1, "aside") or (relative and self._is(at + 3, "aux")):
                return at
        return end
