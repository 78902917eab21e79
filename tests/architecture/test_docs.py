"""What the documentation promises is there."""

import re

import pytest

from inbox.config import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PAGES = ("reliability.md", "attacks.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_exists(page):
    named = NAMED.findall((ROOT / "docs" / page).read_text())
    assert named
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert not missing


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
