"""An outlet's feed in the format it keeps: RSS 2.0, with or without the whole text, Atom, JSON Feed or a news sitemap."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from headwater.demo.newsroom import Printed
from headwater.demo.phrases import phrases
from headwater.demo.script import Outlet

FEED_PATHS = {"rss": "/rss.xml", "full": "/feed/", "atom": "/atom.xml", "json": "/feed.json", "sitemap": "/news-sitemap.xml"}
MEDIA = {
    "rss": "application/rss+xml",
    "full": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "sitemap": "application/xml",
}
_NEWEST = 40

environment = Environment(
    loader=PackageLoader("headwater.demo"),
    autoescape=select_autoescape(["html", "xml"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters["rfc822"] = format_datetime
environment.filters["iso"] = datetime.isoformat


def feed(outlet: Outlet, base: str, items: list[Printed], changed: datetime) -> str:
    """The feed document with the newest of `items`."""
    newest = items[:_NEWEST]
    if outlet.feed == "json":
        return _json_feed(outlet, base, newest)
    template = environment.get_template("rss.xml" if outlet.feed == "full" else f"{outlet.feed}.xml")
    return template.render(
        outlet=outlet,
        base=base,
        feed_url=base + FEED_PATHS[outlet.feed],
        items=newest,
        changed=changed,
        words=phrases()[outlet.language],
        whole=_whole,
        teaser=_teaser,
    )


def body_html(item: Printed) -> Markup:
    """The report's text as HTML paragraphs, posts of a live blog below, the credit line last."""
    parts = [_wrap(block.tag, block.html) for block in item.blocks]
    for post in item.posts:
        parts += [_wrap("h3", post.title), *(_wrap(block.tag, block.html) for block in post.blocks)]
    parts += [_wrap("p", note) for note in item.notes]
    if item.credit:
        parts.append(_wrap("p", item.credit))
    return Markup("\n").join(parts)


def _whole(item: Printed, outlet: Outlet) -> str:
    """HTML as a plain string, which the template escapes into the feed."""
    return f"{body_html(item)}\n<p><em>{escape(outlet.promo)}</em></p>"


def _teaser(item: Printed, more: str) -> str:
    return f'<p>{escape(item.summary)}</p><p><a href="{escape(item.url)}">{escape(more)}</a></p>'


def _wrap(tag: str, content: str) -> Markup:
    return Markup("<{tag}>{content}</{tag}>").format(tag=tag, content=content)


def _json_feed(outlet: Outlet, base: str, items: list[Printed]) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": base + "/",
        "feed_url": base + FEED_PATHS["json"],
        "language": outlet.language,
        "items": [
            {
                "id": item.url,
                "url": item.url,
                "title": item.title,
                "summary": item.summary,
                "content_html": f"<p>{item.blocks[0].html}</p>" if item.blocks else "",
                "date_published": item.published.isoformat(),
                "date_modified": item.modified.isoformat(),
                "authors": [{"name": name} for name in item.report.authors],
            }
            for item in items
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
