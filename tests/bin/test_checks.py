"""What `bin/test` counts, and what it lets through."""

import checks
import pytest


@pytest.fixture
def report(tmp_path):
    def write(**counts):
        attributes = " ".join(f'{name}="{count}"' for name, count in counts.items())
        (tmp_path / "report.xml").write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
        return tmp_path / "report.xml"

    return write


@pytest.fixture
def parts(monkeypatch):
    """The parts that would run, in order; `outcome` says how each ends."""
    ran, outcome = [], {}

    def run_tests(name, arguments, environ):
        ran.append((name, environ.get("HALLE_TEST_ALL"), environ.get("HALLE_TEST_DATABASE")))
        return outcome.get(name, (1, 0))

    monkeypatch.setattr(checks, "run_tests", run_tests)
    monkeypatch.setattr(checks, "get_programs", dict)
    monkeypatch.setattr(checks, "get_assets", lambda environ: None)
    monkeypatch.setattr(checks, "run_style", lambda environ: 0)
    for name in ("CI", "HALLE_TEST_ALL", "HALLE_TEST_DATABASE", "HALLE_TEST_STRICT"):
        monkeypatch.delenv(name, raising=False)
    return ran, outcome


def test_a_failing_part_stops_no_other(parts, capsys):
    ran, outcome = parts
    outcome["fast"] = (7, 2)
    assert checks.run_all(everything=False) == 1
    assert [name for name, *_ in ran] == ["fast", "postgres", "stack", "browser"]
    assert capsys.readouterr().out.splitlines()[-1] == "10 passed, 2 failed"


def test_everything_is_the_whole_matrix_and_the_fast_part_on_postgresql(parts):
    ran, _ = parts
    assert checks.run_all(everything=True) == 0
    assert ran[-1] == ("fast on PostgreSQL", "1", "postgresql")
    assert all(whole == "1" for _, whole, _ in ran)


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_cannot_run_here_is_named_and_fails_where_it_must_run(parts, monkeypatch, capsys, ci, code):
    ran, _ = parts
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(checks, "get_programs", lambda: {"chromium": "installing it takes root and apt-get"})
    assert checks.run_all(everything=False) == code
    assert "SKIPPED browser: no chromium (installing it takes root and apt-get)" in capsys.readouterr().out
    assert "browser" not in [name for name, *_ in ran]


def test_a_report_is_counted(report):
    assert checks.counted(report(tests=10, failures=2, errors=1, skipped=3)) == (4, 3)


def test_a_part_without_a_report_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "CACHE", tmp_path)
    monkeypatch.setattr(checks, "PYTHON", "/bin/false")
    assert checks.run_tests("fast", [[]], {}) == (0, 1)


def test_what_runs_side_by_side_is_summed_and_shown_in_turn(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(checks, "CACHE", tmp_path)
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    for name, outcome in {"one": "assert True", "two": "assert False"}.items():
        (tmp_path / f"test_{name}.py").write_text(f"def test_{name}(): {outcome}\ndef test_more(): pass\n")
    selections = [["test_one.py"], ["test_two.py"]]
    assert checks.run_tests("both", selections, {"PYTHONDONTWRITEBYTECODE": "1"}) == (3, 1)
    said = capfd.readouterr().out
    assert said.index("test_one.py") < said.index("FAILED test_two.py::test_two") < said.index("both: ")


def test_the_fast_part_is_whole():
    """Each half leaves out just what the other runs; only tests in tests/views cover."""
    (folder, *first), second = checks.HALVES
    assert folder == "tests/views"
    assert first == ["-m", f"{checks.FAST} and covers"]
    assert second == ["-m", f"{checks.FAST} and not covers"]


def test_the_settings_of_somebodys_own_halle_do_not_reach_the_tests(monkeypatch):
    for name, value in {"PORT": "80", "HALLE_DATA": "/srv", "HALLE_TEST_DATABASE": "postgresql", "CI": "1"}.items():
        monkeypatch.setenv(name, value)
    environ = checks.test_environ(everything=False)
    assert not {"PORT", "HALLE_DATA", "HALLE_TEST_ALL"} & set(environ)
    assert (environ["HALLE_TEST_DATABASE"], environ["HALLE_TEST_STRICT"]) == ("postgresql", "1")
