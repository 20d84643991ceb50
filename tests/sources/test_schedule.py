from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from headwater.errors import ContentError, FetchError, GuardError, HeadwaterError
from headwater.model import Entry, Feed, Source
from headwater.sources.headers import MAX_WAIT
from headwater.sources.http import Response
from headwater.sources.schedule import (
    JITTER,
    LEASED,
    LONGEST,
    SHORTEST,
    after_failure,
    after_hold,
    after_success,
    due,
    health,
    jitter,
    postponed,
    told,
    usual_gap,
)

NOW = 1_900_000_000.0
HOUR, DAY = 3600.0, 86_400.0

seconds = st.floats(0.0, 40 * DAY)
sources = st.builds(
    Source,
    id=st.text(max_size=8),
    url=st.just("https://press.example/feed"),
    interval=st.floats(0.0, 10 * DAY),
    failures=st.integers(0, 5000),
    last_success=st.floats(0.0, NOW * 1.1),
    next_due=st.floats(0.0, NOW * 1.1),
)


def answer(status: int = 200, **changes: object) -> Response:
    return Response(url="https://press.example/feed", status=status, fetched_at=datetime.fromtimestamp(NOW, UTC), **changes)  # type: ignore[arg-type]


def source(**changes: object) -> Source:
    return Source(**{"id": "f1", "url": "https://press.example/feed", **changes})  # type: ignore[arg-type]


@given(sources, st.integers(-1, 10_000), st.none() | seconds, st.none() | seconds, st.none() | seconds)
def test_after_success_the_wait_is_bounded(
    given: Source, new: int, ttl: float | None, max_age: float | None, retry_after: float | None
) -> None:
    given = replace(given, ttl=ttl or 0.0)
    after = after_success(given, answer(max_age=max_age, retry_after=retry_after), NOW, new)
    wait = after.next_due - NOW
    asked_for = min(max(ttl or 0.0, max_age or 0.0, retry_after or 0.0), MAX_WAIT)
    assert SHORTEST <= after.interval <= LONGEST
    assert wait >= SHORTEST
    assert asked_for - 1e-3 <= wait <= max(LONGEST * (1 + JITTER), asked_for * (1 + JITTER / 2)) + 1e-3
    assert (after.failures, after.last_error, after.last_success) == (0, "", NOW)


@given(sources, st.none() | seconds, st.sampled_from([None, 404, 429, 500, 503]))
def test_after_failure_the_wait_is_bounded(given: Source, retry_after: float | None, status: int | None) -> None:
    after = after_failure(given, FetchError("it failed", status=status, retry_after=retry_after), NOW)
    wait = after.next_due - NOW
    assert SHORTEST <= wait <= max(LONGEST * (1 + JITTER), (retry_after or 0.0) * (1 + JITTER / 2)) + 1e-3
    assert wait >= (retry_after or 0.0) - 1e-3
    assert after.failures == given.failures + 1
    assert after.last_success == given.last_success
    assert after.interval == given.interval


@given(st.text())
def test_jitter_is_the_same_every_time_and_small(name: str) -> None:
    assert jitter(name) == jitter(name)
    assert abs(jitter(name)) <= JITTER


def test_jitter_spreads_sources() -> None:
    moved = [jitter(f"f{number}") for number in range(500)]
    assert min(moved) < -0.09
    assert max(moved) > 0.09
    assert abs(sum(moved) / len(moved)) < 0.01


