"""Receipts and the public log: signed (Ed25519), chained by hashes, without any content of what was removed. Pure.

A receipt's signature is over its canonical JSON without the field `signature`: keys sorted, no blanks, UTF-8.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from headwater.errors import ContentError, UsageError

FIRST = "0" * 64
"""What the first entry of the log follows."""
Signed = dict[str, Any]


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed and hashed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def sign(document: Mapping[str, Any], seed: bytes) -> Signed:
    """The document with `key` (the public key) and `signature` (both hexadecimal)."""
    key = SigningKey(seed)
    whole = {**document, "key": key.verify_key.encode().hex()}
    return {**whole, "signature": key.sign(canonical(whole)).signature.hex()}


def public_key(seed: bytes) -> str:
    """The public key to a seed of 32 bytes, hexadecimal."""
    return SigningKey(seed).verify_key.encode().hex()


def verify(document: Mapping[str, Any], key: str | None = None) -> str:
    """The key that signed the document. Raises ContentError where the signature does not hold, or is by another key than `key`.

    Needs nothing but the document: no store, no network.
    """
    stated, signature = document.get("key"), document.get("signature")
    if not isinstance(stated, str) or not isinstance(signature, str):
        raise ContentError("this is no receipt: it has no `key` and `signature`")
    if key is not None and read_key(key) != bytes.fromhex(stated if _is_hex(stated) else ""):
        raise ContentError("the receipt was signed by another key than the one given")
    signed = {name: value for name, value in document.items() if name != "signature"}
    try:
        VerifyKey(bytes.fromhex(stated)).verify(canonical(signed), bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError) as error:
        raise ContentError("the signature does not hold: the receipt was changed, or was not made by this key") from error
    return stated


def read_key(given: str) -> bytes:
    """A public key of 32 bytes from hexadecimal or base64. Raises UsageError."""
    text = "".join(given.split())
    try:
        key = bytes.fromhex(text) if _is_hex(text) else base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error) as error:
        raise UsageError("the key is neither hexadecimal nor base64") from error
    if len(key) != 32:
        raise UsageError(f"a public key has 32 bytes, this one has {len(key)}")
    return key


def chained(entry: Mapping[str, Any], before: str) -> Signed:
    """The entry with `prev`, the hash of the one before it, and its own `hash`."""
    whole = {**entry, "prev": before}
    return {**whole, "hash": sha256(canonical(whole)).hexdigest()}


def breaks(entries: Iterable[Mapping[str, Any]]) -> str:
    """The first fault of a log in one line, "" where every entry follows the one before it."""
    before = FIRST
    for number, entry in enumerate(entries, 1):
        if entry.get("seq") != number:
            return f"entry {number} is missing: {entry.get('seq')} stands in its place"
        if entry.get("prev") != before:
            return f"entry {number} does not follow the entry before it"
        whole = {name: value for name, value in entry.items() if name != "hash"}
        if entry.get("hash") != sha256(canonical(whole)).hexdigest():
            return f"entry {number} was changed after it was written"
        before = str(entry["hash"])
    return ""


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and bool(text) and all(c in "0123456789abcdefABCDEF" for c in text)
