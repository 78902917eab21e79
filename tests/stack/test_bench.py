"""Each suite of bin/bench works: a run of tiny sizes gives its figures, and every message that it sent is there."""

import importlib
import json
import os
import subprocess
import sys

import pytest

from tests.stack.server import ROOT

SUITES = {
    "files": 0.5, "memory": 45, "moderation": 1.5, "organising": 1.5, "pages": 0.5, "push": 6, "search": 50, "sends": 400, "translation": 5, "weight": 30,
}  # fmt: skip
"""Each with one of the bounds that it holds Halle to."""
OFTEN = ("sends",)
"""What runs with every commit: it needs most of the harness. All of them run in the whole matrix."""
CHOSEN = SUITES if os.environ.get("HALLE_TEST_ALL") else OFTEN


@pytest.mark.heavy(35)
@pytest.mark.parametrize("suite", CHOSEN)
def test_a_quick_run_gives_figures_with_the_bounds_of_the_targets(suite, tmp_path):
    command = [sys.executable, "-m", "tests.bench", suite, "--quick", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    figures = json.loads((tmp_path / f"{suite}.json").read_text())["figures"]
    assert SUITES[suite] in {bound for figure in figures for bound in (figure["most"], figure["least"])}
    for figure in figures:
        assert figure["value"] > 0 or figure["most"] == 0, figure["name"]
        assert figure["good"] or "acknowledged" not in figure["name"], figure
        assert all("idle_before" in found for found in figure["rounds"])


@pytest.mark.parametrize("suite", SUITES)
def test_every_suite_can_be_loaded(suite):
    assert importlib.import_module(f"tests.bench.{suite}")


def test_an_unknown_suite_is_refused():
    command = [sys.executable, "-m", "tests.bench", "nothing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "there is no suite nothing" in done.stderr
