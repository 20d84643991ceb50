"""One spelling for one name: transliteration, transcription habits of languages, and the slug that serves as id."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHARED = dict(
    zip(
        "абвджзйклмнопрстуфхцчшщьэюяёъ",
        "a b v d zh z y k l m n o p r s t u f kh ts ch sh shch | e yu ya yo |".replace("|", "\0").split(" "),
        strict=True,
    )
)
_RUSSIAN = str.maketrans({k: v.replace("\0", "") for k, v in (_SHARED | {"г": "g", "и": "i", "е": "e", "ы": "y"}).items()})
_UKRAINIAN = str.maketrans(
    {k: v.replace("\0", "") for k, v in (_SHARED | {"г": "h", "ґ": "g", "и": "y", "е": "e", "є": "ie", "і": "i", "ї": "i"}).items()}
)
_ONLY_UKRAINIAN = re.compile(r"[іїєґ]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Letters that Unicode does not decompose. German umlauts are written out, since "Müller" is "Mueller" and not "Muller".
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
# How German, French and Polish write Slavic sounds; used only where the end of the name shows that it is Slavic.
_SOUNDS = (("schtsch", "shch"), ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("ou", "u"), ("w", "v"), ("cz", "ch"), ("sz", "sh"))
_ADJECTIVE = re.compile(r"(?<=s)k(?:yy|yi|yj|iy|ij|ii|iyi|yii|y)$")
_OBLIQUE_ADJECTIVE = re.compile(r"(?<=[sc])k(?:ogo|omu|im|om|oho|ym|oiu|oyu)$")
_OBLIQUE_SURNAME = re.compile(r"(?<=[oei][vn])(?:a|u|ym|im|om|em|e|i|ovi)$")
_OBLIQUE_GIVEN = re.compile(r"(?:a|ya|u|yu|om|em|e|i|ovi|yevi|evi)$")
_GERMAN_OW = re.compile(r"[^\W\d_]{2}[oe]w$")
_GERMAN_SLAVIC = re.compile(r"(?:tschenko|tschuk|schenko|skyj|skij)$")
_FRENCH_SLAVIC = re.compile(r"(?:chenko|outine|tchouk|tchenko|[eo]ïev)$")
_TELLING_ENDS = ("y", "i", "j", "w", "o", "k", "ine")
"""How every word ends that the patterns above could change."""
_ALNUM = re.compile(r"[^\W_]+")
_NOT_SLUG = re.compile(r"[^\w]+")


@lru_cache(maxsize=4)
def word_forms(text: str) -> frozenset[str]:
    """The words of a text as written, each once; kept for the next part that asks for the same text."""
    return frozenset(_ALNUM.findall(text))


@lru_cache(maxsize=256)
def cased(words: frozenset[str]) -> frozenset[str]:
    """`words`, which are in small letters, as a text may write them: "from", "From", "FROM"."""
    return frozenset(form for word in words for form in (word, word.capitalize(), word.upper()))


@lru_cache(maxsize=8192)
def key(word: str, language: str = "") -> str:
    """`word` in Latin letters, lower case, without accents, in one transcription: equal for spellings of one name.

    "Zelenskyy", "Zelensky", "Zelenskiy" and "Зеленський" agree; "Guterres" and "Gutiérrez" do not. `language` decides how
    Cyrillic reads (uk or ru); letters that only Ukrainian has decide before it.
    """
    if word.isascii() and word.isalpha():
        return _plain_key(word.lower(), language)
    lower = word.casefold().replace("’", "").replace("'", "").replace("ʼ", "")
    cyrillic = bool(_CYRILLIC.search(lower))
    if cyrillic:
        table = _UKRAINIAN if language == "uk" or _ONLY_UKRAINIAN.search(lower) else _RUSSIAN
        lower = _nominative(lower.translate(table))
    else:
        lower = _one_transcription(lower, language)
    lower = _ADJECTIVE.sub("ky", lower)
    plain = unicodedata.normalize("NFKD", lower.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _one_transcription(lower: str, language: str) -> str:
    """A Slavic name as English writes it, where German, French or Polish letters show that it is one."""
    if (language == "de" and _GERMAN_OW.search(lower)) or _GERMAN_SLAVIC.search(lower) or _FRENCH_SLAVIC.search(lower):
        for written, sound in _SOUNDS:
            lower = lower.replace(written, sound)
    return lower


def _plain_key(lower: str, language: str) -> str:
    """`key` of a word of plain letters, of which most end in nothing that says anything."""
    if lower.endswith(_TELLING_ENDS):
        return _ADJECTIVE.sub("ky", _one_transcription(lower, language))
    return lower


def _nominative(latin: str) -> str:
    """The surname without the case ending of a Slavic masculine; other words as they are."""
    adjective = _OBLIQUE_ADJECTIVE.sub("ky", latin)
    return adjective if adjective != latin else _OBLIQUE_SURNAME.sub("", latin) if len(latin) > 5 else latin


def given_forms(latin: str) -> tuple[str, ...]:
    """`latin` (a key) and what it may be in the nominative, likeliest first."""
    bare = _OBLIQUE_GIVEN.sub("", latin)
    return (latin,) if bare == latin else (latin, bare, bare + "y", bare + "a")


def slug(words: str) -> str:
    """`words` (keys joined by blanks) as an id: letters and digits joined by hyphens; "" if there are none."""
    return _NOT_SLUG.sub("-", words).strip("-_")
