"""The quotes of a story laid side by side: the same words, drifted, retold, or translated. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Final, NamedTuple

from headwater.model import Member, QuoteGroup
from headwater.stages.compare.said import Said
from headwater.stages.compare.translated import translated

PARTNERS: Final = 10
SAME: Final = 0.72
"""Share of the shorter quotation's words that stand in the longer in order, from which on both are the same words."""
FEWEST_WORDS: Final = 3
RETOLD: Final = 0.42
FEWEST_SHARED: Final = 3
"""Share and number of the content words of the shorter of two statements of one speaker that the other has too, before one retells the
other. Set by hand on invented retellings, checked on two retellings of one interview (ten of ten pairs, none false)."""


class Match(NamedTuple):
    """Two different quotes that are the same. `words`: the words in quotation marks themselves agree, 0..1."""

    one: Said
    other: Said
    words: float
    strength: float


def matches(found: Sequence[Said]) -> list[Match]:
    """Pairs of different quotes that are the same words, drifted or translated, or one statement retold; the surest first."""
    pairs = [match for one, other in _candidates(found) if (match := _match(one, other)) is not None]
    pairs += [Match(one, other, 0.0, strength) for one, other, strength in translated(found)]
    return sorted(pairs, key=lambda m: (-m.strength, m.one.quote.start, m.other.quote.start, m.one.quote.text, m.other.quote.text))


def groups(found: Sequence[Said], pairs: Sequence[Match]) -> tuple[QuoteGroup, ...]:
    """Groups of at least two quotes. Two different statements of one report come into one group only where they match themselves."""
    home = {id(said): [said] for said in found}
    direct = {frozenset((id(m.one), id(m.other))) for m in pairs}
    for match in pairs:
        one, other = home[id(match.one)], home[id(match.other)]
        if one is other or any(_two_of_one(a, b) and frozenset((id(a), id(b))) not in direct for a in one for b in other):
            continue
        one.extend(other)
        for said in other:
            home[id(said)] = one
    different = {id(group): group for group in home.values()}
    made = [sorted((a.article.id, q.start, q.end) for said in group if said.known for a, q in said.members) for group in different.values()]
    return tuple(
        QuoteGroup(id=_name(members[0]), members=tuple(Member(article=a, start=s, end=e) for a, s, e in members))
        for members in sorted(made)
        if len(members) > 1
    )


def _two_of_one(one: Said, other: Said) -> bool:
    """Whether these are two statements of one report, and not a clause with the statement it stands in."""
    return one.account.article.id == other.account.article.id and not _overlap(one, other)


def _name(member: tuple[str, int, int]) -> str:
    return "g" + blake2b(f"{member[0]}:{member[1]}".encode(), digest_size=8).hexdigest()


def group_of_one(article: str, start: int) -> str:
    """The group of a quote that nobody else has: an id of its own."""
    return _name((article, start, start))


def _candidates(found: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, said in enumerate(found):
        for key in said.content:
            holders[key].append(number)
    done: set[tuple[int, int]] = set()
    for number, said in enumerate(found):
        score: Counter[int] = Counter()
        for key in said.content:
            if len(holders[key]) <= 200:
                score.update(n for n in holders[key] if n != number)
        for other, shared in sorted(score.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS]:
            edge = (min(number, other), max(number, other))
            if edge not in done and (shared >= 2 or shared == min(len(said.content), len(found[other].content))):
                done.add(edge)
                yield found[edge[0]], found[edge[1]]


def _match(one: Said, other: Said) -> Match | None:
    if one.language != other.language and "und" not in (one.language, other.language):
        return None
    if _overlap(one, other):
        return None
    words = same_words(one.words, other.words)
    if words >= SAME:
        return Match(one, other, words, 1 + words)
    if (
        one.words
        and other.words
        and "direct" in (one.quote.kind, other.quote.kind)
        and "indirect" not in (one.quote.kind, other.quote.kind)
    ):
        return None
    if not one.who or one.who != other.who:
        return None
    # What one report says twice in its own words are two statements of it.
    return _retold(one, other) if one.account is not other.account else None


def _retold(one: Said, other: Said) -> Match | None:
    """Two statements of one speaker with enough of their content in common; one act with a name in it counts for some."""
    common = one.content & other.content
    act = one.acts & other.acts if any(key.startswith("~") for key in common) else frozenset()
    shared = len(common) + len(act)
    smaller = min(len(one.content), len(other.content)) + len(act)
    share = shared / smaller if smaller else 0.0
    # A speaker's own words and what is made of them differ more than two ways of reporting.
    fewest = FEWEST_SHARED if one.words or other.words or act else FEWEST_SHARED + 1
    if shared < fewest or share < RETOLD:
        return None
    return Match(one, other, 0.0, share * min(1.0, shared / 6))


def _overlap(one: Said, other: Said) -> bool:
    """Whether both are one statement of one report, found twice: a clause inside another."""
    a, b = one.quote, other.quote
    return one.account is other.account and a.start < b.end and b.start < a.end


def same_words(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the shorter list of words that stands in the longer in the same order; 0 where there are too few to tell."""
    shorter = min(len(one), len(other))
    if shorter < FEWEST_WORDS:
        return 0.0
    if list(one) == list(other):
        return 1.0
    blocks = [b.size for b in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks() if b.size]
    matched = sum(blocks)
    # Words that are scattered over the other are no wording of it.
    return matched / shorter if matched > FEWEST_WORDS and len(blocks) <= 1 + matched // 2 else 0.0
