"""`headwater serve --demo` as a new user starts it: a process of its own, real HTTP, real signals."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_RESIDENT_MB = 350


class Served:
    """A running `serve --demo`."""

    def __init__(self, data: Path) -> None:
        python = [sys.executable, "-X", "faulthandler"]
        command = ["-m", "headwater", "--verbose", "--data", str(data), "serve", "--demo", "--port", "0", "--demo-speed", "600"]
        self.process = subprocess.Popen(python + command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://localhost:\d+", line)
        assert found, line
        self.address = found.group()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as response:
            return str(response.read().decode())

    def reports(self) -> int:
        """Reports in the store. Where the process is over, the test fails with how it ended and its last words."""
        try:
            return int(json.loads(self.get("/health"))["reports"])
        except urllib.error.URLError as error:
            try:
                _, words = self.process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                raise error from None
            pytest.fail(f"serve ended by itself (exit {self.process.returncode}): {words[-4000:]}")

    def resident_mb(self) -> float:
        """Peak resident memory of the process and of all that it started, together."""
        return sum(map(_peak_mb, _family(self.process.pid)))

    def stop(self, by: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(by)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return [pid, *(found for child in children for found in _family(int(child)))]


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("served"))
    try:
        until = time.monotonic() + 90
        while running.reports() < 70:
            assert time.monotonic() < until, "the front page did not fill"
            time.sleep(0.5)
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()


def test_the_front_page_lists_stories_with_their_sources(served: Served) -> None:
    page = served.get("/")
    stories = json.loads(served.get("/api/v1/stories?limit=50"))["stories"]
    assert len(stories) >= 10
    for story in stories[:10]:
        assert f"/story/{story['id']}" in page
        assert story["primary"]
    wire = max(stories, key=lambda story: len(story["articles"]))
    shown = served.get(f"/story/{wire['id']}")
    for needed in ("Start at the source", "Lineage", "Removed within 24 hours", "Back to top", 'class="src"'):
        assert needed in shown
    article = served.get(f"/article/{wire['articles'][0]}")
    for needed in ("rights stay with each outlet", "Removed within 24 hours", "Back to top", 'class="src"'):
        assert needed in article


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="resident memory is read from /proc, which this system lacks")
def test_it_stays_small(served: Served) -> None:
    assert len(_family(served.process.pid)) > 1, "the reading worker counts too"
    assert served.resident_mb() < MOST_RESIDENT_MB


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_and_leaves_a_sound_store(tmp_path: Path, by: signal.Signals) -> None:
    running = Served(tmp_path)
    until = time.monotonic() + 60
    while not running.reports():
        assert time.monotonic() < until, "nothing was read"
        time.sleep(0.5)
    code, errors = running.stop(by)
    assert code == 0, errors
    assert "Traceback" not in errors
    assert "leaked" not in errors
    done = subprocess.run(
        [sys.executable, "-m", "headwater", "--data", str(tmp_path), "check"], capture_output=True, text=True, check=False
    )
    assert done.stdout == "sound\n", done
