"""A demand that came as a mail message: who asks, and for what. Pure."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from headwater.errors import ContentError
from headwater.model import Noun
from headwater.stages.rights.demand import GROUNDS, Claim, Ground
from headwater.stages.rights.scope import MAX_URLS, Scope, make_scope

MAX_LETTER = 1 << 20
_FIELD = re.compile(
    r"^[ \t]*(urls?|address(?:es)?|domain|pattern|quote|ground|work|name|signature|signed|role)[ \t]*:[ \t]*(.+)$", re.I | re.M
)
_URL = re.compile(r"https?://[^\s<>\"'()\[\]{}]+")
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.I | re.S)
_PRIVACY = re.compile(r"\b(?:gdpr|dsgvo|rgpd|privacy|personal data|personenbezogen\w*|données personnelles|right to be forgotten)\b", re.I)
_FAITH = re.compile(r"good faith|guten glaubens|bonne foi|buena fe", re.I)
_ACCURATE = re.compile(r"(?:accurate|under penalty of perjury|richtig und vollständig|exactes?|exactos?)", re.I)


class Letter(Noun, frozen=True, kw_only=True):
    scope: Scope
    claim: Claim


def read_letter(raw: bytes, own_host: str = "") -> Letter:
    """The demand in a mail message: fields such as "Domain: outlet.example" where it has them, else every address it names.

    Raises ContentError where it names neither a sender nor anything to remove; UsageError for a scope that cannot be.
    """
    if len(raw) > MAX_LETTER:
        raise ContentError("the letter is larger than 1 MiB; write to the operator instead")
    try:
        message = message_from_bytes(raw, policy=policy.default)
        body = _body(message)
        senders = getaddresses([str(message.get("reply-to") or message.get("from") or "")])
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ContentError(f"this is no mail message that can be read: {error}") from error
    name, address = next(((n, a) for n, a in senders if "@" in a), ("", ""))
    if not address:
        raise ContentError("the letter names no sender with an address")
    fields = _fields(body)
    ground = fields.get("ground", "").lower().strip()
    return Letter(
        scope=_scope(fields, body, own_host),
        claim=Claim(
            name=" ".join((fields.get("name") or name or address).split())[:200],
            email=address[:320],
            ground=_ground(ground, body),
            statement=body.strip()[:20_000],
            work=fields.get("work", "")[:500],
            good_faith=bool(_FAITH.search(body)),
            accurate=bool(_ACCURATE.search(body)),
            signature=(fields.get("signature") or fields.get("signed") or "")[:200],
        ),
    )


def _ground(stated: str, body: str) -> Ground:
    for ground in GROUNDS:
        if stated.startswith(ground):
            return ground
    return "privacy" if _PRIVACY.search(body) else "copyright"


def _scope(fields: dict[str, str], body: str, own_host: str) -> Scope:
    for field in ("domain", "pattern", "quote"):
        if fields.get(field):
            return make_scope(**{field: fields[field]})
    found = [url.rstrip(".,;:!?*") if not url.endswith("/*") else url for url in _URL.findall(body)]
    urls = [url for url in dict.fromkeys(found) if not own_host or f"//{own_host}/" not in url or "/article/" in url]
    if not urls:
        raise ContentError("the letter names no address, domain or pattern that should be removed")
    return make_scope(urls=urls[:MAX_URLS])


def _fields(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(body):
        found.setdefault(name.lower(), value.strip())
    return found


def _body(message: Any) -> str:
    if not isinstance(message, EmailMessage):
        return ""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = part.get_content()
    if not isinstance(text, str):
        return ""
    # Quoted lines are the letter that is answered, not the demand.
    text = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    return _TAG.sub(" ", text) if part.get_content_type() == "text/html" else text
