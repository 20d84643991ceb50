"""Bytes → what they say: feeds, sitemaps, lists of feeds, and what kind of thing some bytes are. Pure."""

from headwater.stages.parse.dates import parse_date
from headwater.stages.parse.feed import parse_feed
from headwater.stages.parse.rows import error_row, feed_row
from headwater.stages.parse.sniffing import Sniffed, is_capture, sniff

__all__ = ["Sniffed", "error_row", "feed_row", "is_capture", "parse_date", "parse_feed", "sniff"]
