"""A feed document → one capture an entry, for feeds whose pages are not fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from urllib.parse import quote

from msgspec.structs import replace

from headwater.errors import ContentError
from headwater.model import Capture, Entry, SetAside
from headwater.stages.parse import TORN, parse_feed
from headwater.text import join_url


def entry_captures(body: bytes, url: str, media: str, at: datetime) -> Iterator[Capture | SetAside]:
    """A capture of kind "entry" for each entry of the feed, with an absolute link; what is torn at its end is set aside.

    Raises ContentError for what is no feed, or an empty one.
    Relative links of a feed that was read from a file belong to the page that the feed names.
    """
    feed = parse_feed(body, url if url.startswith("http") else "", media)
    if not feed.entries:
        raise ContentError("a feed without entries" + (f" ({feed.broken})" if feed.broken else ""))
    for entry in feed.entries:
        link = entry.link if entry.link.startswith(("http://", "https://")) else join_url(feed.link, entry.link)
        yield Capture(url=link or _made_up(entry, url), fetched_at=at, kind="entry", entry=replace(entry, link=link))
    if feed.broken == TORN:
        yield SetAside(url=url, source="", reason=f"the feed {TORN}", at=at)


def _made_up(entry: Entry, url: str) -> str:
    """An address for an entry that has no page: the feed's own with the entry's id, which stays the same from one reading to the next.

    It is a query and no fragment, because addresses that differ in their fragments alone name one page.
    """
    words = f"{entry.title}\n{entry.published}\n{entry.summary}\n{entry.content}"
    name = entry.id or blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{url.split('#', 1)[0]}{'&' if '?' in url else '?'}entry={quote(name[:500], safe='')}"
