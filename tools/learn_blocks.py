"""Learns the weights of `headwater.stages.extract.scorer` from annotated pages, and says how well they do on sites never seen.

Run it by hand after `features.py` or `blocks.py` has changed (needs `catboost`, which nothing else here does).

    python tools/learn_blocks.py --pages DIR --gold pages.jsonl --out src/headwater/stages/extract/blocks.npz

`--gold` has a row a page: {"id", "set", "url", "html_path" (below --pages), "text" or "with" and "without"}. Only pages of sets whose
annotations may be used for learned weights belong in it. A block is part of the report if most of its four-word shingles are in the
row's text; of rows without text only the blocks that hold a snippet count. Cross-validation keeps the pages of a host together.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from catboost import CatBoostClassifier, Pool
from selectolax.lexbor import LexborHTMLParser

from headwater.stages.extract.blocks import Block, Walk
from headwater.stages.extract.body import composed, likely
from headwater.stages.extract.decode import decode
from headwater.stages.extract.features import Hints, features
from headwater.stages.extract.metadata import Metadata, read_metadata
from headwater.stages.extract.rescue import DOUBT, doubt, second_opinion
from headwater.stages.extract.scorer import with_neighbours
from headwater.text import host_of

Array = npt.NDArray[Any]
WORD = re.compile(r"\w+")
FOLDS = 5
SNIPPET_WEIGHT = 0.15


def shingles(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + 4]) for at in range(len(words) - 3)]


def wanted(blocks: list[Block], row: dict[str, Any]) -> tuple[Array, Array]:
    """(share of each block that is report, its weight: 0 where nothing is known)."""
    share, weight = np.zeros(len(blocks)), np.zeros(len(blocks))
    if "text" not in row:
        for at, block in enumerate(blocks):
            kept = any(" ".join(snippet.split()) in block.text for snippet in row.get("with", ()) if snippet.strip())
            out = any(" ".join(snippet.split()) in block.text for snippet in row.get("without", ()) if snippet.strip())
            share[at], weight[at] = kept, SNIPPET_WEIGHT * (kept or out)
        return share, weight
    gold = WORD.findall(row["text"])
    spread = [WORD.findall(block.text) for block in blocks]
    starts = _cover(spread, gold, share)
    _settle_repeated(starts, Counter(shingles(gold)), gold, share)
    known = _short(spread, row["text"], share)
    weight[:] = [min(1.0, (len(words) + 2) / max(80, len(gold))) if words else 0 for words in spread]
    return share, weight * known


def _cover(spread: list[list[str]], gold: list[str], share: Array) -> dict[int, list[int]]:
    """Fills `share` for blocks of four words and more; returns which blocks begin at each place of the gold text."""
    place: dict[tuple[str, ...], int] = {}
    for at, shingle in enumerate(shingles(gold)):
        place.setdefault(shingle, at)
    starts: dict[int, list[int]] = defaultdict(list)
    for at, words in enumerate(spread):
        own = shingles(words)
        hits = [place[shingle] for shingle in own if shingle in place]
        if own:
            share[at] = len(hits) / len(own)
        if hits and share[at] >= 0.5:
            starts[hits[0]].append(at)
    return starts


def _settle_repeated(starts: dict[int, list[int]], counts: Counter[tuple[str, ...]], gold: list[str], share: Array) -> None:
    """Of blocks with the same words as many are right as the gold text has, those nearest to the middle of the report."""
    single = [found[0] for found in starts.values() if len(found) == 1]
    middle = float(np.median(single)) if single else 0.0
    for place, found in starts.items():
        found.sort(key=lambda at: abs(at - middle))
        share[found[counts[tuple(gold[place : place + 4])] :]] = 0


def _short(spread: list[list[str]], text: str, share: Array) -> Array:
    """Fills `share` for shorter blocks within the report; returns 0 for those that cannot be told, else 1."""
    lines = {" ".join(WORD.findall(line)) for line in text.split("\n")}
    whole = f" {' '.join(WORD.findall(text))} "
    inside = np.flatnonzero(share > 0.5)
    first, last = (int(inside[0]), int(inside[-1])) if len(inside) else (1, 0)
    known = np.ones(len(spread))
    for at, words in enumerate(spread):
        line = " ".join(words)
        if len(words) < 4 and first - 2 <= at <= last + 2 and f" {line} " in whole:
            share[at] = line in lines or len(words) > 1
            known[at] = share[at] > 0 or not first <= at <= last
    return known


@dataclass(frozen=True)
class Sample:
    """A page as the pipeline sees it: `rows`, one a block, with their neighbours, and what is wanted of each block with its weight."""

    gold: dict[str, Any]
    markup: str
    meta: Metadata
    walk: Walk
    rows: Array
    share: Array
    weight: Array


def read_row(row: dict[str, Any], pages: Path) -> Sample:
    markup = decode((pages / row["html_path"]).read_bytes())
    tree = LexborHTMLParser(markup)
    meta = read_metadata(tree, row["url"])
    assert tree.body is not None
    walk = Walk(tree.body)
    rows = with_neighbours(features(walk, Hints(meta.title, meta.description, meta.body))).T
    return Sample(row, markup, meta, walk, rows, *wanted(walk.blocks, row))


def learn(samples: list[Sample]) -> CatBoostClassifier:
    rows = np.concatenate([sample.rows for sample in samples])
    share = np.concatenate([sample.share for sample in samples])
    weight = np.concatenate([sample.weight for sample in samples])
    kept = weight > 0
    model = CatBoostClassifier(
        iterations=250, depth=6, learning_rate=0.1, loss_function="CrossEntropy", l2_leaf_reg=5, border_count=32, rsm=0.25,
        bootstrap_type="Bernoulli", subsample=0.7, random_seed=1, verbose=False, allow_writing_files=False,
    )  # fmt: skip
    return model.fit(Pool(rows[kept], label=share[kept], weight=np.sqrt(weight[kept])))


def cross_validate(samples: list[Sample]) -> None:
    """Prints, for each set and WCXB's articles apart, precision, recall and F1 of four-word shingles of the text that the whole pipeline
    gives with a model that has not seen the page's host, pages weighing the same."""
    groups = [crc32(".".join(host_of(sample.gold["url"]).split(".")[-2:]).encode()) % FOLDS for sample in samples]
    scores: dict[str, list[tuple[float | None, float]]] = defaultdict(list)
    for fold in range(FOLDS):
        model = learn([sample for sample, group in zip(samples, groups, strict=True) if group != fold])
        for sample in (sample for sample, group in zip(samples, groups, strict=True) if group == fold):
            if "text" in sample.gold:
                chances = model.predict_proba(sample.rows)[:, 1].astype(np.float32) if len(sample.rows) else np.zeros(0, np.float32)
                found = agreement(sample.gold["text"], text_of(sample, chances))
                scores[sample.gold["set"]].append(found)
                if sample.gold.get("type") == "article":
                    scores[f"{sample.gold['set']} articles"].append(found)
    for name, found_all in scores.items():
        precision = np.mean([one for one, _ in found_all if one is not None])
        recall = np.mean([two for _, two in found_all])
        print(f"{name:22} P {precision:.4f} R {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}")


