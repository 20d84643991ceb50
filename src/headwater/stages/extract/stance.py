"""Where on a page a container or a line stands, as a hash that is the same on every page of the same making."""

from __future__ import annotations

import re
from functools import lru_cache

from xxhash import xxh3_64_intdigest

MAX_NAMES = 300
"""Characters of an element's names that are looked at."""
TOP = 0
"""The stance of the page's body."""

# Builders number what they repeat ("post-4711", "col-2"), and name a build in letters and digits that change with it.
_NUMBERED = re.compile(r"\d+")


def stance(above: int, tag: str, names: str) -> int:
    """The stance of an element of these names (classes and id) in a container of the stance `above`."""
    return int(xxh3_64_intdigest(_plain(tag, names[:MAX_NAMES]), above))


@lru_cache(maxsize=16384)
def _plain(tag: str, names: str) -> bytes:
    return f"{tag} {_NUMBERED.sub('', names)}".encode("utf-8", "replace")


def line_stance(above: int, tag: str, text: str) -> int:
    """The hash of a line of this text, of an element with this tag, in a container of the stance `above`."""
    return int(xxh3_64_intdigest(f"{tag}\n{text}".encode("utf-8", "replace"), above))
