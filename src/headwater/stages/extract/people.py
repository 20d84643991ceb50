"""Who wrote it: bylines and author fields → names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from headwater.stages.extract.decode import flat
from headwater.text import fold

MAX_AUTHORS = 30
_BY = re.compile(
    r"^(?:(?:written|words|reporting|report|story|analysis|posted|published|authored|reviewed|view all posts|more (?:posts|articles))\s+by"
    r"|(?:veröffentlicht|geschrieben|verfasst|ein beitrag|eine analyse|ein kommentar) von|publicado por|escrito por|publié par|écrit par"
    r"|scritto da|by|von|vom|par|por|di|door|af|av|text(?:e)?|autor(?:in)?|author|автор|текст|yazan|przez)\s*[:：]?\s+|^[—–•|·:/-]+\s*"
    r"|^[(（]?(?:责编|責任編輯|责任编辑|记者|記者)\s*[:：]\s*",
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
_MONTH = (
    r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|gennaio|marzo|maggio|giugno|luglio|settembre|ottobre|enero|abril"
    r"|mayo|junio|julio|octubre|diciembre|janv|févr|avril|août|déc)[a-zäéû]*"
)
_WHEN = re.compile(
    r"\s*(?:[-–—|·•,(/]\s*)?\b(?:"
    rf"(?:(?:on|am|le|el|il|den)\s+)?(?:{_MONTH}\.?\s+\d{{1,2}}\b|\d{{1,2}}\.?\s+(?:de\s+)?{_MONTH}\b"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
    r"|\d{1,2}:\d{2}|\d+(?:[–-]\d+)?\s*min(?:ute)?s?\b"
    r"|(?:on |am )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:updated|published|aktualisiert)\b"
    r").*$",
    re.IGNORECASE,
)
"""A date, time or reading time behind a name, and all after it."""
_REPORTER = re.compile(r"\s*(?:기자|특파원|记者|記者)(?:\s*외\s*\d+명)?$")
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
    r"|redakcja|редакция|редакція"
    r"|autoren|authors|auteurs|autores|columnists?|login|profile?|team|archiv.*"
    r"|posted(?: on)?|published(?: on)?|artikel von|no author|unknown|anonymous|none|null|undefined|n/?a|follow|share|view all posts?"
    r"|twitter|facebook|email|follow\b.*|more about\b.*|\d.*|joined \d.*|(?:mon|tue|wed|thu|fri|sat|sun))$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"https?:|www\.|[{}<>=]|\.(?:com|html?|php)\b|\[at\]|^@|^[a-z_]+(?:\.[a-z_]+){2,}$", re.IGNORECASE)
_PARTICLE = frozenset({"de", "da", "di", "do", "dos", "del", "della", "der", "den", "des", "du", "van", "von", "vom", "zu", "zur", "ter",
    "ten", "la", "le", "el", "al", "bin", "ibn", "y", "e", "af", "av", "the"})  # fmt: skip
_SOCIAL = frozenset({"twitter", "facebook", "linkedin", "instagram", "youtube", "email", "e-mail", "rss", "follow", "share", "website"})
_ODD = re.compile(r"[\d!?:;|/@#&+…]")
_MAIL = re.compile(r"\(?\s*\S+@\S+\.\w+\s*\)?")
_TRAILER = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|[,;:|–—-]+)\s*$")


def split_byline(line: str) -> list[str]:
    """The names in a byline, in order: "By A and B" gives both. Functions and affiliations after a comma are no names."""
    text = _MAIL.sub(" ", flat(line)[:600]).strip()
    while (bare := _BY.sub("", text, count=1)) != text:
        text = bare
    text = _WHEN.sub("", text)
    parts = [name for part in _SPLIT.split(text) if part for name in _joined(part)]
    names: list[str] = []
    for part in parts:
        name = _REPORTER.sub("", _BY.sub("", _TRAILER.sub("", part)).strip(' .,:;-–—*"“”()（）'))
        if names and (_AFFILIATION.match(name) or (_DEGREE.match(name) and name.upper() not in AGENCIES)):
            continue
        names.append(name)
    return names


def _joined(part: str) -> list[str]:
    """The names in "Ada Quill/Bo Renner"; "AFP/The Local" and "dpa/lno" are one."""
    names = part.split("/")
    return names if all(len(name.split()) > 1 and looks_like_name(name.strip()) for name in names) else [part]


def looks_like_name(text: str) -> bool:
    """True for what can be a person's or a team's name in running order: one to five words that begin in upper case, or without case."""
    parts = text.split()
    if not 1 <= len(parts) <= 5 or not 3 <= len(text) <= 50 or _NOBODY.match(text) or _NO_NAME.search(text):
        return len(parts) == 1 and len(text) == 2 and not text.isascii() and text.isalpha()
    if _ODD.search(text):
        return False
    if len(parts) == 1 and ((text.isascii() and text.isupper()) or (len(text) > 6 and text[0] > "\u2fff")):
        return False
    if _SOCIAL & {part.casefold() for part in parts}:
        return False
    return all(part in _PARTICLE or not part[0].islower() for part in parts) and not (len(parts) == 1 and text.isascii() and len(text) < 4)


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


def is_outlet(name: str, outlet: Iterable[str]) -> bool:
    """Whether `name` is one of the outlet's own: "LTO", "n-tv NACHRICHTEN" and "Redaktion example.de" name nobody who wrote anything."""
    said = _plain(name)
    return any(own and (said == own or (len(own) >= 3 and (said.startswith(own) or said.endswith(own)))) for own in map(_plain, outlet))


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return re.sub(r"\W+|^the\b|\b(?:com|net|org|de|online)\b", "", fold(name))
