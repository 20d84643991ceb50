"""What all nouns are made of: Noun, and spans of a text."""

from __future__ import annotations

import msgspec


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every noun: immutable, compared by value, encodable as JSON and MessagePack."""


class Span(Noun, frozen=True, kw_only=True):
    start: int
    end: int
    text: str


class Range(Noun, frozen=True, kw_only=True):
    start: int
    end: int
