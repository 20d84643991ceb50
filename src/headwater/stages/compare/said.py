"""Quotes as they are compared: the words between the marks, the content words, who said it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Final

from headwater import text
from headwater.model import Party, Quote
from headwater.stages.compare.lines import Account
from headwater.stages.compare.words import listed, stem

MAX_QUOTES: Final = 3_000
"""Different quotes of a story that are compared."""
_INNER = re.compile(r"[“„«「]([^“”„«»「」]+)[”“»」]|\"([^\"]+)\"|[‘‚](.+?)[’‘](?!\w)")
_BRACKETS = re.compile(r"\([^()]{1,60}\)|\[[^\[\]]{1,60}\]")
FEWEST_UNKNOWN: Final = 5
_BEFORE: Final = 260


def quotations(words: str) -> list[str]:
    """What stands between quotation marks in a sentence or statement."""
    return [a or b or c for a, b, c in _INNER.findall(words)]


class Said:
    """One quote with what is compared of it. Occurrences with the same words by the same speaker are kept together.

    `known`: it is a quote of the report's facts, and not words in quotation marks of whom nothing else is known.
    """

    def __init__(self, account: Account, quote: Quote, *, known: bool) -> None:
        self.quote, self.account, self.known = quote, account, known
        self.place = quote.start / max(1, len(account.article.text))
        self.members = [(account, quote)]

    @property
    def language(self) -> str:
        return self.account.article.language

    @property
    def speaker(self) -> Party | None:
        return self.quote.speaker

    @property
    def who(self) -> str:
        """Id of the speaker; where the facts give none, a full name stands for it; "" for roles and pronouns."""
        party = self.quote.speaker
        if party is None or party.id:
            return party.id if party else ""
        words = party.name.split()
        return "-".join(text.plain(w) for w in words) if len(words) > 1 and all(w[:1].isupper() for w in words) else ""

    @cached_property
    def words(self) -> list[str]:
        """The words between quotation marks, folded; none for an indirect statement."""
        if self.quote.kind == "indirect":
            return []
        inner = self.quote.text if self.quote.kind == "direct" else " ".join(quotations(self.quote.text))
        # What stands in brackets is the reporter's.
        inner = _BRACKETS.sub(" ", inner)
        return [word.replace("’", "'") for word, _, _ in text.words(inner)]

    @cached_property
    def pieces(self) -> int:
        """In how many pieces the words between quotation marks are given."""
        return max(1, len(quotations(self.quote.text)))

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems and names of what is said; "him" and "they" stand for the person named last before it who is not the speaker."""
        quote = self.quote
        names = [n for n in self.account.names if n.start >= quote.start and n.end <= quote.end]
        covered = [(n.start, n.end) for n in names]
        found = {"~" + n.id for n in names}
        pronouns = False
        for word, start, end in text.words(quote.text):
            at, stop = start + quote.start, end + quote.start
            pronouns = pronouns or word in listed("third")
            if not any(s < stop and at < e for s, e in covered):
                found.add(stem(word, self.language))
        if pronouns:
            near = [
                n for n in self.account.names if n.type == "person" and quote.start - _BEFORE < n.start < quote.start and n.id != self.who
            ]
            found |= {"~" + n.id for n in near[-1:]}
        return frozenset(found - {"", "~" + self.who})

    @cached_property
    def acts(self) -> frozenset[str]:
        """Stems of what was done by saying it, for acts that are seldom done twice ("invited", "extended an invitation")."""
        cue = self.quote.cue
        if cue is None or self.quote.kind == "direct":
            return frozenset()
        done = (stem(word, self.language) for word, _, _ in text.words(self.account.article.text[cue.start : cue.end]))
        return frozenset(done) & _acts()


@cache
def _acts() -> frozenset[str]:
    return frozenset(stem(word) for word in listed("acts"))


def sayings(accounts: Sequence[Account]) -> list[Said]:
    """The different quotes of a story's reports, in the order given, with what else stands between quotation marks."""
    found: dict[tuple[str, str, str], Said] = {}
    for account in accounts:
        for quote, known in (*((quote, True) for quote in account.quotes), *((quote, False) for quote in _unknown(account))):
            key = (quote.text, quote.kind, quote.speaker.id or quote.speaker.name if quote.speaker else "")
            same = found.get(key)
            if same is not None:
                same.members.append((account, quote))
            elif len(found) < MAX_QUOTES:
                found[key] = Said(account, quote, known=known)
    return list(found.values())


def _unknown(account: Account) -> Iterator[Quote]:
    """Words between quotation marks that no quote of the facts holds."""
    taken = sorted((q.start, q.end) for q in account.quotes if q.kind != "indirect")
    for match in _INNER.finditer(account.article.text):
        start, end = match.span()
        if len(match.group().split()) >= FEWEST_UNKNOWN and not any(s < end and start < e for s, e in taken):
            yield Quote(start=start, end=end, text=match.group())