def run(found: Source, every: float, days: float) -> list[float]:
    """Waits of a source that brings something new `every` seconds, over some days."""
    now, brought, waits = NOW, 0, []
    while now < NOW + days * DAY:
        total = int((now - NOW) // every)
        found = after_success(found, answer(), now, total - brought if waits else 30)
        brought = total
        waits.append(found.next_due - now)
        now = found.next_due
    return waits


@pytest.mark.parametrize("every", [20 * 60.0, HOUR, 5 * HOUR, 20 * HOUR])
def test_the_interval_is_learned_from_what_comes(every: float) -> None:
    waits = run(source(), every, 60.0)[-20:]
    assert every / 4 < sum(waits) / len(waits) < every * 1.3


def test_a_busy_source_is_asked_every_few_minutes_and_a_quiet_one_once_a_day() -> None:
    assert run(source(), 30.0, 1.0)[-1] <= SHORTEST * (1 + JITTER)
    assert run(source(), 900 * DAY, 30.0)[-1] == pytest.approx(DAY, rel=JITTER)


def test_the_first_fetch_learns_from_dates_alone() -> None:
    assert after_success(source(interval=900.0), answer(), NOW, 500).interval == 900.0
    assert after_success(source(interval=900.0), answer(), NOW, 500, gap=4 * HOUR).interval == 2 * HOUR
    known = source(interval=900.0, last_success=NOW - HOUR)
    assert after_success(known, answer(), NOW, 4, gap=9 * DAY).interval < HOUR


def test_the_usual_gap_is_that_of_the_newest_entries() -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    hours = [1, 3, 5, 7, 400 * 24] * 8
    entries = [Entry(published=now - timedelta(hours=h)) for h in hours] + [Entry(), Entry(updated=now + timedelta(days=3))]
    assert usual_gap(entries, now) == 5 * HOUR / 20
    assert usual_gap([Entry(published=now)], now) is None


@given(st.sets(st.integers(0, 23), max_size=23), st.sets(st.integers(0, 6), max_size=6), st.floats(0.0, 9 * DAY), st.text(max_size=4))
def test_hours_and_days_that_a_feed_rules_out_are_not_used(hours: set[int], days: set[int], ttl: float, name: str) -> None:
    asked = source(id=name, ttl=ttl, skip_hours=tuple(hours), skip_days=tuple(days), interval=900.0)
    due_at = after_success(asked, answer(), NOW, 0).next_due
    free = after_success(replace(asked, skip_hours=(), skip_days=()), answer(), NOW, 0).next_due
    at = datetime.fromtimestamp(due_at, UTC)
    assert at.hour not in hours
    assert at.weekday() not in days
    assert free - 1e-3 <= due_at <= free + 8 * DAY


def test_a_source_overdue_in_a_ruled_out_hour_is_put_off() -> None:
    hour = datetime.fromtimestamp(NOW, UTC).hour
    put_off = postponed(source(skip_hours=(hour,), next_due=NOW - HOUR), NOW)
    assert put_off is not None
    assert datetime.fromtimestamp(put_off.next_due, UTC).hour == (hour + 1) % 24
    assert postponed(source(skip_hours=((hour + 2) % 24,), next_due=NOW - HOUR), NOW) is None


def test_a_permanent_redirect_is_adopted_after_three_sightings_over_a_day() -> None:
    new = "https://press.example/new"
    found, urls = source(), []
    for hours in (0, 5, 10, 23, 24, 30):
        found = after_success(found, answer(redirected_permanently_to=new if found.url != new else ""), NOW + hours * HOUR, 0)
        urls.append(found.url == new)
    assert urls == [False, False, False, False, True, True]


@pytest.mark.parametrize("between", ["", "https://press.example/other"])
def test_a_redirect_that_changes_its_mind_starts_anew(between: str) -> None:
    new = "https://press.example/new"
    found = source()
    for number, target in enumerate([new, new, between, new, new]):
        found = after_success(found, answer(redirected_permanently_to=target), NOW + number * DAY, 0)
    assert (found.url, found.moved_seen) == ("https://press.example/feed", 2)


def test_a_hub_that_tells_spares_polling() -> None:
    after = after_success(source(lease=NOW + 9 * DAY, interval=300.0), answer(), NOW, 1)
    assert after.next_due - NOW >= LEASED


def test_a_host_that_wants_to_be_left_alone_is_no_failure() -> None:
    after = after_hold(source(failures=1), 7200.0, NOW)
    assert (after.failures, after.last_fetched) == (1, 0.0)
    assert 7200.0 <= after.next_due - NOW <= 7200.0 * (1 + JITTER / 2)


def test_failures_double_the_pause_up_to_a_day() -> None:
    found, waits = source(interval=900.0), []
    for _ in range(9):
        found = after_failure(found, FetchError("500", status=500), NOW)
        waits.append((found.next_due - NOW) / (1 + jitter("f1")))
    assert waits[:4] == pytest.approx([1800.0, 3600.0, 7200.0, 14_400.0])
    assert waits[-1] == pytest.approx(DAY)
    assert after_success(found, answer(), NOW, 0).failures == 0


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_beyond_a_day(status: int) -> None:
    after = after_failure(source(), FetchError("wait", status=status, retry_after=3 * DAY), NOW)
    assert 3 * DAY <= after.next_due - NOW <= 3 * DAY * (1 + JITTER / 2)


def test_an_address_that_is_never_reached_is_asked_once_a_day() -> None:
    after = after_failure(source(), GuardError("private"), NOW)
    assert after.next_due - NOW == pytest.approx(DAY, rel=JITTER)


@pytest.mark.parametrize("by", ["answer", "error"])
def test_gone_is_for_good(by: str) -> None:
    after = after_success(source(), answer(410), NOW, 0) if by == "answer" else after_failure(source(), FetchError("", status=410), NOW)
    assert (after.state, after.last_status) == ("gone", 410)
    assert due([replace(after, next_due=0.0)], NOW) == ()
    assert health(after, NOW) == ("off", "Gone")


def test_what_is_due_comes_longest_waiting_first() -> None:
    waiting = [source(id="a", next_due=NOW), source(id="b", next_due=NOW - 9), source(id="c", next_due=NOW + 1)]
    others = [source(id="d", state="paused"), source(id="e", state="gone"), source(id="f", kind="files")]
    assert [found.id for found in due([*waiting, *others], NOW)] == ["b", "a"]


def test_an_answer_is_remembered() -> None:
    given = answer(etag='"2"', last_modified="today")
    after = after_success(source(failures=4, last_error="x"), given, NOW, 1)
    assert (after.etag, after.last_modified) == ('"2"', "today")
    assert (after.last_status, after.last_fetched, after.last_error) == (200, NOW, "")


def test_what_the_feed_says_outlives_an_answer_without_it() -> None:
    said = told(
        source(title="Mine"), Feed(title="Theirs", ttl=21_600, skip_hours=(3,), hub="https://hub.example/", self_url="https://x.example/")
    )
    assert (said.title, said.ttl, said.skip_hours, said.hub, said.topic) == (
        "Mine",
        21_600.0,
        (3,),
        "https://hub.example/",
        "https://x.example/",
    )
    after = after_success(said, answer(304), NOW, 0)
    assert after.next_due - NOW >= 21_600.0


def fail(times: int, error: HeadwaterError) -> Source:
    found = source(last_success=NOW - DAY)
    for _ in range(times):
        found = after_failure(found, error, NOW)
    return found


@pytest.mark.parametrize(
    ("found", "state", "words"),
    [
        (source(), "off", "Never fetched"),
        (source(state="paused"), "off", "Paused"),
        (after_success(source(), answer(), NOW, 0), "good", "Healthy"),
        (fail(1, FetchError("x", status=503)), "warn", "Failing, 503"),
        (fail(3, FetchError("x", status=404)), "bad", "Failing, 404"),
        (fail(3, FetchError("no answer")), "bad", "Failing"),
        (fail(1, FetchError("x", status=200)), "warn", "Failing"),
        (fail(1, ContentError("not a feed")), "warn", "Failing"),
        (fail(1, FetchError("x", status=429)), "warn", "Slow, asks us to wait"),
    ],
)
def test_health(found: Source, state: str, words: str) -> None:
    assert health(found, NOW + 60) == (state, words)


def test_a_source_that_nobody_asked_in_time_is_overdue() -> None:
    after = after_success(source(), answer(), NOW, 0)
    assert health(after, after.next_due + 60.0) == ("good", "Healthy")
    assert health(after, after.next_due + 2 * HOUR) == ("warn", "Overdue")


def test_an_error_is_kept_in_one_short_line() -> None:
    assert len(after_failure(source(), ContentError("much\nto say " * 500), NOW).last_error) <= 200
