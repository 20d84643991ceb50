"""Learns the weights of `headwater.stages.extract.kindsigns` from pages of known types, and says how well they do on sites never seen.

Run it by hand after the signs or the main text have changed (needs `scikit-learn`, which nothing else here does).

    python tools/learn_kinds.py --pages DIR --gold pages.jsonl --out src/headwater/stages/extract/kinds.json

`--gold` has a row a page: {"url", "html_path" (below --pages), "set", "type"}; `type` is "article" for reports, "unknown" rows are passed
over. Cross-validation keeps the pages of a host together.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from selectolax.lexbor import LexborHTMLParser
from sklearn.linear_model import LogisticRegression

from headwater.stages.extract.body import read_body
from headwater.stages.extract.decode import decode
from headwater.stages.extract.kinds import NO_REPORT
from headwater.stages.extract.kindsigns import says_news, signs
from headwater.stages.extract.metadata import read_metadata
from headwater.text import host_of

FOLDS = 10


def read_row(row: dict[str, Any], pages: Path) -> tuple[dict[str, float], bool]:
    markup = decode((pages / row["html_path"]).read_bytes())
    tree = LexborHTMLParser(markup)
    meta = read_metadata(tree, row["url"])
    return signs(row["url"], meta, read_body(tree, markup, row["url"], meta)), says_news(meta)


def fit(table: Any, wanted: Any) -> LogisticRegression:
    # Chosen by cross-validation: .02 to .05 find .93 to .90 of the pages that are no report at the threshold of `kinds.py`.
    return LogisticRegression(C=0.03, class_weight="balanced", max_iter=3000).fit(table, wanted)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, required=True)
    arguments.add_argument("--gold", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    asked = arguments.parse_args()
    gold = [row for row in map(json.loads, asked.gold.read_text(encoding="utf-8").splitlines()) if row.get("type", "unknown") != "unknown"]
    read = [read_row(row, asked.pages) for row in gold]
    names = sorted(read[0][0])
    table = np.array([[found[name] for name in names] for found, _ in read])
    news = np.array([news for _, news in read])
    wanted = np.array([row["type"] != "article" for row in gold])
    scale = table.std(axis=0) + 1e-6
    scaled = (table - table.mean(axis=0)) / scale
    groups = np.array([crc32(".".join(host_of(row["url"]).split(".")[-2:]).encode()) % FOLDS for row in gold])
    chance = np.zeros(len(gold))
    for fold in range(FOLDS):
        model = fit(scaled[groups != fold], wanted[groups != fold])
        chance[groups == fold] = model.predict_proba(scaled[groups == fold])[:, 1]
    right: dict[str, list[bool]] = defaultdict(list)
    for row, told, other in zip(gold, (chance > NO_REPORT) & ~news, wanted, strict=True):
        right[f"{row['set']}, {'no report' if other else 'reports'}"].append(bool(told) == bool(other))
    for name, found in right.items():
        print(f"{name:28} {np.mean(found):.3f} of {len(found)}")
    model = fit(scaled, wanted)
    weights = model.coef_[0] / scale
    bias = float(model.intercept_[0] - (weights * table.mean(axis=0)).sum())
    out = {"bias": round(bias, 4), "weights": {name: round(float(value), 4) for name, value in zip(names, weights, strict=True)}}
    asked.out.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
