"""Mastheads: outlets that no table lists, known by how a text writes of them: "the newspaper X", "газета «X»", "the X Gazette", 《X报》."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headwater.stages.lineage.agencies import Agency, Mention

MOST = 60
"""Places looked at in one text."""
LONGEST = 60
"""Characters of a name, with what introduces it."""

_WORD = r"[^\W\d_a-zß-öø-ÿа-яєіїґё][\w'’&-]*"
_NAME = rf"{_WORD}(?:\s(?:(?:of|de|des|du|del|della|di|da|do|der)\s)?{_WORD}){{0,4}}"
# What an outlet is, before its name. Searched as plain text first: that costs a hundredth of a pattern.
_MEDIA = (
    *("newspaper", "paper", "daily", "weekly", "magazine", "broadcaster", "radio station", "website", "news site", "portal", "news outlet"),
    *("Zeitung", "zeitung", "Magazin", "magazin", "Zeitschrift", "Sender", "Portal", "portal", "Blatt"),
    *(
        "journal",
        "quotidien",
        "hebdomadaire",
        "chaîne",
        "diario",
        "periódico",
        "semanario",
        "revista",
        "cadena",
        "quotidiano",
        "settimanale",
    ),
    *("jornal", "газет", "издани", "телеканал", "журнал", "видан", "портал", "радіо", "радио", "dziennik", "tygodnik"),
)
# What an outlet is called, at the end of its name. Not "Leader", "Monitor", "Record", "Register": mostly those
# are people and papers of another kind.
_TITLES = (
    *("Gazette", "Herald", "Tribune", "Chronicle", "Courier", "Examiner", "Inquirer", "Enquirer", "Observer", "Telegraph", "Sentinel"),
    *("Dispatch", "Advertiser", "Mercury", "Argus", "Echo", "Post", "Times", "Journal", "Standard", "News", "Broadcasting"),
    *("Review", "Star", "Globe", "Bulletin", "Ledger", "Express", "Mail", "Weekly", "Bugle"),
)
_GERMAN = (
    "Anzeiger",
    "Tagblatt",
    "Tageblatt",
    "Kurier",
    "Rundschau",
    "Nachrichten",
    "Zeitung",
    "Allgemeine",
    "Volksblatt",
    "Morgenpost",
    "Bote",
)

_INTRODUCED = re.compile(rf"\w*\s+(?:[«„“\"](?P<quoted>[^«»„“”\"\n]{{2,40}})[»”“\"]|(?P<plain>{_NAME}))")
_THE = re.compile(rf"\b[Tt]he\s+(?P<plain>{_WORD}(?:\s{_WORD}){{0,3}})$")
_OF_PLACE = re.compile(rf"(?<![\w.])(?P<plain>{_WORD})$")
_BOOK = re.compile(r"《(?P<plain>[^《》\n]{1,20}[报報刊志誌网網])》")
# What is called so and is no outlet.
_NO_OUTLET = re.compile(
    r"\b(?:(?:Medical|Chief|Patent|Bank)\sExaminer|(?:Permanent|Election|Military)\sObserver|Royal\sMail"
    r"|(?:Defence|Defense|Independent|Judicial|Peer|Policy|Safety|Spending)\sReview|(?:Police|Emergency)\sDispatch"
    r"|(?:Border|Command|Guard|Police|Trading)\sPost|(?:Gold|Living|Trading)\sStandard|(?:Orient|Polar|Pony)\sExpress|Golden\sGlobe|Amazon\sEcho"
    r"|Briefing|Conference|Meeting)$"
)
_GOES_ON = re.compile(rf"\s{_WORD}|\w")
_NO_PLACE = frozenset("Die Der Das Eine Diese Keine Neue Gute Im Am Vom Zum Zur In Laut".split())  # noqa: SIM905


def mastheads(text: str) -> Iterator[Mention]:
    """Where `text` names an outlet by its kind or by a name that only outlets have, in order; the spans hold the bare names."""
    found: dict[int, Mention] = {}
    for start, end in _spans(text):
        if not _NO_OUTLET.search(text, start, end):
            found.setdefault(start, Mention(start, end, Agency(name=text[start:end], kind="outlet")))
    taken = 0
    for start in sorted(found):
        if start >= taken:
            taken = found[start].end
            yield found[start]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for word in _MEDIA:
        for at in _places(text, word):
            match = _INTRODUCED.match(text, at + len(word), at + len(word) + LONGEST)
            if match and match.end() < at + len(word) + LONGEST:
                yield match.span("quoted" if match["quoted"] else "plain")
    for words, pattern in ((_TITLES, _THE), (_GERMAN, _OF_PLACE)):
        for word in words:
            for at in _places(text, word):
                end = at + len(word) + (word == "Allgemeine" and text.startswith("n", at + len(word)))
                match = pattern.search(text, max(0, at - LONGEST), at - 1) if at and text[at - 1] == " " else None
                if match and not _GOES_ON.match(text, end) and match["plain"] not in _NO_PLACE:
                    yield match.start("plain"), end
    if "《" in text:
        for found, _ in zip(_BOOK.finditer(text), range(MOST), strict=False):
            yield found.span("plain")


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    for _ in range(MOST):
        if at < 0:
            return
        yield at
        at = text.find(word, at + 1)
