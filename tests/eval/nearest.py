"""How often the text of another language that is most like a text tells of the same happening, by the story stage's own likeness."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from headwater.model import Capture
from headwater.pipeline import read_whole
from headwater.stages.story import Index, Item
from headwater.stages.story.weighing import Pairs

LANGUAGES = ("ja", "zh")


def measure(folder: Path) -> dict[str, float]:
    """{language: share of its texts whose nearest text of another language is of the same story}; those without a partner are left out.

    Times count for nothing: the set has none.
    """
    index, story, spoken = Index(), {}, {}
    with gzip.open(folder / "wmt21.articles.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    rows = (json.loads(line) for line in (folder / "wmt21.gold.jsonl").read_text(encoding="utf-8").splitlines())
    gold = {row["id"]: row["story"] for row in rows}
    for line in lines:
        row = json.loads(line)
        capture = Capture(url=row["url"], fetched_at=datetime.now(UTC), body=line.encode(), kind="article")
        read = read_whole(capture)
        story[row["id"]], spoken[row["id"]] = gold[row["id"]], row["language"]
        index.add(Item(article=row["id"], story=row["id"], at=0.0, language=read.article.language, terms=read.fingerprint.terms))
    return {language: _right(index, story, spoken, language) for language in LANGUAGES}


def _right(index: Index, story: dict[str, str], spoken: dict[str, str], language: str) -> float:
    others = [article for article in story if spoken[article] != language]
    slots, stories = index.slots(others), {story[article] for article in others}
    right = []
    for article in story:
        if spoken[article] == language and story[article] in stories:
            odds = Pairs(index.query(index.item(article)), index, {}).odds(slots.tolist())
            right.append(story[others[int(np.argmax(odds))]] == story[article])
    return sum(right) / len(right)
