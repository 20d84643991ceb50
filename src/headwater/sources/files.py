"""Files and folders → captures, one after the other, however large they are.

path ──▶ files in it ──▶ sniff ──┬─ page, text ──▶ one capture
                                     ├─ mail ──▶ one for each message        (mails.py)
                                 ├─ feed ──▶ one for each entry          (entries.py)
                                 ├─ JSON Lines ──▶ one for each line     (lines.py)
                                 ├─ web archive ──▶ one for each page    (warc.py)
                                 └─ anything else ──▶ set aside, with the reason
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from headwater.errors import ContentError, UsageError
from headwater.model import Capture, SetAside
from headwater.sources.entries import entry_captures
from headwater.sources.lines import line_captures, row_capture
from headwater.sources.mails import mail_captures
from headwater.sources.warc import warc_captures
from headwater.stages.parse import Sniffed, saved_from, sniff

MAX_FILE = 15 * 2**20
"""Largest page, text, message, feed, line of JSON Lines and record of an archive, in bytes. Lines and archives may be of any length."""

Progress = Callable[[int], None]
_BUFFER = 1 << 16
_TEXTS = frozenset({"", ".txt", ".text", ".md"})
_XML = frozenset({".xml", ".rss", ".atom", ".rdf"})
_ELSEWHERE: dict[Sniffed, str] = {
    "empty": "an empty file: there is nothing in it to read",
    "binary": "binary data, not a text, a page or a feed",
    "opml": "an OPML list of sources: use `headwater add FILE`",
    "sitemap": "a sitemap, which lists pages and holds none: use `headwater add` with its address",
}


class _Meter:
    """Counts the bytes of one file; what was not read of it is reported at its end, so that the whole adds up."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._read = 0

    def add(self, size: int) -> None:
        self._read += size
        if size:
            self._progress(size)

    def complete(self, size: int) -> None:
        self.add(max(0, size - self._read))


class _Counted(io.FileIO):
    """A file that tells a meter what is read from it."""

    def __init__(self, path: Path, meter: _Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        size = super().readinto(buffer) or 0
        self._meter.add(size)
        return size


def captures(paths: Iterable[Path], now: datetime, progress: Progress | None = None) -> Iterator[Capture | SetAside]:
    """What is in the files and folders, in the order given, folders sorted by name with their sub-folders, hidden files left out;
    of a Maildir, the messages.

    `now` (aware) becomes `fetched_at` of whatever does not say when it was fetched. `progress` is called with the number of bytes read
    since its last call; they add up to `estimate(paths)`. What cannot be read is a SetAside with the file's address and the reason.
    Raises UsageError for a path that is not there, before anything is read.
    """
    named = _checked(paths)
    return _captures(named, now, progress or (lambda _: None))


def estimate(paths: Iterable[Path]) -> int:
    """Bytes in all the files that `captures` would read. Raises UsageError for a path that is not there."""
    return sum(_size(path) for path, _ in _files(_checked(paths)))


def _checked(paths: Iterable[Path]) -> list[Path]:
    named = [Path(path) for path in paths]
    for path in named:
        try:
            path.stat()
        except FileNotFoundError as error:
            raise UsageError(f"no such file or folder: {path}") from error
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from error
    return named


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def _files(named: list[Path]) -> Iterator[tuple[Path, bool]]:
    """(file or unreadable folder, whether it was named itself), folders unfolded; no folder is entered twice, whatever links lead to it."""
    seen: set[tuple[int, int]] = set()
    waiting = [(path, True) for path in reversed(named)]
    while waiting:
        path, given = waiting.pop()
        if not path.is_dir():
            yield path, given
            continue
        found = path.stat()
        if (found.st_dev, found.st_ino) in seen:
            continue
        seen.add((found.st_dev, found.st_ino))
        try:
            names = sorted(_wanted(os.listdir(path)))  # noqa: PTH208 (names, not paths, are sorted)
        except OSError:
            yield path, given
            continue
        waiting += [(path / name, False) for name in reversed(names)]


def _wanted(names: list[str]) -> Iterable[str]:
    """What of a folder is taken: all but hidden files. Of a Maildir its messages and the folders in it, but no half-written message."""
    if {"cur", "new", "tmp"} <= set(names):
        return (name for name in names if name in ("cur", "new") or (name.startswith(".") and len(name) > 1))
    return (name for name in names if not name.startswith("."))


def _captures(named: list[Path], now: datetime, progress: Progress) -> Iterator[Capture | SetAside]:
    for path, given in _files(named):
        meter = _Meter(progress)
        try:
            with _opened(path, meter) as stream:
                yield from _from_file(stream, path, given, now)
        except ContentError as error:
            yield SetAside(url=path.absolute().as_uri(), source="", reason=str(error), at=now)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            yield SetAside(url=path.absolute().as_uri(), source="", reason=reason, at=now)
        meter.complete(_size(path))


def _opened(path: Path, meter: _Meter) -> io.BufferedReader:
    """The file, open; what is read from it is counted. A pipe is refused, because opening one can wait for ever."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise ContentError("a folder that may not be read" if stat.S_ISDIR(mode) else "not a regular file")
    reader: io.BufferedReader = io.BufferedReader(_Counted(path, meter), _BUFFER)
    return reader


def _from_file(stream: io.BufferedReader, path: Path, given: bool, now: datetime) -> Iterator[Capture | SetAside]:
    url = path.absolute().as_uri()
    suffix = path.suffix.lower()
    head = stream.peek(_BUFFER)
    kind = sniff(head, path.name, "")
    if kind == "text" and (suffix in _XML or head.lstrip().startswith(b"<?xml")):
        kind = "feed"
    match kind:
        case "warc":
            yield from warc_captures(stream, url, now, MAX_FILE)
        case "article-lines" | "capture-lines":
            yield from line_captures(stream, url, now, MAX_FILE)
        case "feed":
            yield from entry_captures(_whole(stream), url, "", now)
        case "html":
            body = _whole(stream)
            yield Capture(url=saved_from(body) or url, fetched_at=now, body=body)
        case "mail":
            yield from mail_captures(stream, url, now, MAX_FILE)
        case "text":
            yield _text(stream, url, suffix, given, now)
        case _:
            raise ContentError(_ELSEWHERE[kind])


def _text(stream: io.BufferedReader, url: str, suffix: str, given: bool, now: datetime) -> Capture:
    """A plain text file. A folder of saved pages also holds scripts and the like: a text without a text's suffix has to be named."""
    if suffix == ".json":
        return row_capture(_whole(stream), now, "the file")
    if not given and suffix not in _TEXTS:
        raise ContentError(f"not taken from a folder, because {suffix[:20]} files are seldom reports: name the file itself to have it read")
    return Capture(url=url, fetched_at=now, body=_whole(stream), kind="text", media="text/plain")


def _whole(stream: io.BufferedReader) -> bytes:
    body = stream.read(MAX_FILE + 1)
    if len(body) > MAX_FILE:
        raise ContentError(f"larger than {MAX_FILE >> 20} MiB: too large to be read")
    return body
