"""The files of the pages (style, script, icon), read once from the package and addressed by their hash."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """`tag` changes whenever the bytes do."""

    body: bytes
    media: str
    tag: str

    @property
    def etag(self) -> str:
        return f'"{self.tag}"'


def load() -> dict[str, Asset]:
    """All files under `static/` by name. Nothing else can be asked for, so no path from outside is ever opened."""
    assets = {}
    for item in files("headwater.web").joinpath("static").iterdir():
        media = _TYPES.get(item.name.rpartition(".")[2])
        if media and item.is_file():
            body = item.read_bytes()
            assets[item.name] = Asset(body, media, blake2b(body, digest_size=8).hexdigest())
    return assets
