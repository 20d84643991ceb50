"""Where each report of the script was really taken from. For tests; nothing here is ever served."""

from __future__ import annotations

import msgspec

from headwater.demo.script import How, Scripted, script


class Truth(msgspec.Struct, frozen=True):
    """What is true of one report.

    story      the happening it tells of, "" for a briefing, whose `stories` name them all
    origin     address of the report it was taken from, "" for its own reporting
    how        the way it was taken; "own" and "common_primary" (reports of one unpublished event, `primary`) have no origin
    credit     the words of the page that name the origin, "" where it is silent
    """

    url: str
    outlet: str
    story: str
    origin: str
    how: How
    primary: str = ""
    credit: str = ""
    kind: str = "article"
    stories: tuple[str, ...] = ()


class Conflict(msgspec.Struct, frozen=True):
    """Reports of one story that contradict each other: (address, words) of each side."""

    story: str
    kind: str
    sides: tuple[tuple[str, str], ...]


def truth(port: int = 80) -> tuple[Truth, ...]:
    """One for each report, in order of publication. Addresses are those of a press on `port`."""
    reports = script().reports
    return tuple(
        Truth(
            url=_url(report, port),
            outlet=script().outlets[report.outlet].name,
            story=report.story,
            origin=_url(reports[report.origin], port) if report.origin else "",
            how=report.how,
            primary=report.primary,
            credit=report.credit,
            kind=report.kind,
            stories=report.stories,
        )
        for report in reports.values()
    )


def conflicts(port: int = 80) -> tuple[Conflict, ...]:
    """The contradictions that were written into the script."""
    found = script()
    return tuple(
        Conflict(each.story, each.kind, tuple((_url(found.reports[key], port), says) for key, says in each.sides.items()))
        for each in found.differences
    )


def address(slug: str, port: int) -> str:
    """Where the outlet is served: a name below localhost, which is always this machine (RFC 6761)."""
    return f"http://{slug}.localhost" + ("" if port == 80 else f":{port}")


def _url(report: Scripted, port: int) -> str:
    return address(report.outlet, port) + report.path
