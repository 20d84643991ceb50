"""Verbs of no list that attribute by where they stand: right behind a quotation, in front of who speaks."""

from __future__ import annotations

from collections.abc import Iterator

from headwater.stages.facts.contents import Contents
from headwater.stages.facts.cues import Cue
from headwater.stages.facts.lexicon import roles

_UTTERANCE = 9
"""Characters of a quotation behind which a verb of no list is taken to attribute it; shorter ones are often mere names."""


class Unlisted(Contents):
    """Finds such verbs among the items of a sentence."""

    def unlisted(self, taken: set[int]) -> Iterator[tuple[int, int, Cue]]:
        """Verbs of no list that can do nothing but attribute: those right behind a quotation and before who speaks.

        The press has hundreds of them: « On y croit », jubile la capitaine; «Всё готово», — отчеканил комендант.
        """
        for at, item in enumerate(self.items):
            joint = self._kind(at + 1)
            if item.kind != "q" or joint not in (",", "--") or (item.end - item.start < _UTTERANCE and self._kind(at + 2) != "--"):
                continue
            verb = at + 1
            while self._kind(verb) in (",", "--"):
                verb += 1
            begin = verb
            while self._is(verb, "aux") or self._is(verb, "have"):
                verb += 1
            if any(self._is(i, "unsaid") for i in range(begin, verb + 1)) and not self._is(begin, "unsaid"):
                continue
            asked = verb > begin and self._is(verb - 1, "have") and self.is_any(verb, ("he", "she", "they"))
            verb += asked
            behind = verb + 1
            if self._kind(verb) != "w" or self.items[verb].capital or any(i in taken for i in range(begin, behind + 1)):
                continue
            if self.is_any(verb, ("prep", "det", "and", "stops", "that_word", "who", "he", "she", "they", "it", "time", "unsaid", "his")):
                continue
            told = verb > begin or self.items[verb].lower.endswith("ó")
            alone = bool(self.words["drops"]) and (self._ends(behind) or (self._is(behind, "prep") and told))
            if asked or alone or self.is_any(behind, ("he", "she", "they", "det")) or self._begins_subject(behind):
                yield verb, behind, Cue("say", ())

    def _begins_subject(self, at: int) -> bool:
        """Whether a name or, in a language without articles, a word for a person or a body stands at item `at`."""
        if self._kind(at) != "w":
            return False
        item = self.items[at]
        return (item.capital and not self._is(at, "time")) or item.lower in roles()
