"""The picture of a report, handed on by this server: the reader's browser never calls the outlet's.

The address names the report and not the picture, so that nothing can be fetched through here but what a kept report shows.
"""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from headwater.errors import HeadwaterError, NotFoundError
from headwater.web.reading import Reading, known_id

_HEADERS = {
    # A picture can hold no script, but a browser that took it for something else still would have nothing to run it with.
    "content-security-policy": "default-src 'none'; sandbox",
    "content-disposition": "inline",
    "cache-control": "private, max-age=3600",
}


@get("/image/{article_id:str}", include_in_schema=False)
async def image(app: NamedDependency[SkipValidation[Reading]], article_id: FromPath[str]) -> Response[bytes]:
    try:
        picture = await app.picture(known_id(article_id))
    except NotFoundError:
        raise
    except HeadwaterError as reason:
        return Response(f"No picture: {reason}.".encode(), status_code=502, media_type="text/plain", headers={"cache-control": "no-store"})
    return Response(picture.body, media_type=picture.media, headers=_HEADERS)


HANDLERS = (image,)
