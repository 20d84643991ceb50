"""Asks an OpenAI-compatible endpoint to reword a text. The operator names it, so it may be on this machine; it sees only excerpts.

The guard stands before it all the same: whatever its name resolves to, no metadata service and no link-local address is ever reached.
"""

from __future__ import annotations

import asyncio
import os
from typing import Final

import aiohttp
import msgspec

from headwater import __version__
from headwater.errors import FetchError
from headwater.model import Noun
from headwater.sources.guard import Allowed, GuardedResolver, check_url, guarded_socket

TIMEOUT: Final = 60.0
LARGEST: Final = 1_000_000
KEY: Final = "HEADWATER_REPHRASE_KEY"
_REACHED: Final = Allowed(private=True)


class Endpoint(Noun, frozen=True):
    """Where to ask, for which model, with which key ("" for none)."""

    url: str
    model: str = ""
    key: str = ""


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Answer(msgspec.Struct):
    choices: list[_Choice]


def reword(endpoint: Endpoint, request: str) -> str:
    """The model's answer. Raises FetchError in one line where there is none: no such host, a refusal, a time-out, no such shape.

    Blocks; not for a thread that runs an event loop.
    """
    return asyncio.run(_asked(endpoint, request))


async def _asked(endpoint: Endpoint, request: str) -> str:
    key = os.environ.get(KEY) or endpoint.key
    headers = {"user-agent": f"Headwater/{__version__}"} | ({"authorization": f"Bearer {key}"} if key else {})
    body = {"model": endpoint.model or "default", "temperature": 0, "messages": [{"role": "user", "content": request}]}
    address = endpoint.url.rstrip("/") + "/chat/completions"
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        check_url(address, _REACHED)
        connector = aiohttp.TCPConnector(resolver=GuardedResolver(_REACHED), socket_factory=guarded_socket(_REACHED))
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, headers=headers, trust_env=False) as session,
            session.post(address, json=body, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise FetchError(f"the model at {address} answers {response.status}", status=response.status)
            content = await response.content.read(LARGEST + 1)
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
        raise FetchError(f"the model at {address} cannot be reached ({error or type(error).__name__})") from error
    return _content(content, address)


def _content(body: bytes, address: str) -> str:
    if len(body) > LARGEST:
        raise FetchError(f"the model at {address} answers with more than {LARGEST:,} bytes")
    try:
        choices = msgspec.json.decode(body, type=_Answer).choices
    except msgspec.MsgspecError as error:
        raise FetchError(f"the model at {address} answers in no shape that is known ({error})") from error
    return (choices[0].message.content or "") if choices else ""
