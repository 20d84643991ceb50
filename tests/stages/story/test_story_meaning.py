"""What an encoder adds: nothing but where the learned decision is in doubt, and only in languages that it relates to each other."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import numpy as np
import pytest
from invented_happenings import STREAM, item

from headwater.stages.story import Calibrated, Index, regroup, why
from headwater.stages.story import meaning as of_meaning
from headwater.stages.story.meaning import BAND, EVEN, GAIN, sharpened
from headwater.stages.story.overlap import Floats


class Bilingual:
    """An encoder that knows what the package's English and German sentences say, and nothing of any other language."""

    def __init__(self) -> None:
        tellings = of_meaning._tellings()
        self._known = {said: at for language in ("en", "de") for at, said in enumerate(tellings[language])}

    def encode(self, texts: Sequence[str]) -> Floats:
        rows = []
        for text in texts:
            row = np.full(12, 0.3)
            row[self._known.get(text, 11)] += 1.0
            rows.append(row / np.linalg.norm(row))
        return np.array(rows)


def test_only_languages_that_it_relates_are_compared() -> None:
    found = Calibrated(Bilingual())
    assert found.languages == ("en", "de")
    english, german = of_meaning._tellings()["en"], of_meaning._tellings()["de"]
    close = found.vectors(english, "en") @ found.vectors(german, "de").T
    assert np.allclose(close.diagonal(), 1.0)
    assert (close - np.eye(len(english))).max() < 0.1
    assert np.isnan(found.vectors(["いつか", "どこか"], "ja")).all()


def test_pairs_beyond_doubt_are_not_asked() -> None:
    asked: list[str] = []

    def closeness(articles: Sequence[str]) -> Floats:
        asked.extend(articles)
        return np.full((len(articles), len(articles)), 1.0)

    sure, doubtful = BAND + 0.1, BAND - 0.1
    timed = np.array([[0.0, sure, -sure], [sure, 0.0, doubtful], [-sure, doubtful, 0.0]])
    added = sharpened(["a", "b", "c"], timed, np.zeros(3), np.zeros(3), closeness)
    assert asked == ["b", "c"]
    assert added[1, 2] == added[2, 1] == pytest.approx(GAIN * (1.0 - EVEN))
    assert np.count_nonzero(added) == 2


@pytest.mark.parametrize(("close", "worth"), [(0.0, -GAIN * EVEN), (EVEN, 0.0), (1.0, GAIN * (1 - EVEN))])
def test_closeness_counts_for_and_against(close: float, worth: float) -> None:
    added = sharpened(["a", "b"], np.zeros((2, 2)), np.zeros(2), np.zeros(2), lambda articles: np.full((2, 2), close))
    assert added[0, 1] == pytest.approx(worth)


def test_what_the_encoder_cannot_tell_changes_nothing() -> None:
    added = sharpened(["a", "b"], np.zeros((2, 2)), np.zeros(2), np.zeros(2), lambda articles: np.full((2, 2), np.nan))
    assert not added.any()


def test_of_two_whole_texts_it_is_not_asked() -> None:
    def closeness(articles: Sequence[str]) -> Floats:
        raise AssertionError(articles)

    assert not sharpened(["a", "b"], np.zeros((2, 2)), np.zeros(2), np.ones(2), closeness).any()


def index_of_stream() -> Index:
    index = Index()
    for told in STREAM:
        index.add(item(told, "s-" + told.id))
    return index


def test_in_doubt_the_encoder_decides_and_is_named_among_the_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [f"s-{told.id}" for told in STREAM]
    monkeypatch.setattr(of_meaning, "BAND", 100.0)
    monkeypatch.setattr(of_meaning, "GAIN", 100.0)
    monkeypatch.setattr(import_module("headwater.stages.story.regroup"), "TELLING", (1_000, 2_000))
    index = index_of_stream()

    def alike(articles: Sequence[str]) -> Floats:
        return np.full((len(articles), len(articles)), 1.0)

    def strange(articles: Sequence[str]) -> Floats:
        return np.zeros((len(articles), len(articles)))

    assert regroup(stories, index, lambda _: {}, lambda first: "s-" + first, strange).moved == {}
    moved = regroup(stories, index, lambda _: {}, lambda first: "s-" + first, alike).moved
    assert len(moved) == len(STREAM) - 1
    for article, home in moved.items():
        index.move(article, home)
    said = why(next(iter(moved)), index, {}, alike)
    assert said[-1] == "close in meaning to a report of this story (1.00 of 1 by the encoder)"
    assert not any("encoder" in reason for reason in why(next(iter(moved)), index, {}, strange))
