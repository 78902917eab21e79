"""What a run of the tests leaves behind: nothing."""

import signal
import subprocess
import sys

import pytest

from inbox.config import ROOT
from tests.stack.waiting import until

MAKE = """
import sys, time
from pathlib import Path
from tests.places import short_lived
for prefix in ("one-", "two-"):
    (short_lived(prefix, Path(sys.argv[1])) / "file").touch()
print("made", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, None])
def test_its_folders_are_gone_however_a_process_ends(tmp_path, number):
    command = [sys.executable, "-c", MAKE, str(tmp_path)]
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, **quiet) as process:
        assert process.stdout.readline() == b"made\n"
        assert len(list(tmp_path.glob("*/file"))) == 2
        if number:
            process.send_signal(number)
    until(lambda: not list(tmp_path.iterdir()))
