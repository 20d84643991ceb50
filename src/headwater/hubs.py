"""Hubs: which leases are wanted, asked for and renewed, and whether what comes in at a callback is to be believed.

The protocol is in `sources.websub`; here is what it looks up and saves. Nothing is asked without a `public_url`, at which hubs reach us.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from headwater.model import Lease, Source
from headwater.sources import websub
from headwater.sources.http import Fetcher
from headwater.store import Store

PATH = "/websub/"
"""Callbacks are below this path of `public_url`, each at its token."""

AT_ONCE = 8
"""Hubs that are asked in one go; thousands of feeds may share one, which is asked with the host's gap."""


class Hubs:
    """The leases of one store. `clock` is the time of day in seconds since the epoch."""

    def __init__(self, store: Store, public_url: str, clock: Callable[[], float]) -> None:
        self._store = store
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    def want(self, source: Source) -> None:
        """After a round at a source: a lease where it names a hub, none where it names none any more or is asked no more."""
        if not self._public_url:
            return
        known = self._store.leases.of(source.id)
        wanted = websub.new_lease(source, self._clock()) if source.state == "active" else None
        if wanted is None:
            if known is not None:
                self._store.leases.drop(source.id)
        elif known is None or (known.hub, known.topic) != (wanted.hub, wanted.topic):
            self._store.leases.put(wanted)

    async def ask_due(self, fetcher: Fetcher) -> None:
        """Asks the hubs whose leases are new or run out."""
        if not self._public_url:
            return
        for lease in await asyncio.to_thread(self._store.leases.due, self._clock(), AT_ONCE):
            asked = await websub.ask(fetcher, lease, f"{self._public_url}{PATH}{lease.token}", self._clock())
            await asyncio.to_thread(self._keep, lease, asked)

    def _keep(self, before: Lease, after: Lease) -> None:
        """Saves a lease, unless its hub asked back or the source was removed while the hub was asked."""
        with self._store.transaction():
            now = self._store.leases.of(before.source)
            if now is None or now.token != before.token:
                return
            if now.expires > before.expires:
                after = replace(after, expires=now.expires, due=now.due)
            self._store.leases.put(after)

    def challenge(self, token: str, query: Mapping[str, str]) -> str | None:
        """What to answer a hub that asks back; None where nothing like it was asked for."""
        with self._store.transaction():
            lease = self._store.leases.by_token(token)
            answered = websub.answer(lease, query, self._clock()) if lease is not None else None
            if lease is None or answered is None:
                return None
            leased, answer = answered
            self._store.leases.put(leased)
            source = self._store.sources.get(lease.source)
            if source is not None:
                self._store.sources.put(replace(source, lease=leased.expires))
            return answer

    def lease(self, token: str) -> Lease | None:
        """The lease whose callback this is, or None."""
        return self._store.leases.by_token(token)
