"""Bytes that claim to be XML → an lxml tree, with what had to be repaired. Never resolves an entity, loads a DTD or uses the network."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from headwater.errors import ContentError

MAX_BODY = 16 * 2**20
"""Largest feed, sitemap or list that is read, in bytes."""

MAX_PARTS = 750_000
"""Tags and attributes of a document that are read; each takes up to 270 bytes of memory. The fullest sitemaps have some 500,000."""

MAX_MENDS = 300_000
"""References and stray characters of a document that are looked at one by one, a microsecond or two each."""

TOO_MANY = "more in it than is read of one document: the rest was left out"
"""What a note says of a document that was cut off here."""

Repair = Callable[[str], tuple[str, str]]
_HEAD = 4096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
# Text in these looks like ASCII until it is decoded, so that they must be believed before UTF-8 is tried.
_SEVEN_BIT = re.compile(r"^(iso-?2022|hz|utf-?7|csiso2022)", re.IGNORECASE)
# What a label says and what its users write: the WHATWG Encoding standard.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^<>\[\"']|\"[^\"]*\"|'[^']*')*(?:\[(?P<inner>[^\]]*)\]\s*)?>", re.IGNORECASE)
_PLAIN_DOCTYPE = re.compile(
    rb"^((?:\s|<\?[^<>]{0,300}\?>|<!--[^<>]{0,2000}-->){0,9})<!DOCTYPE(?:[^<>\[\"']|\"[^\"<>]*\"|'[^'<>]*'){0,200}>", re.IGNORECASE
)
_DECLARATION = re.compile(r"<\?xml[^<>]{0,300}>")
_ENTITY = re.compile(r"<!ENTITY\s+(\w{1,40})\s+\"((?:&#\w{1,8};|[^&%<>\"]){0,64})\"\s*>")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
# Where repair is thought about: everything but the references that are certainly right.
_DOUBTFUL = re.compile(
    r"<!\[CDATA\[|<(?![A-Za-z_:/!?])"
    r"|&(?!(?:amp|lt|gt|quot|apos|#(?:[1-4]\d{4}|[1-9]\d{3}|[2-9]\d\d|1[6-9]\d|[4-9]\d|3[2-9]));)"
    r"(?:(?P<number>#[xX]?[0-9A-Fa-f]{1,12});?|(?P<name>[A-Za-z]\w{0,31});|)"
)
# References to the control characters 128 to 159, which XML allows but nobody means: HTML reads them as Windows-1252.
_ODD_NUMBER = re.compile(rb"&#(?:1[2-5][0-9]|[xX][89][0-9A-Fa-f]);")
_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
    "encoding": "utf-8",
}


class Document(NamedTuple):
    """A document that was read: its root, and in one line what had to be repaired ("" for nothing).

    `text` is "" where the document was well-formed in the end, else the text that `root` was guessed from.
    """

    root: etree._Element
    note: str = ""
    text: str = ""


def read_xml(body: bytes, media: str = "", repair: Repair | None = None, limit: int = MAX_BODY) -> Document:
    """The document in `body`. `media` is the Content-Type header; its charset is one of the guesses.

    `repair` gets the text of a document that is not well-formed even after stray references and characters were mended, and returns the
    text to read instead with what it did ("" for nothing).
    Raises ContentError where no element is left, and over `limit` bytes.
    At most 256 levels deep (libxml2), so that walking the tree needs no care.
    """
    if len(body) > limit:
        raise ContentError(f"larger than {limit // 2**20} MiB: too large to be read")
    body, cut = _bounded(body)
    found = None if cut else _at_once(body)
    if found is not None:
        return Document(found)
    data, note = to_utf8(body, media)
    data = _numbers_meant(data)
    # A DOCTYPE that declares nothing of its own only stands in the way; any other is looked through by ourselves.
    plain = _PLAIN_DOCTYPE.sub(rb"\1", data, 1) if b"<!DOCTYPE" in data[:_HEAD] else data
    found = None if cut or b"<!DOCTYPE" in plain[:_HEAD] else _strict(plain)
    if isinstance(found, etree._Element):
        return Document(found, note)
    note = found if isinstance(found, str) else note
    bare = data.translate(None, _CONTROL_BYTES)
    if isinstance(found, str) and len(bare) < len(data):
        # Characters that XML forbids are what is wrong most often, and often all that is.
        found = _strict(bare)
        if isinstance(found, etree._Element):
            return Document(found, note)
    text, unmended = _mended(data.decode("utf-8"))
    cut = cut or unmended
    data = text.encode()
    found = _strict(data)
    if isinstance(found, etree._Element):
        return Document(found, cut or note)
    note = note or found
    if repair:
        text, done = repair(text)
        note = done or note
        data = text.encode()
    root = recovered(data)
    if root is None:
        raise ContentError(note)
    return Document(root, cut or note, text)


def _bounded(body: bytes) -> tuple[bytes, str]:
    """The document, cut off before the tag with which it has more than `MAX_PARTS`, and then `TOO_MANY`."""
    if len(body) <= MAX_PARTS or body.count(b"<") + body.count(b"=") <= MAX_PARTS:
        return body, ""
    start, end, left = 0, len(body), MAX_PARTS
    while end - start > 1:
        middle = (start + end) // 2
        here = body.count(b"<", start, middle) + body.count(b"=", start, middle)
        if here <= left:
            start, left = middle, left - here
        else:
            end = middle
    # Characters of two or four bytes stay whole.
    return body[: max(body.rfind(b"<", 0, start), 0) // 4 * 4 if b"\0" in body[:4] else body.rfind(b"<", 0, start)], TOO_MANY


def _at_once(body: bytes) -> etree._Element | None:
    """The root of what is well-formed and valid UTF-8 as it stands, which most documents are; None where a closer look is needed."""
    head = body[:_HEAD]
    declared = _DECLARED.match(head)
    if not body.startswith(b"<") or b"<!DOCTYPE" in head or (declared and _SEVEN_BIT.match(declared[1].decode())):
        return None
    found = _strict(_numbers_meant(body))
    return found if isinstance(found, etree._Element) else None


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; broken XML can have any characters in it."""
    return str(element.tag).rpartition("}")[2]


