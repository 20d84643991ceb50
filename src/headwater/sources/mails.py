"""Files of mail → messages: one message a file, or many in an mbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader
from urllib.parse import quote

from headwater.errors import ContentError
from headwater.model import Capture, SetAside

_LINE = 1 << 20
_MBOX = b"From "
_HEAD = 1 << 16
_ID = re.compile(rb"^message-id:\s*<([^<>\s]{3,400})>", re.IGNORECASE | re.MULTILINE)


def mail_captures(stream: BufferedReader, url: str, now: datetime, limit: int) -> Iterator[Capture | SetAside]:
    """The message in `stream`, or each message of an mbox; one over `limit` bytes is set aside.

    A message is known by its Message-ID ("mid:…", RFC 2392), so that it is the same wherever it lies and however its file is named; one
    without any by `url`, in an mbox with its number as a query.
    """
    if not stream.peek(len(_MBOX)).startswith(_MBOX):
        yield _capture(stream.read(limit + 1), url, now, limit)
        return
    for number, message in enumerate(_messages(stream, limit), 1):
        address = f"{url}?message={number}"
        try:
            yield _capture(message, address, now, limit)
        except ContentError as error:
            yield SetAside(url=address, source="", reason=str(error), at=now)


def _capture(message: bytes, url: str, now: datetime, limit: int) -> Capture:
    if len(message) > limit:
        raise ContentError(f"larger than {limit >> 20} MiB: too large to be read")
    return Capture(url=_address(message) or url, fetched_at=now, body=message, kind="mail", media="message/rfc822")


def _address(message: bytes) -> str:
    head = message[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    found = _ID.search(head)
    return "mid:" + quote(found[1].decode("utf-8", "replace"), safe="@") if found else ""


def _messages(stream: BufferedReader, limit: int) -> Iterator[bytes]:
    """The messages of an mbox, each cut at one byte over `limit`."""
    message, after_blank = bytearray(), True
    while line := stream.readline(_LINE):
        if after_blank and line.startswith(_MBOX):
            if message:
                yield bytes(message)
            message.clear()
        else:
            # In an mbox a line of the text that begins like a message is quoted.
            message += (line[1:] if line.startswith(b">From ") else line)[: max(0, limit + 1 - len(message))]
        after_blank = not line.strip()
    if message:
        yield bytes(message)
