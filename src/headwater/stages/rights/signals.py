"""Owners' signals: what a page, its server and its site say about being kept, shown and used. Pure.

Each signal is kept with where it was said and its words; the strictest wins. What each changes stands in one table, `EFFECTS`, and in
docs/rights.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from headwater.model import Noun, Signal
from headwater.stages.rights import rsl
from headwater.stages.rights.paths import lies_in

Effect = Literal["take", "text", "search", "brief", "machine", "export", "full"]
"""take: kept at all; text: any of its words shown; search, brief: found there; machine: given to MCP and other programs that read for
people; export: its words in exports; full: the whole text for the installation's owner."""

EFFECTS: dict[str, frozenset[Effect]] = {
    "noarchive": frozenset({"take"}),
    "unavailable_after": frozenset({"take"}),
    "noindex": frozenset({"text", "search", "brief", "machine", "export", "full"}),
    "nosnippet": frozenset({"text", "brief", "machine", "export", "full"}),
    "max-snippet": frozenset({"full"}),
    "noai": frozenset({"brief", "machine"}),
    "tdm": frozenset({"brief", "machine", "export"}),
    "no-ai-input": frozenset({"brief", "machine"}),
    "no-ai-train": frozenset({"machine", "export"}),
    "no-search": frozenset({"search", "brief", "machine"}),
    "no-use": frozenset({"text", "search", "brief", "machine", "export", "full"}),
}
"""{signal: what it forbids}. `max-snippet` also bounds what is shown, by its value in characters."""

_MAX = 40
_WORDS = 160
_NAMES = frozenset({"robots", "headwater"})
_DIRECTIVES = {
    "noarchive": "noarchive",
    "nocache": "noarchive",
    "noindex": "noindex",
    "nosnippet": "nosnippet",
    "noai": "noai",
    "noimageai": "noai",
}
# AIPREF's vocabulary and the older names of its drafts, Content-Signal: what a "no" to each means here.
_USES = {
    "search": "no-search",
    "ai-input": "no-ai-input",
    "ai-use": "no-ai-input",
    "ai-output": "no-ai-input",
    "ai-train": "no-ai-train",
    "train-ai": "no-ai-train",
    "train-genai": "no-ai-train",
    "genai": "no-ai-train",
    "ai": "no-ai-input",
    "bots": "no-use",
}
_PAIR = re.compile(r"([a-z-]+)\s*=\s*(\?[01]|[a-z01]+)", re.IGNORECASE)
_AGENT = re.compile(r"^\s*([a-z0-9_-]+)\s*:\s*(?!\s*//)(.*)$", re.IGNORECASE)
_VALUED = ("max-snippet", "unavailable_after", "max-image-preview", "max-video-preview")


class Permit(Noun, frozen=True, kw_only=True):
    """What may be done with an article. `snippet`: characters shown at most, None: as usual; `until`: the moment after which it goes."""

    take: bool = True
    text: bool = True
    search: bool = True
    brief: bool = True
    machine: bool = True
    export: bool = True
    full: bool = True
    snippet: int | None = None
    until: datetime | None = None


def permit(signals: Iterable[Signal], now: datetime) -> Permit:
    """What the signals leave. The strictest wins: one that forbids is not outweighed by any number that allow."""
    forbidden: set[Effect] = set()
    snippets: list[int] = []
    ends: list[datetime] = []
    for signal in signals:
        if signal.name == "unavailable_after":
            end = _moment(signal.value)
            ends += [end] if end else []
            if end is None or end > now:
                continue
        if signal.name == "max-snippet":
            limit = int(signal.value)
            if limit < 0:
                continue
            snippets.append(limit)
            if limit == 0:
                forbidden |= EFFECTS["nosnippet"]
        forbidden |= EFFECTS[signal.name]
    allowed = {effect: effect not in forbidden for effect in ("take", "text", "search", "brief", "machine", "export", "full")}
    return Permit(**allowed, snippet=min(snippets, default=None), until=min(ends, default=None))


def of_page(body: bytes) -> tuple[Signal, ...]:
    """The signals in the head of a page: robots and headwater meta tags, TDMRep, a licence in RSL."""
    head = body[:200_000]
    if not any(word in head.lower() for word in (b"robots", b"headwater", b"tdm-", b"rsl", b"noai", b"content-usage")):
        return ()
    found: list[Signal] = []
    tree = LexborHTMLParser(head.decode("utf-8", "replace"))
    for tag in tree.css("meta[name][content]"):
        name = (tag.attributes.get("name") or "").strip().lower()
        content = tag.attributes.get("content") or ""
        if name in _NAMES:
            found += _robots(content, f"meta {name}")
        elif name == "tdm-reservation":
            found += _tdm(content, "meta tdm-reservation")
        elif name == "content-usage":
            found += of_usage(content, "meta content-usage")
    for tag in tree.css(f'script[type="{rsl.FILE}"]'):
        found += rsl.signals(tag.text() or "", "RSL in the page")
    return tuple(found[:_MAX])


