"""Sagas against those that were marked by hand (`sagas.toml`): precision and recall over pairs of the data's own stories."""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from headwater.app import Headwater

MARKED = Path(__file__).with_name("sagas.toml")
Pairs = set[frozenset[str]]


def score(app: Headwater, gold: Path) -> dict[str, float]:
    """`p`, `r` and `f1` over pairs of stories of the gold that are in one saga; a story is in the saga that most of its articles are in."""
    marked = tomllib.loads(MARKED.read_text(encoding="utf-8"))
    story_of = {row["id"]: row["story"].removeprefix("basil-") for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines())}
    saga_of = {story["id"]: story["saga"] for story in app.export("stories")}
    votes: dict[str, Counter[object]] = defaultdict(Counter)
    for row in app.export("articles"):
        votes[story_of[str(row["external_id"])]][saga_of.get(row["story"])] += 1
    homes: dict[object, list[str]] = defaultdict(list)
    for story, counts in votes.items():
        home = counts.most_common(1)[0][0]
        if home is not None:
            homes[home].append(story)
    wanted, either = _pairs(marked["saga"]), _pairs(marked["open"])
    found = _pairs(homes.values()) - either
    right = len(found & wanted)
    precision, recall = right / max(1, len(found)), right / len(wanted)
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def _pairs(groups: Iterable[list[str]]) -> Pairs:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}
