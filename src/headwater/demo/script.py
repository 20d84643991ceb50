"""What the demo press publishes: outlets and stories, read from the TOML files in `content/`, one file a story.

A report's times are minutes. In a file they count from the story's start, in a `Scripted` from the start of the script. The file also says
where each report was taken from; that truth is for tests and never served.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import msgspec
from msgspec.structs import replace

from headwater.errors import ContentError

How = Literal["own", "copy_of", "excerpt_of", "rewrite_of", "translation_of", "common_primary", "cites"]
FeedFormat = Literal["rss", "full", "atom", "json", "sitemap"]
T = TypeVar("T")


class Outlet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented outlet. `metadata` lists how its pages state what they are; `offset` is its zone, hours east of UTC.

    `feed` is the format: "full" is RSS with the whole text, "sitemap" a news sitemap and no feed. `glued` is a footer that the page
    sets inside the text. `aliases` are the names under which others credit an agency.
    """

    slug: str
    name: str
    language: str
    country: str
    tagline: str
    feed: FeedFormat
    layout: Literal["ledger", "column", "bare", "digest"]
    metadata: tuple[Literal["json-ld", "og", "meta", "time", "visible"], ...]
    offset: int
    promo: str = ""
    glued: str = ""
    imprint: str = ""
    kind: Literal["outlet", "agency", "office", "aggregator"] = "outlet"
    short: str = ""
    aliases: tuple[str, ...] = ()


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One timed entry of a live blog."""

    after: int
    title: str
    text: str


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change to a published text: `swap` pairs of old and new words, a `note` that owns up to it ("" for a silent one)."""

    after: int
    swap: tuple[tuple[str, str], ...]
    note: str = ""
    title: str = ""


class Scripted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report of the script.

    reprint_of   key of the report whose text this one takes over; `keep` the numbers of the paragraphs taken (all if empty),
                 `swap` words changed on the way, `lead` and `text` what is put before and after
    origin       key of the report it was taken from in any way, "" for its own reporting; `how` says in which
    primary      the unpublished event it rests on (a press conference, an interview), equal for all reports that rest on it
    stories      other stories it covers, for a briefing
    """

    outlet: str
    slug: str
    after: int
    title: str
    section: str
    text: str = ""
    authors: tuple[str, ...] = ()
    kind: Literal["article", "live_blog", "briefing"] = "article"
    reprint_of: str = ""
    keep: tuple[int, ...] = ()
    swap: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    credit: str = ""
    caption: str = ""
    photo: str = ""
    posts: tuple[Post, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: int | None = None
    how: How = "own"
    origin: str = ""
    primary: str = ""
    story: str = ""
    stories: tuple[str, ...] = ()
    story_start: int = 0
    zone: int = 0

    @property
    def key(self) -> str:
        """How other reports refer to it: outlet and slug."""
        return f"{self.outlet}/{self.slug}"

    @property
    def path(self) -> str:
        return f"/{self.section}/{self.slug}"

    def changes(self) -> Iterator[int]:
        """Minutes at which the page changes: publication, corrections, posts, withdrawal."""
        yield self.after
        yield from (correction.after for correction in self.corrections)
        yield from (post.after for post in self.posts)
        if self.withdrawn is not None:
            yield self.withdrawn


class Difference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reports of one story that contradict each other. `sides` maps a report's key to the words in which it does."""

    kind: Literal["figure", "quote_wording", "name", "attribution", "date"]
    sides: dict[str, str]
    story: str = ""


class _StoryFile(msgspec.Struct, forbid_unknown_fields=True):
    story: str
    start: int
    report: tuple[Scripted, ...]
    zone: int = 0
    difference: tuple[Difference, ...] = ()


class _OutletFile(msgspec.Struct, forbid_unknown_fields=True):
    outlet: tuple[Outlet, ...]


class Script(msgspec.Struct, frozen=True):
    """The whole script: outlets by slug, reports by key in order of publication, differences between them."""

    outlets: dict[str, Outlet]
    reports: dict[str, Scripted]
    differences: tuple[Difference, ...]


@cache
def script() -> Script:
    """The script of the package. Raises ContentError where a file breaks the form or names a report that is not there."""
    outlets = {outlet.slug: outlet for outlet in read("outlets.toml", _OutletFile).outlet}
    folder = files("headwater.demo").joinpath("content", "stories")
    scenes = [read(f"stories/{name}", _StoryFile) for name in sorted(entry.name for entry in folder.iterdir())]
    reports = [_absolute(report, scene) for scene in scenes for report in scene.report]
    by_key = {report.key: report for report in reports}
    if len(by_key) != len(reports):
        raise ContentError("demo: two reports share an outlet and a slug; give one another slug")
    for report in reports:
        _check(report, outlets, by_key)
    ordered = sorted((_reprinted(report, by_key) for report in reports), key=lambda report: (report.after, report.key))
    differences = tuple(replace(found, story=scene.story) for scene in scenes for found in scene.difference)
    return Script(outlets, {report.key: report for report in ordered}, differences)


def read(name: str, form: type[T]) -> T:
    """A TOML file of `content/` in the given form. Raises ContentError with the file's name where it does not fit."""
    try:
        text = files("headwater.demo").joinpath("content", name).read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), form)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ContentError(f"demo/content/{name}: {error}") from error


def _absolute(report: Scripted, scene: _StoryFile) -> Scripted:
    start = scene.start
    return replace(
        report,
        after=start + report.after,
        withdrawn=None if report.withdrawn is None else start + report.withdrawn,
        posts=tuple(replace(post, after=start + post.after) for post in report.posts),
        corrections=tuple(replace(change, after=start + change.after) for change in report.corrections),
        story="" if report.kind == "briefing" else scene.story,
        story_start=start,
        zone=scene.zone,
    )


def _check(report: Scripted, outlets: dict[str, Outlet], by_key: dict[str, Scripted]) -> None:
    if report.outlet not in outlets:
        raise ContentError(f"demo: {report.key} names an outlet that is not in outlets.toml")
    for key in filter(None, (report.reprint_of, report.origin)):
        if key not in by_key or by_key[key].after >= report.after:
            raise ContentError(f"demo: {report.key} was taken from {key}, which no report published before it bears")
    if report.reprint_of and by_key[report.reprint_of].reprint_of:
        raise ContentError(f"demo: {report.key} reprints a reprint; name the report that holds the text")
    if (report.how in ("own", "common_primary")) == bool(report.origin or report.reprint_of):
        raise ContentError(f"demo: {report.key} has an origin and no way it was taken, or the reverse")


def _reprinted(report: Scripted, by_key: dict[str, Scripted]) -> Scripted:
    """The report with the text it takes over put in, before its own."""
    if not report.reprint_of:
        return report
    taken = paragraphs(by_key[report.reprint_of].text)
    if report.keep:
        taken = [taken[number] for number in report.keep]
    body = "\n\n".join(taken)
    for old, new in report.swap:
        if old not in body:
            raise ContentError(f"demo: {report.key} swaps words that {report.reprint_of} does not have: {old}")
        body = body.replace(old, new)
    text = "\n\n".join(part for part in (report.lead.strip(), body, report.text.strip()) if part)
    return replace(report, text=text, origin=report.origin or report.reprint_of)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which blank lines part."""
    return [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]
