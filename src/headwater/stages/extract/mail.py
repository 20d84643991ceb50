"""A mail message (a newsletter) → its best part and what its header says."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from headwater.errors import ContentError
from headwater.stages.extract.dates import Moment, parse_moment
from headwater.stages.extract.decode import MAX_BYTES, flat

MAX_PARTS = 200


@dataclass(frozen=True, slots=True)
class MailText:
    """`body` with its `media` type is what the message says; HTML is preferred. `sender` is a name, else an address's host."""

    subject: str
    sender: str
    moment: Moment | None
    body: bytes
    media: str

    @property
    def is_html(self) -> bool:
        return self.media.startswith("text/html")


def read_mail(raw: bytes) -> MailText:
    """The message in `raw`. Raises ContentError if it has no part with text, or is no message at all."""
    if len(raw) > MAX_BYTES:
        raise ContentError(f"the message has {len(raw) >> 20} MiB; at most {MAX_BYTES >> 20} MiB are read")
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
    except (MessageError, ValueError, RecursionError) as error:
        raise ContentError(f"this is no mail message: {error}") from error
    if not any(message.get(name) for name in ("from", "subject", "date", "content-type", "mime-version")):
        raise ContentError("this is no mail message: it has none of the headers From, Subject, Date and Content-Type")
    body, media = _best_part(message)
    return MailText(_header(message, "subject"), _sender(message), parse_moment(_header(message, "date")), body, media)


def _best_part(message: Message) -> tuple[bytes, str]:
    found: dict[str, tuple[bytes, str]] = {}
    for count, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if count >= MAX_PARTS:
            break
        if kind not in ("text/html", "text/plain") or kind in found or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            charset = part.get_param("charset", "")
            found[kind] = payload, f"{kind}; charset={charset}" if isinstance(charset, str) else kind
    if not found:
        raise ContentError("the message has no part with text")
    return found.get("text/html") or found["text/plain"]


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))[:2000]
    try:
        return flat(str(make_header(decode_header(value))))
    except (ValueError, LookupError, MessageError):
        return flat(value.encode("ascii", "replace").decode())


def _sender(message: Message) -> str:
    for name, address in getaddresses([_header(message, "from")]):
        return flat(name) or address.rpartition("@")[2]
    return ""
