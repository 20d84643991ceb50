"""Bytes → what they say: feeds, sitemaps, lists of feeds, and what kind of thing some bytes are. Pure."""

from headwater.stages.parse.dates import parse_date
from headwater.stages.parse.discovery import FoundFeed, find_feeds, guess_feeds
from headwater.stages.parse.episodes import with_links
from headwater.stages.parse.feed import parse_feed
from headwater.stages.parse.opml import OpmlFeed, parse_opml, write_opml
from headwater.stages.parse.pieces import TORN
from headwater.stages.parse.rows import error_row, feed_row
from headwater.stages.parse.saved import saved_from
from headwater.stages.parse.sitemap import Sitemap, parse_sitemap
from headwater.stages.parse.sniffing import Sniffed, is_capture, sniff
from headwater.stages.parse.whole import is_whole

__all__ = [
    "TORN",
    "FoundFeed",
    "OpmlFeed",
    "Sitemap",
    "Sniffed",
    "error_row",
    "feed_row",
    "find_feeds",
    "guess_feeds",
    "is_capture",
    "is_whole",
    "parse_date",
    "parse_feed",
    "parse_opml",
    "parse_sitemap",
    "saved_from",
    "sniff",
    "with_links",
    "write_opml",
]
