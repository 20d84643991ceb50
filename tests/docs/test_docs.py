"""The documents tell what there is: every command, setting, route, export kind and dependency is named, and every link leads somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from headwater.cli.main import COMMANDS
from headwater.export import KINDS
from headwater.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")] + list((ROOT / "docs").rglob("*.md"))
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_guide(command: str) -> None:
    assert f"headwater {command}" in read("docs/guide.md")


@pytest.mark.parametrize("setting", Settings.__struct_fields__)
def test_every_setting_is_described(setting: str) -> None:
    assert f"| `{setting}` |" in read("docs/operating.md")


@pytest.mark.parametrize("kind", KINDS)
def test_every_export_is_described(kind: str) -> None:
    assert f"**{kind}**" in read("docs/api.md")


def test_every_route_is_described() -> None:
    source = (ROOT / "src/headwater/web").rglob("*.py")
    routes = {route for file in source for route in re.findall(r'@_(?:get|page|form)\("([^"]+)"', file.read_text(encoding="utf-8"))}
    assert len(routes) > 10
    text = read("docs/api.md")
    for route in routes - {"/static/{name:str}", "/favicon.ico", "/sources/remove"}:
        shown = re.sub(r"\{\w+:str\}", "{id}", route)
        assert f"`{shown}" in text or f"{shown}?" in text or f"{shown}`" in text, route


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    text = read("docs/dependencies.md")
    groups = project["dependency-groups"]
    for line in [*project["project"]["dependencies"], *groups["dev"], *groups["peers"]]:
        name = re.split(r"[<>=\[]", line)[0]
        assert name in text, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-peers.lock"])
def test_locks_carry_hashes_and_no_address(lock: str) -> None:
    text = read(lock)
    assert "://" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        if not block.startswith("#"):
            assert "--hash=sha256:" in block, block[:60]
