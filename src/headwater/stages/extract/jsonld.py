"""Linked data in a page (JSON-LD, schema.org): the node that describes the article, and what it says."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from headwater.stages.extract.decode import flat, scrub

MAX_SCRIPT = 2_000_000
MAX_NODES = 2000
MAX_DEPTH = 8

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$")
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting|DiscussionForumPosting|Review)$")
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")

Node = dict[str, Any]


def nodes(scripts: list[str]) -> list[Node]:
    """All top-level and @graph nodes of the page's JSON-LD scripts, in order, at most `MAX_NODES`; broken scripts are passed over."""
    found: list[Node] = []
    for script in scripts:
        if len(script) <= MAX_SCRIPT:
            _collect(_parse(script), found, 0)
    return found[:MAX_NODES]


def _parse(script: str) -> object:
    try:
        return msgspec.json.decode(script)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass
    try:
        return json.loads(_TRAILING_COMMA.sub(r"\1", _WRAPPING.sub("", script.strip().rstrip(";"))), strict=False)
    except (ValueError, RecursionError):
        return None


def _collect(value: object, found: list[Node], depth: int) -> None:
    if depth > MAX_DEPTH or len(found) >= MAX_NODES:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, found, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            found.append(value)
        for key in _INNER:
            if key in value:
                _collect(value[key], found, depth + 1)


def types_of(node: Node) -> tuple[str, ...]:
    """The node's types without namespace."""
    return tuple(str(name).rsplit("/", 1)[-1] for name in _many(node.get("@type")) if isinstance(name, str))


def is_article(node: Node) -> bool:
    return any(_ARTICLE_TYPE.search(name) for name in types_of(node))


def article_node(found: list[Node], title: str) -> Node | None:
    """The node that describes the page's own article: the one with the page's title, else the one that says most."""
    best: tuple[int, Node] | None = None
    for node in found:
        if not is_article(node):
            continue
        headline = text_of(node.get("headline") or node.get("name"))
        rank = 4 * bool(headline and title and (headline[:40] in title or title[:40] in headline))
        rank += sum(key in node for key in ("datePublished", "author", "articleBody", "headline"))
        if best is None or rank > best[0]:
            best = rank, node
    return best[1] if best else None


def updates_of(found: list[Node]) -> list[Node]:
    """The posts of the page's live blog, in order."""
    lists = [_many(node["liveBlogUpdate"]) for node in found if "liveBlogUpdate" in node]
    return [update for update in max(lists, key=len, default=[])[:MAX_NODES] if isinstance(update, dict)]


def text_of(value: object) -> str:
    """A property as one line of text: a string, the first of a list, or a node's name."""
    for item in _many(value):
        if isinstance(item, str):
            return unescape(item)
        if isinstance(item, dict):
            return text_of(item.get("name") or item.get("@value"))
    return ""


def long_text_of(value: object) -> str:
    """A property as text with its line breaks, "" where it is no text; at most `MAX_SCRIPT` characters."""
    text = next((item for item in _many(value) if isinstance(item, str)), "")
    return scrub(html.unescape(text) if "&" in text else text)[:MAX_SCRIPT]


def texts_of(value: object) -> list[str]:
    return [text for item in _many(value)[:100] if (text := text_of(item))]


def people_of(value: object, found: list[Node]) -> Iterator[tuple[str, bool]]:
    """(name, is a person) for each author; references by @id are followed one step."""
    for item in _many(value)[:50]:
        node = item
        if isinstance(item, dict) and "name" not in item and "@id" in item:
            node = next((other for other in found if other.get("@id") == item["@id"] and "name" in other), item)
        if isinstance(node, dict):
            is_person = not any(name.endswith("Organization") for name in types_of(node))
            for name in texts_of(node.get("name")):
                yield name, is_person
        elif isinstance(node, str):
            yield unescape(node), True


def address_of(value: object) -> str:
    """The address of an image or a page property, "" where there is none."""
    for item in _many(value):
        if isinstance(item, str):
            return item.strip()
        if isinstance(item, dict):
            return address_of(item.get("url") or item.get("contentUrl") or item.get("@id"))
    return ""


def is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no", "http://schema.org/false"))


def _many(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def unescape(text: str) -> str:
    """Metadata is often escaped twice."""
    return flat(html.unescape(text) if "&" in text else text)
