"""Turns at hosts that several programs over one data folder share, so that together they ask a host no more often than one would.

A file holds, for each host, the moment from which it may be asked again; whoever has the turn at a host holds a lock on that place of the
file, which the system releases should the program die. Hosts share places by chance, one of a million: that costs a pause, no more.
"""

from __future__ import annotations

import os
import struct
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None

FILE_NAME = "headwater.turns"
_PLACES = 1 << 20
_MOMENT = struct.Struct("<d")


class SharedTurns:
    """The file in `folder`, open until `close`. On systems without such locks every program keeps its own pauses."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    def enter(self, host: str) -> bool:
        """Take the turn at `host`; false while another program has it."""
        if fcntl is None:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _MOMENT.size, _place(host))
        except OSError:
            return False
        return True

    def ready(self, host: str) -> float:
        """The moment (seconds since the epoch) from which `host` may be asked again; 0.0 where nothing is known. Only with the turn."""
        if fcntl is None:
            return 0.0
        found = os.pread(self._file, _MOMENT.size, _place(host))
        moment = _MOMENT.unpack(found)[0] if len(found) == _MOMENT.size else 0.0
        return float(moment) if moment > 0.0 else 0.0

    def leave(self, host: str, ready: float) -> None:
        """Give the turn on: `host` may be asked again from the moment `ready`."""
        if fcntl is None:
            return
        os.pwrite(self._file, _MOMENT.pack(ready), _place(host))
        fcntl.lockf(self._file, fcntl.LOCK_UN, _MOMENT.size, _place(host))

    def close(self) -> None:
        os.close(self._file)


def _place(host: str) -> int:
    return int.from_bytes(blake2b(host.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big") % _PLACES * _MOMENT.size
