"""What keeps a removed text from coming back: marks of its addresses and words, hashed with a key, that tell it without holding it. Pure.

A mark of an address holds however the text reads; a mark of the text holds wherever it stands. Marks of the title and of the first
words hold only on the outlet's own hosts and for what has no host (a mail, a file), because others may write those by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Literal

import numpy as np

from headwater.model import Article, Noun, Report
from headwater.stages.rights.address import above, domains, forms
from headwater.text import fold, words

MarkKind = Literal["url", "folder", "domain", "text", "title", "lead", "part", "free", "page"]
Reach = Literal["all", "own"]

PARTS = 24
"""Word-run hashes kept of each text. Half of them found mean that more than half of the text stands there. Set by hand, and checked with
`tools/bench_rights.py` (texts cut by up to a third, between other paragraphs)."""
ENOUGH = 0.5
MIN_WORDS = 20
"""A text of fewer words is told by its address alone: "Correction to follow" is nobody's."""
NOWHERE = "-"
"""The host of what has none: a mail, a file."""
_LEAD = 12
_MIN_TITLE = 4
_HELD_AT_MOST = 4_000


class Mark(Noun, frozen=True, kw_only=True):
    """`mark` is the keyed hash (12 bytes). `own` marks were made together with a host and tell nothing elsewhere."""

    kind: MarkKind
    mark: bytes


class Sketch(Noun, frozen=True, kw_only=True):
    """All that is kept of a removed article to know it again. `parts` of the marks are of kind "part"."""

    marks: tuple[Mark, ...]
    parts: int


def keyed(key: bytes, kind: str, value: bytes | str) -> bytes:
    """The mark of a value: nobody without the key can tell what it was made from, or test a guess."""
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    return blake2b(data, key=key, digest_size=12, person=kind.encode()[:16]).digest()


def sketch(key: bytes, report: Report, addresses: Iterable[str], reach: Reach) -> Sketch:
    """The marks of a report to be removed, at all its addresses. With reach "own", its words are barred on its own hosts only."""
    keys = _keys((*addresses, report.article.url, report.article.canonical_url))
    hosts = [*_hosts(keys), *([NOWHERE] if _hosts(keys) != [NOWHERE] else ())]
    made = [Mark(kind="url", mark=keyed(key, "url", one)) for one in keys]
    made += [Mark(kind=kind, mark=mark) for kind, mark in _own(key, report.article, hosts)]
    prefixes = [""] if reach == "all" else hosts
    if report.fingerprint.words >= MIN_WORDS:
        made += [Mark(kind="text", mark=keyed(key, "text", _at(host, report.fingerprint.digest))) for host in prefixes]
    sampled = sorted(keyed(key, "part", value) for value in _shingles(report))[:PARTS]
    # With hosts, a part is hashed again together with each: the sample stays the same, so that it is found from every one of them.
    made += [Mark(kind="part", mark=mark if not host else keyed(key, "part", _at(host, mark))) for host in prefixes for mark in sampled]
    return Sketch(marks=tuple(dict.fromkeys(made)), parts=len(sampled))


def questions(key: bytes, article: Article, report: Report | None = None) -> dict[bytes, MarkKind]:
    """The marks to look for before an article is saved: {mark: kind}. Without its report only its addresses are asked about."""
    asked = addresses_asked(key, (article.url, article.canonical_url))
    if report is None:
        return asked
    hosts = _hosts(_keys((article.url, article.canonical_url)))
    for kind, mark in _own(key, article, hosts):
        asked[mark] = kind
    parts = [keyed(key, "part", value) for value in _shingles(report)]
    for host in ("", *hosts):
        asked[keyed(key, "text", _at(host, report.fingerprint.digest))] = "text"
        asked |= {(mark if not host else keyed(key, "part", _at(host, mark))): "part" for mark in parts}
    return asked


def addresses_asked(key: bytes, urls: Iterable[str]) -> dict[bytes, MarkKind]:
    """The marks of addresses, of the folders they lie in and of their domains."""
    asked: dict[bytes, MarkKind] = {}
    for one in _keys(urls):
        asked[keyed(key, "url", one)] = "url"
        asked |= {keyed(key, "folder", folder): "folder" for folder in above(one)}
        asked |= {keyed(key, "domain", domain): "domain" for domain in domains(one)}
    return asked


def free_marks(key: bytes, urls: Iterable[str]) -> tuple[Mark, ...]:
    """Marks of pages of others that a bar leaves alone although they carry the same words."""
    return tuple(Mark(kind="free", mark=keyed(key, "free", one)) for one in _keys(urls))


def free_asked(key: bytes, urls: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(keyed(key, "free", one) for one in _keys(urls))


def is_barred(found: Mapping[MarkKind, int], parts: int, *, free: bool) -> bool:
    """Whether the marks found of one bar mean that the text is back. `found` counts them by kind, `parts` is how many the bar has.

    `free`: the page was there before the removal and belongs to somebody else.
    """
    if any(found.get(kind) for kind in ("url", "folder", "domain")):
        return True
    if free:
        return False
    if any(found.get(kind) for kind in ("text", "title", "lead")):
        return True
    return parts >= 4 and found.get("part", 0) >= ENOUGH * parts


def _keys(urls: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key for url in urls if url for key in forms(url)))


def _hosts(keys: Iterable[str]) -> list[str]:
    return sorted({one.partition("/")[0] for one in keys}) or [NOWHERE]


def _at(host: str, value: bytes) -> bytes:
    return host.encode() + b"\0" + value if host else value


def _own(key: bytes, article: Article, hosts: Iterable[str]) -> list[tuple[MarkKind, bytes]]:
    """Marks of the title and the first words, each together with a host."""
    title = fold(article.title)
    start = [word for (word, _, _), _ in zip(words(article.text), range(_LEAD), strict=False)]
    made: list[tuple[MarkKind, bytes]] = []
    for host in hosts:
        if sum(1 for _ in words(title)) >= _MIN_TITLE:
            made.append(("title", keyed(key, "title", f"{host}\0{title}")))
        if len(start) == _LEAD:
            made.append(("lead", keyed(key, "lead", f"{host}\0{' '.join(start)}")))
    return made


def _shingles(report: Report) -> list[bytes]:
    """The word-run hashes of a text, at most so many that a hostile page costs no more than a long one."""
    marks = np.frombuffer(report.fingerprint.shingles, dtype="<u8")[:_HELD_AT_MOST]
    return [value.tobytes() for value in marks]
