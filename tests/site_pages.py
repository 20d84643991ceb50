"""Pages of one invented outlet, whose reports stand among what all of its pages repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from headwater.model import Capture
from headwater.stages.extract.page import from_page
from headwater.stages.sites import Memory, learned

SEEN = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PLEA = "The Quay Gazette lives on its readers, so please lend it a hand today"
MENU = "".join(f"<li><a href='/s/{name}'>{name} and more of it</a></li>" for name in ("Harbour", "Markets", "Weather", "Opinion"))
SENTENCES = (
    "The harbour office closed pier {n} after the ferry {n} had struck it, a spokeswoman said on Monday.",
    "No one was hurt, but {n} passengers waited for hours until a smaller boat took them across the bay.",
    "Divers will look at the damage on day {n} of the month, and the council wants their report by then.",
    "Crossing {n} had been put off twice, since the wind stood against it and the tide was low, she added.",
    "The owner of boat {n} offered to pay, said his lawyer, who called it an accident that nobody had foreseen.",
)


def page(number: int, paragraphs: Sequence[str] = (), *, plea: str = PLEA, body: str = "story") -> Capture:
    """A page with `paragraphs`, or five of its own; `plea` stands among them, as on every page; `body` names the report's container."""
    said = list(paragraphs) or [sentence.format(n=number) for sentence in SENTENCES]
    boxes = "".join(f"<li><a href='/{number}-{k}'>What page {number} says elsewhere, part {k} of it</a></li>" for k in range(6))
    text = "".join(f"<p>{one}</p>" for one in (*said[:3], plea, *said[3:]) if one)
    markup = (
        f"<html><head><title>Report {number} from the pier</title><meta property='og:type' content='article'>"
        f"<meta name='author' content='Ilka Brandt'><meta property='article:published_time' content='2026-11-20T08:00:00Z'></head><body>"
        f"<div class='top'><ul>{MENU}</ul></div><div class='page'><h1>Report {number} from the pier</h1><div class='{body}'>{text}</div>"
        f"<div class='more' id='box-{number}'><h3>More from the quay</h3><ul>{boxes}</ul></div></div>"
        f"<div class='base'><p>Imprint</p><p>Contact us</p><p>Work with us here</p></div></body></html>"
    )
    return Capture(url=f"https://www.quaygazette.example/{number}", fetched_at=SEEN, body=markup.encode())


def taught(pages: Sequence[Capture]) -> Memory:
    """What is remembered after these pages, each read in full."""
    memory = Memory()
    for one in pages:
        memory = learned(memory, from_page(one)[1], 1.0)
    return memory
