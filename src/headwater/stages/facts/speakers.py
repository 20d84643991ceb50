"""From the words that stand for a speaker to who it is: names, last names, roles and pronouns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache

from headwater.model import Name, Party
from headwater.stages.facts.cues import Table
from headwater.stages.facts.lexicon import country_of, demonyms, given_names, roles, word_list
from headwater.stages.facts.spelling import key

_FEMALE = frozenset(("ms", "mrs", "miss", "mme", "frau", "madame", "señora", "пані", "госпожа"))
_MALE = frozenset(("mr", "herr", "monsieur", "señor", "пан", "господин"))
_OWNERS = {
    "his": "m",
    "her": "f",
    "their": "",
    "его": "m",
    "её": "f",
    "ее": "f",
    "их": "",
    "його": "m",
    "її": "f",
    "їх": "",
    "lui": "m",
    "su": "",
    "son": "",
}
_LEADERS = frozenset(("president", "leader", "präsident", "staatschef", "président", "presidente", "президент", "chancellor", "premier"))
_DEFINITE = frozenset(("the", "das", "die", "der", "le", "la", "el", "l’", "cette", "ce", "este", "esta"))
_LINKS = frozenset(
    ("of", "who", "which", "that", "der", "des", "von", "de", "du", "la", "and", "und", "et", "y", "official", "officials", "member")
)
_INDEFINITE = frozenset(("un", "une", "una", "unos", "unas", "plusieurs", "varios", "varias", "des"))
_ARTICLE_GENDER = {"le": "m", "el": "m", "la": "f"}
_SENTENCE_ENDS = ("\n", ". ", "! ", "? ", "” ", "» ")
_FEMININE = ("ка", "ца", "ша", "ья", "ня", "щина", "жінка", "дівчина", "девушка", "мая", "щая", "вшая", "тая", "ена")
_STEM = 4
"""Letters that the stem of a Slavic word for a person has at least."""
_MENTION = 5
"""Words of "la titular de Vivienda", "официальный представитель ведомства" that still tell of somebody named before."""
_RELATIVE = re.compile(r",? (?:who|which|that|qui|quien|котор\w+|як(?:ий|а|і)) |, ")
"""Where the words for an unnamed speaker end: what follows tells of them."""
_APPOSITION = re.compile(r", ((?!who|qui|que|quien|котор|як)[^,.;:\n]{3,60})[,.;]")
_ROLE = 5
"""Words of an apposition that may say what somebody is."""
_THERE = frozenset(("там",))
_NEUTER = frozenset(("it", "es"))
_MAX_NAME = 120
_REACH = 1_500
"""Characters back to the speaker whom a pronoun may still mean: some eight paragraphs of an English report."""


class Speakers:
    """Who is who among the names of one text."""

    def __init__(self, text: str, names: Sequence[Name], table: Table) -> None:
        self._text = text
        self._names = names
        self._starts = [n.start for n in names]
        self._words = table.words
        self._inserts = table.inserts
        self._full: dict[str, str] = {}
        self._gender: dict[str, str] = {}
        self._roles: list[tuple[frozenset[str], str]] = []
        self._people = frozenset(n.id for n in names if n.type == "person")
        self._mentions = [n.start for n in names if n.type == "person" and not self._is_title(n)]
        self._last: Party | None = None
        self._described: dict[str, Party] = {}
        self._body: Party | None = None
        for name in names:
            if name.type != "place" and len(name.text) > len(self._full.get(name.id, "")):
                self._full[name.id] = name.text
            if name.type == "person":
                self._learn(name)

    def _learn(self, name: Name) -> None:
        before = self._text[max(0, name.start - 60) : name.start].replace("’s", "").replace("'s", "")
        if self._inserts:
            before = before.rstrip(" ,").rsplit(",", 1)[-1]  # "le médecin du club, l'ailier Lee": the doctor is another
        words = [w.strip(".,") for w in before.rsplit("\n", 1)[-1].split()][-5:]
        first = key(name.text.split()[0])
        led = bool(words) and words[-1].lower() in self._words["prep"] and self._inserts
        gender = given_names().get(first, "") if " " in name.text else ""
        if words and words[-1].lower() in _FEMALE:
            gender = "f"
        elif words and words[-1].lower() in _MALE:
            gender = "m"
        if gender:
            self._gender.setdefault(name.id, gender)
        if led:
            return  # "en declaraciones a Radio Costa, la ministra …"
        self._note(frozenset(w.lower() for w in words), name.id)
        if self._inserts and (behind := _APPOSITION.match(self._text, name.end)):
            self._note(frozenset(_bare(w) for w in behind.group(1).split()[:_ROLE]), name.id)

    def _note(self, role: frozenset[str], identity: str) -> None:
        if role & word_list("titles"):
            self._roles.append((role, identity))

    def party(self, start: int, end: int) -> Party:
        """Who the source text[start:end] is. The name is the fullest form in the text; unresolved words stand for themselves."""
        words = " ".join(self._text[start:end].split())
        lower = words.lower()
        for pronoun, gender in (("he", "m"), ("she", "f"), ("they", ""), ("who", "")):
            if lower in self._words[pronoun]:
                return self._pronoun(words, start, end, gender)
        if lower in _THERE and self._body is not None:
            return Party(name=self._body.name, id=self._body.id, start=start, end=end)
        if lower in _NEUTER and (meant := self._thing(start)) is not None:
            return Party(name=meant.name, id=meant.id, start=start, end=end)
        if lower in _OWNERS and lower in self._words["his"]:
            return self._pronoun(words, start, end, _OWNERS[lower])
        name = self._named(start, end)
        if name is None:
            identity = self._by_role(lower) or (self._by_mention(lower, start) if self._inserts else "")
            name = next((n for n in self._names if n.id == identity), None) if identity else None
        if name is None:
            bare = (_RELATIVE.split(words, maxsplit=1)[0] or words).removesuffix("’s").removesuffix("'s")
            party = self._meant_again(lower, start, end) or Party(name=bare[:_MAX_NAME], start=start, end=end)
        else:
            party = Party(name=self._full.get(name.id, name.text), id=name.id, start=start, end=end)
        head = lower.split(",")[0].split()
        if len(head) > 1 + (head[0] == "the"):
            self._described[head[-1]] = party
        if party.id not in self._people and (party.id or head[-1:] != [lower]):
            self._describe(lower, party)
        self._last = party
        return party

    def _describe(self, lower: str, party: Party) -> None:
        """Note a body by its first noun: "la préfecture de la Haute-Vesle" is meant by "la préfecture"."""
        if not self._inserts:
            return
        words = _parted(lower)
        noun = words[1] if len(words) > 1 and words[0] in _DEFINITE else words[0]
        if noun not in roles():
            self._described.setdefault(noun, party)
            self._body = party

    def _thing(self, at: int) -> Party | None:
        """What "it" is: the last that spoke, where that is no person."""
        last = self._last
        if last is None or last.id in self._people or at - (last.start or 0) > _REACH:
            return None
        return last if not any(w.strip(".,") in word_list("titles") for w in last.name.lower().split()[-1:]) else None

    def _meant_again(self, lower: str, start: int, end: int) -> Party | None:
        """Who "the ministry" is: the one that was introduced as "the British defence ministry"."""
        words = _parted(lower) if self._inserts else lower.split()
        noun = words[-1] if len(words) <= 2 and (len(words) == 1 or words[0] in _DEFINITE) else ""
        known = self._described.get(noun) if len(words) == 2 or self._inserts else None
        if known is None and self._inserts and noun in word_list("bodies"):
            known = self._body
        if known is None or known.id in self._people or start - (known.start or 0) > _REACH:
            return None
        return Party(name=known.name, id=known.id, start=start, end=end)

    def same(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Whether two sources of a sentence are the same: by name, role or words."""
        return self._identity(*one) == self._identity(*other)

    def _identity(self, start: int, end: int) -> str:
        name = self._named(start, end)
        lower = " ".join(self._text[start:end].lower().split())
        return name.id if name else self._by_role(lower) or (self._last.id if self._last and lower in self._words["he"] else "") or lower

    def is_person(self, start: int, end: int) -> bool:
        """Whether text[start:end] is a person's name or "he" or "she"."""
        if self._text[start:end].lower() in self._words["he"] | self._words["she"]:
            return True
        name = self._named(start, end)
        return name is not None and name.type == "person"

    def named_in(self, start: int, end: int) -> Party | None:
        """The last person named in text[start:end], else None."""
        inside = self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        person = next((n for n in reversed(inside) if n.type == "person"), None)
        return self.party(person.start, person.end) if person else None

    def _named(self, start: int, end: int) -> Name | None:
        """The name that heads the source: its first person before any apposition, else the first organisation, else a place alone."""
        inside = [n for n in self._names[bisect_left(self._starts, start) : bisect_right(self._starts, end)] if n.end <= end]
        comma = self._text.find(",", start, end)
        head = [n for n in inside if n.start < comma]
        named = next((n for n in inside if n.type == "person" and comma < n.start <= comma + 2), None)
        if named and not any(n.type == "person" for n in head):
            return named  # "The speaker of the Harbour List, Ann Lee"
        if head:
            inside, end = head, comma
        persons = [n for n in inside if n.type == "person" and not (n.end + 2 < end and self._text.startswith(("’s", "'s"), n.end))]
        persons = [n for n in persons if not self._text[max(start, n.start - 4) : n.start].rstrip().endswith((" of", " for", " to"))]
        if persons:
            return persons[0]
        bare = self._text[start:end].lower().removeprefix("the ").removesuffix("’s").removesuffix("'s").strip()
        if len(inside) == 1 and bare == inside[0].text.lower().removeprefix("the "):
            return inside[0]
        orgs = [n for n in inside if n.type == "org"]
        return orgs[-1] if orgs and self._heads(orgs[-1], start, end) else None

    def _heads(self, org: Name, start: int, end: int) -> bool:
        """Whether an organisation is what the source is about: "Ukraine's SBU intelligence agency", not "a spokesman for the SBU"."""
        before = self._text[start : org.start].lower().split()
        after = self._text[org.end : end].lower().split()
        plain = not any(w in self._words["prep"] or w in _LINKS for w in (*before, *after))
        return plain and len(after) <= 3 and not any(w in word_list("titles") for w in (*before, *after))

    def _pronoun(self, words: str, start: int, end: int, gender: str) -> Party:
        at = bisect_left(self._starts, start)
        last = self._last
        meant = self.mentioned(start, gender) if self._inserts and gender else None
        if meant and (last is None or (last.start or 0) < (meant.start or 0) or not self._fits(last, gender, start)):
            self._last = Party(name=meant.name, id=meant.id, start=start, end=end)
            return self._last
        if last and gender and self._fits(last, gender, start):
            return Party(name=last.name, id=last.id, start=start, end=end)
        if gender:
            for name in reversed(self._names[max(0, at - 12) : at]):
                if name.type == "person" and self._gender.get(name.id, gender) == gender and start - name.end < 800:
                    found = Party(name=self._full[name.id], id=name.id, start=start, end=end)
                    self._last = found
                    return found
        if last and not gender and start - (last.start or 0) < 600:
            return Party(name=last.name, id=last.id, start=start, end=end)
        return Party(name=words, start=start, end=end)

    def _fits(self, last: Party, gender: str, at: int) -> bool:
        """Whether "he" or "she" at `at` can be the last speaker: a person of that gender, or a role such as "the president"."""
        if last.start is None or at - last.start > _REACH:
            return False
        if last.id:
            return self._gender.get(last.id, gender) == gender and last.id in self._people
        listed = roles() if self._inserts else word_list("titles")
        return any(w.strip(".,") in listed for w in last.name.lower().split())

    def _by_role(self, lower: str) -> str:
        """The id of the one person who was named with this role; "" if none or several."""
        words = {w.strip(".,").removesuffix("’s").removesuffix("'s") for w in lower.split()} - {"the", "der", "die", "le", "la", "el"}
        if not words or len(words) > 4:
            return ""
        heads = words & word_list("titles")
        if not heads:
            return ""
        others = words - heads
        found = [
            identity
            for role, identity in self._roles
            if (heads & role or (heads & _LEADERS and role & _LEADERS)) and all(any(r[:5] == o[:5] for r in role) for o in others)
        ]
        if self._last and self._last.id in found:
            return self._last.id
        if len(set(found)) == 1:
            return found[0]
        return "" if found or not heads & _LEADERS else self._by_country(others)

    def _by_mention(self, lower: str, at: int) -> str:
        """The id of the person of whom a mere role speaks ("la ministre", "адвокат", "посадовець"), which no name in the text bears.

        The press of these languages seldom repeats a name: it is whom the last sentence that names somebody names first.
        """
        words = [_bare(w) for w in _parted(lower)]
        led = words[0] if words and words[0] in self._words["det"] | {"l’"} else ""
        rest = words[1:] if led else words
        if not rest or len(rest) > _MENTION or led in _INDEFINITE or (self._words["det"] and not led):
            return ""
        head = next((w for w in rest[:2] if _is_role(w)), "")
        if not head:
            return ""
        gender = _ARTICLE_GENDER.get(led, "") or _gender_of(head, led)
        named = self.mentioned(at, gender)
        unnamed = self._last if self._last and not self._last.id and head in word_list("persons") else None
        if named is None or (unnamed is not None and (unnamed.start or 0) > (named.start or 0)):
            return ""
        return named.id

    def mentioned(self, at: int, gender: str = "") -> Party | None:
        """Whom the last sentence before `at` that names a person names first, where that is near and the gender ("m", "f") fits."""
        place = bisect_left(self._mentions, at)
        named = self._names[bisect_left(self._starts, self._mentions[place - 1])] if place else None
        if named is None or at - named.end > _REACH:
            return None
        least = max(0, named.start - _REACH)
        start = max(least, *(self._text.rfind(mark, least, named.start) for mark in _SENTENCE_ENDS))
        inside = [n for n in self._names[bisect_left(self._starts, start) : bisect_right(self._starts, named.start)] if n.type == "person"]
        name = next((n for n in inside if not gender or self._gender.get(n.id, gender) == gender), None)
        return Party(name=self._full.get(name.id, name.text), id=name.id, start=name.start, end=name.end) if name else None

    def _is_title(self, name: Name) -> bool:
        """Whether a name stands alone between quotation marks, as a ship's or a paper's does."""
        before = self._text[max(0, name.start - 2) : name.start].strip()
        return before[-1:] in '«“„"' and bool(before) and self._text[name.end : name.end + 2].strip()[:1] in ("»", "”", "“", '"')

    def _by_country(self, words: set[str]) -> str:
        """The one well-known person of the country that the words name, where the text gives that person no other role."""
        country = next((code for code, listed in demonyms().items() if words <= listed), "") if words else ""
        known = {n.id for n in self._names if n.type == "person" and country and country_of(n.id) == country}
        known -= {identity for role, identity in self._roles if not role & _LEADERS}
        return known.pop() if len(known) == 1 else ""


