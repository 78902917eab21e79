"""The supervisor, with children of a few lines. It runs in a process of its own, since it adopts and ends orphans."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

FOLDER = Path(__file__).resolve().parent.parent.parent / "bin"
FRAME = """
import os, signal, sys, time
from pathlib import Path
import processes
from child import Part
from processes import GaveUp, Stopped, Supervisor
processes.FIRST_DELAY = 0.01
folder = Path(sys.argv[1])
def part(name, code, **more):
    return Part(name, [sys.executable, "-c", code], dict(os.environ), **more)
def pid(name):
    return int((folder / f"{name}.pid").read_text())
def wait_for_words(herd):
    while not all(child.tail for child in herd.children.values()):
        herd._turn()
"""


def supervise(folder, script):
    """Runs that script beside a supervisor; returns the finished process."""
    program = FRAME + textwrap.dedent(script)
    command = [sys.executable, "-c", program, str(folder)]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=30, check=False)


def test_a_part_that_never_gets_ready_is_given_up_with_the_end_of_its_log(tmp_path):
    answer = supervise(
        tmp_path,
        """
        try:
            with Supervisor(folder) as herd:
                herd.start(part("mule", "import sys; print('no oats'); sys.exit(3)"))
                herd.watch()
        except GaveUp as error:
            print(error)
        """,
    )
    assert "mule ended with code 3, 5 times in a row without getting ready" in answer.stdout
    assert answer.stdout.rstrip().endswith("no oats")
    assert answer.stderr.count("starting it again") == 4


def test_a_part_that_was_ready_is_started_again_without_end(tmp_path):
    answer = supervise(
        tmp_path,
        """
        seen = set()
        def ready():
            seen.add(pid("mule"))
            if len(seen) <= 8:
                os.kill(pid("mule"), signal.SIGKILL)
            else:
                os.kill(os.getpid(), signal.SIGTERM)
            return True
        try:
            with Supervisor(folder) as herd:
                herd.start(part("mule", "import time; time.sleep(60)", ready=ready))
                herd.watch()
        except Stopped:
            print(len(seen), "lives")
        """,
    )
    assert answer.stdout == "9 lives\n"


def test_what_a_dead_child_leaves_in_its_group_dies_with_it(tmp_path):
    answer = supervise(
        tmp_path,
        """
        code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
        with Supervisor(folder) as herd:
            herd.start(part("mule", code))
            wait_for_words(herd)
            foal, mother = int(herd.children["mule"].tail[0]), pid("mule")
            os.kill(mother, signal.SIGKILL)
            while not (folder / "mule.pid").exists() or pid("mule") == mother:
                herd._turn()
            print(os.path.exists(f"/proc/{foal}"))
        """,
    )
    assert answer.stdout == "False\n"


def test_parts_stop_in_rounds_and_one_that_does_not_listen_is_killed(tmp_path):
    answer = supervise(
        tmp_path,
        """
        wait = "print('up', flush=True); time.sleep(60)"
        polite = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(print('bye', flush=True))); " + wait
        deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); " + wait
        with Supervisor(folder) as herd:
            herd.start(part("polite", polite, stops_in_round=2))
            herd.start(part("deaf", deaf, stops_in_round=1, patience=0.3))
            wait_for_words(herd)
            pids = [pid("polite"), pid("deaf")]
        print([os.path.exists(f"/proc/{one}") for one in pids], list(folder.iterdir()))
        """,
    )
    assert answer.stdout == "[False, False] []\n"
    assert answer.stderr == "up\nup\nbye\n"


def test_a_reader_that_stands_still_does_not_stop_the_launcher(tmp_path):
    answer = supervise(
        tmp_path,
        """
        end, write = os.pipe()
        stderr = os.dup(2)
        os.dup2(write, 2)
        with Supervisor(folder) as herd:
            herd.run(part("talker", "print(('x' * 99 + chr(10)) * 20000)"))
        os.dup2(stderr, 2)
        print("done")
        """,
    )
    assert answer.stdout == "done\n"
