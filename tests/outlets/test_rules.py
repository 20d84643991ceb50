"""Outlets' own rules, each on a stored page of our own making that shows the same pattern."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from headwater.stages.extract.metadata import read_metadata
from headwater.stages.extract.rules import Rule, all_rules, drop, rule_for

PAGES = Path(__file__).parent / "rules"
EXPECTED = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
URL = "https://www.fjordledger.example/news/quay"


@pytest.mark.parametrize("name", sorted(all_rules()))
def test_each_rule_gives_its_page_the_expected_title_which_it_has_not_without(name: str) -> None:
    tree = LexborHTMLParser((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    assert read_metadata(tree, URL, all_rules()[name]).title == EXPECTED[name]["title"]
    assert read_metadata(tree, URL).title != EXPECTED[name]["title"], "a rule that changes nothing is none"


def test_a_rule_holds_for_its_hosts_and_theirs_below() -> None:
    for rule in all_rules().values():
        for host in rule.hosts:
            assert rule_for(host) is rule_for(f"www.{host}") is rule
            assert rule_for(f"not{host}") is None
    assert rule_for("fjordledger.example") is rule_for("") is None


def test_a_rule_can_name_authors_and_what_never_belongs() -> None:
    rule = Rule(hosts=("a.example",), why="shown below the text", authors=".signed", drop=(".shop", "aside"))
    tree = LexborHTMLParser("<body><h1>Quay</h1><p class=signed>Ada Quill</p><aside>x</aside><div class=shop>Buy</div></body>")
    assert read_metadata(tree, URL, rule).authors == ("Ada Quill",)
    drop(tree, rule)
    assert tree.css(".shop, aside") == []
