"""The tree of errors. Each edge of the program turns what goes wrong into one of these; nothing else leaves a public function.

    HeadwaterError
    ├── UsageError            wrong arguments or an unreadable input: exit code 2
    ├── FetchError            the network or the server failed: tried again with back-off
    │   ├── HeldError         nothing was asked: the host wants to be left alone for a while
    │   └── GuardError        the address may not be reached at all: never tried again
    ├── ContentError          this capture can never be read: set aside with its reason, neighbours unaffected
    ├── StoreError            the store cannot be written or read: the run stops, nothing half-done is kept
    │   ├── BusyError         another process holds what is needed (a port, the store's lock)
    │   └── NotFoundError     no such story, article or source
    │       └── RemovedError  it was here and was removed
    └── NotYetError           a command or a kind of data that this version does not have

The message of each is one line that says what is wrong and what to do about it.
"""

from __future__ import annotations


class HeadwaterError(Exception):
    """Root of all errors that Headwater raises on purpose. `exit_code` is what the command line returns for it."""

    exit_code = 1


class UsageError(HeadwaterError):
    """Wrong arguments, or an input that is not there or not readable."""

    exit_code = 2


class FetchError(HeadwaterError):
    """A fetch failed. `status` is the HTTP status or None; `retry_after` is in seconds or None."""

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class HeldError(FetchError):
    """Nothing was asked, because the host wants to be left alone for `retry_after` more seconds."""


class GuardError(FetchError):
    """The address is one that Headwater never connects to (private, loopback, reserved, wrong scheme)."""


class ContentError(HeadwaterError):
    """What was captured can never be read; it is set aside with this reason."""


class StoreError(HeadwaterError):
    """The store failed: disk full, damaged file, wrong version."""


class BusyError(StoreError):
    """Something that must be free is in use by another process."""


class NotFoundError(StoreError):
    """No such item in the store."""


class RemovedError(NotFoundError):
    """The item was removed at its owner's demand, or its own page is gone. `demand` is the id whose page and receipt tell more."""

    def __init__(self, message: str, demand: str, outlet: str, at: float) -> None:
        super().__init__(message)
        self.demand = demand
        self.outlet = outlet
        self.at = at


class NotYetError(HeadwaterError):
    """This version does not do that yet."""

    exit_code = 2