def recovered(data: bytes) -> etree._Element | None:
    """What can be made of broken XML in UTF-8; None where no element is left."""
    try:
        return etree.fromstring(data, etree.XMLParser(recover=True, **_OPTIONS))
    except etree.XMLSyntaxError:
        return None


def _strict(data: bytes) -> etree._Element | str:
    """The root of well-formed XML, else what is wrong with it."""
    try:
        return etree.fromstring(data, etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        return "not well-formed XML: " + " ".join(str(error).replace("(<string>, line", "(line").split())[:160]


def to_utf8(body: bytes, media: str = "") -> tuple[bytes, str]:
    """`body` as UTF-8 without byte order mark and leading blanks, and a note where its encoding is not the one that it names.

    Text that is valid UTF-8 is taken for UTF-8 whatever it names: no other text is by chance.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").lstrip().encode(), ""
    body = body.lstrip(b" \t\r\n\x0b\x0c")
    for start, name in _UNMARKED:
        if body.startswith(start):
            return body.decode(name, "replace").encode("utf-8", "replace"), ""
    declared = _DECLARED.match(body[:512])
    charset = _CHARSET.search(media)
    named = [declared[1].decode()] if declared else []
    named += [charset[1]] if charset else []
    note = f"not in the encoding that it names ({named[0]})" if named else "names no encoding and is not UTF-8"
    text, doubt = ("", 1.0) if named and _SEVEN_BIT.match(named[0]) else _as_utf8(body)
    if doubt <= 0.1:
        return (text.encode(), note) if doubt else (body, "")
    for label in named:
        try:
            return body.decode(_MEANT.get(label.lower(), label)).encode("utf-8", "replace"), ""
        except (LookupError, UnicodeError):
            continue
    # Windows-1252 is what browsers take for text that is nothing else.
    return (text if doubt <= 0.5 else body.decode("cp1252", "replace")).encode(), note


def _as_utf8(body: bytes) -> tuple[str, float]:
    """`body` read as UTF-8, and the share of its characters beyond ASCII that are none.

    UTF-8 with a byte cut out or pasted in stays UTF-8; of text in other encodings nearly every such character is bad UTF-8.
    """
    try:
        return body.decode("utf-8"), 0.0
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        return text, text.count("\ufffd") / len(_FOREIGN.findall(text))


def _numbers_meant(data: bytes) -> bytes:
    return _ODD_NUMBER.sub(_meant_number, data)


def _meant_number(match: re.Match[bytes]) -> bytes:
    return _CONTROL.sub("", html.unescape(match[0].decode())).encode()


def _mended(text: str) -> tuple[str, str]:
    """`text` without DOCTYPE and forbidden characters, with HTML's entities as characters, and stray `&` and `<` as references.

    A numeric reference that names no character becomes U+FFFD, as in HTML; what stands in CDATA sections is left alone. After
    `MAX_MENDS` of them the text ends, and the second value is `TOO_MANY`.
    """
    entities: dict[str, str] = {}
    doctype = _DOCTYPE.search(text, 0, _HEAD)
    if doctype and not re.search(r"<[A-Za-z]", text[: doctype.start()]):
        entities = {name: html.unescape(value) for name, value in _ENTITY.findall(doctype["inner"] or "")}
        text = text[: doctype.start()] + text[doctype.end() :]
    # The XML declaration, and with it what a server printed before it; the encoding is settled by now.
    declaration = _DECLARATION.search(text, 0, _HEAD)
    if declaration and "<![CDATA[" not in text[: declaration.start()]:
        text = text[declaration.end() :]
    text = _CONTROL.sub("", text)
    out: list[str] = []
    at = 0
    while (match := _DOUBTFUL.search(text, at)) is not None and len(out) < 2 * MAX_MENDS:
        out.append(text[at : match.start()])
        at = match.end()
        if match[0] == "<![CDATA[":
            end = text.find("]]>", at)
            at = end + 3 if end >= 0 else len(text)
            out.append(text[match.start() : at])
        else:
            out.append(_reference(match, entities))
    out.append(text[at : match.start() if match else len(text)])
    return "".join(out), TOO_MANY if match else ""


def _reference(match: re.Match[str], entities: dict[str, str]) -> str:
    name = match["name"]
    if match["number"]:
        return html.escape(_CONTROL.sub("", html.unescape(f"&{match['number']};")))
    if not name:
        return "&lt;" if match[0] == "<" else "&amp;"
    value = entities.get(name) or html.unescape(match[0])
    return html.escape(_CONTROL.sub("", value))
