"""bin/flask: help and mistakes name the command that was called."""

import os
import subprocess

import pytest

from inbox.config import ROOT

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(("arguments", "code"), [(["users", "grant", "--help"], 0), (["users", "grant"], 2)])
def test_it_is_called_by_the_name_that_works(tmp_path, arguments, code):
    environ = os.environ | {"HALLE_DATA": str(tmp_path)}
    done = subprocess.run([str(ROOT / "bin" / "flask"), *arguments], capture_output=True, text=True, env=environ)
    assert (done.returncode, (done.stdout + done.stderr).startswith("Usage: bin/flask users grant ")) == (code, True)
