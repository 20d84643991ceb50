"""Reading kept captures again, with today's code: the newest capture of each page takes the place of what was read from it before.

No revision is made, since the outlet changed nothing, and what is no longer kept does not come back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from headwater import pipeline
from headwater.desk import Desk
from headwater.model import Capture, Counts
from headwater.sources.archive import Archive
from headwater.store import Store
from headwater.text import host_of, url_key


def reread(store: Store, desk: Desk, lend: pipeline.Lend, progress: pipeline.Progress | None = None) -> Counts:
    """Reads what is kept again; `revisions` counts the articles that were. Raises StoreError."""
    archive = Archive(store.folder)
    began, counts = time.monotonic(), Counts()
    readings = pipeline.readings(_newest(archive, store), lend)
    desk.begin()
    while batch := list(islice(readings, pipeline.BATCH)):
        counts = pipeline.add(counts, desk.settle(batch, again=True))
        if progress is not None:
            progress(counts)
    desk.review()
    return replace(counts, seconds=round(time.monotonic() - began, 3))


def _newest(archive: Archive, store: Store) -> Iterator[Capture]:
    """The last capture of each page whose article is still kept."""
    now = time.time()
    last = {url_key(capture.url): number for number, capture in enumerate(archive.captures())}
    for number, capture in enumerate(archive.captures()):
        if last[url_key(capture.url)] == number and store.articles.by_address(capture.url) is not None:
            # With what is known at the beginning: nothing is learned meanwhile, so the order of pages changes nothing.
            host = host_of(capture.url)
            yield replace(capture, site=store.sites.memory(host, now).site if host else None)
