"""Each patch that takes a protection away still fits the code, and names a test that exists. Whether that test turns red
is for `bin/test sabotage` to say."""

import os
import re
import subprocess

import pytest

from inbox.config import ROOT

pytestmark = pytest.mark.thorough
PATCHES = sorted((ROOT / "tests" / "sabotage").glob("*.patch"))
NAMED = re.compile(r"# must turn red: (tests/[\w/]+\.py)::(?:\w+::)*(test_\w+)(?:\[.+\])?")


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_it_names_a_test_that_exists(patch):
    path, name = NAMED.fullmatch(patch.read_text().split("\n", 1)[0]).groups()
    assert f"def {name}(" in (ROOT / path).read_text()


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_it_fits_the_code(patch):
    environ = os.environ | {"GIT_CEILING_DIRECTORIES": str(ROOT.parent)}
    done = subprocess.run(["git", "apply", "--check", patch], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
