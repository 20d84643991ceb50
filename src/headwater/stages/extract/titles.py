"""A page's several titles → the one its editors gave the report.

A page states its title up to six times: in JSON-LD, for sharing (og:title), for search engines (<title>), as the heading that readers
see. They differ because each is written for somebody; which of them agree tells which one is the report's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from headwater.stages.extract.decode import flat
from headwater.text import fold, host_of

MAX_TITLE = 500
MAX_HEADINGS = 8
MIN_HEADING = 8
"""Characters above which a heading can be a report's title: shorter ones are names of sections and sites."""

_BARS = re.compile(r"\s+[|\-–—·•»:~/<]+\s+|\s*[|»•｜ㅣ：]\s*|\s?--\s?|\s[-–—]|:\s")
_TAIL_DASH = re.compile(r"-(?=[^\x00-\u02ff]{1,12}$)")
"""Scripts without blanks set the name of a section or outlet behind a bare dash."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The titles as the page states them, "" where it does not. `news` says that the page calls itself news."""

    linked: str = ""
    shared: str = ""
    tag: str = ""
    other: str = ""
    news: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What may stand beside a title: the outlet's name, the section's, the page's address."""

    site: str = ""
    section: str = ""
    url: str = ""


def heading(nodes: list[LexborNode], shown: str, names: Names) -> str:
    """The visible heading: the first of the h1 elements `nodes` that one of the titles agrees with, else the only one that does not lead
    to the home page."""
    found: list[str] = []
    for node in nodes[:MAX_HEADINGS]:
        text = flat(node.text(separator=" ")[:600])
        if text and fold(text) != fold(names.site) and not _leads_home(node, names.url):
            found.append(text)
    wanted = fold(shown)
    for text in found:
        if len(text) > MIN_HEADING and (fold(text) in wanted or wanted in fold(text)):
            return text
    return found[0] if len(found) == 1 and len(found[0]) > MIN_HEADING else ""


def _leads_home(node: LexborNode, url: str) -> bool:
    link = node.css_first("a[href]")
    above = node.parent
    if link is None and above is not None and above.tag == "a":
        link = above
    if link is None:
        return False
    target = (link.attributes.get("href") or "").strip()
    bare = target.split("://", 1)[-1].removeprefix("//").rstrip("/")
    return target in ("/", "./", "#", "index.html") or (bool(bare) and bare.removeprefix("www.") == host_of(url).removeprefix("www."))


def choose_title(stated: Stated, seen: str, names: Names) -> str:
    """The report's title, without the outlet's and the section's name; `seen` is the visible heading."""
    said = (stated.linked, stated.shared, stated.tag, stated.other)
    bare = {title: _bare(title, names) for title in set(said)}
    linked, shared, tag, other = (bare[title] for title in said)
    heard = strip_site(seen, names)
    if stated.news and linked and shared:
        return _of_news(linked, shared, tag, heard)[:MAX_TITLE]
    first = (shared, linked, heard) if stated.news else (heard, linked, shared)
    title = next((title for title in (*first, other, tag) if title), "")
    if heard and title.startswith(heard) and _BARS.match(title[len(heard) :]):
        title = heard
    return title[:MAX_TITLE]


def rule_title(which: str, stated: Stated, seen: str, names: Names) -> str:
    """The title that an outlet's rule names, "" where the page does not state it."""
    return _bare({"shared": stated.shared, "linked": stated.linked, "heading": seen}.get(which, ""), names)[:MAX_TITLE]


def _of_news(linked: str, shared: str, tag: str, seen: str) -> str:
    """News sites state two titles with care, the JSON-LD headline and og:title. Where they differ, the one that the heading bears out is
    the report's, unless the headline is also the search engines' <title> (strict title over the news pages of fundus, WCXB and
    trafilatura: this order is right for 154 of 172, og:title first for 137, the headline first for 142)."""
    one, two, third, fourth = fold(linked), fold(shared), fold(tag), fold(seen)
    if one == two or two == fourth:
        return shared
    if two.endswith(one):
        return linked
    if one == fourth == third:
        return shared
    if third == fourth and third:
        return shared
    return linked


def _bare(title: str, names: Names) -> str:
    stripped = strip_site(title, names)
    return "" if fold(stripped) == fold(names.site) else stripped


def strip_site(title: str, names: Names) -> str:
    """`title` without the outlet's name at its end or beginning, and without the section's at its end."""
    host = host_of(names.url)
    own = {_squeeze(names.site), _squeeze(host), _squeeze(host.rsplit(".", 1)[0])} - {""}
    section = _squeeze(names.section)
    while True:
        bars = list(_BARS.finditer(title))
        cut = _without_tail(title, bars, own, section)
        if cut == title:
            break
        title = cut
    bar = bars[0] if bars else None
    if bar and _is_site(title[: bar.start()], own) and len(title) - bar.end() > 10:
        return title[bar.end() :].strip()
    return title.strip()


def _without_tail(title: str, bars: list[re.Match[str]], own: set[str], section: str) -> str:
    for bar in (*reversed(list(_TAIL_DASH.finditer(title))), *reversed(bars)):
        tail = title[bar.end() :]
        if bar.start() > 0 and (_is_site(tail, own) or (section and _squeeze(tail) == section)):
            return title[: bar.start()].strip()
    return title


def _is_site(part: str, names: set[str]) -> bool:
    squeezed = _squeeze(part)
    if not squeezed or len(part.split()) > 8:
        return False
    return any(squeezed == name or (len(squeezed) > 3 and len(name) > 3 and (squeezed in name or name in squeezed)) for name in names)


@lru_cache(maxsize=4096)
def _squeeze(name: str) -> str:
    return re.sub(r"[\W_]+|^(?:the|www)\b", "", fold(name))
