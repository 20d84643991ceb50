"""Attributions in one sentence: who (source), by which words (cue), says what (contents)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from headwater.stages.facts.cues import Cue, Table
from headwater.stages.facts.lexicon import word_list
from headwater.stages.facts.scan import Item, Sentence

Bounds = tuple[int, int]
"""First item and the item behind the last."""

_PAUSES = frozenset((",", "--", ":", ";", "(", ")"))
_MAX_SOURCE = 30


class Frame(NamedTuple):
    """Item bounds of one attribution. `source` None: said by the subject of the sentence before."""

    source: Bounds | None
    cue: Bounds
    contents: tuple[Bounds, ...]
    kind: str


def frames(sentence: Sentence, table: Table) -> list[Frame]:
    """The attributions of a sentence in order; what follows a comma and another speaker is no content of the one before."""
    found = list(_Reader(sentence.items, table).read())
    for n, frame in enumerate(found[:-1]):
        later = found[n + 1]
        if later.kind in ("say", "that") and later.source and later.source != frame.source:
            joint = min(later.source[0], later.cue[0]) - 1
            if sentence.items[joint].kind == ",":
                contents = tuple((s, joint if s < joint < e and s > frame.cue[0] else e) for s, e in frame.contents)
                found[n] = frame._replace(contents=contents)
    return found


def subject(sentence: Sentence, table: Table) -> Bounds | None:
    """The subject that opens a sentence, where its first words show one: a pronoun or capitalised words."""
    return _Reader(sentence.items, table).opening()


class _Reader:
    def __init__(self, items: Sequence[Item], table: Table) -> None:
        self.items = items
        self.words = table.words
        self.cues = table.cues
        self.first: Bounds | None = None
        self.open = 0

    def read(self) -> Iterator[Frame]:
        at, taken = 0, 0
        self.open = 0
        cues = self.cues
        found = [hit for i, item in enumerate(self.items) if item.lower in cues and (hit := self._cue(i))]
        for start, end, cue in found:
            if start < at:
                continue
            frame = self._frame(start, end, cue, taken)
            if frame is None:
                continue
            self.first = self.first or frame.source
            contents = tuple(c for c in (self._cut(c, start, end, found) for c in frame.contents) if c[0] < c[1])
            at = max(end, frame.source[1] if frame.source and frame.source[0] >= end else 0)
            taken = max([end, *(c[1] for c in contents if c[0] < start)])
            if any(c[0] < start for c in contents):
                self.open = taken
            yield frame._replace(contents=contents)

    def _cue(self, at: int) -> tuple[int, int, Cue] | None:
        item = self.items[at]
        if item.kind != "w" or (item.capital and at):
            return None
        for cue in self.cues.get(item.lower, ()):
            end = at + 1 + len(cue.rest)
            if all(x.lower == w for x, w in zip(self.items[at + 1 : end], cue.rest, strict=False)) and end <= len(self.items):
                return at, end, cue
        return None

    def _is(self, at: int, name: str) -> bool:
        return 0 <= at < len(self.items) and self.items[at].kind == "w" and self.items[at].lower in self.words[name]

    def _kind(self, at: int) -> str:
        return self.items[at].kind if 0 <= at < len(self.items) else ""

    def _frame(self, start: int, end: int, cue: Cue, taken: int) -> Frame | None:
        if cue.kind == "by":
            return self._by(start, end)
        if cue.kind == "after":
            return self._after(start, end)
        low = start
        while self._is(low - 1, "aux") and low - 1 >= taken:
            low -= 1
        if cue.kind != "ing" and (self._is(low - 1, "det") or self._is(low - 1, "prep")) and not self._is(low - 1, "and"):
            return None
        if self._negated(low) or self._is_noun(start, end):
            return None
        if cue.kind == "that" and (self._kind(low - 1) == "q" or (taken == 0 and self._kind(0) == "q" and low < 8)):
            cue = cue._replace(kind="say")
        source = self._inverted(low, end) if cue.kind == "say" else None
        after = source[1] if source else end
        if source is None:
            source = (self.first or self.opening()) if cue.kind == "ing" else self._subject(low, taken)
            if source is None or (cue.kind == "ing" and self._kind(low - 1) not in (",", "--", "w")):
                return None
            if source[0] >= low:
                return None
        contents = self._contents(source, (low, end), after, cue)
        return Frame(source, (low, end), contents, cue.kind) if contents is not None else None

    def _negated(self, low: int) -> bool:
        """Whether nothing was said: "didn't say", "failed to say"."""
        before = self.items[low - 1].lower if low else ""
        return before in ("not", "didn", "never") or before.endswith(("n't", "n’t")) or (before == "to" and self._kind(low) == "w")

    def _is_noun(self, start: int, end: int) -> bool:
        """Whether "calls", "reports" and the like are things here: "growing calls from some nations"."""
        if not self.items[start].lower.endswith("s") or end >= len(self.items) or not self._is(end, "prep"):
            return False
        return (
            start > 0 and not self.items[start - 1].capital and not any(self._is(start - 1, n) for n in ("he", "she", "they", "it", "aux"))
        )

    def _inverted(self, low: int, end: int) -> Bounds | None:
        """The subject behind the verb: “…,” said Ann Lee, a pilot; …, sagte er; (German also) Am Montag sagte Lee, …"""
        before = self._kind(low - 1)
        turned = bool(self.words["order"]) and before == "w" and self._is(self._clause_start(low), "prep")
        if (before not in ("q", ",", "--") and low > 0 and not turned) or self._is(end, "prep"):
            return None
        at = end
        if any(self._is(at, name) for name in ("he", "she", "they")) or (self._is(at, "it") and before == "q"):
            return (at, at + 1) if before != "," or self._ends(at + 1) or self._is(at + 1, "time") else None
        stop = at
        while stop < len(self.items) and self.items[stop].kind in ("w", "q", "(", ")") and stop - at < 14:
            if self.items[stop].kind == "w" and (self._is(stop, "stops") or self._is(stop, "that_word")):
                break
            if self.items[stop].kind == "q" and self._kind(stop - 1) != "w":
                break
            stop += 1
        if stop < len(self.items) and self._is(stop, "that_word"):
            return None
        stop = self._without_time(at, stop)
        if low == 0 and self.words["tell"] and self._kind(stop) not in (":", "q"):
            return None
        capital = any(x.capital for x in self.items[at:stop])
        if stop == at or not (capital or self._is(at, "det")) or (stop < len(self.items) and self._is(stop, "stops")):
            return None
        if before != "q" and not self._ends(stop) and not any(self._is(i, "time") for i in range(stop, stop + 2)):
            return None
        return at, stop if turned else self._apposition_after(stop)

    def _clause_start(self, at: int) -> int:
        while at > 0 and self.items[at - 1].kind in ("w", "(", ")") and not self._is(at - 1, "stops"):
            at -= 1
        return at

    def _without_time(self, start: int, stop: int) -> int:
        """Where the noun phrase ends before "on Tuesday", "in a statement"."""
        for i in range(start + 1, stop):
            if self._is(i, "prep") and all(self._is(j, "time") for j in range(i, min(i + 2, stop))):
                return i
            if self._is(i, "time") and all(self._is(j, "time") for j in range(i, stop)) and not self._is(i, "det"):
                return i
        return stop

    def _ends(self, at: int) -> bool:
        return at >= len(self.items) or self.items[at].kind in (",", "q", "--", ":", ";", ")")

    def _apposition_after(self, stop: int) -> int:
        """The end of "Ann Lee, a pilot who flew" : to the next comma that something else follows."""
        if self._kind(stop) != "," or not (self._is(stop + 1, "det") or self._is(stop + 1, "who") or self._lower_noun(stop + 1)):
            return stop
        at = stop + 1
        while at < len(self.items) and self.items[at].kind in ("w", "(", ")") and at - stop < _MAX_SOURCE:
            at += 1
        return at

    def _lower_noun(self, at: int) -> bool:
        plain = self._kind(at) == "w" and not self.items[at].capital and not self._cue(at)
        return plain and not any(self._is(at, name) for name in ("prep", "stops", "and", "aux"))

    def _subject(self, low: int, taken: int) -> Bounds | None:
        """The noun phrase in front of the verb, with its apposition."""
        at = low - 1
        while at > taken and self._is(at, "time") and not self._is(at, "det"):
            at -= 1
        if at < taken:
            return self.first if low > 0 and taken == low and self._is(low - 1, "and") else None
        if any(self._is(at, name) for name in ("he", "she", "they", "it")):
            return at, at + 1
        if self._is(at, "who"):
            return self._antecedent(at - 2 if self._kind(at - 1) == "," else at - 1, taken) or (at, at + 1)
        if self._is(at, "and"):
            return self.first or self.opening()
        if self._kind(at) in (",", "--", ")"):
            return self._apposed(at, taken)
        return self._phrase(at, taken)

    def _antecedent(self, at: int, taken: int) -> Bounds | None:
        """Whom a relative pronoun means: the capitalised words before it, else the noun phrase."""
        start = at + 1
        while start > taken and self.items[start - 1].kind == "w":
            if not self.items[start - 1].capital and (self.items[start - 1].lower not in word_list("particles") or start == at + 1):
                break
            start -= 1
        return (start, at + 1) if 0 < start <= at else self._phrase(at, taken)

    def opening(self) -> Bounds | None:
        """The subject at the sentence's start, where its first words show one: a pronoun or a name."""
        at = 1 if self._is(0, "and") else 0
        if any(self._is(at, name) for name in ("he", "she", "they", "it")):
            return at, at + 1
        end = at
        while end < len(self.items) and self.items[end].kind == "w" and self.items[end].capital and end - at < 6:
            end += 1
        named = end > at and not self._is(at, "prep") and not (self._is(at, "det") and end == at + 1)
        return (at, end) if named else None

    def _apposed(self, at: int, taken: int) -> Bounds | None:
        """ "Ann Lee, a pilot, said": the source reaches from the name to the comma."""
        mark = "(" if self.items[at].kind == ")" else self.items[at].kind
        k = at - 1
        while k > taken and at - k < _MAX_SOURCE:
            if self.items[k].kind == mark:
                head = self._phrase(k - 1, taken)
                if head and (self.items[head[0]].capital or self._is(head[0], "det")) and head[0] <= k - 1:
                    return head[0], at + (mark == "(")
            if self.items[k].kind in ("q", ";", ":"):
                return None
            k -= 1
        return None

    def _phrase(self, at: int, taken: int) -> Bounds | None:
        """The noun phrase that ends with item `at`."""
        start = at + 1
        while start > taken and at - start < _MAX_SOURCE:
            item = self.items[start - 1]
            if item.kind not in ("w", "$", "%", "(", ")") or self._is(start - 1, "stops"):
                break
            if self._is(start - 1, "and") and not self._joins(start - 1, taken):
                break
            if self._cue(start - 1) and not item.capital and start - 1 < at:
                break
            start -= 1
        while start <= at and (self._is(start, "prep") or self._is(start, "time")) and not self._is(start, "det"):
            start += 1
            while start <= at and self._is(start - 1, "prep") and self._is(start, "time") and start < at:
                start += 1
        if start > at or self.items[start].kind != "w":
            return None
        if (
            self._is(start, "aux")
            and self._is(start - 1, "stops")
            and start - 1 > taken
            and self.items[start - 1].lower in ("that", "which")
        ):
            head = self._phrase(start - 2, taken)
            return (head[0], at + 1) if head else None
        alone = start == at and not self.items[at].capital and self.items[at].lower.endswith("ly")
        return None if alone else (start, at + 1)

    def _joins(self, at: int, taken: int) -> bool:
        """Whether an "and" joins two sources, not two clauses."""
        if self.items[at].lower not in ("and", "und", "et", "y", "и", "і", "та") or at <= taken:
            return False
        left, right = self.items[at - 1], self.items[at + 1] if at + 1 < len(self.items) else self.items[at]
        return left.kind == "w" and (at - taken <= 3 or (left.capital and right.capital))

    def _contents(self, source: Bounds, cue: Bounds, after: int, kind: Cue) -> tuple[Bounds, ...] | None:
        start = self._skip_circumstance(after)
        left = self._left(min(source[0], cue[0]), self.open) if kind.kind == "say" else None
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
        if right is None or right[0] >= right[1]:
            return () if kind.kind == "say" and self._kind(len(self.items) - 1) == ":" else None
        return (right,)

    def _content_like(self, at: int) -> bool:
        return self._kind(at) in ("q", "w", ":", "$") and not self._is(at, "prep")

    def _is_left_said(self, left: Bounds | None, source: Bounds, cue: Bounds, after: int, start: int) -> bool:
        """Whether what was said stands before the source."""
        if left is None:
            return False
        joint = self._kind(min(source[0], cue[0]) - 1)
        if joint not in (",", "q", "--"):
            return False
        if self.items[left[1] - 1].kind == "q":
            return True
        if start >= len(self.items) or self.items[after].kind in (",", "--", ";"):
            return not self._is(left[0], "prep") or left[1] - left[0] > 6
        return False

    def _left(self, limit: int, taken: int) -> Bounds | None:
        start, end = taken, limit
        while end > start and self.items[end - 1].kind in _PAUSES:
            end -= 1
        while start < end and self.items[start].kind in _PAUSES:
            start += 1
        return (start, end) if end > start else None

    def _resumed(self, after: int) -> Bounds | None:
        """The rest of the content behind a parenthesis: "Rain, she said, would come"."""
        at = after
        while at < len(self.items) and self.items[at].kind not in (",", "--"):
            at += 1
        at += 1
        if at >= len(self.items) or (self._cue(at) and self._cue(at)[2].kind == "ing"):  # type: ignore[index]
            return None
        return at, len(self.items)

    def _skip_circumstance(self, at: int) -> int:
        """Behind "on Tuesday", "in an interview with Ann Lee", "told reporters": where content can begin."""
        begin = at
        while at < len(self.items) and at - begin < 14:
            if self._kind(at) not in (",", ":", "--") and not self._circumstance(at):
                break
            at += 1
        return self._addressed(begin, at)

    def _circumstance(self, at: int) -> bool:
        """Whether an item tells when or where it was said; a mere function word does if such an item follows."""
        if self._is(at, "det") or self._is(at, "prep") or self._is(at, "weak"):
            return self._is(at + 1, "time")
        return self._is(at, "time")

    def _addressed(self, begin: int, at: int) -> int:
        """Behind the addressee of "told reporters that …", where such a verb stands before `begin`."""
        if not self._is(begin - 1, "tell"):
            return at
        ahead = range(begin, min(begin + 14, len(self.items)))
        for i in ahead:
            if self._is(i, "that_word") or self.items[i].kind in ("q", ":"):
                return i + 1 if self.items[i].kind == ":" else i
        if self._is(begin, "object"):
            return begin + 1
        return next((i + 1 for i in ahead if self.items[i].kind == "," and i > begin), at)

    def _cut(self, content: Bounds, cue_start: int, cue_end: int, found: Sequence[tuple[int, int, Cue]]) -> Bounds:
        """The content without what a later attribution of the same sentence takes."""
        start, end = content
        for at, _, cue in found:
            if at <= max(start, cue_end) or at >= end or start < cue_start:
                continue
            before = self._kind(at - 1)
            if (cue.kind in ("ing", "by") and before in (",", "w", "q") and (before == "," or cue.kind == "by")) or self._is(at - 1, "and"):
                end = at - 1 if before == "," or self._is(at - 1, "and") else at
                break
        while end > start and self.items[end - 1].kind in _PAUSES:
            end -= 1
        while start < end and self.items[start].kind in _PAUSES:
            start += 1
        return start, end

    def _by(self, start: int, end: int) -> Frame | None:
        """According to the ministry, …; …, according to the ministry."""
        stop = end
        while stop < len(self.items) and self.items[stop].kind in ("w", "(", ")", "$") and stop - end < _MAX_SOURCE:
            if stop > end and self._is(stop, "stops"):
                break
            stop += 1
        if stop == end:
            return None
        content = (stop, len(self.items)) if start <= 1 else (0, start)
        return Frame((end, stop), (start, end), (content,), "by") if content[1] > content[0] else None

    def _after(self, start: int, end: int) -> Frame | None:
        """German: "Berichten zufolge …"."""
        source = self._phrase(start - 1, 0)
        if source is None or self.items[start].lower != "zufolge":
            return None
        contents = tuple(c for c in ((0, source[0]), (end, len(self.items))) if c[1] > c[0])
        return Frame(source, (start, end), contents, "by")
