"""Bytes → characters, for pages and plain texts. Nothing here raises anything but ContentError."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from headwater.errors import ContentError

MAX_BYTES = 15 * 1024 * 1024
"""Longest body that is read: ten times the largest page of the four page sets (1.6 MB), with room for inlined images."""

_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "gzip data that was not unpacked"),
    (b"\x28\xb5\x2f\xfd", "zstd data that was not unpacked"),
    (b"RIFF", "a media file"),
    (b"OggS", "a media file"),
    (b"ID3", "a media file"),
    (b"\x00\x00\x00", "a media file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"Rar!", "a rar archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"wOF", "a font"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages labelled so really hold, as the Encoding standard has it.
_SUPERSETS = {
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
# What is no character of a text: control characters, lone surrogates, invisible marks. A joiner (U+200C, U+200D) is kept: Persian
# and the Indic scripts spell with it.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


def decode(body: bytes, media: str = "") -> str:
    """`body` as characters, without byte order mark; what cannot be decoded becomes U+FFFD.

    The order of evidence is that of a browser, with one exception: bytes that are valid UTF-8 are UTF-8, whatever is declared.
    Raises ContentError for an empty, an over-long and a binary body.
    """
    if not body or body.isspace():
        raise ContentError("the body is empty")
    if len(body) > MAX_BYTES:
        raise ContentError(f"the body has {len(body) >> 20} MiB; at most {MAX_BYTES >> 20} MiB are read")
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    _refuse_binary(body)
    if b"\x1b$" not in body[:65536]:  # ISO-2022-JP is ASCII to a UTF-8 decoder
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _decode_declared(body, media)


def _refuse_binary(body: bytes) -> None:
    for magic, what in _MAGIC:
        if body.startswith(magic):
            raise ContentError(f"the body is {what}, not text")
    if b"\x00" in body[:8192]:
        raise ContentError("the body is binary (it holds NUL bytes), not text")


def _decode_declared(body: bytes, media: str) -> str:
    head = body[:4096].decode("latin-1")
    for declared in (_CHARSET.search(media[:500]), _CHARSET.search(head)):
        name = _known(declared.group(1)) if declared else ""
        if name:
            text = body.decode(name, "replace")
            # A few broken bytes in a page of that encoding are normal; many mean that the declaration is wrong.
            if text.count("\ufffd") <= 3 + len(text) // 500:
                return text
    name = _known(str(detect_encoding(body[:200_000]) or "")) or "utf-8"
    return body.decode(name, "replace")


def _known(name: str) -> str:
    """The codec for a charset label as the HTML standard maps it ("latin1" is windows-1252), "" if there is none for text."""
    mapped = str(map_encoding_to_html5(name, False) or "")
    try:
        info = codecs.lookup(mapped) if mapped else None
    except LookupError:
        return ""
    return _SUPERSETS.get(info.name, info.name) if info else ""


def scrub(text: str) -> str:
    """`text` without characters that no reader sees and no store accepts; white space is left as it is."""
    return _UNWANTED.sub("", text)


def flat(text: str) -> str:
    """`text` scrubbed, on one line, with single blanks."""
    if text.isprintable():  # then no character of it is unwanted, and the only white space is the blank
        return " ".join(text.split())
    return _SPACES.sub(" ", _UNWANTED.sub("", text)).strip()
