"""Sitemaps → the pages they list: urlset, sitemapindex, news sitemaps and plain lists of addresses, gzipped or not."""

from __future__ import annotations

import zlib
from datetime import datetime
from itertools import islice

from lxml import etree

from headwater.errors import ContentError
from headwater.model import Entry, Noun
from headwater.stages.parse.dates import parse_date
from headwater.stages.parse.elements import plain_title
from headwater.stages.parse.xmltree import local_name, read_xml, to_utf8
from headwater.text import join_url

MAX_DECODED = 50 * 2**20
"""Bytes of one sitemap after decompression: the limit that sitemaps.org sets."""
MAX_PAGES = 50_000
"""Addresses in one sitemap: the limit that sitemaps.org sets."""
# Each member copies what follows it: without a bound a file of empty ones would take quadratic time.
_MAX_MEMBERS = 256
_GZIP = b"\x1f\x8b"


class Sitemap(Noun, frozen=True):
    """What a sitemap lists, in document order: pages (`published` only in news sitemaps, `updated` is lastmod) and further sitemaps."""

    pages: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    broken: str = ""


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """The sitemap in `body`, fetched from `url`; its first `MAX_PAGES` addresses, absolute, http or https, cleaned.

    Raises ContentError for an empty body, one over `MAX_DECODED`, and what is no sitemap.
    """
    data = inflated(body, MAX_DECODED) if body.startswith(_GZIP) else body
    if not data.strip():
        raise ContentError("empty: a sitemap was expected")
    if b"<" not in data[:4096]:
        return _list(data, url)
    document = read_xml(data, limit=MAX_DECODED)
    kind = local_name(document.root).lower()
    if kind == "sitemapindex":
        found = (join_url(url, _text(child, "loc")) for child in islice(document.root.iterchildren("{*}sitemap"), MAX_PAGES))
        return Sitemap(sitemaps=tuple(dict.fromkeys(one for one in found if one))[:MAX_PAGES], broken=document.note)
    if kind != "urlset":
        raise ContentError(f"not a sitemap: it starts with <{kind[:40]}>")
    pages = []
    for element in islice(document.root.iterchildren("{*}url"), MAX_PAGES):
        link = join_url(url, _text(element, "loc"))
        if link:
            pages.append(_page(element, link))
    return Sitemap(pages=tuple(pages), broken=document.note)


def inflated(body: bytes, limit: int) -> bytes:
    """`body` out of gzip; the first 256 members are joined, a torn end is left out. Raises ContentError over `limit` bytes."""
    out, left, members = bytearray(), body, 0
    while left.startswith(_GZIP) and members < _MAX_MEMBERS:
        members += 1
        stream = zlib.decompressobj(wbits=31)
        try:
            out += stream.decompress(left, limit - len(out) + 1)
        except zlib.error as error:
            if not out:
                raise ContentError(f"damaged gzip data: {error}") from error
            break
        if len(out) > limit:
            raise ContentError(f"larger than {limit // 2**20} MiB when unpacked: too large to be read")
        left = stream.unused_data
    return bytes(out)


def _list(data: bytes, url: str) -> Sitemap:
    lines = to_utf8(data)[0].decode("utf-8", "replace").splitlines()
    found = [join_url("", line) for line in lines[: MAX_PAGES * 2] if line.startswith(("http://", "https://"))]
    links = dict.fromkeys(link for link in found if link)
    if len(links) * 2 < sum(1 for line in lines[: MAX_PAGES * 2] if line.strip()) or not links:
        raise ContentError(f"not a sitemap: {url[:200]} holds neither XML nor a list of addresses")
    return Sitemap(pages=tuple(Entry(link=link) for link in list(links)[:MAX_PAGES]))


def _page(element: etree._Element, link: str) -> Entry:
    news = element.find("{*}news")
    updated = _date(element, "lastmod")
    if news is None:
        return Entry(link=link, updated=updated)
    publication = news.find("{*}publication")
    return Entry(
        title=plain_title(_text(news, "title")),
        link=link,
        published=_date(news, "publication_date"),
        updated=updated,
        language=_text(publication, "language")[:35] if publication is not None else "",
    )


def _text(element: etree._Element, name: str) -> str:
    return str(element.findtext("{*}" + name) or "").strip()


def _date(element: etree._Element, name: str) -> datetime | None:
    return parse_date(_text(element, name))
