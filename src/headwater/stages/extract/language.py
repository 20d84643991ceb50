"""Which language a text is in."""

from __future__ import annotations

import re

import py3langid
from resiliparse.parse.lang import detect_fast

SAMPLE = 1000
"""Characters looked at. py3langid takes half a millisecond for them, which a quick look that agrees with the declared language saves."""
FEWEST = 12
"""Letters, and different characters, below which a language is told by its script alone."""
ENOUGH = 60
"""Letters below which a declared language is trusted more than the text's own look."""
SURE = 400
"""Distance of the quick look below which it is believed by itself: over the four page sets it then agrees with py3langid on all of 754
pages, and 432 is the least distance at which it does not."""
# Languages that are near enough to another for the quick look to take one for the other.
_CLOSE = frozenset(
    "bs hr sr sl cs sk da no nb nn sv is fo id ms jv su be bg mk ru uk gl ca oc pt es hi mr ne af nl fa ur ps zu xh".split()  # noqa: SIM905
)

# Scripts that one language among those read here is written in: a few characters are enough. Kana comes first, for Japanese has both.
_SCRIPTS = tuple(
    (re.compile(f"[{letters}]"), tag)
    for letters, tag in (
        ("\u3041-\u3096\u30a1-\u30fa", "ja"),
        ("\uac00-\ud7a3", "ko"),
        ("\u3400-\u4dbf\u4e00-\u9fff", "zh"),
        ("\u0e01-\u0e3a", "th"),
        ("\u0391-\u03c9", "el"),
        ("\u05d0-\u05ea", "he"),
        ("іїєґІЇЄҐ", "uk"),
    )
)

_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")
_ALIASES = {"iw": "he", "in": "id", "nb": "no", "nn": "no", "mo": "ro", "sh": "hr", "ua": "uk", "jp": "ja", "cn": "zh", "gr": "el"}
_CODES = {"eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "rus": "ru", "ukr": "uk", "por": "pt"}


def primary_tag(declared: str) -> str:
    """The primary BCP 47 tag of a declared language ("de-AT" → "de"), "" where there is none."""
    match = _TAG.match(declared[:40])
    tag = match.group(1).lower() if match else ""
    return _ALIASES.get(tag) or _CODES.get(tag) or tag


def detect_language(text: str, declared: str = "") -> str:
    """Primary tag of the language `text` is written in; `declared` decides where the text is too short; "und" without either."""
    tag = primary_tag(declared)
    sample = text[:SAMPLE]
    # Enough of them stand at the beginning of nearly every text.
    letters = len(_LETTER.findall(sample, 0, 2 * ENOUGH))
    if letters < ENOUGH:
        letters = len(_LETTER.findall(sample))
    if letters < ENOUGH and tag:
        return tag
    if letters < FEWEST:
        return _by_script(sample, letters)
    found, distance = detect_fast(sample)
    if found == "unknown":  # nothing in the text to tell by, or too little of it for the quick look
        if len(set(sample)) <= FEWEST:
            return tag or _by_script(sample, letters)
    elif tag == found or (distance < SURE and found not in _CLOSE):
        return str(found)
    code = str(py3langid.classify(sample)[0])
    return _ALIASES.get(code, code)


def _by_script(sample: str, letters: int) -> str:
    """The language whose script alone tells it, if most letters are of that script; else "und"."""
    for script, tag in _SCRIPTS:
        found = len(script.findall(sample))
        if found and (found * 2 > letters or tag in ("ja", "uk")):
            return tag
    return "und"
