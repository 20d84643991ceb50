"""The script at one moment of press time: which reports are out, in which version, and when each last changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import msgspec
from markupsafe import Markup, escape

from headwater.demo.clock import Clock
from headwater.demo.phrases import Phrases, phrases
from headwater.demo.script import Outlet, Script, Scripted, paragraphs

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


class Block(msgspec.Struct, frozen=True):
    """A paragraph ("p"), subheading ("h2") or block quotation ("blockquote"), with its links as HTML and as plain text."""

    tag: str
    html: Markup
    text: str


class PrintedPost(msgspec.Struct, frozen=True):
    at: datetime
    title: str
    blocks: tuple[Block, ...]


class Printed(msgspec.Struct, frozen=True):
    """A report as it stands at one moment. Times are in the outlet's zone; `posts` are newest first.

    `credit` is the line that ends the page, "" where byline or text already give the credit, or nothing does.
    """

    report: Scripted
    url: str
    title: str
    blocks: tuple[Block, ...]
    credit: str
    caption: str
    notes: tuple[str, ...]
    posts: tuple[PrintedPost, ...]
    published: datetime
    modified: datetime

    @property
    def summary(self) -> str:
        """The first paragraph as plain text; of a live blog, its newest post where it has no opening."""
        blocks = self.blocks or (self.posts[0].blocks if self.posts else ())
        return blocks[0].text if blocks else self.title


class Withdrawn(msgspec.Struct, frozen=True):
    """What is left of a report that its owner took back."""

    at: datetime


class Newsroom:
    """Answers from the script what stands on an outlet's pages now. `base` gives the address of an outlet, without a final slash."""

    def __init__(self, script: Script, clock: Clock, base: Callable[[str], str]) -> None:
        self._script = script
        self._clock = clock
        self._base = base

    def url(self, report: Scripted) -> str:
        return self._base(report.outlet) + report.path

    def minutes(self) -> float:
        """Minutes of the script that have passed."""
        return (self._clock.now() - self._clock.start) / timedelta(minutes=1)

    def front(self, outlet: Outlet) -> list[Printed]:
        """What the outlet has out now, newest first."""
        now = self.minutes()
        out = [report for report in self._script.reports.values() if report.outlet == outlet.slug and _is_out(report, now)]
        return [self._print(report, now) for report in reversed(out)]

    def page(self, outlet: Outlet, path: str) -> Printed | Withdrawn | None:
        """What stands at `path` of the outlet now; None if nothing was ever published there."""
        now = self.minutes()
        for report in self._script.reports.values():
            if report.outlet == outlet.slug and report.path == path and report.after <= now:
                return self._print(report, now) if _is_out(report, now) else Withdrawn(self._time(report.withdrawn or 0, outlet))
        return None

    def changed(self, outlet: Outlet) -> datetime:
        """When anything of the outlet last changed; the start of the script if nothing has yet."""
        now = self.minutes()
        of_outlet = (report for report in self._script.reports.values() if report.outlet == outlet.slug)
        return self._time(max((at for report in of_outlet for at in report.changes() if at <= now), default=0), outlet)

    def _time(self, minutes: float, outlet: Outlet) -> datetime:
        zone = timezone(timedelta(hours=outlet.offset))
        return (self._clock.start + timedelta(minutes=minutes)).astimezone(zone).replace(microsecond=0)

    def _print(self, report: Scripted, now: float) -> Printed:
        outlet = self._script.outlets[report.outlet]
        words = phrases()[outlet.language]
        zone = timezone(timedelta(hours=report.zone))
        start = (self._clock.start + timedelta(minutes=report.story_start)).astimezone(zone)
        title, text, notes = report.title, report.text, []
        for change in report.corrections:
            if change.after <= now:
                for old, new in change.swap:
                    text = text.replace(old, new)
                title = change.title or title
                notes.append(words.fill(change.note, start))
        posts = [post for post in report.posts if post.after <= now]
        printed = [
            PrintedPost(self._time(post.after, outlet), post.title, self._blocks(post.text, words, start))
            for post in sorted(posts, key=lambda post: -post.after)
        ]
        blocks = self._blocks(text, words, start)
        return Printed(
            report=report,
            url=self.url(report),
            title=words.fill(title, start),
            blocks=blocks,
            credit="" if _states_credit(report, blocks) else report.credit,
            caption=words.fill(report.caption, start),
            notes=tuple(filter(None, notes)),
            posts=tuple(printed),
            published=self._time(report.after, outlet),
            modified=self._time(max(at for at in report.changes() if at <= now), outlet),
        )

    def _blocks(self, text: str, words: Phrases, start: datetime) -> tuple[Block, ...]:
        return tuple(self._block(words.fill(paragraph, start)) for paragraph in paragraphs(text))

    def _block(self, paragraph: str) -> Block:
        tag = "h2" if paragraph.startswith("## ") else "blockquote" if paragraph.startswith("> ") else "p"
        body = paragraph if tag == "p" else paragraph.split(" ", 1)[1]
        pieces, at = [], 0
        for link in _LINK.finditer(body):
            target = self.url(self._script.reports[link[2]])
            pieces += [escape(body[at : link.start()]), Markup('<a href="{}">{}</a>').format(target, link[1])]
            at = link.end()
        return Block(tag, Markup("").join([*pieces, escape(body[at:])]), _LINK.sub(r"\1", body))


def _states_credit(report: Scripted, blocks: tuple[Block, ...]) -> bool:
    return report.credit in report.authors or any(report.credit in block.text for block in blocks)


def _is_out(report: Scripted, now: float) -> bool:
    return report.after <= now and (report.withdrawn is None or now < report.withdrawn)
