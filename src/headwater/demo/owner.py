"""An outlet's owner who takes a report back: asks Headwater for its removal, proves that the site is theirs, and gets the receipt.

Everything goes over HTTP, by what any owner can use: a demand by API, a file at the outlet's own address, a request to look for it.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from headwater.demo.press import Press
from headwater.demo.script import Scripted, script
from headwater.errors import FetchError

WELL_KNOWN = "/.well-known/headwater.txt"
_LOOK = 1.0
_WITHIN = 120.0


def withdrawn() -> tuple[Scripted, ...]:
    """The reports of the script that their owners take back."""
    return tuple(report for report in script().reports.values() if report.withdrawn is not None)


async def take_back(press: Press, report: Scripted, headwater: str) -> dict[str, Any]:
    """Have the Headwater at that address remove a report; the signed receipt. Raises FetchError where it does not."""
    outlet = next(site for site in press.outlets if site.slug == report.outlet)
    asked = {
        "urls": [outlet.base + report.path],
        "name": f"The editors of {outlet.name}",
        "email": f"desk@{outlet.slug}.example",
        "ground": "copyright",
        "statement": "We have taken this report back.",
    }
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_WITHIN)) as session:
        made = await _json(session.post(f"{headwater}/api/v1/rights", json=asked))
        press.put(report.outlet, WELL_KNOWN, f"headwater-remove={made['id']} {made['token']}\n")
        await _json(session.post(f"{headwater}/api/v1/rights/{made['id']}/verify?method=well-known"))
        return await _json(session.get(f"{headwater}/api/v1/rights/{made['id']}/receipt"))


async def watch(press: Press, headwater: str) -> None:
    """Take each report back at the moment that the script says."""
    waiting = list(withdrawn())
    while waiting:
        for report in [r for r in waiting if press.minutes() >= (r.withdrawn or 0)]:
            waiting.remove(report)
            await take_back(press, report, headwater)
        await asyncio.sleep(_LOOK)


async def _json(asking: Any) -> dict[str, Any]:
    try:
        async with asking as answer:
            found = await answer.json()
            if answer.status >= 400:
                raise FetchError(f"the demand was answered with {answer.status}: {found}", status=answer.status)
            return dict(found)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise FetchError(f"the demand was not answered: {error}") from error
