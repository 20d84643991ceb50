"""Engines: what lends the pipeline a `map`. They differ in where the work runs, never in what comes out.

    embedded()      in this process
    pool(workers)   in worker processes; one that dies takes only the capture that killed it with it

A worker's time and memory are bounded for each piece of work, by the system and not by the worker's own goodwill: what goes on too long or
grows too large inside a parser's C code ends the worker.

Bytes go in and bytes come out, so nothing is pickled and any other engine (threads of a cluster, a queue) needs no more than this.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import Protocol

from headwater.pipeline import DIED, Work

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

CPU_SECONDS = 10.0
"""CPU time that one piece of work may take. The slowest of 783 real pages takes 0.4 s; only what is made to be slow comes near it."""

MEMORY = 768 << 20
"""Bytes that a worker may take beyond what it has at its start. A page of 15 MiB takes about 300 MiB as a tree."""

# Enough that no worker waits while the main process commits a batch, few enough that captures in flight stay small in memory.
_AHEAD_PER_WORKER = 16
# Never fork: the serving process has threads, and a forked copy of their locks can wait for ever.
_SPAWN = multiprocessing.get_context("spawn")
# What work meets when a worker died beside it, or the pool it was in has been replaced by another thread.
_LOST = (BrokenProcessPool, CancelledError, RuntimeError)


class Engine(Protocol):
    """Lends a `map`: results in the order of the items, taken lazily."""

    def map(self, work: Work, items: Iterable[bytes]) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class Embedded:
    """Work runs in the calling process."""

    def map(self, work: Work, items: Iterable[bytes]) -> Iterator[bytes]:
        return map(work, items)

    def close(self) -> None:
        return None


class Pool:
    """Work runs in `workers` processes. A worker that dies is replaced, and its item answered with `DIED`."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        # Several threads may map at once; a worker that dies takes the work of all of them with it, and one of them starts anew.
        self._lock = threading.Lock()
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return _executor(self._workers)

    def map(self, work: Work, items: Iterable[bytes]) -> Iterator[bytes]:
        ahead: deque[tuple[bytes, Future[bytes] | None]] = deque()
        for item in items:
            ahead.append((item, self._submit(work, item)))
            if len(ahead) >= self._workers * _AHEAD_PER_WORKER:
                yield self._result(work, ahead)
        while ahead:
            yield self._result(work, ahead)

    def _submit(self, work: Work, item: bytes) -> Future[bytes] | None:
        try:
            return self._executor.submit(_within_bounds, work, item)
        except _LOST:
            # The item that broke the pool is still ahead in the queue; `_result` restarts the pool when it meets it.
            return None

    def _result(self, work: Work, ahead: deque[tuple[bytes, Future[bytes] | None]]) -> bytes:
        item, future = ahead.popleft()
        if future is not None:
            with contextlib.suppress(*_LOST):
                return future.result()
        return self._alone(work, item)

    def _alone(self, work: Work, item: bytes) -> bytes:
        """All work in flight is lost when a worker dies: each lost item is tried once more with nothing beside it."""
        with self._lock:
            executor = _executor(1)
            try:
                return executor.submit(_within_bounds, work, item).result()
            except _LOST:
                return DIED
            finally:
                executor.shutdown(wait=True, cancel_futures=True)
                self._revive()

    def _revive(self) -> None:
        """A pool for the work to come, where the one there is broken. Only under the lock."""
        try:
            self._executor.submit(int).result()
        except _LOST:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = self._start()

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


def _executor(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=_SPAWN, initializer=_prepare)


def _prepare() -> None:
    """Makes a new process a worker: Ctrl-C is its parent's business, it ends with its parent, and its memory is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    # What is loaded by now stays: looking through it again and again for what could be freed takes 2.5 % of reading.
    gc.freeze()
    used = _data_bytes()
    if used and hasattr(resource, "RLIMIT_DATA"):
        resource.setrlimit(resource.RLIMIT_DATA, (used + MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _end_with_parent() -> None:
    """Ends this process when its parent is no more: one that was killed cannot tell its workers, which would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _data_bytes() -> int:
    """Bytes of memory that this process has taken for itself; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmData:")[1].split()[0]) << 10
    return 0


def _within_bounds(work: Work, item: bytes) -> bytes:
    """The work's result; the system ends this process where it takes more than `CPU_SECONDS`."""
    if not hasattr(signal, "setitimer"):
        return work(item)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        return work(item)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)


def embedded() -> Embedded:
    """The engine that runs everything in this process: the default, and the smallest in memory."""
    return Embedded()


def pool(workers: int) -> Pool:
    """An engine of `workers` processes."""
    return Pool(workers)
