"""`python -m headwater.demo` as a user starts it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import urllib.request

import pytest

from headwater.demo.__main__ import main


def test_serves_the_directory_it_prints() -> None:
    command = [sys.executable, "-m", "headwater.demo", "--speed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            port = re.match(r"http://localhost:(\d+)/  \d+ outlets", line)
            assert port is not None, line
            with urllib.request.urlopen(f"http://127.0.0.1:{port[1]}/") as answer:
                assert b"Quillfern Newswire" in answer.read()
        finally:
            process.terminate()


def test_a_port_in_use_ends_it_with_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "headwater.demo", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert port in done.stderr


@pytest.mark.parametrize("arguments", [["--speed", "0"], ["--port", "70000"], ["--port", "x"]])
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err
