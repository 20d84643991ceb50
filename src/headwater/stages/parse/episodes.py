"""Entries that stand for themselves: episodes of podcasts, videos, entries without a page. What the feed says of them is all there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import quote

from lxml import etree
from msgspec import structs

from headwater.model import Entry
from headwater.stages.parse.elements import Fields, address, fields_of

_PLAYED = ("audio/", "video/")
_PICTURES = ("media:thumbnail", "media:content", "itunes:image", "enclosure")
_MARKS_OF_EPISODES = frozenset(
    {"itunes:duration", "itunes:episode", "itunes:episodetype", "itunes:season", "itunes:explicit", "podcast:transcript"}
)


def grouped(fields: Fields) -> Fields:
    """The fields with what stands in a media:group, where YouTube puts the words and pictures of its videos."""
    groups = fields.get("media:group")
    if not groups:
        return fields
    inside = fields_of(*groups)
    return {name: [*fields.get(name, ()), *inside.get(name, ())] for name in {**fields, **inside}}


def stands_alone(fields: Fields) -> bool:
    """Whether the entry is an episode or a video: it is played, and its page says no more than the feed does."""
    if "yt:videoid" in fields:
        return True
    return not _MARKS_OF_EPISODES.isdisjoint(fields) and any(
        (one.get("type") or "").lower().startswith(_PLAYED) for one in (*fields.get("enclosure", ()), *_enclosed(fields))
    )


def _enclosed(fields: Fields) -> list[etree._Element]:
    return [link for link in fields.get("link", ()) if (link.get("rel") or "").lower() == "enclosure"]


def picture(fields: Fields, url: str) -> str:
    """Address of the entry's picture, "" where it names none."""
    for name in _PICTURES:
        for element in fields.get(name, ()):
            kind = (element.get("type") or "").lower()
            if name == "enclosure" and not kind.startswith("image/"):
                continue
            if name == "media:content" and not (kind.startswith("image/") or element.get("medium") == "image"):
                continue
            found = address(element, element.get("url") or element.get("href") or "", url)
            if found.startswith("http"):
                return found
    return ""


def with_links(entries: Sequence[Entry], home: str) -> tuple[Entry, ...]:
    """The entries, each with a link: one that has none gets an address below that of `home`, and the same when it comes again.

    It is made of the entry's id, else of its title, which outlives a new date; of two with one title in a document, of their dates too.
    """
    if all(entry.link for entry in entries):
        return tuple(entries)
    titles = Counter(entry.title for entry in entries)

    def linked(entry: Entry) -> Entry:
        if entry.link:
            return entry
        return structs.replace(entry, link=_made_up(entry, home, unique=titles[entry.title] == 1))

    return tuple(linked(entry) for entry in entries)


def _made_up(entry: Entry, home: str, *, unique: bool) -> str:
    """An address for an entry that has no page. A query and no fragment: addresses that differ in their fragments alone name one page."""
    words = entry.title if entry.title and unique else f"{entry.title}\n{entry.published}\n{entry.summary}\n{entry.content}"
    name = entry.id or blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{home.split('#', 1)[0]}{'&' if '?' in home else '?'}entry={quote(name[:500], safe='')}"
