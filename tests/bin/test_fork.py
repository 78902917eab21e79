"""A fork of the launcher is what a program started anew would be, with what was loaded before."""

import pytest

from tests.bin.test_supervisor import supervise

pytestmark = pytest.mark.thorough

TOLD = """
import contextlib, json
from fork import Fork
def ended(work, **environ):
    child = Fork(work, environ, folder)
    with contextlib.closing(child.stdout):
        print(child.stdout.read().decode(), end="")
    return child.wait()
"""


def told(folder, script):
    """What that script, which has `ended(work)`, prints."""
    answer = supervise(folder, TOLD + script)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_it_has_its_own_environment_session_and_folder_and_nothing_that_was_open(tmp_path):
    script = """
held = open(folder / "held", "w")
def work():
    print(dict(os.environ), os.getsid(0) == os.getpid(), os.getcwd() == str(folder))
    print(sorted(os.listdir("/proc/self/fd"), key=int)[:-1], os.read(0, 1))
print(ended(work, HALLE_ROLE="mule"))
"""
    assert told(tmp_path, script) == "{'HALLE_ROLE': 'mule'} True True\n['0', '1', '2'] b''\n0\n"


def test_how_it_ends_is_told_and_nothing_of_its_parent_ends_with_it(tmp_path):
    script = """
try:
    codes = [ended(work) for work in (lambda: sys.exit(3), lambda: sys.exit("no oats"), lambda: 1 / 0,
                                      lambda: os.kill(os.getpid(), 9))]
finally:
    print("once")
print(codes)
"""
    said = told(tmp_path, script)
    assert said.startswith("no oats\n")
    assert "ZeroDivisionError" in said
    assert said.endswith("\nonce\n[3, 1, 1, -9]\n")


def test_it_takes_signals_as_a_new_program_does(tmp_path):
    script = """
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts tests in the background may ignore it
with Supervisor(folder / "run") as herd:
    def work():
        taken = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP, signal.SIGINT)]
        print(taken == [signal.SIG_DFL, signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler])
        print(signal.set_wakeup_fd(-1), signal.pthread_sigmask(signal.SIG_BLOCK, []))
        os.kill(os.getpid(), signal.SIGTERM)
    print(ended(work), signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""
    assert told(tmp_path, script) == "True\n-1 set()\n-15 set()\n"


def test_one_that_was_asked_to_end_ends_and_one_that_has_ended_is_not_asked(tmp_path):
    script = """
child = Fork(lambda: time.sleep(60), {}, folder)
print(child.poll())
child.terminate()
print(child.wait(), child.poll())
child.kill(), child.terminate()
"""
    assert told(tmp_path, script) == "None\n-15 -15\n"
