"""Outlets' own rules: where an outlet's pages differ from what pages usually mean, a small file in `outlets/rules/` says so."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec
from selectolax.lexbor import LexborHTMLParser

MAX_DROPPED = 500


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds on the pages of `hosts` and their subdomains; what is empty is as everywhere.

    title    which of the page's titles is the report's: "shared" og:title, "linked" the JSON-LD headline, "heading" the visible one
    authors  CSS selector of the elements that name the authors
    drop     CSS selectors of elements that are never part of a report
    """

    hosts: tuple[str, ...]
    why: str
    title: Literal["", "shared", "linked", "heading"] = ""
    authors: str = ""
    drop: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def all_rules() -> dict[str, Rule]:
    """Every rule by the name of its file. Raises msgspec.ValidationError for a file that is none."""
    folder = files("headwater.outlets").joinpath("rules")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name.removesuffix(".toml"): msgspec.toml.decode(file.read_bytes(), type=Rule) for file in found}


@lru_cache(maxsize=1)
def _by_host() -> dict[str, Rule]:
    return {host: rule for rule in all_rules().values() for host in rule.hosts}


def rule_for(host: str) -> Rule | None:
    """The rule for pages at `host`, None for nearly all hosts."""
    known = _by_host()
    labels = host.lower().split(".")
    return next((known[name] for at in range(len(labels) - 1) if (name := ".".join(labels[at:])) in known), None)


def drop(tree: LexborHTMLParser, rule: Rule) -> None:
    """Takes out of `tree` what the rule says is never part of a report."""
    for selector in rule.drop:
        for node in tree.css(selector)[:MAX_DROPPED]:
            node.decompose()
