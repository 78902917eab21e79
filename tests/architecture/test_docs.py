"""What the documentation promises is there."""

import re

import pytest

from inbox.config import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(?:\w+::)*(test_\w+)`")
PAGES = ("reliability.md", "attacks.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_exists(page):
    named = NAMED.findall((ROOT / "docs" / page).read_text())
    assert named
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert not missing


def test_every_attack_is_tried_by_a_test_or_has_a_reason():
    tried, untried = (ROOT / "docs" / "attacks.md").read_text().split("## Not tried, and why")
    for line in table(tried):
        assert NAMED.search(line), f"names no test: {line}"
    by_test, by_reason = (numbers(part) for part in (tried, untried))
    assert by_test | by_reason == set(range(1, 101))
    assert not by_test & by_reason


def table(text: str) -> list[str]:
    """The lines of its tables, without their heads."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [line for line in rows if not line.startswith(("| # |", "|---"))]


def numbers(text: str) -> set[int]:
    """The cases that are named in the first column: 5, and 7 to 9 as 7–9."""
    found: set[int] = set()
    for cell in (line.split("|")[1] for line in table(text)):
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", cell):
            found |= set(range(int(first), int(last or first) + 1))
    return found


def test_the_readme_leads_to_files_that_exist():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / "README.md").read_text())
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_map_of_the_readme_names_addresses_that_exist():
    found = re.findall(
        r"`((?:inbox|templates|tests)/[\w/]+\.(?:py|html))(?:::([\w.]+))?`", (ROOT / "README.md").read_text()
    )
    assert found
    for path, name in found:
        text = (ROOT / path).read_text()
        for part in filter(None, name.split(".")):
            assert re.search(rf"^\s*(class|def) {part}\b", text, re.MULTILINE), f"{path} has no {part}"
