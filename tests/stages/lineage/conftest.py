from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from headwater.model import Article
from headwater.stages.fingerprint import fingerprint
from headwater.stages.lineage import Subject, find_credits

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def make_article(text: str, outlet: str = "Calder Chronicle", minutes: float | None = 0, **more: Any) -> Article:
    """An article of an invented outlet, published `minutes` after noon (None: nobody knows when), with its credits found."""
    slug = "".join(c for c in outlet.casefold() if c.isascii() and c.isalnum()) or "outlet"
    name = more.pop("id", slug)
    url = more.pop("url", f"https://{slug}.example/{name}")
    article = Article(
        id=name,
        url=url,
        canonical_url=url,
        outlet=outlet,
        text=text,
        published=None if minutes is None else NOON + timedelta(minutes=minutes),
        first_seen=more.pop("first_seen", NOON + timedelta(days=1)),
        language=more.pop("language", "en"),
        **more,
    )
    return msgspec.structs.replace(article, credits=find_credits(article))


def make_subject(article: Article) -> Subject:
    return Subject(article=article, fingerprint=fingerprint(article.text).shingles)


@pytest.fixture
def article() -> Callable[..., Article]:
    return make_article


@pytest.fixture
def subject() -> Callable[..., Subject]:
    return lambda text, *args, **more: make_subject(make_article(text, *args, **more))
