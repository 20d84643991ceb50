"""The command line as a user meets it: results on stdout, one line on stderr, exit codes, and nothing lost beside bad input."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from headwater.cli import main
from headwater.cli.main import COMMANDS
from headwater.cli.rights import rights

REPORT = (
    "The gates of the Morrow weir were opened on Friday after a hinge failed, sending water towards the town of Lower Quill.\n"
    "“We had two hours and we used them,” said Mayor Edda Varnholt.\n"
    "About 1,300 people left their homes, the town said. Engineers expect the river to fall by Sunday evening.\n"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on a data folder of its own."""

    def runs(*arguments: object) -> Done:
        capsys.readouterr()
        code = main(["--data", str(tmp_path / "data"), *map(str, arguments)])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return runs


def rows(done: Done) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.out.splitlines()]


def test_a_file_becomes_a_story_and_the_second_time_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Weir gates opened above Lower Quill\n\n" + REPORT, encoding="utf-8")
    first = run("ingest", tmp_path / "report.txt", "--json")
    assert first.code == 0
    counts = json.loads(first.out.splitlines()[-1])
    assert (counts["captures"], counts["articles"], counts["duplicates"]) == (1, 1, 0)
    again = json.loads(run("ingest", tmp_path / "report.txt", "--json").out.splitlines()[-1])
    assert (again["articles"], again["revisions"], again["duplicates"]) == (0, 0, 1)
    [article] = rows(run("export", "articles"))
    assert article["title"] == "Weir gates opened above Lower Quill"
    [story] = rows(run("export", "stories"))
    assert story["articles"] == [article["id"]]
    assert article["story"] == story["id"]
    shown = run("story", story["id"])
    assert "Edda Varnholt" in shown.out
    assert "Lower Quill" in run("search", "weir", "lang:en").out
    assert run("check").out == "sound\n"


