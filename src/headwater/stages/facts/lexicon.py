"""What the program knows of names beforehand: places, organisations, people in many spellings, given names, and word lists."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from headwater.model import NameType
from headwater.stages.facts.spelling import key

_DATA = files("headwater.stages.facts") / "data"


class Known(NamedTuple):
    """A thing with a fixed id. `country` is an ISO 3166 code or ""; `name` its English name."""

    id: str
    type: NameType
    name: str
    country: str


class Gazetteer(NamedTuple):
    """`exact` maps a written name to what it names; `heads` its first words to the greatest number of words it may have.

    `unspaced` holds the names in scripts without spaces; `surnames` the written surnames that stand for one known person;
    `people` maps the joined keys of a person's name to that person.
    """

    exact: dict[str, Known]
    heads: dict[str, int]
    unspaced: dict[str, Known]
    surnames: dict[str, Known]
    people: dict[str, Known]


def _rows(name: str) -> list[list[str]]:
    lines = (_DATA / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _is_unspaced(name: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0e7f" for c in name)


@cache
def gazetteer() -> Gazetteer:
    """The tables of places, organisations and people, read once."""
    found = Gazetteer({}, {}, {}, {}, {})
    for id_, country, name, others in _rows("places.tsv"):
        _add(found, Known(id_, "place", name, country), others)
    for id_, name, others in _rows("organisations.tsv"):
        _add(found, Known(id_, "org", name, ""), others)
    for id_, country, _, name, others in _rows("people.tsv"):
        _add(found, Known(id_, "person", name, country), others)
    return found


def _add(to: Gazetteer, known: Known, others: str) -> None:
    for written in (known.name, *others.split("|")):
        if not written:
            continue
        bare = written.removeprefix("*")
        if _is_unspaced(bare):
            to.unspaced.setdefault(bare, known)
        elif known.type == "person":
            table = to.surnames if written != bare else to.people
            for language in ("", "de"):  # German reads "-ew" as others write "-ev"
                table.setdefault(" ".join(key(word, language) for word in bare.split()), known)
        else:
            to.exact.setdefault(bare, known)
            words = bare.split()
            to.heads[words[0]] = max(to.heads.get(words[0], 0), len(words))


@cache
def places() -> dict[str, Known]:
    """The known places by their ids."""
    return {id_: Known(id_, "place", name, country) for id_, country, name, _ in _rows("places.tsv")}


@cache
def given_names() -> dict[str, str]:
    """Given names as keys, each with "m", "f", or "" where it serves both."""
    found: dict[str, str] = {}
    for line in (_DATA / "given_names.txt").read_text("utf-8").splitlines():
        gender, *names = line.split()
        for name in names:
            found[name] = "" if found.get(name, gender) != gender else gender
    return found


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of the section `[name]` of words.txt."""
    found: set[str] = set()
    inside = False
    for line in (_DATA / "words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            inside = line == f"[{name}]"
        elif inside and not line.startswith("#"):
            found.update(part.strip() for part in line.split("|") if part.strip())
    return frozenset(found)


@cache
def roles() -> frozenset[str]:
    """Words that stand for a person: titles, and "man", "interlocutor" and the like."""
    return word_list("titles") | word_list("persons")


@cache
def known_people() -> frozenset[str]:
    """Ids of the people whose spellings the program knows beforehand."""
    return frozenset(id_ for id_, *_ in _rows("people.tsv"))


@cache
def _countries() -> dict[str, str]:
    return {id_: country for id_, country, role, _, _ in _rows("people.tsv") if role in ("state", "government")}


def country_of(person: str) -> str:
    """ISO 3166 code of the country that a well-known person leads or led, by the person's id; else ""."""
    return _countries().get(person, "")


@cache
def demonyms() -> dict[str, frozenset[str]]:
    """ISO 3166 code → words that say "of this country", lower case."""
    found: dict[str, frozenset[str]] = {}
    for row in word_list("demonyms"):
        code, *words = row.split("=")[0].split() + row.split("=")[1].split()
        found[code] = frozenset(words)
    return found
