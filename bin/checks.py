"""What `bin/test` runs: the rules of style, then the tests in named parts. One part's failure stops no other."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from environment import PYTHON, ROOT

CACHE = ROOT / ".cache"
"""Holds what the tests need from elsewhere, and the reports of a run."""
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "chromium-headless-shell": ("chromium-headless-shell",),
    "w3m": ("w3m",),
    "apertium": ("apertium",),
    "apertium-apy": ("apertium-apy",),
    "clamav-daemon": ("clamd",),
}
"""Debian's package, and the programs that will do. Without the shell the whole browser draws everything, slowly."""
PAIRS = {f"apertium-{pair}": f"{mode}.mode" for pair, mode in (
    ("eng-spa", "spa-eng"), ("eng-cat", "cat-eng"), ("fra-cat", "fra-cat"), ("por-cat", "por-cat"),
)}  # fmt: skip
"""Debian's packages of the fewest pairs with which Apertium brings Spanish, Catalan, French and Portuguese into English
and back, and a mode that each of them has."""
MODES = Path("/usr/share/apertium/modes")
KEPT = ("HALLE_TEST_ALL", "HALLE_TEST_CACHE", "HALLE_TEST_DATABASE", "HALLE_TEST_STRICT")
CONTRACT = {
    *("HOST", "PORT", "LIVE_PORT", "LIVE_URL", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "STORAGE_URL"),
    *("PUBLIC_URL", "SMTP_URL", "TRUSTED_PROXIES", "WEB_PROCESSES", "TRANSLATORS"),
}
"""The settings whose names have no prefix."""

TESTS = ROOT / "tests"
LIGHT = "not stack and not browser and not postgres"
ELSEWHERE = [f"--ignore=tests/{folder}" for folder in ("browser", "journeys", "stack")]
"""Where nothing is light. To collect it takes longer than a hundred tests."""
HALVES = [
    ["tests/views", "-m", f"{LIGHT} and first"],
    [*ELSEWHERE, "--ignore=tests/views", "-m", f"{LIGHT} and first"],
]
"""The fast part, side by side."""
COVERING = [["tests/views", "-m", f"{LIGHT} and covers"]]
"""What looks at which addresses and templates are tested needs all that cover them."""


def shares(count: int, *selection: str) -> list[list[str]]:
    """That selection, dealt out to so many runs."""
    return [[*selection, "--share", f"{number}/{count}"] for number in range(1, count + 1)]


def holding(mark: str) -> list[str]:
    """The files that hold tests of that mark, and the folders whose conftest gives it to all of them."""
    gives = re.compile(rf"\bmark\.{mark}\b|add_marker\(\"{mark}\"\)")
    found = [path for path in sorted(TESTS.rglob("*.py")) if gives.search(path.read_text(encoding="utf-8"))]
    folders = {path.parent for path in found if path.name == "conftest.py"}
    files = [path for path in found if path.name.startswith("test_") and not folders & set(path.parents)]
    return [str(path.relative_to(ROOT)) for path in (*sorted(folders), *files)]


THOROUGHLY = shares(2, *ELSEWHERE, "-m", f"{LIGHT} and not covers and not first")
ALL_LIGHT = [*COVERING, *shares(2, *ELSEWHERE, "-m", f"{LIGHT} and not covers")]
"""All that needs neither a running Halle nor a browser."""
HALLES = [path for path in holding("stack") if path.startswith(("tests/bin/", "tests/stack"))]
"""Where all of Halle runs; elsewhere a server of another kind does."""
PARTS = {
    "fast": HALVES,
    "stack": shares(2, *HALLES, "-m", "stack and not quiet"),
    "browser": shares(4, *holding("browser"), "-m", "browser"),
    "views": COVERING,
    "thorough": THOROUGHLY,
    "servers": [[*sorted({*holding("stack")} - {*HALLES}), "-m", "stack and not quiet"]],
    "postgres": [[*holding("postgres"), "-m", "postgres and not stack"]],
    "quiet": [[*holding("quiet"), "-m", "quiet"]],
}
"""In the order in which they begin: what takes longest first, so that all lanes end at about the same time."""
LANES = os.cpu_count() or 1
"""How many runs are at work at a time."""
FIRST, ALONE = ("fast",), ("quiet",)
"""What is told before anything else; and what counts the seconds in which real processes come back, which has the
machine for itself."""
BESIDE = ("views", "thorough", "servers", "postgres")
"""What needs nothing but a processor: real processes and browsers wait half of their time, and leave it to these."""
TIMED = ("stack", "browser", "servers", "quiet")
"""Where real processes and browsers have to be quick enough for a test, whatever else the machine does. Where Halle is
built, a few of these that fail are tried once more, alone, and are named for it."""
FEW = 3
BEHIND = 5
"""How much less of a processor they get than those who measure themselves against a clock."""