def test_every_exported_span_holds_the_words_it_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT + "Source: Reuters\n", encoding="utf-8")
    run("ingest", tmp_path)
    [article] = rows(run("export", "articles"))
    body = str(article["text"])
    spans = [span for kind in ("quotes", "figures", "names") for span in rows(run("export", kind))]
    spans += [evidence for link in rows(run("export", "links")) for evidence in link["evidence"]]  # type: ignore[attr-defined]
    assert len(spans) > 4
    for span in spans:
        assert body[span["start"] : span["end"]] == span["text"]  # type: ignore[misc]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A folder of everything that goes wrong, with one sound report in the middle of it."""
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "a-empty.txt").write_bytes(b"")
    (folder / "b-empty.warc").write_bytes(b"")
    (folder / "c-picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (folder / "d-huge.html").write_bytes(b"<html><body>" + b"<p>word word word</p>" * 2_500_000)
    (folder / "e-sound.txt").write_text(REPORT, encoding="utf-8")
    feed = "<rss version='2.0'><channel><title>Quill</title>{}<item><title>Cut off in the mid"
    item = f"<item><title>Weir &#1114112; opened</title><link>https://quill.example/weir</link><description>{REPORT}</description></item>"
    (folder / "f-cut.xml").write_text(feed.format(item), encoding="utf-8")
    (folder / "g-encoding.txt").write_bytes(REPORT.encode("utf-8") + b"\xff\xfe\xc3\x28 broken\n")
    (folder / "h-damaged.warc.gz").write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n")[:-9])
    (folder / "i-list.opml").write_text("<opml version='2.0'><body><outline xmlUrl='https://quill.example/f'/></body></opml>")
    (folder / "j-lines.jsonl").write_text('{"url": "https://quill.example/j", "text": "' + "word " * 50 + '"}\nnot json\n{"no": "url"}\n')
    return folder


def test_what_cannot_be_read_is_set_aside_with_its_reason_and_nothing_else_is_lost(run: Run, bad: Path) -> None:
    done = run("ingest", bad, "--json")
    assert done.code == 0, done.err
    counts = json.loads(done.out.splitlines()[-1])
    assert counts["articles"] >= 4, "two texts, a line and what was whole in the cut feed"
    assert counts["captures"] == counts["articles"] + counts["revisions"] + counts["duplicates"] + counts["set_aside"]
    listed = run("sources").out
    for name in ("a-empty.txt", "b-empty.warc", "c-picture.html", "d-huge.html", "h-damaged.warc.gz", "i-list.opml", "j-lines.jsonl"):
        lines = [line for line in listed.splitlines() if line.startswith("set aside") and name in line]
        assert lines, f"{name} is not listed"
        assert all(len(line.split(": ", 2)[2]) > 10 for line in lines), "with a reason"
    titles = [a["title"] for a in rows(run("export", "articles"))]
    assert any("Weir" in str(title) for title in titles), "the whole entry of the cut feed, in spite of its bad character reference"
    assert run("check").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ingest", "/nowhere/at/all"], 2, "/nowhere/at/all"),
        (["add", "nonsense"], 2, "neither an address"),
        (["add", "http://127.0.0.1:1/"], 1, "127.0.0.1"),
        (["remove", "nothing"], 1, "no source"),
        (["story", "s-none"], 1, "no story"),
        (["article", "a-none"], 1, "no article"),
        (["export", "recipes"], 2, "recipes"),
        (["export", "articles", "--format", "parquet"], 2, "parquet"),
        (["stories", "--since", "soon"], 2, "soon"),
        (["search", "is:nonsense"], 2, "is:origin"),
        (["brief", "--date", "someday"], 2, "is no day"),
        (["rights", "status", "HW-2026-none"], 1, "no demand"),
        (["rights", "demand", "--name", "N"], 2, "removed in one way"),
        (["restore", "/nowhere.sqlite"], 2, "no file"),
        (["update"], 2, "no sources"),
        (["flurble"], 2, "flurble"),
        (["extract"], 2, "name the pages"),
        (["--config", "/nowhere.toml", "stories"], 2, "settings file"),
    ],
)
def test_an_error_is_one_line_that_says_what_is_wrong(run: Run, arguments: list[str], code: int, says: str) -> None:
    done = run(*arguments)
    assert done.code == code, done
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done.err
    assert lines[0].startswith("headwater: ")
    assert says in lines[0]


def test_a_busy_port_is_named(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", port)
    assert done.code == 1
    assert done.err.startswith(f"headwater: port {port} ")
    assert "in use" in done.err


def test_a_wrong_setting_is_named(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text("prot = 80\n")
    done = run("--config", config, "stories")
    assert done.code == 2
    assert "prot" in done.err


def test_extract_and_feed_need_no_store(run: Run, tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in REPORT.splitlines())
    # What an owner says of showing the text to others binds what is kept and served; here the file is the user's own.
    head = '<head><title>Weir</title><meta name="robots" content="nosnippet"></head>'
    page = f"<html>{head}<body><article><h1>Weir opened</h1>{paragraphs}</article></body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "batch.jsonl").write_text(
        '{"id": "one", "url": "https://quill.example/weir", "html_path": "page.html"}\n'
        '{"id": "two", "url": "https://quill.example/gone", "html_path": "gone.html"}\n'
    )
    one, two = rows(run("extract", "--batch", tmp_path / "batch.jsonl"))
    assert one["external_id"] == "one"
    assert "Edda Varnholt" in str(one["text"])
    assert "gone.html: cannot read it" in str(two["error"])
    (tmp_path / "feed.xml").write_text(
        "<rss><channel><title>Q</title><item><title>A</title><link>https://q.example/a</link></item></channel></rss>"
    )
    [row] = rows(run("feed", tmp_path / "feed.xml"))
    assert row["entries"][0]["link"] == "https://q.example/a"  # type: ignore[index]
    assert not (tmp_path / "data").exists()


def test_backup_and_restore(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(REPORT, encoding="utf-8")
    run("ingest", tmp_path / "one.txt")
    assert run("backup", tmp_path / "copy.sqlite").code == 0
    (tmp_path / "two.txt").write_text(REPORT.replace("Friday", "Monday"), encoding="utf-8")
    run("ingest", tmp_path / "two.txt")
    assert len(rows(run("export", "articles"))) == 2
    assert run("restore", tmp_path / "copy.sqlite").code == 0
    assert len(rows(run("export", "articles"))) == 1


def test_csv_defuses_formulas(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"url": "https://quill.example/f", "title": "=1+1", "text": REPORT}))
    run("ingest", tmp_path / "in.jsonl")
    header, line = run("export", "articles", "--format", "csv").out.split("\n", 1)
    assert header.startswith("id,external_id,url")
    assert "'=1+1" in line


