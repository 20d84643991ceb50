"""Learn the weights of the story stage: `python tools/train_story.py DATA`.

Prints what belongs into `data/weights.toml` of the story stage. DATA is a folder with `ecbplus.articles.jsonl.gz` ({"id", "title",
"text"}) and `ecbplus.gold.jsonl` ({"id", "story"}): 496 reports of 42 happenings, mostly two of one kind to a topic, from ECB+ (Cybulska
and Vossen 2014, "Using a sledgehammer to crack a nut? Lexical diversity and event coreference resolution", annotation under CC BY 3.0).
Nothing of the texts is kept, only the weights.

Reports are read whole, as leads and as titles, added to an index one by one in random order, and compared with what the index finds.
Three logistic regressions are fitted: of a pair in one language; of a pair across languages, which must do with names, numbers and
concepts; and of a story, from its best and its mean member. Held-out figures leave out a fifth of the topics (a topic is a happening
with its look-alikes).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from headwater.stages import story
from headwater.stages.facts import find_facts
from headwater.stages.story import decide, likeness
from headwater.stages.story.candidates import candidates
from headwater.stages.story.overlap import Floats, Ints, Overlap, Query
from headwater.stages.story.pairs import beside

ROUNDS = ((1, "whole"), (2, "mixed"), (3, "mixed"), (4, "lead"), (5, "title"), (6, "whole"))
FOLDS = 5
CANDIDATES = 80
DISAGREE = ("numbers_disagree", "names_disagree")
NAMES = {
    "same": ("words", "names", "shared_numbers", "product_of_words", "product_of_names", "smaller_words", *DISAGREE),
    "other": ("names", "shared_numbers", "concepts", *DISAGREE),
    "story": ("best", "mean"),
}
Row = dict[str, Any]


def load(folder: Path) -> tuple[list[Row], dict[str, str]]:
    with gzip.open(folder / "ecbplus.articles.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    gold = [json.loads(line) for line in (folder / "ecbplus.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return sorted(rows, key=lambda row: row["id"]), {row["id"]: row["story"] for row in gold}


def items(rows: Sequence[Row], gold: dict[str, str], seed: int, mode: str) -> Iterator[story.Item]:
    chance = random.Random(seed)
    for row in chance.sample(rows, len(rows)):
        shown = chance.choice(("whole", "whole", "lead", "title")) if mode == "mixed" else mode
        text = row["text"][: {"whole": None, "lead": chance.randint(150, 600), "title": 0}[shown]]
        facts = find_facts(text, row["title"], "en")
        terms = story.terms(row["title"], text, "en", story.Given(facts.names, facts.figures, facts.times))
        yield story.Item(article=row["id"], story=gold[row["id"]], at=0.0, language="en", terms=terms)


def pairs(stream: Sequence[story.Item]) -> Iterator[tuple[Floats, Floats, list[tuple[str, str]]]]:
    """Features in one language and across, and (story of the one, story of the other), for what each report is compared with."""
    index = story.Index()
    for item in stream:
        query = index.query(item)
        slots = candidates([query], index, CANDIDATES)[1]
        if len(slots):
            same, other = likeness.features(shared(query, slots, index))
            yield same, other, [(item.story, near) for near in map(index.story_named, index.homes(slots))]
        index.add(item)


def stories(stream: Sequence[story.Item], weights: Floats) -> Iterator[tuple[float, float, tuple[str, str]]]:
    """Log-odds of the best and of the mean member of each story that a report could join, and (its story, that story)."""
    index = story.Index()
    for item in stream:
        query = index.query(item)
        slots = candidates([query], index, CANDIDATES)[1]
        if len(slots):
            odds = likeness.features(shared(query, slots, index))[0] @ weights
            best: dict[str, float] = {}
            for near, value in zip(map(index.story_named, index.homes(slots)), odds.tolist(), strict=True):
                best[near] = max(best.get(near, value), value)
            for near in sorted(best, key=lambda name: -best[name])[: decide.STORIES]:
                members = np.array(decide.spread(index.slots_of(near), decide.MEMBERS))
                values = likeness.features(shared(query, members, index))[0] @ weights
                yield max(best[near], float(values.max())), float(values.mean()), (item.story, near)
        index.add(item)


def shared(query: Query, slots: Ints, index: story.Index) -> Overlap:
    return beside([query], np.zeros(len(slots), np.int64), slots, index)


def fit(rows: Floats, true: npt.NDArray[np.bool_]) -> Floats:
    """Logistic regression by Newton's method, the squared weights (but the constant's) held down by one half."""
    weights = np.zeros(rows.shape[1])
    held = np.diag([1.0] * (rows.shape[1] - 1) + [1e-9])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (chance - true) + held @ weights
        weights = weights - np.linalg.solve((rows * (chance * (1 - chance))[:, None]).T @ rows + held, gradient)
    return weights


def best_f1(odds: Floats, true: npt.NDArray[np.bool_]) -> float:
    hits = np.cumsum(true[np.argsort(-odds)])
    return float((2 * hits / (np.arange(1, len(true) + 1) + true.sum())).max())


def learn(rows: Floats, of: list[tuple[str, str]], folds: dict[str, int]) -> tuple[Floats, float]:
    """Weights from all pairs, and the F1 over pairs of topics that were left out."""
    true = np.array([one == other for one, other in of])
    fold = np.array([[folds[one], folds[other]] for one, other in of])
    odds = np.zeros(len(true))
    for left in range(FOLDS):
        out = fold[:, 0] == left
        odds[out] = rows[out] @ fit(rows[(fold != left).all(axis=1)], true[(fold != left).all(axis=1)])
    return fit(rows, true), best_f1(odds, true)


def topics(of: list[tuple[str, str]], odds: Floats) -> dict[str, int]:
    """A fold for every story, the same for stories that are each other's nearest look-alike."""
    near: dict[str, dict[str, list[float]]] = {}
    for (one, other), value in zip(of, odds.tolist(), strict=True):
        near.setdefault(one, {}).setdefault(other, []).append(value)
    nearest = {}
    for one, others in near.items():
        means = {other: sum(values) for other, values in others.items() if other != one}
        nearest[one] = max(means, key=lambda name: means[name], default=one)
    topic = {one: min(one, other) if nearest.get(other) == one else one for one, other in nearest.items()}
    names = sorted(set(topic.values()))
    random.Random(0).shuffle(names)
    return {one: names.index(name) % FOLDS for one, name in topic.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    chosen = options.parse_args()
    rows, gold = load(chosen.data)
    streams = [list(items(rows, gold, seed, mode)) for seed, mode in ROUNDS]
    found = [part for stream in streams for part in pairs(stream)]
    same, other = np.vstack([part[0] for part in found]), np.vstack([part[1] for part in found])
    of = [pair for part in found for pair in part[2]]
    folds = topics(of, same[:, 0])
    learned = {"same": learn(same, of, folds), "other": learn(other, of, folds)}
    seen = [row for stream in streams for row in stories(stream, learned["same"][0])]
    members = np.array([[best, mean, 1.0] for best, mean, _ in seen])
    learned["story"] = learn(members, [of for _, _, of in seen], folds)
    for name, (weights, held_out) in learned.items():
        print(f"[{name}]  held-out F1 over pairs {held_out:.3f}")
        for label, value in zip((*NAMES[name], "constant"), weights.tolist(), strict=True):
            print(f"{label} = {value:.2f}")


if __name__ == "__main__":
    main()
