"""What became of a quote on its way: other words between the marks, another speaker. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from headwater import text
from headwater.model import Difference, Name, Quote, Side
from headwater.stages.compare.lines import Account
from headwater.stages.compare.measures import Naming, kin
from headwater.stages.compare.quotes import Match
from headwater.stages.compare.said import Said
from headwater.stages.compare.slots import MORE
from headwater.stages.compare.words import is_negation, stem

FEWEST: Final = 4
"""Words of a quotation before a changed one says anything: in a shorter one, what is left is too little to call it the same."""
CLOSE: Final = 0.6
"""Share of all words of both quotations that agree, before a word in between counts as changed and not as another sentence."""
LONG, SHORT = 4, 2
"""Words that change for others, and words that come or go, before it is another passage, or one left out, and no other wording."""
NEAR: Final = 160
"""Characters between a quote and the name of its speaker, for the report to attribute it in so many words."""
SIDES: Final = 12


def wordings(pairs: Sequence[Match], naming: Naming) -> Iterator[Difference]:
    """Quotes in one language whose words differ, and quotes whose speakers do."""
    changed: dict[int, list[Said]] = {}
    order: list[list[Said]] = []
    for match in pairs:
        if match.words and match.one.account is not match.other.account:
            if _in_one(match.one) and _in_one(match.other) and drift(match.one.words, match.other.words):
                _join(match.one, match.other, changed, order)
            found = _attribution(match, naming)
            if found is not None:
                yield found
    for group in order:
        if group:
            yield _wording(group)


def _in_one(said: Said) -> bool:
    """Whether a quotation is given in one piece, so that what is missing in it was left out by nobody."""
    return said.pieces == 1 and "…" not in said.quote.text and "..." not in said.quote.text


def _join(one: Said, other: Said, home: dict[int, list[Said]], order: list[list[Said]]) -> None:
    mine, theirs = home.get(id(one)), home.get(id(other))
    if mine is None and theirs is None:
        mine = [one, other]
        order.append(mine)
    elif mine is None and theirs is not None:
        theirs.append(one)
        mine = theirs
    elif mine is not None and theirs is None:
        mine.append(other)
    elif mine is not None and theirs is not None and mine is not theirs:
        mine.extend(theirs)
        moved = list(theirs)
        theirs.clear()
        for said in moved:
            home[id(said)] = mine
    assert mine is not None
    home[id(one)] = home[id(other)] = mine


def _wording(group: Sequence[Said]) -> Difference:
    variants = sorted(group, key=lambda s: s.account.article.published or s.account.article.first_seen)
    turned = {sum(is_negation(w) for w in s.words) % 2 for s in variants}
    sides = tuple(_side(account, quote) for said in variants for account, quote in said.members)[:SIDES]
    who = next((s.quote.speaker.name for s in variants if s.quote.speaker), "Someone")
    changes = drift(variants[0].words, variants[1].words) or ["…"]
    return Difference(
        kind="quote_wording",
        summary=f"{who}’s words are given in {len(variants)} wordings ({changes[0]})",
        sides=sides,
        severity=0.9 if len(turned) > 1 else 0.65,
    )


def _side(account: Account, quote: Quote) -> Side:
    return Side(article=account.article.id, start=quote.start, end=quote.end, text=quote.text, says=" ".join(quote.text.split()))


def drift(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The changes between two wordings of a quotation that change what is said: "wall → dam", "+ not", "− never".

    What is cut at either end, function words, and other spellings of a word are none.
    """
    if min(len(one), len(other)) < FEWEST or list(one) == list(other):
        return []
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    equal = [i for i, code in enumerate(codes) if code[0] == "equal"]
    if not equal:
        return []
    inner = codes[equal[0] : equal[-1] + 1]
    edges = [
        code
        for code in (*codes[: equal[0]], *codes[equal[-1] + 1 :])
        if code[0] == "replace" and code[2] - code[1] == code[4] - code[3] <= 2
    ]
    held = sum(b - a for kind, a, b, _, _ in inner if kind == "equal")
    if 2 * held < CLOSE * (inner[-1][2] - inner[0][1] + inner[-1][4] - inner[0][3]):
        return []
    return [told for code in (*inner, *edges) if code[0] != "equal" and (told := _change(one[code[1] : code[2]], other[code[3] : code[4]]))]


def _change(gone: Sequence[str], come: Sequence[str]) -> str:
    if max(len(gone), len(come)) > LONG or (not (gone and come) and len(gone) + len(come) > SHORT):
        return ""
    lost, won = (_telling(words) for words in (gone, come))
    if lost == won or _spelled(lost, won) or _shortened("".join(gone), "".join(come)):
        return ""
    before, after = " ".join(gone), " ".join(come)
    return f"{before} → {after}" if before and after else f"+ {after}" if after else f"− {before}"


def _telling(words: Sequence[str]) -> list[str]:
    """The words that say something: content words, numbers and negations."""
    return [word for word in words if stem(word) or is_negation(word)]


def _spelled(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether words differ in spelling or inflection only: "colour", "color"; "organise", "organize"."""
    return len(one) == len(other) and all(_one_word(a, b) for a, b in zip(one, other, strict=True))


def _shortened(one: str, other: str) -> bool:
    """Whether one is short for the other, or spaced otherwise: "F.B.I." for "FBI", "Gen." for "General"."""
    return one == other or (min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one)))


def _one_word(one: str, other: str) -> bool:
    if one == other:
        return True
    return len(one) > 4 and len(other) > 4 and one[:3] == other[:3] and SequenceMatcher(None, one, other).ratio() >= 0.84


def _attribution(match: Match, naming: Naming) -> Difference | None:
    """Two reports that give the same words to different speakers, each by name and beside the words."""
    if (len(match.one.words) < FEWEST and match.words < 1) or not (match.one.pieces == match.other.pieces == 1):
        return None
    one, other = _named(match.one), _named(match.other)
    if one is None or other is None or not naming.conflict(one[1], other[1]):
        return None
    sides = []
    for account, name in (one, other):
        words = account.article.text[name.start : name.end]
        sides.append(Side(article=account.article.id, start=name.start, end=name.end, text=words, says=words))
    quoted = text.shorten(match.one.quote.text, 60)
    return Difference(
        kind="attribution", summary=f"Said by {sides[0].says} or {sides[1].says}: {quoted}", sides=tuple(sides), severity=0.88
    )


def _named(said: Said) -> tuple[Account, Name] | None:
    """Who says it by name beside the quote, or None where a pronoun, a role or nothing does."""
    party = said.quote.speaker
    if party is None or party.start is None or party.end is None or not party.id:
        return None
    distance = max(said.quote.start - party.end, party.start - said.quote.end)
    if distance > NEAR:
        return None
    for name in said.account.names:
        if (
            name.type in ("person", "org")
            and not MORE.match(said.account.article.text, name.end, party.end + 3)
            and name.start < party.end
            and party.start < name.end
            and kin(name.text, party.name)
        ):
            return said.account, name
    return None
