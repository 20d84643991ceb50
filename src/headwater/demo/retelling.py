"""Rewords a report of the demo press as another desk would: the same claims in other words. What is quoted stays as it is.

Nothing that a reader would call a claim is changed, added or lost: sentences without a figure, a name or a quotation may be dropped.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from random import Random

import msgspec

from headwater import text
from headwater.demo.phrases import phrases
from headwater.demo.script import Scripted, paragraphs, read, script

START = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
"""When the first report of the script is out, where a report is told apart from a running press."""
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_QUOTED = re.compile(r"“[^”]*”|„[^“]*“|«[^»]*»|\"[^\"]*\"")
_TURNED = {
    "en": re.compile(r"(?P<words>“[^”]+[,.?!]”),? (?:said (?P<late>(?:[A-ZÉ][\w’-]+ ?){1,3})|(?P<early>(?:[A-ZÉ][\w’-]+ ?){1,3})said)\.$"),
}
DROPPED, TURNED, OPENED, SHUFFLED, SPELLED = 0.3, 0.4, 0.06, 0.25, 0.3
"""How often a sentence without a claim is left out, a speaker is set on the other side of the words, a filler opens a paragraph, two
paragraphs change places, a number is written the other way."""
_LEANS = re.compile(r"(?:He|She|It|They|This|That|These|Those|Both|One|Two|But|And|The (?:same|two|latter))\b")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = re.compile(
    rf"(?<![\w.,:/’-])(?:(?P<word>{'|'.join(_NUMBERS)})|(?P<digits>[2-9]|1[0-2])|(?<!er )(?P<long>\d,\d{{3}}))(?= [a-z]{{4}})"
)


class Manner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one language is reworded."""

    swaps: tuple[tuple[str, str], ...]
    fillers: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    persons: tuple[str, ...]
    places: tuple[str, ...]
    words: tuple[str, ...]


class Told(msgspec.Struct, frozen=True):
    """A report as plain text."""

    key: str
    title: str
    text: str
    language: str
    published: datetime


@cache
def manners() -> dict[str, Manner]:
    """By language; a language that is not there is copied without rewording."""
    return read("retelling.toml", dict[str, Manner])


@cache
def told() -> tuple[Told, ...]:
    """The articles of the script that have a text of some length, in order of publication."""
    found = []
    for report in script().reports.values():
        if report.kind == "article":
            one = _plain(report)
            if len(one.text) > 400:
                found.append(one)
    return tuple(found)


def _plain(report: Scripted) -> Told:
    language = script().outlets[report.outlet].language
    words = phrases()[language]
    at = START.replace(minute=0)
    body = "\n".join(_LINK.sub(r"\1", words.fill(p, at)).removeprefix("## ").removeprefix("> ") for p in paragraphs(report.text))
    return Told(report.key, words.fill(report.title, at), body, language, at)


def retell(body: str, language: str, random: Random) -> str:
    """The text reworded. Paragraphs are parted by a newline."""
    manner = manners().get(language)
    if manner is None:
        return body
    kept = []
    for start, end in text.paragraphs(body):
        sentences = [body[start:end][a:b] for a, b in text.sentences(body[start:end])]
        reworded = []
        quoting = False
        for sentence in sentences:
            if quoting or not _light(sentence) or random.random() >= DROPPED:
                reworded.append(sentence if quoting else _reword(sentence, language, manner, random))
            quoting = (quoting or "“" in sentence or "„" in sentence or "«" in sentence) and not sentence.rstrip(".").endswith(
                ("”", "“", "»")
            )
        if reworded:
            opened = random.random() < OPENED and not reworded[0].startswith(("“", "„", "«"))
            kept.append((random.choice(manner.fillers) if opened else "") + " ".join(reworded))
    return "\n".join(_joined(_turned_round(kept, random), random))


def _turned_round(found: list[str], random: Random) -> list[str]:
    """Paragraphs in another order: below the second, some change places with the next, where neither leans on the one before it."""
    made = list(found)
    for place in range(2, len(made) - 1):
        both = made[place : place + 2]
        if random.random() < SHUFFLED and not any(_LEANS.match(p) or "“" in p for p in both):
            made[place : place + 2] = reversed(both)
    return made


def _joined(found: list[str], random: Random) -> list[str]:
    """Paragraphs as another desk would part them: some run on into the next, where none of the two opens with a quotation."""
    made: list[str] = []
    for paragraph in found:
        if made and random.random() < 0.15 and not paragraph.startswith(("“", "„", "«", '"')) and not _QUOTED.search(made[-1]):
            made[-1] += " " + paragraph
        else:
            made.append(paragraph)
    return made


def _light(sentence: str) -> bool:
    """Whether a sentence makes no claim: no figure, no quotation or part of one, no name but in its first word, no denial."""
    return not re.search(r"\d|[“”„«»\"]| [A-ZÉА-ЯІЇЄ][\w’-]+|\b(?:no|not|never|nobody)\b", sentence) and sentence.endswith(".")


def _reword(sentence: str, language: str, manner: Manner, random: Random) -> str:
    turned = _TURNED[language].search(sentence) if language in _TURNED else None
    if turned and random.random() < TURNED:
        speaker = (turned["late"] or turned["early"]).strip()
        words = turned["words"]
        said = random.choice(manner.before).format(speaker=speaker, words=words.replace(",”", ".”"))
        sentence = sentence[: turned.start()] + said
    pieces, at = [], 0
    for quoted in _QUOTED.finditer(sentence):
        pieces += [_swapped(sentence[at : quoted.start()], manner, random), quoted.group()]
        at = quoted.end()
    pieces.append(_swapped(sentence[at:], manner, random))
    if language != "en" or random.random() >= SPELLED:
        return "".join(pieces)
    return "".join(piece if _QUOTED.fullmatch(piece) else _NUMBER.sub(_other_way, piece) for piece in pieces)


def _other_way(number: re.Match[str]) -> str:
    """The number as another desk writes it: "three" for 3, 3 for "three", 1904 for 1,904."""
    if number["word"]:
        return str(2 + _NUMBERS.index(number["word"]))
    return _NUMBERS[int(number["digits"]) - 2] if number["digits"] else number["long"].replace(",", "")


def _swapped(words: str, manner: Manner, random: Random) -> str:
    for one, other in manner.swaps:
        for old, new in ((one, other), (other, one)):
            if random.random() < 0.5:
                swapped = re.sub(rf"(?<![\w’-]){re.escape(old)}(?![\w’-])", lambda _, new=new: f"\0{new}\0", words, count=1)  # type: ignore[misc]
                words = swapped
    return words.replace("\0", "")