def licences(body: bytes) -> list[str]:
    """The addresses, as they stand in its head, of licence files that a page names."""
    head = body[:200_000]
    if rsl.FILE.encode() not in head:
        return []
    tags = LexborHTMLParser(head.decode("utf-8", "replace")).css(f'link[rel="license"][type="{rsl.FILE}"]')
    return [href.strip() for tag in tags if (href := tag.attributes.get("href"))][: rsl.MAX_FILES]


def of_headers(headers: Iterable[tuple[str, str]]) -> tuple[Signal, ...]:
    """The signals in the headers of an answer."""
    found: list[Signal] = []
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                found += _x_robots(value)
            case "tdm-reservation":
                found += _tdm(value, "header TDM-Reservation")
            case "content-usage":
                found += of_usage(value, "header Content-Usage")
            case "content-signal":
                found += of_usage(value, "header Content-Signal")
    return tuple(found[:_MAX])


def of_robots_txt(text: str, path: str) -> tuple[Signal, ...]:
    """Content-Signal and Content-Usage lines of the groups of robots.txt that are for everybody or for us, for this path."""
    found: list[Signal] = []
    ours, agents_over = False, True
    for line in text.splitlines()[:5_000]:
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            ours = (False if agents_over else ours) or value.lower() in ("*", "headwater")
            agents_over = False
            continue
        agents_over = agents_over or bool(field)
        if not ours or field not in ("content-signal", "content-usage"):
            continue
        # Both may begin with the path they are for.
        where, _, rest = value.partition(" ")
        if where.startswith("/"):
            if not lies_in(path, where):
                continue
            value = rest
        found += of_usage(value, f"robots.txt {field}")
    return tuple(found[:_MAX])


def of_usage(value: str, place: str) -> list[Signal]:
    """AIPREF's Content-Usage ("train-ai=n") and Content-Signal ("ai-train=no")."""
    found = []
    for use, answer in _PAIR.findall(value):
        if use.lower() in _USES and answer.lower() in ("n", "no", "?0", "0"):
            found.append(_signal(_USES[use.lower()], "", place, value))
    return found


def of_tdmrep(rules: object, path: str) -> tuple[Signal, ...]:
    """/.well-known/tdmrep.json: the reservation of the first rule whose location the path lies in."""
    for rule in rules[:1_000] if isinstance(rules, list) else ():
        if isinstance(rule, Mapping) and isinstance(location := rule.get("location"), str) and lies_in(path, location):
            return tuple(_tdm(str(rule.get("tdm-reservation", "")), "tdmrep.json"))
    return ()


def of_ai_txt(text: str, path: str) -> tuple[Signal, ...]:
    """ai.txt: what is disallowed to everybody is not for machines."""
    ours = False
    for line in text.splitlines()[:2_000]:
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            ours = value.lower() in ("*", "headwater")
        elif ours and field == "disallow" and value and lies_in(path, value):
            return (_signal("noai", "", "ai.txt", line.strip()),)
    return ()


def _x_robots(value: str) -> list[Signal]:
    """X-Robots-Tag, whose directives may be for one agent alone: "otherbot: noindex, nofollow"."""
    agent = _AGENT.match(value)
    if agent and agent.group(1).lower() not in _VALUED:
        if agent.group(1).lower() not in _NAMES:
            return []
        value = agent.group(2)
    return _robots(value, "header X-Robots-Tag")


def _robots(content: str, place: str) -> list[Signal]:
    found = []
    lowered = content.lower()
    # A date may hold commas, so it is looked for before the list is cut up.
    after = re.search(r"unavailable_after\s*:\s*([^;]{6,60})", content, re.IGNORECASE)
    if after:
        found.append(_signal("unavailable_after", after.group(1).strip(), place, content))
    for part in re.split(r"[,;\s]+", lowered.replace(": ", ":")):
        if part in ("none",):
            found.append(_signal("noindex", "", place, content))
        elif part in _DIRECTIVES:
            found.append(_signal(_DIRECTIVES[part], "", place, content))
        elif limit := re.fullmatch(r"max-snippet:(-?\d{1,7})", part):
            found.append(_signal("max-snippet", limit.group(1), place, content))
    return found


def _tdm(value: str, place: str) -> list[Signal]:
    return [_signal("tdm", "1", place, value)] if value.strip() == "1" else []


def _signal(name: str, value: str, place: str, words: str) -> Signal:
    return Signal(name=name, value=value[:60], place=place, words=" ".join(words.split())[:_WORDS])


def _moment(value: str) -> datetime | None:
    """A date as robots directives give it: RFC 850 and its kin, ISO 8601, "25 Jun 2026 15:00:00 PST"."""
    text = value.strip().rstrip(",")
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        for shorter in (text, text.split(",", 1)[-1].strip(), text.replace("-", " ")):
            try:
                moment = read(shorter)
                return moment.replace(tzinfo=moment.tzinfo or UTC)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
    return None
