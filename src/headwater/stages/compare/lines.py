"""Reports cut into sentences, and these into tokens in which names, figures and times stand as one. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from headwater import text
from headwater.model import Article, Figure, Name, Noun, Place, Quote, Time
from headwater.stages.compare.words import is_negation, listed, stem

MAX_LINES = 160
"""Sentences of one report that are compared: a longer text is a live blog or a transcript."""
MAX_TOKENS = 90

TokenKind = Literal["word", "name", "figure", "time"]


class Account(Noun, frozen=True, kw_only=True):
    """A report as it is compared: the article with its facts. `follows` is the id of the article whose text it takes over, or ""."""

    article: Article
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    follows: str = ""


class Token(NamedTuple):
    """`key` is the stem, the id of the name, or the kind of figure or time; `proper`: written as a name is."""

    kind: TokenKind
    key: str
    start: int
    end: int
    fact: Figure | Time | Name | None
    proper: bool


class Line:
    """One sentence of an account. `frame` holds the keys of its content words and names; figures and times are not in it."""

    __slots__ = ("account", "end", "frame", "keys", "names", "negated", "number", "start", "subject", "tokens")

    def __init__(self, account: Account, number: int, span: tuple[int, int], tokens: list[Token]) -> None:
        self.account, self.number, (self.start, self.end), self.tokens = account, number, span, tokens
        self.keys = [token.key for token in tokens]
        self.frame = frozenset(t.key for t in tokens if t.kind in ("word", "name"))
        self.names = frozenset(t.key for t in tokens if t.kind == "name")
        self.subject = ""
        self.negated = 0

    @property
    def text(self) -> str:
        return self.account.article.text[self.start : self.end]

    def related(self, other: Line) -> bool:
        """Whether one report takes over the other's text, or both a third one's."""
        mine, theirs = self.account, other.account
        return (
            mine.article.id == theirs.follows or theirs.article.id == mine.follows or bool(mine.follows and mine.follows == theirs.follows)
        )

    @property
    def article(self) -> str:
        return self.account.article.id


def lines(account: Account) -> list[Line]:
    """The sentences of an account that hold anything to compare, in order."""
    body = account.article.text
    facts = _Facts(account)
    found: list[Line] = []
    last_subject = ""
    for number, (start, end) in enumerate(text.sentences(body)):
        if number >= MAX_LINES:
            break
        tokens = _runs(body, _tokens(account.article, start, end, facts))[:MAX_TOKENS]
        line = Line(account, number, (start, end), tokens)
        line.negated = sum(is_negation(word) for word, _, _ in text.words(body[start:end]))
        line.subject = last_subject = _subject(body[start:end], line, last_subject)
        if tokens:
            found.append(line)
    return found


def _subject(sentence: str, line: Line, before: str) -> str:
    """Id of the person or body that the sentence is about, as far as its first words show: named, or a pronoun for the one before."""
    first = next((word for word, _, _ in text.words(sentence)), "")
    if first in listed("subjects"):
        return before
    named = [t for t in line.tokens if t.kind == "name" and t.fact is not None and getattr(t.fact, "type", "") != "place"]
    early = [t for t in named if t.start - line.start < 60]
    return early[0].key if early else (named[0].key if named else before)


class _Facts:
    """The facts of an account by where they begin; where two overlap, times come before figures, and these before names."""

    def __init__(self, account: Account) -> None:
        taken: list[tuple[int, int]] = []
        self.at: dict[int, tuple[TokenKind, Figure | Time | Name]] = {}
        layers: tuple[tuple[TokenKind, Sequence[Figure | Time | Name]], ...] = (
            ("time", account.times),
            ("figure", account.figures),
            ("name", account.names),
        )
        for kind, facts in layers:
            fresh = []
            for fact in facts:
                place = bisect_left(taken, (fact.start, 0))
                clash = (place < len(taken) and taken[place][0] < fact.end) or (place > 0 and taken[place - 1][1] > fact.start)
                if not clash and fact.end > fact.start:
                    self.at[fact.start] = (kind, fact)
                    fresh.append((fact.start, fact.end))
            taken = sorted([*taken, *fresh])
        self.starts = sorted(self.at)

    def between(self, start: int, end: int) -> Iterator[int]:
        for place in range(bisect_left(self.starts, start), len(self.starts)):
            if self.starts[place] >= end:
                return
            yield self.starts[place]


def _tokens(article: Article, start: int, end: int, facts: _Facts) -> Iterator[Token]:
    body, language = article.text, article.language
    inside = list(facts.between(start, end))
    pending = iter(inside)
    upcoming = next(pending, None)
    skip = start
    first = True
    for folded, at, stop in text.words(body[start:end]):
        at, stop = at + start, stop + start
        while upcoming is not None and upcoming < stop:
            kind, fact = facts.at[upcoming]
            yield Token(kind, _key(fact), fact.start, fact.end, fact, kind == "name")
            skip = max(skip, fact.end)
            upcoming = next(pending, None)
        if at < skip:
            first = False
            continue
        proper = (
            not first
            and body[at].isupper()
            and folded[1:2] not in ("'", "’")
            and folded not in listed("calendar")
            and body[max(0, at - 2) : at].strip(" ") not in tuple("“„«\"'‘.:?!–—")
        )
        first = False
        key = stem(folded, language)
        if key:
            yield Token("word", key, at, stop, None, proper)
    for place in [upcoming, *pending]:
        if place is not None:
            kind, fact = facts.at[place]
            yield Token(kind, _key(fact), fact.start, fact.end, fact, kind == "name")


def _runs(body: str, found: Iterable[Token]) -> list[Token]:
    """The tokens, with capitalised words that follow each other as one: "Kettle Tunnel"."""
    made: list[Token] = []
    for token in found:
        last = made[-1] if made else None
        if last and last.kind == token.kind == "word" and last.proper and token.proper and body[last.end : token.start] == " ":
            made[-1] = Token("word", f"{last.key} {token.key}", last.start, token.end, None, True)
        else:
            made.append(token)
    return made


def _key(fact: Figure | Time | Name) -> str:
    if isinstance(fact, Figure):
        return "#" + fact.unit
    return "@" if isinstance(fact, Time) else "~" + fact.id
