"""An article that somebody else has extracted: JSON of the contract's input article."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from headwater.errors import ContentError
from headwater.model import Article, Capture, PageKind
from headwater.stages.extract.dates import parse_moment
from headwater.stages.extract.decode import MAX_BYTES, flat
from headwater.stages.extract.kinds import MIN_WORDS, report_kind
from headwater.stages.extract.language import detect_language, primary_tag
from headwater.stages.extract.people import clean_authors, split_byline
from headwater.text import article_id, clean_url, host_of

Short = Annotated[str, msgspec.Meta(max_length=10_000)]


LISTED, LINE_WORDS, LINE_LETTERS = 4, 16, 120
"""A text of so many lines, none of more words or characters, and none of which ends like a sentence, is a list of headlines: an index,
and no report. Thai and Burmese put few spaces between words, so there the characters tell."""
_SENTENCE_END = re.compile(r"[.!?。！？…:;,\"”»)）।॥۔؟؛։።။។]\s*$")


class GivenArticle(msgspec.Struct, frozen=True, kw_only=True):
    """The contract's input article, section 2. Unknown fields are ignored; null stands for an absent one."""

    url: Short
    id: Short | int | None = None
    title: Short | None = None
    text: str | None = None
    published: Short | None = None
    language: Short | None = None
    outlet: Short | None = None
    authors: list[Short] | Short | None = None
    html: str | None = None


_DECODER = msgspec.json.Decoder(GivenArticle)


def read_given(capture: Capture) -> GivenArticle:
    """The input article in `capture.body`. Raises ContentError that names the field that is missing or wrong."""
    if len(capture.body) > MAX_BYTES:
        raise ContentError(f"the input article has {len(capture.body) >> 20} MiB; at most {MAX_BYTES >> 20} MiB are read")
    try:
        given = _DECODER.decode(capture.body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ContentError(f"the input article is not as the contract says: {error}") from error
    if not given.url.strip():
        raise ContentError("the input article's `url` is empty; give the address the article is known by")
    if not clean_url(given.url):
        raise ContentError(f"the input article's `url` is no web or file address: {given.url.strip()[:80]!r}")
    if given.text is None and given.html is None:
        raise ContentError("the input article has neither `text` nor `html`; give one of them")
    _storable(given)
    return given


def _storable(given: GivenArticle) -> None:
    for field in ("url", "title", "text", "html", "outlet"):
        try:
            (getattr(given, field) or "").encode()
        except UnicodeEncodeError as error:
            raise ContentError(f"the input article's `{field}` holds half a character (a lone surrogate)") from error


def given_article(given: GivenArticle, capture: Capture) -> Article:
    """The article as it was given; `text` is kept exactly. A `published` that is no time raises ContentError."""
    address = clean_url(given.url)
    text = given.text or ""
    moment = parse_moment(given.published or "")
    if given.published and given.published.strip() and moment is None:
        raise ContentError(f"the input article's `published` is no time: {given.published[:40]!r}; write RFC 3339")
    outlet = flat(given.outlet or "") or capture.outlet or host_of(address)
    return Article(
        id=article_id(address),
        url=given.url.strip(),
        canonical_url=address,
        external_id=external_id(given),
        outlet=outlet,
        title=flat(given.title or ""),
        authors=given_authors(given),
        published=moment.at if moment else None,
        published_evidence="input" if moment else "",
        date_only=moment is not None and not moment.timed,
        language=primary_tag(given.language or "") or detect_language(text),
        text=text,
        kind=_kind(flat(given.title or ""), text),
        first_seen=capture.fetched_at,
    )


def _in_prose(line: str) -> bool:
    return len(line.split()) > LINE_WORDS or len(line) > LINE_LETTERS or _SENTENCE_END.search(line) is not None


def _kind(title: str, text: str) -> PageKind:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) >= LISTED and not any(map(_in_prose, lines)):
        return "index"
    # A headline alone has no parts.
    return report_kind(title) if len(text.split()) >= MIN_WORDS else "article"


def external_id(given: GivenArticle) -> str:
    return "" if given.id is None else str(given.id)


def given_authors(given: GivenArticle) -> tuple[str, ...]:
    """A list is taken as it is, a single line is read as a byline."""
    if isinstance(given.authors, str):
        return clean_authors(split_byline(given.authors))
    return clean_authors(given.authors or ())