def text_of(sample: Sample, chances: Array) -> str:
    """The text of the page as `body.read_body` makes it of these chances."""
    if not len(chances):
        return ""
    places = likely(chances)
    if doubt(sample.walk.blocks, chances) > DOUBT:
        places = second_opinion(sample.markup, sample.walk.blocks) or places
    return composed(sample.walk, places, sample.gold["url"], sample.meta).text


def agreement(gold: str, text: str) -> tuple[float | None, float]:
    """(precision, None without text; recall) of multisets of four-word shingles."""
    one, two = (Counter(shingles(words) or [tuple(words)]) for words in (WORD.findall(gold), WORD.findall(text)))
    common = (one & two).total()
    return common / two.total() if WORD.search(text) else None, common / max(1, one.total())


def store(model: CatBoostClassifier, out: Path) -> None:
    described = out.with_suffix(".json")
    model.save_model(str(described), format="json")
    trees = json.loads(described.read_text())["oblivious_trees"]
    described.unlink()
    depth = max(len(tree["splits"]) for tree in trees)
    columns = np.zeros((len(trees), depth), np.int16)
    cuts = np.full((len(trees), depth), np.inf, np.float32)
    leaves = np.zeros((len(trees), 1 << depth), np.float16)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            columns[at, level], cuts[at, level] = split["float_feature_index"], split["border"]
        leaves[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    np.savez_compressed(out, columns=columns, cuts=cuts, leaves=leaves, bias=np.float32(0))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, required=True)
    arguments.add_argument("--gold", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    asked = arguments.parse_args()
    gold = [json.loads(line) for line in asked.gold.read_text(encoding="utf-8").splitlines()]
    samples = [read_row(row, asked.pages) for row in gold]
    cross_validate(samples)
    store(learn(samples), asked.out)


if __name__ == "__main__":
    main()