@dataclass
class Tally:
    """How many tests passed and failed; a part that could not run counts as one that failed."""

    passed: int = 0
    failed: int = 0

    def add(self, passed: int, failed: int) -> None:
        self.passed += passed
        self.failed += failed

    def close(self) -> int:
        """Print the sum; returns the exit code."""
        print(f"\n{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0


def run_all(everything: bool) -> int:
    """Style, then every part; `everything` adds the whole matrix, and all that is light on PostgreSQL too."""
    tally, environ = Tally(), test_environ(everything)
    missing = get_programs()
    get_assets(environ)
    tally.add(0, run_style(environ))
    rounds: dict[str, list[Run]] = {"first": [], "then": [], "alone": []}
    for name, selections in PARTS.items():
        if name == "browser" and "chromium" in missing:
            tally.add(0, skip(name, f"no chromium ({missing['chromium']})"))
            continue
        when = "first" if name in FIRST else "alone" if name in ALONE else "then"
        rounds[when] += runs_of(name, selections, environ)
    if everything:
        more = environ | {"HALLE_TEST_DATABASE": "postgresql"}
        rounds["then"] += runs_of("light on PostgreSQL", ALL_LIGHT, more)
    tally.add(*run_tests(rounds["first"]))
    tally.add(*run_tests(rounds["then"]))
    tally.add(*run_tests(rounds["alone"], lanes=1))
    if strict():
        tally.add(*try_again([run for runs in rounds.values() for run in runs], environ))
    return tally.close()


def run_fast() -> int:
    """The fast part alone."""
    tally, environ = Tally(), test_environ(everything=False)
    get_assets(environ)
    tally.add(0, run_style(environ))
    tally.add(*run_tests(runs_of("fast", HALVES, environ)))
    return tally.close()


def run_some(selection: list[str]) -> int:
    """The tests in these files, or what else pytest takes."""
    tally, environ = Tally(), test_environ(everything=False)
    get_assets(environ)
    tally.add(*run_tests(runs_of("selection", [selection], environ)))
    return tally.close()


def sabotage(patches: list[str]) -> int:
    """Whether each protection has a test that turns red without it."""
    command = [PYTHON, str(ROOT / "tests" / "sabotage" / "run.py"), *patches]
    return subprocess.run(command, cwd=ROOT, env=test_environ(everything=False), check=False).returncode


def test_environ(everything: bool) -> dict[str, str]:
    """The environment without settings of a Halle that its owner may run from this shell."""
    mine = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or (name not in CONTRACT and not name.startswith("HALLE_"))
    }
    mine.setdefault("HALLE_TEST_CACHE", str(CACHE))
    mine.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling all of the tests anew takes ten seconds each time
    if everything:
        mine["HALLE_TEST_ALL"] = "1"
    if strict():
        mine["HALLE_TEST_STRICT"] = "1"
    return mine


def strict() -> bool:
    """Whether what cannot run here is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def get_programs() -> dict[str, str]:
    """Install what the tests of the browser and of translation need, where we may; returns what is missing and why."""
    missing = [package for package in (*PROGRAMS, *PAIRS) if not has(package)]
    if not missing:
        return {}
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return dict.fromkeys(missing, "installing it takes root and apt-get")
    heading(f"installing {' and '.join(missing)}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", "-qq", *step], env=environ, stdout=subprocess.DEVNULL, check=False)
    return {package: "apt-get could not install it" for package in missing if not has(package)}


def has(package: str) -> bool:
    """Whether a program of that package is on PATH, or a pair of languages of it is there."""
    if package in PAIRS:
        return (MODES / PAIRS[package]).exists()
    return any(map(shutil.which, PROGRAMS[package]))


def get_assets(environ: dict[str, str]) -> None:
    """The scripts that pages load from the CDN, for tests that stand in for it. Tests say so when they are missing."""
    fetch = "import pathlib, sys; from inbox.cli.assets import fetch; fetch(pathlib.Path(sys.argv[1]))"
    target = os.path.join(environ["HALLE_TEST_CACHE"], "assets")
    answer = subprocess.run([PYTHON, "-c", fetch, target], cwd=ROOT, env=environ, capture_output=True, check=False)
    if answer.returncode != 0:
        print(answer.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1], file=sys.stderr)


def run_style(environ: dict[str, str]) -> int:
    """Ruff's rules; returns 1 when one is broken."""
    heading("style")
    programs = [str(path) for path in sorted((ROOT / "bin").iterdir()) if path.is_file() and not path.suffix]
    command = [PYTHON, "-m", "ruff", "check", ".", *programs]
    return int(subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode != 0)


def runs_of(name: str, selections: list[list[str]], environ: dict[str, str]) -> list["Run"]:
    """The runs of one part; none of them is at work yet."""
    return [Run(f"{name} {number}", chosen, environ) for number, chosen in enumerate(selections, 1)]


