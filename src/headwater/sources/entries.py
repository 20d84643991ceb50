"""A feed document → one capture an entry, for feeds whose pages are not fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from msgspec.structs import replace

from headwater.errors import ContentError
from headwater.model import Capture, Entry, SetAside
from headwater.stages.parse import TORN, parse_feed, with_links
from headwater.text import join_url


def entry_captures(body: bytes, url: str, media: str, at: datetime) -> Iterator[Capture | SetAside]:
    """A capture of kind "entry" for each entry of the feed, with an absolute link; what is torn at its end is set aside.

    Raises ContentError for what is no feed, or an empty one.
    Relative links of a feed that was read from a file belong to the page that the feed names; an entry without a link gets an address
    below that page, which stays the same whatever file it comes from again.
    """
    feed = parse_feed(body, url if url.startswith("http") else "", media)
    if not feed.entries:
        raise ContentError("a feed without entries" + (f" ({feed.broken})" if feed.broken else ""))
    found = tuple(replace(entry, link=_absolute(entry.link, feed.link)) for entry in feed.entries)
    for entry, placed in zip(found, with_links(found, feed.link if feed.link.startswith("http") else url), strict=True):
        yield Capture(url=placed.link, fetched_at=at, kind="entry", entry=entry)
    if feed.broken == TORN:
        yield SetAside(url=url, source="", reason=f"the feed {TORN}", at=at)


def _absolute(link: str, home: str) -> str:
    return link if link.startswith(("http://", "https://")) else join_url(home, link)


def entry_key(source: str, entry: Entry) -> str:
    """What an entry is known by besides its address: its id within its source; "" for an id too weak to name one entry for good.

    A page that is retitled often gets a new address and keeps its id. Ids that are a place in the list or a short number are used again.
    """
    name = entry.id
    lasting = name.startswith(("http://", "https://", "tag:", "urn:")) or (len(name) >= 8 and any(c.isdigit() for c in name))
    if not lasting or any(c.isspace() for c in name) or name == entry.link:
        return ""
    return f"entry:{source}:{blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=12).hexdigest()}"
