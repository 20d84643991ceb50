"""Who said what in a story: each statement once, under its speaker, with all reports that carry it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from headwater import text
from headwater.model import Article, Comparison, Party, Quote
from headwater.pages import QuoteLine
from headwater.stages.facts.lexicon import word_list
from headwater.store.facts import Facts

STATEMENTS = 24
_FEWEST = 5
"""Words of a retelling that says something by itself: "confirmed the figure" does not."""


def statements(articles: Sequence[Article], facts: Mapping[str, Facts], compared: Comparison) -> tuple[QuoteLine, ...]:
    """What was said, each once: where it was first published, and who else has it, in the same words, others, or another language."""
    home = {(m.article, m.start): group.id for group in compared.groups for m in group.members}
    grouped = set(home.values())
    first: dict[str, QuoteLine] = {}
    for article in articles:
        for quote in _joined(_whole(facts[article.id].quotes), article.text) if article.id in facts else ():
            key = home.get((article.id, quote.start)) or " ".join(word for word, _, _ in text.words(quote.text))
            known = first.get(key)
            if known is None:
                # A retelling alone is not shown: its words are the reporter's.
                if _is_somebody(quote.speaker) and (quote.kind != "indirect" or (key in grouped and tells(quote))):
                    first[key] = QuoteLine(quote=quote, article=article.id, outlet=article.outlet or text.host_of(article.url))
            elif article.id != known.article and article.id not in known.also:
                first[key] = _with(known, quote, article)
    ranked = sorted(first.values(), key=lambda q: (q.quote.kind == "indirect", -len(q.also)))[:STATEMENTS]
    shown = list(_in_full([q for q in first.values() if q in ranked]))
    # Whoever spoke first comes first, with all that he or she said.
    speakers = list(dict.fromkeys(_speaker(q) for q in shown))
    return tuple(sorted(shown, key=lambda q: speakers.index(_speaker(q))))


def _is_somebody(speaker: Party | None) -> bool:
    """Whether a speaker is anyone for who reads the statement alone: "he" and "the" are not, and "I" is the writer."""
    return speaker is not None and (bool(speaker.id) or speaker.name.lower() not in word_list("nobody"))


def tells(quote: Quote) -> bool:
    """Whether the words of a quote say something by themselves: quotations do, and retellings of more than a noun."""
    if quote.kind != "indirect":
        return True
    words = [word for word, _, _ in text.words(quote.text)]
    return len(words) >= _FEWEST or (not quote.text.isascii() and len("".join(words)) >= 4 * _FEWEST)


def _whole(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """The quotes without those that are a piece of another by the same speaker: "the delay “from your call”" of "that the delay …"."""
    for quote in quotes:
        around = (q for q in quotes if q.start <= quote.start and quote.end <= q.end and q.end - q.start > quote.end - quote.start)
        if not any(q.speaker is not None and quote.speaker is not None and _who(q) == _who(quote) for q in around):
            yield quote


def _joined(quotes: Iterable[Quote], body: str) -> Iterator[Quote]:
    """A retelling whose source stands in its midst as one, with the source: "They get, by their own account, more pay"."""
    held: Quote | None = None
    for quote in quotes:
        parted = held is not None and held.kind == quote.kind == "indirect" and held.cue is not None and held.cue == quote.cue
        if held is not None and parted:
            held = msgspec.structs.replace(held, end=quote.end, text=body[held.start : quote.end])
            continue
        if held is not None:
            yield held
        held = quote
    if held is not None:
        yield held


def _with(known: QuoteLine, quote: Quote, article: Article) -> QuoteLine:
    """The line with one more report that has it; a speaker's own words come before what was made of them."""
    if known.quote.kind == "indirect" and quote.kind == "direct" and quote.speaker is not None:
        outlet = article.outlet or text.host_of(article.url)
        return QuoteLine(quote=quote, article=article.id, outlet=outlet, also=(known.article, *known.also))
    return QuoteLine(quote=known.quote, article=known.article, outlet=known.outlet, also=(*known.also, article.id))


def _in_full(lines: Sequence[QuoteLine]) -> Iterator[QuoteLine]:
    """The lines with each speaker's fullest name that any of them has in its script: one report's "Lee" is another's "Ann Lee"."""
    bearers = _bearers(lines)
    known = [_said_by(one, bearers) for one in lines]
    names: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for one in known:
        if one.quote.speaker is not None:
            names[_speaker(one), _latin(one.quote.speaker.name)].append(one.quote.speaker.name)
    for one in known:
        speaker = one.quote.speaker
        fullest = max(names[_speaker(one), _latin(speaker.name)], key=lambda name: len(name.split())) if speaker is not None else ""
        yield one if speaker is None or fullest == speaker.name else _renamed(one, fullest, speaker.id)


def _bearers(lines: Sequence[QuoteLine]) -> dict[str, Party]:
    """{surname, or the whole name: the one speaker of the story who has it}"""
    found: dict[str, dict[str, Party]] = defaultdict(dict)
    for one in lines:
        speaker = one.quote.speaker
        words = _plain(speaker.name) if speaker is not None and speaker.id else []
        if speaker is not None and len(words) > 1:
            for called in (words[-1], " ".join(words)):
                found[called].setdefault(speaker.id, speaker)
    return {called: next(iter(known.values())) for called, known in found.items() if len(known) == 1}


def _said_by(line: QuoteLine, bearers: Mapping[str, Party]) -> QuoteLine:
    """The line with the speaker that the story knows in full, where its report has a surname alone or a role before the name."""
    speaker = line.quote.speaker
    if speaker is None or speaker.id or not speaker.name[:1].isupper():
        return line
    words = _plain(speaker.name)
    meant = next(
        (bearers[called] for n in range(len(words)) if (called := " ".join(words[n:])) in bearers and (" " in called or not n)), None
    )
    return _renamed(line, meant.name, meant.id) if meant else line


def _plain(name: str) -> list[str]:
    return [text.plain(word) for word in name.split()]


def _renamed(line: QuoteLine, name: str, identity: str) -> QuoteLine:
    assert line.quote.speaker is not None
    speaker = msgspec.structs.replace(line.quote.speaker, name=name, id=identity)
    return msgspec.structs.replace(line, quote=msgspec.structs.replace(line.quote, speaker=speaker))


def _latin(name: str) -> bool:
    return name[:1] < "\u0370"


def _speaker(line: QuoteLine) -> str:
    """Who speaks, over all spellings of the name."""
    return _who(line.quote)


def _who(quote: Quote) -> str:
    return (quote.speaker.id or quote.speaker.name) if quote.speaker else ""
