"""Whether a feed says all of a report, so that its page need not be fetched. Pure."""

from __future__ import annotations

import re

from headwater.model import Entry
from headwater.text import words

FULL_TEXT_WORDS = 150
"""From so many words on, an entry's content is taken for the whole report."""
FULL_SUMMARY_WORDS = 300
"""A description is a teaser more often than a content is, so that more of it is asked for."""

_TAG = re.compile(r"<[^<>]*>")
# How a text ends that goes on elsewhere, in the words of common programs that write feeds.
_CUT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|&hellip;|&#8230;|read (?:more|on|the (?:full|rest))|continue reading|more\s*[»→]|weiterlesen|mehr lesen"
    r"|lire la suite|leer m[aá]s|seguir leyendo|continua a leggere|leia mais|lees (?:meer|verder)|läs mer|czytaj (?:dalej|więcej)"
    r"|читать (?:далее|полностью)|читати далі|続きを読む|阅读全文|閱讀全文)[^\w]{0,20}$",
    re.IGNORECASE,
)
_END = 400
# What programs put below the text: where the entry first appeared.
_FOOT = re.compile(r"the (?:post|article) .{1,300} (?:first )?appeared first on .{1,200}$", re.IGNORECASE | re.DOTALL)


def is_whole(entry: Entry) -> bool:
    """True for an entry that stands alone, and one whose content or description is long enough to be the report and is not cut off."""
    if entry.alone:
        return True
    return _complete(entry.content, FULL_TEXT_WORDS) or _complete(entry.summary, FULL_SUMMARY_WORDS)


def _complete(markup: str, wanted: int) -> bool:
    # A word and the blank after it have two characters at least, except in scripts that are written without blanks.
    if len(markup) < wanted:
        return False
    text = _TAG.sub(" ", markup).strip()
    if sum(1 for _ in zip(words(text), range(wanted), strict=False)) < wanted:
        return False
    return not _CUT.search(_FOOT.sub("", text[-_END:]).strip())
