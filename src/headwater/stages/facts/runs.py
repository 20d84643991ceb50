"""The capitalised words of a text that stand together: where names may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from headwater.stages.facts.lexicon import word_list
from headwater.stages.facts.placenames import weight

_WORD = r"(?:[^\W\d_]\.){1,4}(?![^\W_])|[^\W_]+(?:[-‑'’ʼ&][^\W_]+)*"
# A word that begins with a capital, as far as ranges of letters tell. The class stands first, and what is before it is looked at behind it,
# so that the search runs past small letters without trying the pattern at each.
_CAPITAL = re.compile(
    r"[^\W\d_a-zß-öø-ÿа-џґ](?s:(?<![^\W_].)(?<![^\W_][-‑'’ʼ&].)(?<!\b[a-z]\..))"
    r"(?:\.(?:[^\W\d_]\.){0,3}(?![^\W_])|[^\W_]*(?:[-‑'’ʼ&][^\W_]+)*)"
)
_APOSTROPHES = ("'", "’")
_ABBREVIATED = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "st", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "maj", "rev", "sr", "sra", "hr", "fr"]
)
_ENDS = '.!?:…\n"“”„«»‘(•–—*'
_ORG_LINKS = frozenset(("of", "for", "the", "des", "der", "de", "du", "la", "für"))
_PLACE_LINKS = frozenset(("do", "da", "es", "dos", "das", "am", "an", "upon", "sur", "en", "ob", "kwa", "the", "and"))
"""Words in small letters that a name of a place may hold, where the whole is one that the gazetteer knows."""
_INNER = "|".join(sorted(_ORG_LINKS | _PLACE_LINKS | word_list("particles"), key=len, reverse=True))
_NEXT = re.compile(rf"([ \u00a0\u202f]|  |\. )((?:{_INNER})(?![^\W_]|[-‑'’ʼ&][^\W_])|(?![a-z]){_WORD})")
"""The next word, if it may go on with a name: of words in plain small letters, only those that link."""
_GAPS = frozenset(" \u00a0\u202f.")
_NO_LINK = frozenset("abcdefghijklmnopqrstuvwxyz") - frozenset(word[0] for word in _INNER.split("|"))
_LAND_HEADS = frozenset(("republic", "gulf", "strait", "bay", "horn", "isle", "cape", "sea", "coast", "rio", "kingdom", "state"))
"""What "of" follows in names of places."""
_HUNG = " \u00a0#@[-'’/"
"""What may stand between a word and a name that go together."""
_MAX_WORDS = 9
_SETTLEMENT = re.compile(
    r"\b(?:town|city|village|community|district|province|region|state|island|port|suburb|county|department|mayor|capital)s? of $"
)


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a name; `closed` says that a possessive ends the name here."""

    text: str
    lower: str
    start: int
    end: int
    closed: bool


class Run(msgspec.Struct, frozen=True, gc=False):
    """Capitalised words of a text that stand together.

    `lowered` has all words of the text as written; `weak` says that a capital alone is no hint of a name.
    """

    text: str
    words: Sequence[Word]
    lowered: frozenset[str]
    weak: bool
    headline: bool

    @property
    def initial(self) -> bool:
        """Whether a sentence or line begins here."""
        start = self.words[0].start
        if start > 1 and self.text[start - 1] == " ":
            last = self.text[start - 2]
            if last != " ":
                return last in _ENDS
        gap = self.text[max(0, start - 3) : start].rstrip(" ")
        return not gap or gap[-1] in _ENDS

    @property
    def before(self) -> str:
        """The word in front, in lower case; "" at the beginning of a sentence."""
        if self.initial:
            return ""
        start = self.words[0].start
        ahead = self.text[max(0, start - 30) : start].rstrip(_HUNG).rsplit(None, 1)
        return ahead[-1].lower() if ahead else ""

    @property
    def led(self) -> bool:
        """Whether "in", "near", "the town of" stands in front, so that a place is to be expected."""
        before = self.before
        if before in word_list("place_cues"):
            return True
        if before not in ("of", "from", "to", "at"):
            return False
        return before != "of" or bool(_SETTLEMENT.search(self.text, max(0, self.words[0].start - 24), self.words[0].start))


def runs(text: str, passed: frozenset[str] = frozenset()) -> Iterator[list[Word]]:
    """Runs of capitalised words in order; words that stand alone and are in `passed`, in small letters, are left out."""
    match = _CAPITAL.search(text)
    while match:
        written, stop = match.group(), match.end()
        ahead = text[stop : stop + 2]
        # Most words of a text stand alone: what follows them is a mark, or a word in small letters that begins no link.
        alone = ahead[:1] not in _GAPS or (ahead[:1] == " " and ahead[1:] in _NO_LINK)
        # "L’entraîneure": the capital is the article's.
        elided = written[1:2] in _APOSTROPHES and written[2:3].islower()
        if written[0].isupper() and not elided and not (alone and written.lower() in passed):
            words = [_word(written, match.start())]
            if not alone:
                words = _together(text, words)
            stop = words[-1].end + 2 * words[-1].closed
            yield words
        match = _CAPITAL.search(text, stop)


def _together(text: str, words: list[Word]) -> list[Word]:
    """The words that a name may go on with, behind its first."""
    particles, orgs = word_list("particles"), word_list("org_words")
    size = 1
    while len(words) < _MAX_WORDS and (following := _following(text, words[-1])):
        words.append(following)
        if following.text[0].isupper():
            size = len(words)
        elif len(words) > size + 2 or not (
            _links(following.text, words[:size], orgs, particles) or _links_place(text, words[:size], following)
        ):
            break
    return words[:size]


def _links(word: str, words: Sequence[Word], orgs: frozenset[str], particles: frozenset[str]) -> bool:
    """Whether a word in small letters may stand inside the name that `words` begin."""
    if word in particles:
        return True
    return word in _ORG_LINKS and (org_head(words, orgs) or words[-1].lower in _LAND_HEADS)


def _links_place(text: str, words: Sequence[Word], link: Word) -> bool:
    behind = _following(text, link) if link.text in _PLACE_LINKS else None
    return bool(behind and behind.text[0].isupper() and weight(written([*words, link, behind])))


def _word(written: str, start: int) -> Word:
    closed = False
    if written[-1] in "sS" and len(written) > 2 and written[-2] in _APOSTROPHES:
        written, closed = written[:-2], True
    elif written.endswith("-based"):
        written, closed = written[:-6], True
    return Word(written, written.lower(), start, start + len(written), closed)


def _following(text: str, left: Word) -> Word | None:
    """The word behind `left`, if only a blank parts them, or the point of an abbreviation."""
    match = None if left.closed else _NEXT.match(text, left.end)
    if match is None or (match.start(2) - match.start() == 2 and text[left.end] == "." and left.lower not in _ABBREVIATED):
        return None
    return _word(match.group(2), match.start(2))


def org_head(words: Sequence[Word], orgs: frozenset[str]) -> bool:
    return any(w.lower in orgs or w.lower in ("department", "secretary", "house") for w in words)


def headlines(text: str) -> Iterator[tuple[int, int]]:
    """Lines where nearly every word has a capital, so that capitals tell nothing."""
    for match in _LINE.finditer(text):
        line = match.group()
        if line[-1] == ".":
            continue
        words = [w for w in line.split() if len(w) > 3]
        if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words):
            yield match.span()


_LINE = re.compile(r"[^\n]+")


def written(words: Sequence[Word]) -> str:
    """The words with blanks between them."""
    return " ".join(w.text for w in words)
