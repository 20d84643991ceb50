"""JSON Lines of input articles and input captures (contract, section 2) → captures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from headwater.errors import ContentError
from headwater.model import Capture, SetAside
from headwater.stages.parse import is_capture, parse_date

_ROW = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SKIP = 1 << 20


class _Page(msgspec.Struct, frozen=True):
    """The contract's input capture."""

    url: str
    html: str
    fetched_at: str | None = None
    headers: dict[str, Any] | list[tuple[str, Any]] | None = None


_PAGE = msgspec.json.Decoder(_Page)
_URL = msgspec.json.Decoder(str)


def line_captures(stream: BinaryIO, url: str, now: datetime, limit: int) -> Iterator[Capture | SetAside]:
    """One item for each line that is not blank. A line that is broken or over `limit` bytes is set aside under its number."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        try:
            _check_length(stream, line, limit, number)
            row = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if row:
                yield row_capture(row, now, f"line {number}")
        except ContentError as error:
            yield SetAside(url=f"{url}#line-{number}", source="", reason=str(error), at=now)


def row_capture(line: bytes, now: datetime, place: str) -> Capture:
    """The capture in one JSON object. Raises ContentError that begins with `place` and says what is wrong."""
    try:
        row = _ROW.decode(line)
        if is_capture(row):
            return _page(_PAGE.decode(line), now)
        url = _URL.decode(row["url"])
    except KeyError as error:
        raise ContentError(f'{place} has no "url": give the address that the article is known by') from error
    except RecursionError as error:
        raise ContentError(f"{place} is nested too deep") from error
    except msgspec.ValidationError as error:
        raise ContentError(f"{place} is neither an input article nor an input capture: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{place} is not valid JSON: {error}") from error
    if "text" not in row and "html" not in row:
        raise ContentError(f'{place} has neither "text" nor "html"')
    return Capture(url=url, fetched_at=now, body=line, kind="article", media="application/json")


def _page(page: _Page, now: datetime) -> Capture:
    pairs = page.headers.items() if isinstance(page.headers, dict) else page.headers or ()
    media = next((str(value) for name, value in pairs if name.lower() == "content-type"), "text/html")
    # The page is text by now: what it says of its bytes no longer holds.
    media = media.split(";")[0].strip() + "; charset=utf-8"
    body = page.html.encode("utf-8", "replace")
    return Capture(url=page.url, fetched_at=parse_date(page.fetched_at or "") or now, body=body, media=media)


def _check_length(stream: BinaryIO, line: bytes, limit: int, number: int) -> None:
    if len(line) > limit and not line.endswith(b"\n"):
        while (piece := stream.readline(_SKIP)) and not piece.endswith(b"\n"):
            pass
        raise ContentError(f"line {number} is longer than {limit >> 20} MiB: too long to be read")
