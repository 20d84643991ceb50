"""Which of two articles came first, and how sure that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from headwater.model import Article

Ground = Literal["credit", "tag", "time", "seen", "size", "none"]
CERTAINTY: dict[Ground, float] = {"credit": 1.0, "tag": 0.95, "time": 1.0, "seen": 0.85, "size": 0.7, "none": 0.6}
"""What the confidence of a link is multiplied by, for what its direction rests on."""

TAGGED = timedelta(days=1)
"""So much older than the original that its page names an article may be by the clock: a tag is evidence, and no proof."""
POLL = timedelta(minutes=15)
"""Sources are read every quarter of an hour: articles first seen closer together say nothing of who was first."""
LONGER = 1.1
"""An article this many times longer than another counts as the fuller one."""

_DAY = timedelta(days=1)


class Moment(NamedTuple):
    """The stretch of time in which an article was published: one instant, a day, or all up to when it was first seen."""

    earliest: datetime
    latest: datetime
    seen: datetime
    exact: bool

    @classmethod
    def of(cls, article: Article) -> Moment:
        seen = _aware(article.first_seen)
        if article.published is None:
            return cls(datetime.min.replace(tzinfo=UTC), seen, seen, False)
        published = _aware(article.published)
        if not article.date_only:
            return cls(published, published, seen, True)
        start = published.replace(hour=0, minute=0, second=0, microsecond=0)
        late = datetime.max.replace(tzinfo=UTC) - 2 * _DAY
        return cls(start, start + _DAY if start < late else start, seen, False)

    @property
    def rank(self) -> datetime:
        """Where it stands in a list by time: what has no time of its own stands where it was first seen."""
        return self.seen if self.earliest.year == 1 else self.earliest


def before(a: Moment, b: Moment) -> bool:
    """Whether `a` was certainly published before `b`."""
    return a.latest < b.earliest or (a.latest <= b.earliest and not (a.exact and b.exact))


def first(a: Moment, b: Moment, sizes: tuple[int, int]) -> tuple[bool, Ground]:
    """Whether `a` comes before `b`, and on what ground; `sizes` are their numbers of words. "none" decides for `a`."""
    if before(a, b) or before(b, a):
        return before(a, b), "time"
    if not (a.exact and b.exact) and abs(a.seen - b.seen) >= POLL:
        return a.seen < b.seen, "seen"
    small, large = sorted(sizes)
    if large >= small * LONGER:
        return sizes[0] == large, "size"
    return True, "none"


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
