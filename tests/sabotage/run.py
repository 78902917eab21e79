"""Takes each protection away, one at a time, and says which of them no test guards.

`NAME.patch` removes a protection; its first line names the test that must turn red. The patches are applied to copies
of the tree, one for each core: `bin/test sabotage`, or `bin/test sabotage NAME …` for some of them.

Each test runs in a child of a process that has loaded the libraries, but nothing of Halle: loading them took longer
than most of the tests.
"""

import atexit
import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
MARK = "# must turn red: "
GREEN, RED = 0, 1
"""Exit codes of pytest; any other means that it could not run the test."""
LONGEST = 600
"""Seconds that tests may take; then they are killed, and count as ones that could not be run."""
LOADED = """
import json, sys
import pytest, app, tests.conftest
for name in tests.conftest.pytest_plugins: __import__(name)
names = [name for name, found in sys.modules.items() if "site-packages" in str(getattr(found, "__file__", ""))]
print(json.dumps(names))
"""
"""Tells which libraries the tests load."""


@dataclass(frozen=True)
class Protection:
    """What a patch takes away, and the test that guards it."""

    name: str
    patch: Path
    test: str


def protections(names: list[str]) -> list[Protection]:
    """Those of these names, or all."""
    found = [Protection(path.stem, path, guard(path)) for path in sorted(HERE.glob("*.patch"))]
    if unknown := set(names) - {one.name for one in found}:
        sys.exit(f"There is no {sorted(unknown)[0]}.patch in tests/sabotage.")
    return [one for one in found if not names or one.name in names]


def guard(patch: Path) -> str:
    """The test that the first line of a patch names."""
    first = patch.read_text().split("\n", 1)[0]
    if not first.startswith(MARK):
        sys.exit(f"{patch.name}: its first line must be '{MARK}tests/…::test_…'.")
    return first.removeprefix(MARK)


@contextmanager
def copy_of_the_tree() -> Iterator[Path]:
    """All that is under version control or could be, with the same environment."""
    folder = Path(tempfile.mkdtemp(prefix="halle-sabotage-"))
    try:
        for name in [*listed("--cached", "--others", "--exclude-standard"), *catalogues()]:
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        compiled = [PYTHON, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "-x", "[.]venv", "."]
        subprocess.run(compiled, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def listed(*which: str) -> list[str]:
    """Files as git sees them."""
    answer = subprocess.run(["git", "ls-files", "-z", *which], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in answer.stdout.split("\0") if name]


def catalogues() -> list[str]:
    """The compiled translations, which are not under version control."""
    return [str(path.relative_to(ROOT)) for path in (ROOT / "inbox" / "locale").glob("*/LC_MESSAGES/*.mo")]


def outcome(tree: Path, one: Protection) -> str:
    """What is wrong with this guard; nothing when its test, green so far, is red without the protection."""
    if applied(tree, one, "--check"):
        return f"does not apply any more: {applied(tree, one, '--check')}"
    applied(tree, one)
    try:
        code = run(tree, one.test)
    finally:
        applied(tree, one, "--reverse")
    if code == GREEN:
        return f"NO TEST GUARDS IT: {one.test} is still green"
    return "" if code == RED else f"{one.test} could not be run (pytest ended with {code})"


def not_green(tree: Path, chosen: list[Protection]) -> list[str]:
    """The tests that are red although nothing was taken away."""
    tests = sorted({one.test for one in chosen})
    return [] if run(tree, *tests) == GREEN else [test for test in tests if run(tree, test) != GREEN]


def applied(tree: Path, one: Protection, *options: str) -> str:
    """Applies a patch; returns the complaint, if any."""
    command = ["git", "apply", *options, str(one.patch)]
    environ = os.environ | {"GIT_CEILING_DIRECTORIES": str(tree.parent)}
    return subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, check=False).stderr.strip()


def run(tree: Path, *tests: str) -> int:
    """Runs tests in the copy up to the first that fails; returns pytest's exit code."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)  # without what they protect, some wait for ever: that is no answer
        os._exit(run_here(tree, *tests))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_here(tree: Path, *tests: str) -> int:
    """Runs them in this process, which is of no use afterwards."""
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1"}
    os.environ.setdefault("HALLE_TEST_CACHE", str(ROOT / ".cache"))
    sys.dont_write_bytecode = True  # of two changes of a file within a second the first would stay
    os.chdir(tree)
    sys.path[0] = str(tree)
    with open(os.devnull, "r+b") as nowhere:
        for number in range(3):
            os.dup2(nowhere.fileno(), number)
    try:
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))
    except BaseException:  # whatever it is, it is no outcome of a test
        return 70
    finally:
        atexit._run_exitfuncs()


def load_libraries() -> None:
    """What all runs need, and none of Halle."""
    answer = subprocess.run([PYTHON, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=False)
    for name in json.loads(answer.stdout.splitlines()[-1] if answer.returncode == 0 else "[]"):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def judge(chosen: list[Protection]) -> int:
    """Prints what is wrong with each of these guards; returns how many are."""
    wrong = 0
    with copy_of_the_tree() as tree:
        red = not_green(tree, chosen)
        for test in red:
            print(f"{test} is not green to begin with", flush=True)
        for one in chosen:
            if one.test in red:
                wrong += 1
                continue
            started = time.monotonic()
            complaint = outcome(tree, one)
            wrong += bool(complaint)
            print(f"{one.name:<34} {time.monotonic() - started:5.1f} s  {complaint or 'guarded'}\n", end="", flush=True)
    return wrong


def main(names: list[str]) -> int:
    chosen = protections(names)
    load_libraries()
    lanes = min(os.cpu_count() or 1, len(chosen))
    children = []
    for lane in range(lanes):
        if (child := os.fork()) == 0:
            os._exit(min(judge(chosen[lane::lanes]), 250))
        children.append(child)
    wrong = sum(abs(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])) for child in children)
    print(f"{wrong} of {len(chosen)} protections are not guarded." if wrong else "Each protection is guarded.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
