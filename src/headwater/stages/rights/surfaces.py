"""Every surface on which articles of others come out, and what owners' signals leave of them there: one table.

A page, endpoint, command or export that shows articles needs its row here; a test walks all of them and fails for one without.
"""

from __future__ import annotations

from typing import Literal

from headwater.model import Noun
from headwater.stages.rights.signals import Effect, Permit

Level = Literal["nothing", "link", "excerpt", "full"]
"""nothing: not there at all; link: title and address; excerpt: some words; full: the whole text."""


class Surface(Noun, frozen=True, kw_only=True):
    """`at`: its routes ("/x"), commands ("headwater x") and exports ("export x"). `gate`: without it, it shows nothing of an article.

    `words`: without it, it shows the link alone (without "full", the excerpt). `shows`: what it shows of an article that is free.
    """

    name: str
    at: tuple[str, ...]
    gate: Effect = "take"
    words: Effect = "text"
    shows: Level = "excerpt"


_OF_STORIES = ("/compare", "/api/v1/compare", "/person", "/api/v1/person")

SURFACES: tuple[Surface, ...] = (
    Surface(name="front page", at=("/", "/api/v1/stories", "headwater stories")),
    Surface(
        name="story",
        at=(
            *("/story/{id}", "/api/v1/story/{id}", "/compare", "/api/v1/compare", "/person", "/api/v1/person", "headwater story"),
            *("/saga/{id}", "/sagas", "/api/v1/saga/{id}", "/api/v1/sagas", "headwater saga"),
        ),
    ),
    Surface(name="article", at=("/article/{id}", "/image/{id}", "headwater article")),
    Surface(name="article, for others", at=("/api/v1/article/{id}",)),
    Surface(name="article, for the owner of the installation", at=("/api/v1/article/{id} (owner)",), words="full", shows="full"),
    Surface(name="list of all reports", at=("/river",), shows="link"),
    Surface(name="search", at=("/search", "/api/v1/search", "headwater search"), gate="search"),
    Surface(name="feeds and readers", at=("/feeds", "/reader", "/fever", "/v1"), gate="search"),
    Surface(name="daily brief", at=("/brief", "/api/v1/brief", "headwater brief"), gate="brief"),
    Surface(name="programs that read for people (MCP)", at=("/mcp",), gate="machine"),
    Surface(
        name="exports",
        at=(
            "headwater export",
            *(
                f"export {kind}"
                for kind in ("articles", "stories", "sagas", "passages", "links", "quotes", "figures", "names", "places", "times")
            ),
            *("export differences", "export groups", "export series"),
        ),
        words="export",
        shows="full",
    ),
)

WITHOUT_ARTICLES: frozenset[str] = frozenset(
    {
        *("/health", "/metrics", "/opml", "/sources", "/sources/remove", "/catalogue", "/static/{id}", "/favicon.ico", "/api", "/settings"),
        *(
            "/rights",
            "/rights/{id}",
            "/rights/{id}/receipt",
            "/rights/{id}/check",
            "/rights/{id}/letter",
            "/rights/{id}/code",
            "/rights/queue",
            "/rights/{id}/decide",
        ),
        *("/rights/{id}/counter", "/rights/log", "/api/v1/rights", "/api/v1/rights/{id}", "/api/v1/rights/{id}/verify"),
        *("/api/v1/rights/{id}/receipt", "/api/v1/rights/log", "/accounts", "/websub"),
        *(
            f"headwater {name}"
            for name in ("serve", "add", "remove", "sources", "catalogue", "update", "ingest", "extract", "feed", "check")
        ),
        *(f"headwater {name}" for name in ("backup", "restore", "bench", "rights", "reread")),
        "export removals",
    }
)
"""Routes, commands and exports on which no article of the store comes out. A path covers what lies below it where it ends without {id}."""


def level(permit: Permit, surface: Surface) -> Level:
    """What is shown of an article on a surface."""
    if not permit.take or not getattr(permit, surface.gate):
        return "nothing"
    if not permit.text or (surface.words != "full" and not getattr(permit, surface.words)):
        return "link"
    return surface.shows if getattr(permit, surface.words) else "excerpt"


def rows_for(place: str) -> list[str]:
    """The names of the surfaces that a route, command or export belongs to; [] for one that has no row and is not known to be without."""
    found = [surface.name for surface in SURFACES for at in surface.at if _covers(at, place)]
    return found or ["(none)" for known in WITHOUT_ARTICLES if _covers(known, place)][:1]


def _covers(known: str, place: str) -> bool:
    below = known.startswith("/") and known != "/" and not known.endswith("}") and place.startswith(known + "/")
    return place == known or below
