"""What some bytes are, by what they hold first and by their name second."""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

from headwater.stages.parse.xmltree import to_utf8

Sniffed = Literal["feed", "sitemap", "opml", "html", "article-lines", "capture-lines", "warc", "mail", "text", "binary", "empty"]

_HEAD = 65_536
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SIGNATURES = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"\x7fELF", b"\xca\xfe\xba\xbe", b"OggS", b"ID3",
    b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"SQLite format 3", b"\0asm", b"wOFF", b"wOF2", _GZIP, _ZSTD,
)  # fmt: skip
_PROLOG = re.compile(
    r"(?:\s|<\?[^>]{0,1000}>|<!--(?:(?!-->).){0,4000}-->"
    r"|<!DOCTYPE\s+(?P<doctype>\w+)[^>\[]{0,1000}(?:\[[^\]]{0,8000}\]\s*)?>)*",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(\w{1,40})\b")
_LATE_ROOT = re.compile(r"<\?xml[^<>]{1,300}>\s*<(?:[\w.-]{1,40}:)?(rss|feed|rdf|urlset|sitemapindex|opml)\b", re.IGNORECASE)
_ROOTS: dict[str, Sniffed] = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), "feed"),
    **dict.fromkeys(("urlset", "sitemapindex"), "sitemap"),
    "opml": "opml",
    **dict.fromkeys(("html", "head", "body"), "html"),
}
_HTML = re.compile(r"<(?:html|head|body|title|meta|article|div|p|table|h1|span|script|section|main)\b[^>]{0,2000}>", re.IGNORECASE)
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0e-\\x1a\\x1c-\\x1f]")
_MAIL = re.compile(
    r"(?:From |(?:Return-Path|Received|Received-SPF|Delivered-To|Envelope-To|From|Sender|Reply-To|To|Subject|Date|Message-ID|MIME-Version"
    r"|Content-Type|Authentication-Results|ARC-[\w-]{1,40}|DKIM-Signature|List-[\w-]{1,40}|Precedence|Feedback-ID|X-[\w-]{1,60}): ?)",
    re.IGNORECASE,
)
_MAIL_FIELD = re.compile(r"^(?:From|Date|Subject|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_BY_NAME: dict[str, Sniffed] = {
    "html": "html", "htm": "html", "xhtml": "html", "rss": "feed", "atom": "feed", "opml": "opml", "eml": "mail",
}  # fmt: skip


def sniff(body: bytes, name: str, media: str) -> Sniffed:
    """What `body` is: content decides, the file or URL `name` and the Content-Type `media` only where the content leaves it open.

    `body` may be the first part of something longer (64 KiB are looked at).
    """
    head = body[:_HEAD]
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        return "binary" if head.strip(b" \t\r\n\xef\xbb\xbf") else "empty"
    if head.startswith(b"WARC/"):
        return "warc"
    suffixes = name.lower().rsplit("/", 1)[-1].split(".")[1:]
    if head.startswith((_GZIP, _ZSTD)) and "warc" in suffixes[-2:]:
        return "warc"
    if head.startswith(_SIGNATURES):
        return "binary"
    text = to_utf8(head, media)[0].decode("utf-8", "replace")
    if _is_binary(text):
        return "binary"
    return _by_content(text) or _by_name(suffixes, media, text)


def is_capture(row: dict[str, Any]) -> bool:
    """Whether a row of JSON Lines is an input capture (a page as it was fetched) rather than an input article."""
    return "html" in row and "text" not in row and ("fetched_at" in row or "headers" in row or not row.keys() - {"url", "html"})


def _is_binary(text: str) -> bool:
    sample = text[:8192]
    return len(_CONTROL.findall(sample)) * 50 > len(sample)


def _by_content(text: str) -> Sniffed | None:
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _json(text)
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    root = _ROOT.match(text, start)
    if root and root[1].lower() in _ROOTS:
        return _ROOTS[root[1].lower()]
    if prolog and (prolog["doctype"] or "").lower() == "html":
        return "html"
    # A server's warning printed before the document.
    late = _LATE_ROOT.search(text, 0, 4096)
    if late:
        return _ROOTS[late[1].lower()]
    if _MAIL.match(text) and len(_MAIL_FIELD.findall(text[:20_000])) >= 2:
        return "mail"
    return None


def _json(text: str) -> Sniffed | None:
    line = text.split("\n", 1)[0]
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        row = None
    if isinstance(row, dict) and ("url" in row or "text" in row or "html" in row) and "items" not in row:
        return "capture-lines" if is_capture(row) else "article-lines"
    if "jsonfeed.org/version" in text[:2000] or '"items"' in text:
        return "feed"
    # A first line longer than what was looked at.
    if row is None and '"url"' in line and len(line) == len(text):
        return "article-lines" if '"text"' in line or '"title"' in line else "capture-lines"
    return None


def _by_name(suffixes: list[str], media: str, text: str) -> Sniffed:
    last = suffixes[-1] if suffixes else ""
    if last == "jsonl":
        return "article-lines"
    if last in _BY_NAME:
        return _BY_NAME[last]
    kind = media.split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return "html"
    if kind in ("application/rss+xml", "application/atom+xml", "application/feed+json"):
        return "feed"
    if kind == "message/rfc822":
        return "mail"
    # Pages without <html>; a text that only mentions a tag or two is none.
    if last not in ("txt", "md") and text.lstrip().startswith("<") and len(_HTML.findall(text[:8192])) >= 2:
        return "html"
    return "text"
