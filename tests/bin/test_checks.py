"""What `bin/test` counts, and what it lets through."""

from pathlib import Path

import checks
import pytest

from tests.plugins.first import firsts
from tests.plugins.shares import MARKS, dealt

pytestmark = pytest.mark.thorough
ALONE = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
RUN_TESTS = checks.run_tests
FAILS = {"once": "here = Path('{0}').exists(); Path('{0}').touch(); assert here", "always": "assert False", "never": "pass"}


@pytest.fixture
def report(tmp_path):
    def write(**counts):
        attributes = " ".join(f'{name}="{count}"' for name, count in counts.items())
        (tmp_path / "report.xml").write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
        return tmp_path / "report.xml"

    return write


@pytest.fixture
def runs(monkeypatch):
    """The runs that would be, in order; `outcome` is what they come to."""
    ran, outcome = [], {"all": (10, 0)}

    def run_tests(queue, lanes=checks.LANES):
        ran.extend(queue)
        return outcome["all"]

    monkeypatch.setattr(checks, "run_tests", run_tests)
    monkeypatch.setattr(checks, "get_programs", dict)
    monkeypatch.setattr(checks, "get_assets", lambda environ: None)
    monkeypatch.setattr(checks, "run_style", lambda environ: 0)
    for name in ("CI", "HALLE_TEST_ALL", "HALLE_TEST_DATABASE", "HALLE_TEST_STRICT"):
        monkeypatch.delenv(name, raising=False)
    return ran, outcome


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A folder of tests: one file that is green, and one that is not."""
    monkeypatch.setattr(checks, "CACHE", tmp_path)
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    for name, outcome in {"one": "assert True", "two": "assert False"}.items():
        (tmp_path / f"test_{name}.py").write_text(f"def test_{name}(): {outcome}\ndef test_more(): pass\n")
    return tmp_path


def runs_of_both() -> list[checks.Run]:
    """A run of each file of that folder."""
    return checks.runs_of("both", [["test_one.py"], ["test_two.py"]], ALONE)


def test_all_parts_run(runs, capsys):
    ran, outcome = runs
    outcome["all"] = (10, 2)
    assert checks.run_all(everything=False) == 1
    assert {run.name.rpartition(" ")[0] for run in ran} == set(checks.PARTS)
    assert capsys.readouterr().out.splitlines()[-1] == "30 passed, 6 failed"  # first, side by side, and alone


def test_everything_is_the_whole_matrix_and_all_that_is_light_on_postgresql(runs):
    ran, _ = runs
    assert checks.run_all(everything=True) == 0
    more = [run for run in ran if run.environ.get("HALLE_TEST_DATABASE") == "postgresql"]
    assert [run.name for run in more] == [f"light on PostgreSQL {number}" for number in (1, 2, 3)]
    assert all(run.environ["HALLE_TEST_ALL"] == "1" for run in ran)


@pytest.mark.parametrize(
    ("part", "ci", "outcomes", "expected"),
    [
        ("browser", "true", ["once"], (4, 0)),
        ("browser", "true", ["always"], (3, 1)),
        ("browser", "true", ["once", "always"], (2, 2)),
        ("browser", "true", ["once"] * 4, (0, 4)),  # this is no accident
        ("thorough", "true", ["once"], (3, 1)),  # nothing there has to be quick
        ("browser", "", ["once"], (3, 1)),
    ],
)
def test_a_few_that_failed_beside_others_are_tried_alone(tree, runs, monkeypatch, capsys, part, ci, outcomes, expected):
    lines = ["from pathlib import Path"]
    for number, outcome in enumerate([*outcomes, *["never"] * (4 - len(outcomes))]):
        lines.append(f"def test_{number}(): {FAILS[outcome].format(number)}")
    (tree / "test_two.py").write_text("\n".join(lines))
    monkeypatch.setattr(checks, "run_tests", RUN_TESTS)
    monkeypatch.setattr(checks, "PARTS", {part: [["test_two.py"]]})
    monkeypatch.setattr(checks, "test_environ", lambda everything: ALONE)
    monkeypatch.setenv("CI", ci)
    checks.run_all(everything=False)
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"{expected[0]} passed, {expected[1]} failed"
    assert ("PASSED ONLY ALONE: test_two.py::test_0" in said) == (expected[1] == 0)


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_cannot_run_here_is_named_and_fails_where_it_must_run(runs, monkeypatch, capsys, ci, code):
    ran, _ = runs
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(checks, "get_programs", lambda: {"chromium": "installing it takes root and apt-get"})
    assert checks.run_all(everything=False) == code
    assert "SKIPPED browser: no chromium (installing it takes root and apt-get)" in capsys.readouterr().out
    assert not [run for run in ran if run.name.startswith("browser")]


def test_a_report_is_counted(report):
    assert checks.counted(report(tests=10, failures=2, errors=1, skipped=3)) == (4, 3)


def test_a_part_without_a_report_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "CACHE", tmp_path)
    monkeypatch.setattr(checks, "PYTHON", "/bin/false")
    assert checks.run_tests(checks.runs_of("fast", [[]], {})) == (0, 1)


@pytest.mark.parametrize("lanes", [1, 2])
def test_what_runs_side_by_side_is_summed_and_shown_in_turn(tree, capfd, lanes):
    assert checks.run_tests(runs_of_both(), lanes) == (3, 1)
    said = capfd.readouterr().out
    assert said.count("== both 1 ==") == said.count("== both 2 ==") == 1
    assert said.index("test_one.py") < said.index("FAILED test_two.py::test_two") < said.index("both 2: ")


def test_no_more_run_side_by_side_than_there_are_lanes(tree):
    """Each looks whether another one is there; so many lanes, so many."""
    (tree / "test_one.py").write_text(
        "import pathlib, time\n"
        "here = pathlib.Path(__file__).parent\n"
        "def test_one():\n"
        "    end = time.monotonic() + 20\n"
        "    while not (here / 'second').exists() and time.monotonic() < end: time.sleep(0.01)\n"
        "    assert (here / 'second').exists()\n"
    )
    (tree / "test_two.py").write_text(
        "import pathlib\ndef test_two(): (pathlib.Path(__file__).parent / 'second').touch()\n"
    )
    assert checks.run_tests(runs_of_both(), lanes=2) == (2, 0)
    (tree / "second").unlink()
    (tree / "test_one.py").write_text(
        "import pathlib\ndef test_one(): assert not (pathlib.Path(__file__).parent / 'second').exists()\n"
    )
    assert checks.run_tests(runs_of_both(), lanes=1) == (2, 0)


def test_shares_are_the_whole_and_nothing_twice():
    sizes = {Path(f"test_{number}.py"): number * 7 % 11 + 1 for number in range(17)}
    for count in (1, 2, 3):
        shares = dealt(sizes, count)
        assert sorted(path for share in shares for path in share) == sorted(sizes)
        held = [sum(sizes[path] for path in share) for share in shares]
        assert max(held) - min(held) <= max(sizes.values())


def test_a_part_in_shares_is_whole():
    for name, selections in checks.PARTS.items():
        told = [selection[selection.index("--share") + 1] for selection in selections if "--share" in selection]
        assert told in ([], [f"{number}/{len(told)}" for number in range(1, len(told) + 1)]), name


def test_what_has_the_machine_for_itself_is_left_out_beside_others():
    assert all("stack and not quiet" in selection for selection in checks.PARTS["stack"])
    (servers,) = checks.PARTS["servers"]
    assert servers[-1] == "stack and not quiet"
    assert sorted([*servers[:-2], *checks.HALLES]) == sorted(checks.holding("stack"))
    assert [selection[-1] for selection in checks.PARTS["quiet"]] == ["quiet"]
    assert (checks.FIRST, checks.ALONE) == (("fast",), ("quiet",))


def at_work(*names: str) -> list[checks.Run]:
    return [checks.Run(name, [], {}) for name in names]


@pytest.mark.parametrize(
    ("waiting", "working", "next_one"),
    [
        (["browser 1", "thorough 1"], ["stack 1"], "browser 1"),
        (["browser 1", "thorough 1"], ["stack 1", "thorough 2"], "browser 1"),
        (["browser 1", "thorough 1"], ["stack 1", "stack 2"], "thorough 1"),
        (["browser 1", "postgres 1"], ["stack 1", "stack 2", "thorough 1"], None),
        (["browser 1"], ["stack 1", "stack 2"], None),
        (["thorough 2"], ["browser 1", "thorough 1"], "thorough 2"),
        (["thorough 2"], ["views 1"], "thorough 2"),
        (["postgres 1"], ["thorough 1", "thorough 2"], None),
        ([], ["thorough 1"], None),
    ],
)
def test_one_run_at_a_time_is_beside_the_others_until_none_of_those_waits(waiting, working, next_one):
    found = checks.startable(at_work(*waiting), at_work(*working), lanes=2)
    assert (found and found.name) == next_one


def test_all_that_is_light_runs():
    """What covers runs in one process, whole; of the rest each runs once, and the first look is taken before."""
    light = checks.LIGHT
    assert [selection[-1] for selection in checks.PARTS["fast"]] == [f"{light} and first"] * 2
    assert [selection[0] for selection in checks.PARTS["fast"]] == ["tests/views", checks.ELSEWHERE[0]]
    assert checks.PARTS["views"] == [["tests/views", "-m", f"{light} and covers"]]
    for selection in checks.PARTS["thorough"]:
        assert selection[:-2] == [*checks.ELSEWHERE, "-m", f"{light} and not covers and not first"]
    (covering, *others) = checks.ALL_LIGHT
    assert covering == checks.PARTS["views"][0]
    assert all(selection[:-2] == [*checks.ELSEWHERE, "-m", f"{light} and not covers"] for selection in others)


class Collected:
    """A test as it is collected."""

    def __init__(self, path: str, name: str, *marks: str):
        self.path, self.originalname, self.parent, self.marks = checks.ROOT / path, name.partition("[")[0], self, marks
        self.nodeid, self.name = path, name

    def get_closest_marker(self, name: str):
        return name if name in self.marks else None


def test_a_first_look_takes_some_of_each_file_and_all_of_the_architecture():
    names = ["one[a]", "one[b]", "two", "three", "four", "five"]
    found = [Collected("tests/test_words.py", name) for name in names]
    found += [Collected("tests/architecture/test_doors.py", name) for name in names]
    found += [Collected("tests/test_text.py", "one", "thorough"), Collected("tests/test_text.py", "two[x]")]
    taken = [(test.path.stem, test.name) for test in firsts(found)]
    assert taken == [
        *(("test_words", name) for name in ("one[a]", "two", "three", "four")),
        *(("test_doors", name) for name in names),
        ("test_text", "two[x]"),
    ]


@pytest.mark.parametrize("mark", ["stack", "browser", "postgres", "quiet"])
def test_a_part_is_given_all_files_that_hold_its_tests(request, mark):
    """Of those that were collected, which in the whole run are all that are not given as whole folders."""
    given = {checks.ROOT / path for path in checks.holding(mark)}
    files = {path for path, held in request.config.stash[MARKS] if held == mark}
    assert {path for path in files if not given & {path, *path.parents}} == set()


def test_what_holds_a_part_is_told_by_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    monkeypatch.setattr(checks, "TESTS", tmp_path / "tests")
    for path, text in {
        "stack/conftest.py": 'item.add_marker("stack")',
        "stack/test_one.py": "pytest.mark.stack",
        "jobs/test_two.py": "marks=pytest.mark.stack)",
        "jobs/test_three.py": "pytest.mark.stacked",
        "jobs/helper.py": "pytest.mark.stack",
    }.items():
        (tmp_path / "tests" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / path).write_text(text)
    assert checks.holding("stack") == ["tests/stack", "tests/jobs/test_two.py"]


def test_the_settings_of_somebodys_own_halle_do_not_reach_the_tests(monkeypatch):
    monkeypatch.delenv("HALLE_TEST_ALL", raising=False)
    for name, value in {"PORT": "80", "HALLE_DATA": "/srv", "HALLE_TEST_DATABASE": "postgresql", "CI": "1"}.items():
        monkeypatch.setenv(name, value)
    environ = checks.test_environ(everything=False)
    assert not {"PORT", "HALLE_DATA", "HALLE_TEST_ALL"} & set(environ)
    assert (environ["HALLE_TEST_DATABASE"], environ["HALLE_TEST_STRICT"]) == ("postgresql", "1")
