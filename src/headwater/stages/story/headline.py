"""What a story is called, its short excerpt and its section, chosen from what its reports say. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from headwater import text as plain
from headwater.model import Noun
from headwater.stages.story.sections import SECTIONS
from headwater.stages.story.spelling import strip_accents
from headwater.stages.story.words import stem, stopwords

DECK_WORDS: Final = 40
MAX_TITLE: Final = 200
MAX_LEAD: Final = 110
_LABEL = re.compile(
    r"^(?:breaking(?: news)?|live(?: updates)?|watch|video|exclusive|update|eilmeldung|liveticker|direct|en direct"
    r"|срочно|молния)\s*[:|–—-]\s*",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"\s+[|•·–—-]\s+[^|•·–—]{2,40}$")
_DATELINE = re.compile(r"^\s*[^.!?\n]{2,60}\([^)\n]{2,40}\)\s*[–—-]+\s*")
"""Place, day and agency before the first words: "PORT TOWN, Nov 8 (Agency) – "."""
_BAIT = re.compile(
    r"\b(?:you won'?t believe|here'?s (?:why|what|how)|this is (?:why|what|how)|what (?:we know|you need)|everything you|shock(?:ing|er)?"
    r"|stunning|slams?|blasts?|epic|must[- ]see|so reagiert|das steckt|voici pourquoi)\b|^(?:why|how|what)\b",
    re.IGNORECASE,
)


class Heading(Noun, frozen=True, kw_only=True):
    """What the choice of a title needs of one report.

    `lead` is the beginning of its text; `primary` marks a report with no known origin.
    """

    article: str
    title: str
    language: str = "und"
    outlet: str = ""
    lead: str = ""
    primary: bool = False


def headline(articles: Sequence[Heading]) -> str:
    """The most informative title among the reports, in the language of most of them; the first sentence of a lead where none has a title.

    It says most of what the other titles say too, is not loud, and comes from a primary where that is as good; ties by article id.
    "" where there is neither title nor lead.
    """
    titled = [(heading, _plain_title(heading.title, heading.outlet)) for heading in articles]
    titled = [(heading, title) for heading, title in titled if title]
    if not titled:
        return _from_leads(articles)
    if len(titled) == 1:
        return titled[0][1]
    languages = Counter(heading.language for heading, _ in titled)
    language = min(languages, key=lambda name: (-languages[name], name))
    rows = [(heading, title, _content(title, language)) for heading, title in titled if heading.language == language]
    common = Counter(word for _, _, words in rows for word in words)
    best = min(rows, key=lambda row: (-_worth(row[0], row[1], row[2], common, len(rows)), row[0].article))
    return best[1]


def _from_leads(articles: Sequence[Heading]) -> str:
    for heading in sorted(articles, key=lambda heading: (not heading.primary, heading.article)):
        for start, end in plain.sentences(heading.lead[:2000]):
            return plain.shorten(heading.lead[start:end], MAX_LEAD)
    return ""


def _plain_title(title: str, outlet: str) -> str:
    """The title without label ("LIVE:") and outlet ("… | The Example Post"), at most `MAX_TITLE` characters."""
    flat = _LABEL.sub("", " ".join(title[:1000].split()))
    tail = _OUTLET.search(flat)
    if tail and (("|" in tail.group()) or (outlet and plain.fold(outlet) in plain.fold(tail.group()))):
        flat = flat[: tail.start()]
    return plain.shorten(flat, MAX_TITLE)


def _content(title: str, language: str) -> set[str]:
    stop = stopwords(language)
    folded = (strip_accents(word) for word, _, _ in plain.words(title))
    return {stem(word, language) for word in folded if word not in stop}


def _worth(heading: Heading, title: str, words: set[str], common: Counter[str], reports: int) -> float:
    """Share of the story's common words it says, plus what it adds itself, minus what makes it loud or thin."""
    agreed = sum(common[word] - 1 for word in words) / max(1, reports - 1)
    worth = min(agreed, 6.0) + 0.25 * min(len(words), 12) + (1.0 if heading.primary else 0.0)
    letters = [c for c in title if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.6 * len(letters):
        worth -= 3.0
    if "!" in title or title.endswith(("?", "…", "...")):
        worth -= 1.5
    if _BAIT.search(title):
        worth -= 1.5
    if len(words) < 3:
        worth -= 1.5
    return worth - 0.02 * max(0, len(title) - 110)


def deck(text: str, title: str) -> str:
    """A short excerpt: the first whole sentences of the text that do not repeat the title, at most `DECK_WORDS` words.

    A first sentence that is longer is cut at a word, with an ellipsis. Two characters of an unspaced script count as a word.
    "" where the text says nothing but its title.
    """
    said = set(plain.word_list(title[:1000]))
    text = text[:4000]
    placed = _DATELINE.match(text)
    text = text[placed.end() :] if placed else text
    chosen: list[str] = []
    left = float(DECK_WORDS)
    for start, end in plain.sentences(text):
        sentence = " ".join(text[start:end].split())
        words = plain.word_list(sentence)
        if not words or (not chosen and _repeats(words, said)):
            continue
        cost = _cost(words)
        if cost > left:
            if not chosen:
                return _cut(sentence)
            break
        chosen.append(sentence)
        left -= cost
    return " ".join(chosen)


def _repeats(words: list[str], said: set[str]) -> bool:
    return bool(said) and sum(word in said for word in words) > 0.8 * len(words)


def _cost(words: Sequence[str]) -> float:
    if all(map(str.isascii, words)):
        return len(words)
    return len(words) - 0.5 * sum(len(word) == 1 and word > "\u2fff" for word in words)


def _cut(sentence: str) -> str:
    left, end = float(DECK_WORDS), 0
    for word, _, stop in plain.words(sentence):
        left -= _cost((word,))
        if left < 0:
            break
        end = stop
    return sentence[:end].rstrip(" ,;:–—-") + "…"


def section(keywords: Sequence[str], sections: Sequence[str], title: str) -> str:
    """The section most of the outlets' own section names and keywords point to ("World", "Sport", …), or "".

    A section name counts three, a keyword one; words of the title decide only where outlets say nothing.
    """
    votes: Counter[str] = Counter()
    for said, weight in ((sections, 3), (keywords, 1)):
        for name in said[:200]:
            votes.update(dict.fromkeys(_sections_in(name), weight))
    if not votes:
        votes.update(_sections_in(title))
    return min(votes, key=lambda name: (-votes[name], name)) if votes else ""


def _sections_in(name: str) -> list[str]:
    folded = strip_accents(name[:300].casefold())
    return sorted({SECTIONS[word] for word in (*plain.word_list(folded), folded) if word in SECTIONS})
