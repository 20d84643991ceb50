"""Noun phrases of one sentence, found by function words and punctuation: who may be the subject of a verb."""

from __future__ import annotations

from collections.abc import Sequence

from headwater.stages.facts.cues import Cue, Table
from headwater.stages.facts.lexicon import roles, word_list
from headwater.stages.facts.scan import Item

Bounds = tuple[int, int]
"""First item and the item behind the last."""

_OBJECTS = frozenset(("den", "einen", "dem", "dazu", "dies", "hierzu", "darüber", "dabei", "damit"))
"""German words that open no subject: behind them the verb comes before it."""
_NO_GENITIVE = frozenset(("die", "das", "den", "dem", "ein", "eine", "einen", "einem"))
"""German articles that begin no genitive: behind a subject they open the object, "sagte der Kapitän dem Blatt"."""
_DATIVE = frozenset(("dem", "einem"))
_ADVERB = ("isch", "lich", "ends", "weise", "mals", "falls", "dings", "nisch")
"""Endings of German words that stand alone before a verb and are no subject: "Kritisch bewertet die Partei …"."""
PERFECT = frozenset(("has", "have", "had"))
_NAME = 6
"""Words that a name may have."""
_ROLE_WORDS = 8
"""Words that may name somebody by what he does: "Le porte-parole de la fédération des usagers"."""
MAX_SOURCE = 30
"""Items that a source may have."""


