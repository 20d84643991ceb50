"""One spelling for a name in many languages: Зеленський, Zelensky and Selenskyj give one key. Pure.

A key is not a pronunciation and is never shown: it is the row of consonants that survives transliteration, inflection and the
habits of each language's newspapers. Names with fewer than three such consonants keep their vowels.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "s", "з": "s", "и": "i", "і": "i",
    "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "k", "ц": "s", "ч": "s", "ш": "s", "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "ў": "u", "ј": "j",
    "љ": "l", "њ": "n", "ћ": "s", "ђ": "j", "џ": "j",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "s", "η": "i", "θ": "t", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n",
    "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f", "χ": "k", "ψ": "ps", "ω": "o",
}  # fmt: skip
_KANA_ROWS = {
    "アァ": "a", "イィ": "i", "ウゥ": "u", "エェ": "e", "オォ": "o", "ンッー・": "",
    "カ": "ka", "キ": "ki", "クヶ": "ku", "ケ": "ke", "コ": "ko", "ガ": "ga", "ギ": "gi", "グ": "gu", "ゲ": "ge", "ゴ": "go",
    "サ": "sa", "シ": "si", "ス": "su", "セ": "se", "ソ": "so", "ザ": "sa", "ジ": "ji", "ズ": "su", "ゼ": "se", "ゾ": "so",
    "タ": "ta", "チ": "ti", "ツ": "tu", "テ": "te", "ト": "to", "ダ": "da", "ヂ": "di", "ヅ": "du", "デ": "de", "ド": "do",
    "ナ": "na", "ニ": "ni", "ヌ": "nu", "ネ": "ne", "ノ": "no", "ハ": "ha", "ヒ": "hi", "フ": "fu", "ヘ": "he", "ホ": "ho",
    "バ": "ba", "ビ": "bi", "ブ": "bu", "ベ": "be", "ボ": "bo", "パ": "pa", "ピ": "pi", "プ": "pu", "ペ": "pe", "ポ": "po",
    "マ": "ma", "ミ": "mi", "ム": "mu", "メ": "me", "モ": "mo", "ヤャ": "ia", "ユュ": "iu", "ヨョ": "io",
    "ラ": "ra", "リ": "ri", "ル": "ru", "レ": "re", "ロ": "ro", "ワヮ": "va", "ヲ": "o", "ヴ": "v",
}  # fmt: skip
_KANA = {kana: latin for row, latin in _KANA_ROWS.items() for kana in row} | {"ン": "n"}
_LETTERS = {ord(k): v for k, v in (_CYRILLIC | _GREEK | _KANA).items()} | {
    ord(k): v for k, v in {"ß": "ss", "ø": "o", "æ": "e", "œ": "e", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i", "ə": "a"}.items()
}
# Letter groups that newspapers write differently for one sound, longest first. l and r meet because Japanese has one letter for both,
# v and b likewise; z and every hiss become s because each language draws that line elsewhere.
_SOUNDS = (
    ("schtsch", "s"), ("shch", "s"), ("tsch", "s"), ("dsch", "j"), ("dzh", "j"), ("dj", "j"), ("ds", "j"),
    ("sch", "s"), ("tch", "s"), ("kh", "k"), ("sh", "s"), ("zh", "s"), ("ch", "s"), ("cz", "s"), ("sz", "s"), ("rz", "s"),
    ("ts", "s"), ("tz", "s"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "ks"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("z", "s"), ("mp", "np"), ("mb", "nb"), ("l", "r"), ("w", "v"), ("v", "b"),
)  # fmt: skip
_CASE_ENDINGS = re.compile(r"(?<=[^\W\d_]{3})(?:ого|его|ому|ему|ыми|ими|ою|ею|ий|ый|ой|ей|ым|им|ом|ем|[аяоеуюыиіїйьє])$")
_APOSTROPHE = re.compile(r"['’ʼ](?:s|і|и)?$")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouyh]")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")


def strip_accents(text: str) -> str:
    """`text` without combining marks: "Škoda" gives "Skoda". Cyrillic й and ї keep theirs (another letter, not an accent)."""
    if text.isascii():
        return text
    kept = [(letter, mark) for letter, mark in _KEPT if letter in text]
    for letter, mark in kept:
        text = text.replace(letter, mark)
    text = unicodedata.normalize("NFKC", _marks().sub("", unicodedata.normalize("NFKD", text)))
    for letter, mark in kept:
        text = text.replace(mark, letter)
    return text


_KEPT = tuple(zip("йїЙЇ", "\ue000\ue001\ue002\ue003", strict=True))


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    """Runs of combining marks, except the voicing marks of kana, which make another syllable."""
    marks = "".join(chr(c) for c in range(0x300, 0x10000) if unicodedata.combining(chr(c)) and not 0x3040 < c < 0x30FF)
    return re.compile(f"[{re.escape(marks)}]+")


@lru_cache(maxsize=65536)
def name_key(token: str) -> str:
    """Language-neutral key of one word of a name, "" where nothing is left of it. At most 24 characters.

    Well-known places come from the package's own table ("Германии" and "Allemagne" both give "@germany").
    """
    folded = _folded(token)
    known = _known(folded)
    if known:
        return "@" + known
    if not folded.isascii():
        folded = _CASE_ENDINGS.sub("", folded)
    return _skeleton(folded)


def is_known_place(token: str) -> bool:
    """Whether this word of a name is that of a place of the package's table."""
    return bool(_known(_folded(token)))


def _folded(token: str) -> str:
    return strip_accents(_APOSTROPHE.sub("", token.casefold()))[:40]


def _known(folded: str) -> str:
    table = _places()
    found = table.get(folded)
    if found is None and len(folded) >= 5:
        # a case ending of up to three letters; shorter stems than four letters match by chance
        for cut in range(1, min(4, len(folded) - 3)):
            found = table.get(folded[:-cut])
            if found:
                break
    return found or ""


def _skeleton(folded: str) -> str:
    latin = folded.translate(_LETTERS)
    if not latin.isascii():
        return latin[:24] if _HAN.search(latin) else re.sub(r"\W", "", latin)[:24]
    for group, sound in _SOUNDS:
        latin = latin.replace(group, sound)
    latin = _DOUBLE.sub(r"\1", re.sub(r"[^a-z0-9]", "", latin))
    if not latin:
        return ""
    bones = _DOUBLE.sub(r"\1", ("a" if latin[0] in "aeiouyh" else latin[0]) + _VOWELS.sub("", latin[1:].replace("j", "")))
    if len(bones) >= 3:
        return bones[:24]
    return latin.replace("y", "i").replace("j", "i")[:24]


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    rows = resources.files(__package__).joinpath("data/places.txt").read_text(encoding="utf-8").splitlines()
    table: dict[str, str] = {}
    for row in rows:
        key, _, variants = row.partition(":")
        if row.startswith("#"):
            continue
        for variant in variants.split():
            table.setdefault(strip_accents(variant.casefold()), key)
    return table


@lru_cache(maxsize=1)
def han_places() -> tuple[tuple[str, str], ...]:
    """(written form, key) of the table's places in Chinese or Japanese characters: those scripts have no word boundaries to split at."""
    return tuple((name, key) for name, key in _places().items() if _HAN.fullmatch(name))
