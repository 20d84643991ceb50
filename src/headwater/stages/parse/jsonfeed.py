"""JSON Feed 1.x → `Feed`."""

from __future__ import annotations

import html
from typing import Any

import msgspec

from headwater.errors import ContentError
from headwater.model import Entry, Feed
from headwater.stages.parse.dates import parse_date
from headwater.stages.parse.elements import joined, plain_title
from headwater.stages.parse.xmltree import MAX_BODY, to_utf8
from headwater.text import MAX_URL

MAX_ENTRIES = 10_000
MAX_PIECES = 400_000
"""Objects and lists in a feed that are read: a feed of `MAX_ENTRIES` has some ten for each."""


def parse_json_feed(body: bytes, url: str) -> Feed:
    """The JSON Feed in `body`. Entries that are no objects are left out; `broken` counts them. Raises ContentError for other JSON."""
    if len(body) > MAX_BODY:
        raise ContentError(f"larger than {MAX_BODY // 2**20} MiB: too large to be read")
    if body.count(b"{") + body.count(b"[") > MAX_PIECES:
        raise ContentError(f"looks like a JSON Feed but has more than {MAX_PIECES} objects and lists in it")
    try:
        tree = msgspec.json.decode(to_utf8(body)[0])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ContentError(f"looks like a JSON Feed but is not valid JSON: {str(error)[:120]}") from error
    items = tree.get("items") if isinstance(tree, dict) else None
    if not isinstance(items, list):
        raise ContentError("JSON, but not a feed: it has no list of items")
    kept = [item for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    lost = len(items) - len(kept)
    language = _text(tree, "language")[:35]
    authors = _authors(tree)
    return Feed(
        title=plain_title(_text(tree, "title")),
        link=_address(_text(tree, "home_page_url"), url),
        language=language,
        format="json" + _text(tree, "version")[-3:].replace(".", ""),
        description=_text(tree, "description"),
        hub=next((_address(_text(hub, "url"), url) for hub in _objects(tree, "hubs")), ""),
        self_url=_address(_text(tree, "feed_url"), url),
        broken=f"{lost} of {len(items)} items are no objects or too many" if lost else "",
        entries=tuple(_entry(item, url, language, authors) for item in kept),
    )


def _entry(item: dict[str, Any], url: str, language: str, authors: tuple[str, ...]) -> Entry:
    link = _address(_text(item, "url") or _text(item, "external_url"), url)
    return Entry(
        id=_text(item, "id")[:MAX_URL],
        title=plain_title(_text(item, "title")),
        link=link,
        published=parse_date(_text(item, "date_published")),
        updated=parse_date(_text(item, "date_modified")),
        authors=_authors(item) or authors,
        summary=html.escape(_text(item, "summary"), quote=False),
        content=_text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False),
        language=_text(item, "language")[:35] or language,
        image=_address(_text(item, "image") or _text(item, "banner_image"), url),
        alone=not link,
    )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _objects(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = item.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    author = item.get("author")
    people = _objects(item, "authors") or ([author] if isinstance(author, dict) else [])
    names = [plain_title(_text(person, "name")[:400]) for person in people[:50]]
    return tuple(dict.fromkeys(name for name in names if name))


def _address(link: str, url: str) -> str:
    if not link or len(link) > MAX_URL:
        return ""
    if link.startswith(("http://", "https://")):
        return link
    found = joined(url, link)
    return found if found.startswith(("http://", "https://")) else ""
