"""The kinds of capture that are no page: plain text, input article, feed entry, mail message → Article."""

from __future__ import annotations

import re

import msgspec

from headwater.errors import ContentError
from headwater.model import Article, Capture, Entry, Image
from headwater.stages.extract.body import Body, fragment_body
from headwater.stages.extract.decode import decode, flat, scrub
from headwater.stages.extract.given import external_id, given_article, given_authors, read_given
from headwater.stages.extract.kinds import report_kind
from headwater.stages.extract.language import detect_language, primary_tag
from headwater.stages.extract.mail import MailText, read_mail
from headwater.stages.extract.page import read_page
from headwater.stages.extract.people import clean_authors, split_byline
from headwater.stages.extract.plain import PlainText, read_plain
from headwater.text import article_id, clean_url, host_of, join_url

MIN_REPORT_WORDS = 60
"""Words from which a feed entry counts as a report by itself; fewer are a teaser."""

_HTML_FILE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)


def from_text(capture: Capture) -> Article:
    """The article in a plain text file. A file that holds an HTML page is read as one."""
    raw = decode(capture.body, capture.media)
    if _HTML_FILE.match(raw[:200]):
        return read_page(raw, capture)
    return _plain_article(read_plain(scrub(raw)), capture)


def _plain_article(found: PlainText, capture: Capture) -> Article:
    address = clean_url(capture.url) or capture.url
    moment = found.moment
    return Article(
        id=article_id(address),
        url=capture.url,
        canonical_url=address,
        outlet=capture.outlet,
        title=found.title,
        authors=clean_authors(split_byline(found.byline)),
        published=moment.at if moment else None,
        published_evidence="date in the text" if moment else "",
        date_only=moment is not None and not moment.timed,
        language=detect_language(found.text or found.title),
        text=found.text,
        furniture=tuple(found.furniture),
        kind=report_kind(found.title) if found.text else "stub",
        first_seen=capture.fetched_at,
    )


def from_given(capture: Capture) -> Article:
    """The input article; with `html` and no `text` its page is read, and what the input says goes before what the page says."""
    given = read_given(capture)
    stated = given_article(given, capture)
    if given.text is not None:
        return stated
    page = read_page(scrub(given.html or ""), msgspec.structs.replace(capture, url=given.url.strip()))
    return msgspec.structs.replace(
        page,
        external_id=external_id(given),
        title=stated.title or page.title,
        authors=given_authors(given) or page.authors,
        published=stated.published or page.published,
        published_evidence=stated.published_evidence or page.published_evidence,
        date_only=stated.date_only if stated.published else page.date_only,
        language=primary_tag(given.language or "") or page.language,
        outlet=flat(given.outlet or "") or page.outlet,
    )


def from_entry(capture: Capture) -> Article:
    """What a feed says of a page that was not fetched. Raises ContentError if it says neither title nor text."""
    entry = capture.entry or Entry()
    body = _entry_body(entry, capture.url)
    title = flat(_words_of(entry.title))
    if not title and not body.text:
        raise ContentError("the feed's entry has neither a title nor a text")
    address = clean_url(entry.link) or clean_url(capture.url) or capture.url
    return Article(
        id=article_id(address),
        url=entry.link or capture.url,
        canonical_url=address,
        outlet=capture.outlet or host_of(address),
        title=title,
        authors=clean_authors(name for line in entry.authors for name in split_byline(line)),
        published=entry.published,
        published_evidence="feed" if entry.published else "",
        modified=entry.updated,
        language=detect_language(body.text or title, entry.language),
        text=body.text,
        furniture=body.furniture,
        links=body.links,
        image=Image(url=entry.image) if join_url("", entry.image) else None,
        kind=report_kind(title) if len(body.text.split()) >= MIN_REPORT_WORDS else "stub",
        first_seen=capture.fetched_at,
    )


def _entry_body(entry: Entry, url: str) -> Body:
    """The longer of content and summary as clean text."""
    markup = max(scrub(entry.content), scrub(entry.summary), key=len)
    return fragment_body(markup, entry.link or url)


def _words_of(title: str) -> str:
    return fragment_body(title, "").text if "<" in title or "&" in title else title


def from_mail(capture: Capture) -> Article:
    """The report in a mail message; its subject is the title and its sender the outlet."""
    mail = read_mail(capture.body)
    article = _mail_body(mail, capture)
    sender = mail.sender
    return msgspec.structs.replace(
        article,
        # A message is no page of a site, so what makes a page "other" says nothing of it.
        kind="article" if article.kind == "other" and len(article.text.split()) >= MIN_REPORT_WORDS else article.kind,
        title=mail.subject or article.title,
        authors=clean_authors(split_byline(sender)) or article.authors,
        outlet=capture.outlet or sender,
        published=mail.moment.at if mail.moment else article.published,
        published_evidence="mail date" if mail.moment else article.published_evidence,
        date_only=False if mail.moment else article.date_only,
    )


def _mail_body(mail: MailText, capture: Capture) -> Article:
    markup = decode(mail.body, mail.media)
    if mail.is_html:
        return read_page(markup, capture)
    return _plain_article(read_plain(scrub(markup)), capture)