def run_tests(queue: list["Run"], lanes: int = LANES) -> tuple[int, int]:
    """All of these, so many at a time and one of those beside them, each shown once those before it ended; returns how
    many passed and failed."""
    tally, waiting, shown = Tally(), list(queue), list(queue)
    CACHE.mkdir(exist_ok=True)
    while shown:
        while run := startable(waiting, [run for run in queue if run.is_at_work()], lanes):
            waiting.remove(run)
            run.start()
        shown[0].show()
        if shown[0].has_ended():
            tally.add(*shown.pop(0).finish())
        else:
            time.sleep(0.2)
    return tally.passed, tally.failed


def startable(waiting: list["Run"], at_work: list["Run"], lanes: int) -> "Run | None":
    """The next that has a lane. What runs beside others has one of its own, and theirs once none of them waits."""
    others = [run for run in waiting if not run.is_beside]
    taken = sum(not run.is_beside for run in at_work)
    if others:
        if taken < lanes:
            return others[0]
        return next((run for run in waiting if run.is_beside), None) if taken == len(at_work) else None
    return waiting[0] if waiting and len(at_work) < lanes + bool(taken) else None


class Run:
    """One pytest; what it says goes into a file, so that those that run side by side are read in turn."""

    def __init__(self, name: str, selection: list[str], environ: dict[str, str]):
        self.name, self.environ = name, environ
        self.is_beside, self.is_timed = (name.rpartition(" ")[0] in kind for kind in (BESIDE, TIMED))
        self.report = CACHE / f"report-{name.replace(' ', '-')}.xml"
        self.command = [PYTHON, "-m", "pytest", "-rfEs", f"--junitxml={self.report}", *selection]
        self.process: subprocess.Popen | None = None
        self._told = None
        self._took = 0.0

    def start(self) -> None:
        """Set it to work."""
        self.report.unlink(missing_ok=True)
        said = self.report.with_suffix(".log")
        self._started = time.monotonic()
        with open(said, "wb") as saying:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environ, stdout=saying, stderr=saying, stdin=subprocess.DEVNULL,
                preexec_fn=partial(os.nice, BEHIND) if self.is_beside else None,
            )  # fmt: skip
        self._told = open(said, "rb")  # noqa: SIM115 (closed at its end)
        self._named = False

    def is_at_work(self) -> bool:
        """Whether it began and has not ended."""
        return self.process is not None and not self.has_ended()

    def has_ended(self) -> bool:
        """Whether it began and ended."""
        ended = self.process is not None and self.process.poll() is not None
        if ended and not self._took:
            self._took = time.monotonic() - self._started
        return ended

    def show(self) -> None:
        """Print what it said since the last time; at first its name."""
        if self._told is None:
            return
        if not self._named:
            heading(self.name)
            self._named = True
        sys.stdout.write(self._told.read().decode(errors="replace"))
        sys.stdout.flush()

    def finish(self) -> tuple[int, int]:
        """Show the rest, and how long it took; returns how many passed and failed."""
        self.show()
        self._told.close()
        print(f"{self.name}: {self._took:.0f} s", flush=True)
        passed, failed = counted(self.report)
        return passed, failed or int(self.process.returncode != 0)


def counted(report) -> tuple[int, int]:
    """How many tests of that report passed and failed."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return 0, 0
    total = {key: sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")}
    failed = total["failures"] + total["errors"]
    return total["tests"] - failed - total["skipped"], failed


def try_again(runs: list[Run], environ: dict[str, str]) -> tuple[int, int]:
    """A few tests that failed beside others, once more and alone, when nothing else failed with them; returns what that
    adds to the passed and to the failed."""
    failed = [run for run in runs if run.is_timed and counted(run.report)[1]]
    names = [name for run in failed for name in failures(run.report)]
    if not 0 < len(names) <= FEW:
        return 0, 0
    if run_tests(runs_of("again", [names], environ), lanes=1) != (len(names), 0):
        return 0, 0
    print(f"\nPASSED ONLY ALONE: {', '.join(names)}", flush=True)
    return len(names), -sum(counted(run.report)[1] for run in failed)


def failures(report) -> list[str]:
    """The tests of that report that failed, as pytest takes them."""
    found = {}
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            *places, test = [*case.get("classname", "").split("."), case.get("name", "")]
            found["::".join([name_of_file(places), test])] = True
    return list(found)


def name_of_file(places: list[str]) -> str:
    """`tests.views.test_one.TestThat` as `tests/views/test_one.py::TestThat`."""
    for length in range(len(places), 0, -1):
        path = Path(*places[:length]).with_suffix(".py")
        if (ROOT / path).is_file():
            return "::".join([str(path), *places[length:]])
    return "/".join(places)


def skip(name: str, reason: str) -> int:
    """Name a part that cannot run here; returns 1 when that is a failure."""
    heading(name)
    print(f"SKIPPED {name}: {reason}", flush=True)
    return int(strict())


def heading(name: str) -> None:
    """Say which part comes now."""
    print(f"\n== {name} ==", flush=True)
