"""Who is who within one article: full names, lone surnames, initials and spellings brought together."""

from __future__ import annotations

from collections.abc import Sequence

from headwater.stages.facts.lexicon import gazetteer, given_names, word_list
from headwater.stages.facts.spelling import given_forms, key, slug

_TWO_SURNAMES = frozenset(("es", "pt", "ca", "gl"))
"""Languages in which the surname that is used alone is the last but one."""
_DECLINED = frozenset(("ru", "uk", "be"))
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


class People:
    """The persons met so far in an article. `language` decides how Cyrillic reads."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._by_surname: dict[str, list[tuple[int, str]]] = {}
        self._by_given: dict[str, set[str]] = {}

    def meet(self, words: Sequence[str], at: int) -> None:
        """Note a person named with more than one word at text position `at`."""
        keys = self._keys(words)
        if len(keys) < 2:
            return
        identity = self._full(keys)
        family_first = keys[0] in word_list("family_first")
        first = keys[-2:-1] if len(keys) > 2 and self.language in _TWO_SURNAMES else []
        if keys[0] in given_names():
            self._by_given.setdefault(keys[0], set()).add(identity)
        for surname in {keys[-1], " ".join(keys[1:]), *keys[: int(family_first)], *first}:
            self._by_surname.setdefault(surname, []).append((at, identity))

    def id_of(self, words: Sequence[str], at: int, *, sure: bool, place: bool = False) -> str:
        """The id of a mention at `at`: that of the full name it shortens, else of a known person, else its own if `sure`, else "".

        `place`: it may be a place, in a report of one Florence the city of that name stays a city.
        """
        keys = self._keys(words)
        if not keys:
            return ""
        if len(keys) > 1 and keys[0] not in word_list("particles"):
            return self._full(keys)
        bearer = self._bearer(keys, at)
        if bearer:
            return bearer
        known = gazetteer().surnames.get(" ".join(keys))
        if known:
            return known.id
        if len(keys) == 1 and not place and (named := self._of_given(keys[0])):
            return named
        return slug(" ".join(keys)) if sure else ""

    def _of_given(self, first: str) -> str:
        """The id of the only person met with this given name, which may stand in another case; "" for none or several."""
        forms = given_forms(first) if self.language in _DECLINED else (first,)
        met = next((self._by_given[form] for form in forms if form in self._by_given), set())
        return next(iter(met)) if len(met) == 1 else ""

    def bearer(self, words: Sequence[str], at: int) -> str:
        """The id of the person met with this surname, the last before `at` if there are several; "" for none."""
        return self._bearer(self._keys(words), at)

    def _bearer(self, keys: Sequence[str], at: int) -> str:
        bearers = self._by_surname.get(keys[0] if len(keys) == 1 else " ".join(keys))
        if not bearers:
            return ""
        before = [identity for place, identity in bearers if place <= at]
        return before[-1] if before else bearers[0][1]

    def _full(self, keys: Sequence[str]) -> str:
        table = gazetteer()
        known = table.people.get(" ".join(keys))
        return known.id if known else slug(" ".join(keys))

    def _keys(self, words: Sequence[str]) -> list[str]:
        """Keys of the words that identify: no initials, no "Jr."; a declined given name in its nominative."""
        if len(words) == 1:
            # Most mentions are of one word.
            single = key(words[0], self.language) if len(words[0].rstrip(".")) > 1 else ""
            return [single] if single and single not in _SUFFIXES else []
        keys = [key(w, self.language) for w in words if len(w.rstrip(".")) > 1]
        keys = [k for k in keys if k and k not in _SUFFIXES]
        if len(keys) > 1 and keys[0] not in given_names() and "\u0400" <= words[0][:1] <= "\u04ff":
            keys[0] = next((form for form in given_forms(keys[0]) if form in given_names()), keys[0])
        return keys
