"""Who is who beyond one article: names of a story's reports, and of the store, that mean one person or body. Pure.

Within an article `people` has brought mentions together. Here spellings and transcriptions of a full name become one ("Yevgeny" and
"Evgeny Prigozhin"), and a surname or an acronym alone what the other reports of its story write out. Two names are one only where they
share a given name, or one is the other cut short and the story has nobody else it could be: no join is better than a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from headwater.model import Name
from headwater.stages.facts.lexicon import known_people, word_list

_LEAST = 3
"""Letters of a surname's sound, from which on spellings of it are told from other names."""
_SOUNDS = (
    *(("shch", "sc"), ("sch", "sh"), ("tch", "ch"), ("cz", "ch"), ("sz", "sh"), ("dzh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g")),
    *(("ck", "k"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("w", "v"), ("y", "i"), ("j", "i"), ("x", "ks")),
)
"""Letters that transcriptions exchange for each other. Vowels are not: "Dan" is not "Don", and "Guterres" not "Gutierrez"."""
_EXCHANGED = (
    *(
        ("shch", "s"),
        ("tsch", "c"),
        ("tch", "c"),
        ("sch", "s"),
        ("zh", "s"),
        ("sh", "s"),
        ("ts", "s"),
        ("tz", "s"),
        ("th", "t"),
        ("ph", "f"),
    ),
    *(
        ("kh", "k"),
        ("ch", "k"),
        ("gh", "k"),
        ("ck", "k"),
        ("ce", "se"),
        ("ci", "si"),
        ("cy", "sy"),
        ("x", "ks"),
        ("h", "k"),
        ("g", "k"),
        ("c", "k"),
        ("q", "k"),
        ("z", "s"),
    ),
    *(("w", "f"), ("v", "f"), ("e", "")),
)
"""Letters between which names move from one script to another, for `_frame`."""
_VOWELS = "aeiouy"
_DOUBLE = re.compile(r"(.)\1+")
_SLAVIC = re.compile(r"(?<=[oe])(?:ff|f)$")
_SUFFIXES = frozenset(
    ("inc", "corp", "corporation", "ltd", "limited", "llc", "plc", "gmbh", "ag", "sa", "spa", "nv", "co", "company", "se")
)
_SMALL = frozenset(("of", "the", "for", "and", "in", "on", "de", "des", "der", "die", "fur", "du", "la"))
_ACRONYM = range(2, 7)

Found = dict[tuple[str, str], str]
"""{(report, id in it): id over all reports}, where the two differ."""


@lru_cache(maxsize=16_384)
def sound(identity: str) -> str:
    """What spellings of one person's full name have in common, from the id: given name and surname; "" for less than both."""
    words = identity.split("-")
    surname = _heard(words[-1])
    if len(words) < 2 or len(surname) < _LEAST or not words[0].isalpha():
        return ""
    return f"{_family(words[0], 'spellings')} {surname}"


def identities(reports: Mapping[str, Sequence[Name]], stored: Mapping[str, Sequence[str]]) -> Found:
    """Who is meant in the reports of one story. `stored`: {sound: ids that the store has for it, the oldest first}."""
    named: dict[str, Counter[str]] = {"person": Counter(), "org": Counter()}
    for names in reports.values():
        for name in {(n.type, n.id): n for n in names}.values():
            if name.type in named:
                named[name.type][name.id] += 1
    people = _people(named["person"], stored)
    home = _across(people, _scripts(reports)) | _bodies(named["org"])
    pairs = {(report, n.id, n.type) for report, names in reports.items() for n in names if n.id in home and n.type in named}
    return {(report, identity): home[identity] for report, identity, _ in pairs if home[identity] != identity}


def _people(named: Counter[str], stored: Mapping[str, Sequence[str]]) -> dict[str, str]:
    full = [identity for identity in named if sound(identity)]
    groups: dict[str, list[str]] = defaultdict(list)
    for identity in full:
        groups[sound(identity)].append(identity)
    home: dict[str, str] = {}
    for heard, members in groups.items():
        home |= _one_each(stored.get(heard, ()), members, named)
    home = {identity: home[identity] for identity in full}
    for identity in full:
        home[identity] = _called(home[identity], sorted(set(home.values())), named)
    for lone in named:
        bearers = {home[identity] for identity in full if _bears(identity, lone)} if "-" not in lone else set()
        if len(bearers) == 1 and lone not in known_people():
            home[lone] = bearers.pop()
    return home


def _scripts(reports: Mapping[str, Sequence[Name]]) -> dict[str, set[str]]:
    """{id of a person: "latin", "cyrillic"}: the scripts that the name is written in"""
    found: dict[str, set[str]] = defaultdict(set)
    for name in (name for names in reports.values() for name in names if name.type == "person"):
        found[name.id].add("cyrillic" if "\u0400" <= name.text[-1] <= "\u052f" else "latin" if name.text[-1] < "\u0250" else "")
    return found


def _across(home: Mapping[str, str], scripts: Mapping[str, set[str]]) -> dict[str, str]:
    """The same, with one person's names in Cyrillic and in Latin letters brought together: "Мод Геблтвейт" is "Maud Hebblethwaite".

    Vowels and the sounds that scripts exchange are passed over, so only where both names agree and each script has one such person.
    """
    alike: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for identity, written in scripts.items():
        frame = _frame(identity)
        if frame and len(written) == 1 and identity in home:
            alike[frame][next(iter(written))].add(home[identity])
    meant = {}
    for found in alike.values():
        latin, cyrillic = found["latin"], found["cyrillic"] - found["latin"]
        if len(latin) == len(cyrillic) == 1 and not latin | cyrillic <= known_people():
            one, other = latin.copy().pop(), cyrillic.pop()
            meant[other] = one if other not in known_people() else other
    return {identity: meant.get(target, target) for identity, target in home.items()} | meant


def _frame(identity: str) -> str:
    """The consonants of a given name and a surname, those that scripts exchange as one, with the vowels that begin and end them: these tell
    "Ольга Иванова" from "Oleg Ivanov". "" for less than both names."""
    words = identity.split("-")
    given, surname = words[0], words[-1]
    if len(words) < 2 or not _consonants(given) or len(_consonants(surname)) < _LEAST:
        return ""
    return " ".join(f"{_consonants(word)}:{_open(word)}" for word in (given, surname))


def _open(word: str) -> str:
    """The vowel that begins a name, and whether one other than a silent e ends it."""
    return (word[0] if word[0] in _VOWELS else "") + ("*" if word[-1] in _VOWELS and word[-1] != "e" else "")


@lru_cache(maxsize=16_384)
def _consonants(word: str) -> str:
    for written, said in _EXCHANGED:
        word = word.replace(written, said)
    return _DOUBLE.sub(r"\1", "".join(letter for letter in word if letter not in "aeiouyj"))


def _one_each(stored: Sequence[str], members: Sequence[str], named: Counter[str]) -> dict[str, str]:
    """Ids that sound alike → the one that stands for each. Other middle names make another person; two known people stay two."""
    age = {identity: place for place, identity in reversed(list(enumerate(stored)))}
    # Known people first, then what the store has had longest, then what most reports write.
    ranked = sorted({*stored, *members}, key=lambda i: (i not in known_people(), age.get(i, len(stored)), -named[i], -len(i), i))
    heads: list[str] = []
    home = {}
    for identity in ranked:
        head = next((h for h in heads if _agree(h, identity) and not {h, identity} <= known_people()), None)
        if head is None:
            heads.append(identity)
        home[identity] = head or identity
    return home


def _agree(one: str, other: str) -> bool:
    """Whether the names between given name and surname leave it open that two are one."""
    mine, theirs = set(one.split("-")[1:-1]), set(other.split("-")[1:-1])
    return mine <= theirs or theirs <= mine


def _called(identity: str, others: Sequence[str], named: Counter[str]) -> str:
    """The one person of the story of whom `identity` is the short form ("Bill Lee", where others write "William Lee")."""
    if identity in known_people():
        return identity
    words = identity.split("-")
    same = [
        other
        for other in others
        if other != identity
        and _heard(other.split("-")[-1]) == _heard(words[-1])
        and _family(other.split("-")[0], "short") == _family(words[0], "short")
        and _agree(identity, other)
    ]
    if len(same) != 1:
        return identity
    return max((identity, same[0]), key=lambda i: (i in known_people(), named[i], len(i), i))


def _bears(identity: str, surname: str) -> bool:
    words = identity.split("-")
    return _heard(words[-1]) == _heard(surname) or (words[0] == surname and words[0] in word_list("family_first"))


def _bodies(named: Counter[str]) -> dict[str, str]:
    """Companies with and without "Inc", acronyms and the one name of the story that they are of."""
    home: dict[str, str] = {}
    bare: dict[str, list[str]] = defaultdict(list)
    initials: dict[str, list[str]] = defaultdict(list)
    for identity in named:
        words = identity.split("-")
        while len(words) > 1 and words[-1] in _SUFFIXES:
            words.pop()
        bare["-".join(words)].append(identity)
        telling = [word for word in words if word not in _SMALL]
        if len(telling) > 1:
            initials["".join(word[0] for word in telling)].append(identity)
    for short, members in bare.items():
        head = short if short in members else max(members, key=lambda i: (named[i], i))
        home |= dict.fromkeys(members, head)
    for identity in named:
        spelled = {home[i] for i in initials.get(identity, ())}
        if len(identity) in _ACRONYM and len(spelled) == 1:
            home[identity] = spelled.pop()
    return home


@lru_cache(maxsize=16_384)
def _heard(word: str) -> str:
    plain = _SLAVIC.sub("v", word)
    for written, said in _SOUNDS:
        plain = plain.replace(written, said)
    return _DOUBLE.sub(r"\1", plain)


def _family(given: str, section: str) -> str:
    return _families()[section].get(given) or _heard(given)


@cache
def _families() -> dict[str, dict[str, str]]:
    """{section: {given name: the one that stands for its family}}"""
    found: dict[str, dict[str, str]] = {}
    section = ""
    for line in (files("headwater.stages.facts") / "data" / "given_families.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            found[section] = {}
        elif line and not line.startswith("#"):
            names = line.split()
            for name in names:
                found[section].setdefault(name, names[0])
    return found