class Phrases:
    """Reads the items of a sentence with a language's word classes. `first` is the source of its first attribution;
    `relative` says that the last one stood in a relative clause."""

    def __init__(self, items: Sequence[Item], table: Table) -> None:
        self.items = items
        self.words = table.words
        self.cues = table.cues
        self.first: Bounds | None = None
        self.open = 0
        self.relative = False
        self.inserts = table.inserts

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

    def is_any(self, at: int, names: Sequence[str]) -> bool:
        """Whether item `at` is a word of one of these classes."""
        return any(self._is(at, name) for name in names)

    def phrase(self, at: int, taken: int) -> Bounds | None:
        """The noun phrase that ends with item `at` and begins behind `taken`."""
        return self._phrase(at, taken)

    def _kind(self, at: int) -> str:
        return self.items[at].kind if 0 <= at < len(self.items) else ""

    def _fronted(self, low: int) -> bool:
        """Whether something else than the subject stands before a German verb: "In Berlin sagte Lee"."""
        at = self._clause_start(low)
        at += self._is(at, "and")
        if (at == 1 and self.items[0].lower == "als") or self.items[at].lower in _OBJECTS:
            return True
        if at == low - 1 and self.items[at].lower == "das":
            return True
        if low == 1 and self.items[0].lower.endswith(_ADVERB):
            return True
        also = self._is(at, "prep") and self.items[at].lower in ("auch", "so") and at + 1 < low
        return self._is(at + also, "prep") or (self._is(low + 1, "he") and low > at)

    def _nominal(self, at: int) -> Bounds | None:
        """The German noun phrase from item `at`: article, adjectives, nouns and names, and genitives behind them."""
        stop, named, led = at, False, True
        while stop < len(self.items) and self._kind(stop) == "w" and stop - at < 14:
            item, article = self.items[stop], self._is(stop, "det")
            if named and (item.lower in _NO_GENITIVE or item.lower[0].isdigit()):
                break
            if not item.capital and named and not led and not article and item.lower not in word_list("particles"):
                break
            led = article or (led and not item.capital)
            named = named or item.capital
            stop += 1
        return (at, stop) if named else None

    def _clause_start(self, at: int) -> int:
        while at > 0 and self.items[at - 1].kind in ("w", "(", ")") and not self._is(at - 1, "stops"):
            at -= 1
        return at

    def _without_time(self, start: int, stop: int) -> int:
        """Where the noun phrase ends before "on Tuesday", "in a statement"."""
        for i in range(start + 1, stop):
            if self._is(i, "where"):
                return i
            if self._is(i, "prep") and all(self._is(j, "time") for j in range(i, min(i + 2, stop))):
                return i
            if self._is(i, "time") and all(self._is(j, "time") for j in range(i, stop)) and not self._is(i, "det"):
                return stop if i == start + 1 and self._is(start, "det") else i
        return stop

    def _ends(self, at: int) -> bool:
        return at >= len(self.items) or self.items[at].kind in (",", "q", "--", ":", ";", ")")

    def _apposition_after(self, stop: int) -> int:
        """The end of "Ann Lee, a pilot who flew", "the pilot, Ann Lee": to the next comma that something else follows."""
        if self._kind(stop) == "," and not self.words["order"] and (named := self._name_after(stop + 1)):
            return named
        if self._kind(stop) != "," or not (self._is(stop + 1, "det") or self._is(stop + 1, "who") or self._lower_noun(stop + 1)):
            return stop
        at = stop + 1
        while at < len(self.items) and self.items[at].kind in ("w", "(", ")") and at - stop < MAX_SOURCE:
            at += 1
        return at

    def _name_after(self, at: int) -> int:
        """The end of the name from item `at` on, where it stands alone up to a pause; 0 where none does."""
        stop = at
        while stop < len(self.items) and self.items[stop].kind == "w" and stop - at < _NAME:
            if not self.items[stop].capital and self.items[stop].lower not in word_list("particles"):
                return 0
            stop += 1
        return stop if stop > at and self.items[at].capital and self._ends(stop) and not self._is(at, "time") else 0

    def _names_aside(self, at: int) -> bool:
        """Whether nothing but a name stands between item `at`, a comma, and the comma before it: "the coach, Ann Lee, said"."""
        start = at
        while start > 0 and self.items[start - 1].kind == "w" and at - start < _NAME:
            start -= 1
        return self._kind(start - 1) == "," and self._name_after(start) == at

    def _lower_noun(self, at: int) -> bool:
        plain = self._kind(at) == "w" and not self.items[at].capital and not self._cue(at)
        return plain and not any(self._is(at, name) for name in ("prep", "stops", "and", "aux"))

    def _subject(self, low: int, taken: int) -> Bounds | None:
        """The noun phrase in front of the verb, with its apposition."""
        at = low - 1
        while at > taken and self._is(at, "time") and not self._is(at, "det") and not self._named_so(at):
            at -= 1
        if at < taken:
            return self.first if low > 0 and taken == low and self._is(low - 1, "and") else None
        if any(self._is(at, name) for name in ("he", "she", "they", "it")):
            return at, at + 1
        if self._is(at, "who"):
            return self._antecedent(at - 2 if self._kind(at - 1) == "," else at - 1, taken) or (at, at + 1)
        if self._is(at, "and"):
            return self.first or self.opening() or self._turned(taken, at)
        if self._kind(at) == "q" and self.inserts:
            return self.opening()  # "Гендиректор Ли в беседе с «Вестником» пояснил …"
        if self._kind(at) in (",", "--", ")"):
            return self._apposed(at, taken) or (self.first if self.relative and self._kind(at) == "," else None)
        found = self._phrase(at, taken)
        if (
            found
            and not self.words["order"]
            and self.is_any(found[0], ("he", "she", "they"))
            and not any(item.capital for item in self.items[found[0] + 1 : found[1]])
        ):
            return found[0], found[0] + 1  # "Она откровенно говорит"
        if found:  # "the makers have twice denied": the auxiliary ends the subject
            had = next((i for i in range(found[0] + 1, found[1]) if self.items[i].lower in PERFECT and not self._relates(i - 1)), found[1])
            found = (found[0], had)
        if found and self.words["order"] and self.items[found[0]].lower in _DATIVE and found[0] > taken:
            return self._subject(found[0], taken)  # "wie der Direktor dem Blatt sagte"
        return self._told_of(found, taken) or found if found else None

    def _relates(self, at: int) -> bool:
        """Whether item `at` opens a relative clause: "the force that has led …"."""
        return self._is(at, "who") or self._is(at, "clause")

    def _told_of(self, found: Bounds, taken: int) -> Bounds | None:
        """Whom a relative clause before the verb tells of, where `found` is its last noun: "men who climbed to the nets found …"."""
        start = found[0]
        while start > taken and self._kind(start - 1) == "w" and not self._is(start - 1, "who"):
            start -= 1
        led = self._is(found[0] - 1, "prep") or self._is(found[0] - 1, "stops")
        if not led or self.words["order"] or start - 1 <= taken or not self._is(start - 1, "who"):
            return None
        return self._antecedent(start - 2, taken)

    def _named_so(self, at: int) -> bool:
        """Whether a word such as "post" ends a name: "The Brackwater Post"."""
        item = self.items[at]
        return item.capital and self._kind(at - 1) == "w" and self.items[at - 1].capital and item.lower not in word_list("calendar")

    def _turned(self, start: int, end: int) -> Bounds | None:
        """The pronoun behind a German verb: "Dann rief er an und sagte …"."""
        places = range(start + 1, end) if self.words["order"] else ()
        return next(((at, at + 1) for at in places if self._is(at, "he") and self._kind(at - 1) == "w"), None)

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
        if self.inserts and (led := self._role_phrase(at)):
            return at, led
        named = end > at and not self._is(at, "prep") and not self._is(at, "stops") and not (self._is(at, "det") and end == at + 1)
        return (at, end) if named else None

    def _role_phrase(self, at: int) -> int:
        """The end of "L'avocate générale", "Источник в ведомстве": an article, if the language has any, and a word for who acts; else 0."""
        noun = at + 1 if self._is(at, "det") else at
        if (self.words["det"] and noun == at) or self._kind(noun) != "w":
            return 0
        if self.items[noun].lower not in roles() and self.items[noun].lower not in word_list("bodies"):
            return 0
        stop = noun + 1
        while stop < len(self.items) and self.items[stop].kind == "w" and stop - at < _ROLE_WORDS:
            if self.is_any(stop, ("have", "aux", "who", "he", "she", "stops", "where", "that_word")) or self._cue(stop):
                break
            stop += 1
        return stop

    def _main_subject(self, before: int) -> Bounds | None:
        """The subject of the main clause, behind "On Tuesday", up to what looks like its verb: "all leaders apart from two signed …"."""
        at = 0
        while at < before and (self._is(at, "time") or self._kind(at) == ","):
            at += 1
        if at >= before or self.items[at].kind != "w" or self._is(at, "prep") or self._is(at, "stops"):
            return None
        for end in range(at + 1, min(at + 12, before)):
            item = self.items[end]
            if item.kind != "w":
                return None
            verb = not item.capital and (item.lower.endswith("ed") or self._is(end, "aux"))
            if verb and end > at:
                return at, end
        return None

    def _apposed(self, at: int, taken: int) -> Bounds | None:
        """ "Ann Lee, a pilot, said": the source reaches from the name to the comma."""
        mark = "(" if self.items[at].kind == ")" else self.items[at].kind
        k = at - 1
        while k > taken and at - k < MAX_SOURCE:
            if self.items[k].kind == mark:
                if self.words["order"] and self._is(k + 1, "stops"):
                    return None
                head = self._phrase(k - 1, taken)
                if head == (k - 1, k) and self.items[k - 1].lower.isdigit():
                    head = None  # "Ann Lee, 45, a pilot, said"
                named = head and (self.items[head[0]].capital or (mark == "(" and any(x.capital for x in self.items[head[0] : k])))
                role = head and self.inserts and any(x.lower in roles() for x in self.items[head[0] : k])
                if head and (named or role or self._is(head[0], "det")) and head[0] <= k - 1:
                    return head[0], at + (mark == "(")
            if self.items[k].kind in ("q", ";", ":"):
                return None
            k -= 1
        return None

    def _phrase(self, at: int, taken: int) -> Bounds | None:
        """The noun phrase that ends with item `at`."""
        start = at + 1
        while start > taken and at - start < MAX_SOURCE:
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
