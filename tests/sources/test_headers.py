from __future__ import annotations

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from headwater.sources import headers

NOW = 1_900_000_000.0


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ([("Cache-Control", "public"), ("Cache-Control", "max-age=7200")], 7200.0),
        ([("Cache-Control", 'no-cache="Set-Cookie", max-age=600')], 600.0),
        ([("Cache-Control", "no-cache, max-age=600")], None),
        ([("Cache-Control", "max-age=600, no-store")], 600.0),
        ([("Cache-Control", "max-age=600"), ("Age", "200")], 400.0),
        ([("Cache-Control", "max-age=99999999999999999999")], headers.MAX_WAIT),
        ([("Cache-Control", "max-age=soon"), ("Expires", "0")], None),
        ([("Expires", "0")], None),
        ([], None),
    ],
)
def test_how_long_an_answer_is_fresh(lines: list[tuple[str, str]], seconds: float | None) -> None:
    assert headers.max_age(CIMultiDictProxy(CIMultiDict(lines)), NOW) == seconds


def test_links_may_stand_in_several_lines() -> None:
    lines = CIMultiDictProxy(CIMultiDict([("Link", "</a>; rel=preload"), ("Link", "<https://hub.example/>; rel=hub")]))
    assert headers.linked("https://a.example/feed", lines, "hub") == "https://hub.example/"
