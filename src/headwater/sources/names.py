"""Names of hosts, looked up by the system's resolver in threads of its own.

The loop's default threads are not used: a name server that does not answer holds a thread for half a minute, and a few hundred dead
names would hold up the saving of reports and the pages. These threads also never keep the program from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading

from aiohttp.abc import AbstractResolver, ResolveResult

MAX_THREADS = 256
"""Look-ups under way at once. More than that means that no name server answers, and the next look-up fails at once."""


class SystemResolver(AbstractResolver):
    """getaddrinfo. Raises OSError as it does, and where too many look-ups are under way."""

    def __init__(self) -> None:
        self._under_way = 0

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        if self._under_way >= MAX_THREADS:
            raise OSError(None, "too many names are being looked up: the name server does not answer")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[ResolveResult]] = loop.create_future()
        self._under_way += 1

        def tell(found: list[ResolveResult], error: Exception | None) -> None:
            self._under_way -= 1
            if answer.done():
                return
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)

        def look_up() -> None:
            found: list[ResolveResult] = []
            problem: Exception | None = None
            try:
                found = _look_up(host, port, family)
            except (OSError, UnicodeError) as error:
                problem = error if isinstance(error, OSError) else OSError(None, f"no name of a host: {error}")
            # The loop may have ended long before a dead name server gives up.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, found, problem)

        threading.Thread(target=look_up, name=f"name of {host[:40]}", daemon=True).start()
        return await answer

    async def close(self) -> None:
        return None


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(hostname=host, host=str(address[0]), port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST)
        for kind, _, proto, _, address in found
        # A link-local address carries the interface it belongs to; none is of the public internet.
        if len(address) < 4 or not address[3]
    ]
