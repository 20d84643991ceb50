"""Templates to answers: one Jinja environment with autoescape, the filters of `format`, and what every page needs to know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Request, Response
from markupsafe import Markup

from headwater.web import format as wording
from headwater.web import views
from headwater.web.statics import Asset, load

THEMES = ("light", "dark")
_FILTERS = (
    wording.number,
    wording.percent,
    wording.spelled,
    wording.capital,
    wording.listed,
    wording.iso_day,
    wording.long_day,
    wording.full_time,
    wording.language_name,
    wording.language_attributes,
    wording.outward,
    wording.host,
    wording.outlet_of,
    wording.title_of,
    wording.ago,
    views.state_class,
    views.spark,
    views.speaker_of,
    views.passage_jump,
)


@pass_context
def _when(context: Context, at: datetime, css: str = "", date_only: bool = False) -> Markup:
    return wording.time_tag(at, wording.short_time(at, context["now"], date_only=date_only), css)


def _moment(at: datetime, css: str = "", date_only: bool = False) -> Markup:
    return wording.time_tag(at, wording.full_time(at, date_only=date_only), css)


class Renderer:
    """Fills the templates. `assets` are the files under `/static/`."""

    def __init__(self) -> None:
        self.assets: dict[str, Asset] = load()
        self._templates = Environment(
            loader=PackageLoader("headwater.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update({function.__name__: function for function in _FILTERS})
        self._templates.filters.update(when=_when, moment=_moment)
        self._templates.globals.update(asset=self._address, plural=wording.plural)

    def page(
        self, request: Request[Any, Any, Any], template: str, *, status: int = 200, form: bool = False, **context: object
    ) -> Response[str]:
        """The filled template. Pages are never kept by a cache in between: they change, and they follow the theme cookie.

        `form` says that the page holds a form that is posted: it may name itself to our own server, because a browser that sends no
        referrer at all hides the origin that `security.same_origin` has to see. Nobody else is told either way.
        """
        theme = request.cookies.get("theme", "")
        text = self._templates.get_template(template).render(
            now=datetime.now().astimezone(),
            theme=theme if theme in THEMES else "",
            path=request.url.path,
            **context,
        )
        headers = {"cache-control": "private, no-cache", "vary": "Cookie"}
        if form:
            headers["referrer-policy"] = "same-origin"
        return Response(text, status_code=status, media_type="text/html", headers=headers)

    def _address(self, name: str) -> str:
        return f"/static/{name}?v={self.assets[name].tag}"
