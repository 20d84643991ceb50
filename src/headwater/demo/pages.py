"""An outlet's pages as HTML, in its layout and with the metadata it states, and the directory of all outlets."""

from __future__ import annotations

import json
from collections.abc import Iterable

import msgspec
from markupsafe import Markup

from headwater.demo.newsroom import Printed, Withdrawn
from headwater.demo.phrases import phrases
from headwater.demo.script import Outlet
from headwater.demo.syndication import FEED_PATHS, MEDIA, environment

_RELATED = 4


class Site(msgspec.Struct, frozen=True):
    """An outlet as it is reached: its addresses on this press. `feed_url` is a feed, or the news sitemap of an outlet without one."""

    outlet: Outlet
    base: str

    @property
    def slug(self) -> str:
        return self.outlet.slug

    @property
    def name(self) -> str:
        return self.outlet.name

    @property
    def language(self) -> str:
        return self.outlet.language

    @property
    def home_url(self) -> str:
        return self.base + "/"

    @property
    def feed_url(self) -> str:
        return self.base + FEED_PATHS[self.outlet.feed]


def home(site: Site, items: list[Printed]) -> str:
    """The front page: every report that is out, newest first, with the feed announced in the head."""
    return _render("home.html", site, items=items)


def article(site: Site, item: Printed, front: list[Printed]) -> str:
    """The page of one report, among the furniture of its outlet."""
    others = [other for other in front if other.url != item.url]
    related = [other for other in others if other.report.section == item.report.section][:_RELATED]
    return _render(
        f"{site.outlet.layout}.html",
        site,
        item=item,
        related=related or others[:_RELATED],
        most_read=sorted(others, key=lambda other: other.report.slug)[:_RELATED],
        linked_data=_linked_data(site, item),
    )


def notice(site: Site, gone: Withdrawn | None) -> str:
    """What answers at the address of a report that was taken back, or where nothing ever stood."""
    return _render("notice.html", site, gone=gone)


def directory(sites: Iterable[Site]) -> str:
    """All outlets with their home pages and feeds."""
    return environment.get_template("directory.html").render(sites=list(sites))


def opml(sites: Iterable[Site]) -> str:
    """All outlets as a subscription list."""
    return environment.get_template("opml.xml").render(sites=list(sites))


def _render(template: str, site: Site, **values: object) -> str:
    return environment.get_template(template).render(
        site=site,
        outlet=site.outlet,
        words=phrases()[site.language],
        media=MEDIA[site.outlet.feed],
        **values,
    )


def _linked_data(site: Site, item: Printed) -> Markup:
    """JSON-LD of the report. "<" is written as an escape, so that no text can end the script element."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if item.report.kind == "live_blog" else "NewsArticle",
        "headline": item.title,
        "url": item.url,
        "mainEntityOfPage": item.url,
        "datePublished": item.published.isoformat(),
        "dateModified": item.modified.isoformat(),
        "inLanguage": site.language,
        "articleSection": phrases()[site.language].sections[item.report.section],
        "author": [{"@type": "Person", "name": name} for name in item.report.authors] or [{"@type": "Organization", "name": site.name}],
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name, "url": site.home_url},
        "image": f"{site.base}/images/{item.report.slug}.svg",
        "description": item.summary,
    }
    if item.posts:
        data["liveBlogUpdate"] = [
            {
                "@type": "BlogPosting",
                "headline": post.title,
                "datePublished": post.at.isoformat(),
                "articleBody": "\n".join(block.text for block in post.blocks),
            }
            for post in item.posts
        ]
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704
