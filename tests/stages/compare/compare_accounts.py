"""Reports for the tests of comparing, with the facts that their texts give."""

from datetime import UTC, datetime, timedelta

from headwater.model import Article
from headwater.stages.compare import Account
from headwater.stages.facts import find_facts

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def make_account(text: str, name: str = "one", *, minutes: float = 0, language: str = "en", follows: str = "") -> Account:
    """A report of an invented outlet with the facts that its text gives, out `minutes` after noon."""
    url = f"https://{name}.example/report"
    at = NOON + timedelta(minutes=minutes)
    article = Article(id=name, url=url, canonical_url=url, outlet=name, text=text, language=language, published=at, first_seen=at)
    facts = find_facts(text, "", language)
    return Account(
        article=article,
        quotes=facts.quotes,
        figures=facts.figures,
        names=facts.names,
        places=facts.places,
        times=facts.times,
        follows=follows,
    )
