"""Headwater: an automatic aggregator of the world's media that follows every report upstream to its primary source."""

__version__ = "0.1.0"