def test_help_teaches(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    for command in ("serve", "add", "ingest", "export", "bench", "check"):
        assert command in done.out
    assert "demo" in run("serve", "--help").out


def test_every_command_that_is_listed_is_there_and_tells_of_itself() -> None:
    for name, (module, says) in COMMANDS.items():
        command = getattr(import_module(f"headwater.cli.{module}"), name)
        assert isinstance(command, click.Command)
        assert command.name == name
        assert command.help
        assert says.endswith(".")
    declared = {
        value.name
        for module in {module for module, _ in COMMANDS.values()}
        for value in vars(import_module(f"headwater.cli.{module}")).values()
        if isinstance(value, click.Command) and value not in rights.commands.values()
    }
    assert declared == set(COMMANDS)


def test_what_a_command_does_not_use_is_not_loaded() -> None:
    asks = "import sys; from headwater.cli import main; main(['--help']); sys.exit(bool({'headwater.app', 'litestar'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", asks], check=True, capture_output=True)


def test_the_catalogue_is_browsed_and_a_part_of_it_subscribed_to(run: Run) -> None:
    overview = run("catalogue")
    assert overview.code == 0
    assert "countries" in overview.out
    listed = rows(run("catalogue", "--country", "Malta", "--json"))
    assert {row["country"] for row in listed} == {"MT"}
    assert all(row["url"] in run("catalogue", "--country", "MT").out for row in listed)
    added = run("catalogue", "--country", "MT", "--add")
    assert f"added {len(listed)} of {len(listed)} feeds" in added.out
    assert "added 0 of" in run("catalogue", "--country", "MT", "--add").out
    kept = json.loads(run("sources", "--json").out)["lines"]
    assert {row["url"] for row in listed} == {line["source"]["url"] for line in kept}


def test_many_first_looks_are_spread(run: Run) -> None:
    sources = rows(run("catalogue", "--language", "et", "--add", "--json"))
    due = sorted(float(str(row["next_due"])) for row in sources)
    assert len(due) > 100
    assert max(after - before for before, after in pairwise(due)) <= 10.0
    assert due[-1] - due[0] > 600


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--add",), 2, "say what to add"),
        (("--country", "Atlantis"), 2, "no country"),
        (("--country", "MT", "--language", "ja"), 1, "no feed in the catalogue matches"),
        (("--edition", "xx", "--add"), 2, "no edition"),
    ],
)
def test_the_catalogue_says_what_is_wrong(run: Run, options: tuple[str, ...], code: int, words: str) -> None:
    done = run("catalogue", *options)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


def test_bench_prints_every_stage(run: Run, tmp_path: Path) -> None:
    for number in range(3):
        paragraphs = "".join(f"<p>{line} Number {number}.</p>" for line in REPORT.splitlines() * 3)
        page = f"<html><head><title>Weir {number}</title></head><body><article><h1>Weir {number}</h1>{paragraphs}</article></body></html>"
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
    done = run("bench", "--pages", tmp_path)
    assert done.code == 0, done.err
    for stage in ("extract", "facts", "reuse look-up", "story", "second look", "lineage", "store and index", "together", "two processes"):
        assert f"\n{stage}" in done.out
    assert "two, reading alone" in done.out
    assert "never seen:\nheadwater " in done.out
