"""Takes each protection away, one at a time, and says which of them no test guards.

`NAME.patch` removes a protection; its first line names the test that must turn red. The patches are applied to a copy
of the tree: `bin/test sabotage`, or `bin/test sabotage NAME …` for some of them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
MARK = "# must turn red: "
GREEN, RED = 0, 1
"""Exit codes of pytest; any other means that it could not run the test."""


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
    environ = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    environ.setdefault("HALLE_TEST_CACHE", str(ROOT / ".cache"))
    command = [PYTHON, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, env=environ, capture_output=True, check=False).returncode


def main(names: list[str]) -> int:
    wrong, chosen = 0, protections(names)
    with copy_of_the_tree() as tree:
        if red := not_green(tree, chosen):
            print("\n".join(f"{test} is not green to begin with" for test in red))
            return 1
        for one in chosen:
            started = time.monotonic()
            complaint = outcome(tree, one)
            wrong += bool(complaint)
            print(f"{one.name:<34} {time.monotonic() - started:5.1f} s  {complaint or 'guarded'}", flush=True)
    print(f"{wrong} of {len(chosen)} protections are not guarded." if wrong else "Each protection is guarded.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
