"""Rounds run in threads of one process, and several may take in their first reading at the same moment."""

from __future__ import annotations

import subprocess
import sys

TOGETHER = """
import sys, threading
from datetime import UTC, datetime

from headwater import pipeline
from headwater.model import Capture

sys.setswitchinterval(1e-6)
captures = [Capture(url="file:///note.txt", fetched_at=datetime.now(UTC), body=b"A note of the harbour.", kind="text")]
answer = pipeline.msgspec.msgpack.encode(pipeline.Reading(source="s"))
start = threading.Barrier(12)


def take():
    start.wait()
    for _ in range(20):
        assert [one.source for one in pipeline.readings(captures, lambda work, items: (answer for _ in items))] == ["s"]


threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""


def test_first_readings_at_once_do_not_end_the_process() -> None:
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True, check=False, timeout=120)
        assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
