"""Reading beside other programs: in turns, each after one that is not counted."""

from __future__ import annotations

from headwater import peers
from headwater.model import Capture
from site_pages import page


def test_programs_read_the_same_pages_in_turns() -> None:
    order: list[tuple[str, str]] = []

    def reader(name: str) -> peers.Reader:
        return lambda capture: order.append((name, capture.url))

    captures = [page(number) for number in range(peers.TURN + 2)]
    peers._in_turns(captures, {"one": reader("one"), "other": reader("other")})
    first, rest = [c.url for c in captures[: peers.TURN]], [c.url for c in captures[peers.TURN :]]
    turns = [(name, url) for urls in (first, first, rest) for name in ("one", "other") for url in urls]
    assert order == turns


def test_a_program_that_fails_is_counted() -> None:
    def fails(capture: Capture) -> object:
        raise ValueError(capture.url)

    found = peers.race([page(number) for number in range(5)], {"other": fails})
    assert [row.name for row in found.rows] == ["headwater", "other"]
    assert [row.name for row in found.known] == ["headwater, known hosts", "headwater", "other"]
    assert found.known_pages == 5
    assert all(row.cpu > 0 for row in found.rows)


def test_a_page_is_not_learned_from_itself() -> None:
    assert [one.site for one in peers.introduced([page(number) for number in range(3)])] == [None] * 3
    four = peers.introduced([page(number) for number in range(4)])
    assert all(one.site is not None and one.site.passed for one in four)