@lru_cache(maxsize=4096)
def _is_role(word: str) -> bool:
    """Whether a word stands for a person: as listed, or in another case of a Slavic language ("главы", "прокурорки")."""
    if word in roles() or word < "\u0400" or word > "\u04ff":
        return word in roles()
    return any(word[: len(word) - cut] in _stems() for cut in range(4) if len(word) - cut >= _STEM)


@cache
def _stems() -> frozenset[str]:
    slavic = [word for word in roles() if "\u0400" <= word[0] <= "\u04ff"]
    stems = {word[:-2] if word.endswith(("ый", "ий", "ая", "яя", "ой")) else word.rstrip("аяйьо") for word in slavic}
    return frozenset(stems | {stem[:-2] + "ц" for stem in stems if stem.endswith(("ец", "єц"))})  # посадовець, посадовця


def _parted(lower: str) -> list[str]:
    """The words of a source in small letters, a French article apart from its noun."""
    return lower.replace("l’", "l’ ").replace("l'", "l’ ").split()


def _bare(word: str) -> str:
    return word.strip(".,").lower().removesuffix("’s").removesuffix("'s")


def _gender_of(head: str, led: str) -> str:
    """ "f" where a Slavic noun shows that a woman is meant; else "", since many nouns serve both."""
    return "f" if not led and head.endswith(_FEMININE) else ""
