"""Who wrote it: bylines and author fields → names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from headwater.stages.extract.decode import flat
from headwater.text import fold

MAX_AUTHORS = 30
_BY = re.compile(
    r"^(?:(?:written|words|reporting|report|story|analysis|posted|published|reviewed)\s+by|by|von|par|por|di"
    r"|door|af|av|text(?:e)?|autor(?:in)?"
    r"|author|автор|текст|yazan|przez)\s*[:：]?\s+|^[—–•|·:-]+\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:;|\||\n|•|·|、|\s/\s|\s+(?:and|und|et|og|och|en|i|и|та|with|mit)\s+|\s+[&y]\s+|,\s+(?:and|und)\s+"
    r"|,\s+)\s*"
)
_AFFILIATION = re.compile(
    r"^(?:.*\b(?:correspondent|reporter|editor|writer|columnist|contributor|producer|director|analyst|redakteur(?:in)?"
    r"|korrespondent(?:in)?|journalist(?:e|in)?|M\.?D\.?|Ph\.?D\.?|M\.?S\.?|RDN?|CFP®?|CEPF®|MBA|Jr\.?|Sr\.?|I{1,3})"
    r"|(?:for|at|in|of|für|from)\s.*)$",
    re.IGNORECASE,
)
_DEGREE = re.compile(r"^(?:[A-Z]{2,5}|[A-Z]-[A-Z]{2,4}.*|(?:[A-Z]\w+ )?(?:[Ee]xpert|[Dd]ietitian|[Nn]utritionist|[Cc]oach))\W*$")
AGENCIES = frozenset(
    [
        "AFP",
        "AP",
        "APA",
        "ANI",
        "ANSA",
        "ATS",
        "BNS",
        "CTK",
        "DPA",
        "EFE",
        "EPD",
        "KNA",
        "MTI",
        "NTB",
        "PA",
        "PAP",
        "PTI",
        "RIA",
        "SDA",
        "SID",
        "STT",
        "TASS",
        "TT",
        "UNI",
        "UPI",
    ]
)
"""Agencies whose names look like degrees: a byline may name one beside a person."""
_NOBODY = re.compile(
    r"^(?:admin\w*|root|user|author|staff|(?:news|web|digital|online|guest)?\s*(?:staff|desk|editor|editors"
    r"|team)|editorial(?: staff| team| board)?"
    r"|(?:staff|guest|freelance|senior)?\s*(?:reporter|writer|contributor|author)s?|(?:the )?newsroom"
    r"|redaktion|redacci[oó]n|redazione|r[ée]daction|redactie|redaktionen|redaksjonen"
    r"|redakcja|редакция|редакція|unknown|anonymous|none|null|undefined|n/?a|follow|share|view all posts?"
    r"|twitter|facebook|email|more about\b.*|\d.*|joined \d.*|(?:mon|tue|wed|thu|fri|sat|sun))$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"https?:|www\.|[{}<>=]|\.(?:com|html?|php)\b", re.IGNORECASE)
_MAIL = re.compile(r"\(?\s*\S+@\S+\.\w+\s*\)?")
_TRAILER = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|[,;:|–—-]+)\s*$")


def split_byline(line: str) -> list[str]:
    """The names in a byline, in order: "By A and B" gives both. Functions and affiliations after a comma are no names."""
    text = _MAIL.sub(" ", flat(line)[:600]).strip()
    while (bare := _BY.sub("", text, count=1)) != text:
        text = bare
    parts = [part for part in _SPLIT.split(text) if part]
    names: list[str] = []
    for part in parts:
        name = _BY.sub("", _TRAILER.sub("", part)).strip(' .,:;-–—*"“”')
        if names and (_AFFILIATION.match(name) or (_DEGREE.match(name) and name.upper() not in AGENCIES)):
            continue
        names.append(name)
    return names


def clean_authors(names: Iterable[str], outlet: Iterable[str] = ()) -> tuple[str, ...]:
    """`names` without empty, generic and repeated ones and addresses; an outlet's own name only stays where nobody else is named.

    `outlet` are the names the outlet goes by. At most `MAX_AUTHORS`.
    """
    own = {_plain(name) for name in outlet if name}
    kept: dict[str, str] = {}
    for name in names:
        text = flat(name)
        key = fold(text)
        if not 2 <= len(text) <= 80 or _NO_NAME.search(text) or _NOBODY.match(text) or len(text.split()) > 8:
            continue
        if any(character.isalpha() for character in text):
            kept.setdefault(key, text)
    persons = [name for name in kept.values() if _plain(name) not in own]
    return tuple((persons or list(kept.values()))[:MAX_AUTHORS])


def _plain(name: str) -> str:
    return re.sub(r"\W+|^the\b|\b(?:com|net|org|de|online)\b", "", fold(name))
