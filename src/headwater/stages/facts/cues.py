"""Cue tables by language, read once from data/cues.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

CueKind = Literal["say", "that", "bare", "ing", "by", "after", "done", "noun"]
_KINDS: tuple[CueKind, ...] = ("say", "that", "bare", "ing", "by", "after", "done", "noun")


class Cue(NamedTuple):
    """A cue of one or more words. `rest` are the words after the first."""

    kind: CueKind
    rest: tuple[str, ...]


class Table(NamedTuple):
    """Cues by first word, longest first, and the word classes that bound subjects and contents.

    Every cue but those of a point of view holds one of the words `hints`.

    Classes: tell (verbs with an addressee), aux, stops (what no subject reaches across), and, who, he, she, they, it, det, prep, time
    (words of circumstances), have (auxiliaries before a "done" cue), passive (auxiliaries behind what is no cue then), reported (verb
    forms of reported speech), aside (participles behind a comma that speak of the statement, not in it), weak (words that are such only
    before another), object (addressees in one word), mental (verbs of thinking), listeners
    (addressees that need no name), his (possessives of persons), clause (what opens a statement behind a noun of saying), remarks (nouns
    for what somebody said), amounts (verbs between these and what they are), that_word, denied, order (not empty where the verb stands
    second), drops (not empty where a verb may have no subject), unsaid (words of negation in front of a verb), elided (what an
    apostrophe joins to the next word, "l" of "l'agence"), clitic (pronouns that a hyphen joins to their verb, "il" of "dit-il"),
    bodies (verbs whose subject stands behind a preposition: Russian "сообщили в полиции"), view (prepositions of a point of view, which
    attribute what is quoted: "Pour le maire, « … »"), where (prepositions that lead from a speaker to where it was said).
    """

    cues: dict[str, tuple[Cue, ...]]
    hints: frozenset[str]
    words: dict[str, frozenset[str]]
    inserts: bool
    """Whether the language puts "he said" inside the marks: neither English nor German does."""


@cache
def _tables() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = tomllib.loads((files("headwater.stages.facts") / "data" / "cues.toml").read_text("utf-8"))
    return loaded


@cache
def table(language: str) -> Table:
    """The cues of `language`; a language without a table has none, so that only punctuation and names speak."""
    rows = _tables().get(language, {})
    cues: dict[str, list[Cue]] = {}
    hints: set[str] = set()
    views = frozenset(rows.get("view", "").split("|"))  # so frequent that only a quotation makes their sentence worth reading
    for kind in _KINDS:
        for phrase in filter(None, rows.get(kind, "").split("|")):
            first, *rest = phrase.split()
            if phrase not in views:
                hints.add(max(first, *rest, key=len) if rest else first)
            cues.setdefault(first, []).append(Cue(kind, tuple(rest)))
    ordered = {first: tuple(sorted(found, key=lambda cue: -len(cue.rest))) for first, found in cues.items()}
    classes = {name: frozenset(filter(None, value.split("|"))) for name, value in rows.items() if name not in _KINDS}
    names = (
        "tell",
        "aux",
        "stops",
        "and",
        "who",
        "he",
        "she",
        "they",
        "it",
        "det",
        "prep",
        "time",
        "that_word",
        "denied",
        "order",
        "weak",
        "object",
        "have",
        "reported",
        "passive",
        "aside",
        "mental",
        "listeners",
        "his",
        "clause",
        "remarks",
        "amounts",
        "drops",
        "unsaid",
        "elided",
        "clitic",
        "bodies",
        "view",
        "where",
    )
    words = {name: classes.get(name, frozenset()) for name in names}
    return Table(ordered, frozenset(hints), words, any(words[name] for name in ("clitic", "drops", "bodies")))
