"""The environment is made when it must be, and left alone when it may be."""

import os
import subprocess
import sys
import threading
import time

import environment
import pytest

pytestmark = pytest.mark.thorough


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own, whose commands are noted and not run."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(environment, "STAMPS", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(environment, "UNFINISHED", tmp_path / ".venv" / "unfinished")
    monkeypatch.setattr(environment, "LOCK", tmp_path / ".venv.lock")
    monkeypatch.setattr(environment, "LOCALE", tmp_path / "locale")
    for name in (environment.RUNTIME, environment.DEV):
        (tmp_path / name).write_text(f"# {name}")
    return tmp_path


@pytest.fixture
def commands(project, monkeypatch):
    """What would have been run; making an environment gives one that works."""
    noted = []

    def note(command, complaint):
        noted.append(command[2] if command[1] == "-m" else command)
        if command[1:3] == ["-m", "venv"]:
            (project / ".venv" / "bin").mkdir(parents=True)
            (project / ".venv" / "bin" / "python").symlink_to(sys.executable)

    monkeypatch.setattr(environment, "_run", note)
    return noted


def test_the_first_start_makes_and_installs_and_the_second_does_nothing(commands):
    environment.prepare(environment.RUNTIME)
    assert commands == ["venv", "pip"]
    environment.prepare(environment.RUNTIME)
    assert commands == ["venv", "pip"]


def test_the_development_set_holds_the_runtime_set_but_not_the_other_way_round(commands):
    environment.prepare(environment.DEV)
    environment.prepare(environment.RUNTIME)
    assert commands == ["venv", "pip"]


def test_the_runtime_set_does_not_hold_the_development_set(commands):
    environment.prepare(environment.RUNTIME)
    environment.prepare(environment.DEV)
    assert commands == ["venv", "pip", "pip"]


def test_changed_requirements_are_installed(commands, project):
    environment.prepare(environment.RUNTIME)
    (project / environment.RUNTIME).write_text("flask==9")
    environment.prepare(environment.RUNTIME)
    assert commands == ["venv", "pip", "pip"]


def test_an_environment_whose_python_is_gone_is_made_anew(commands, project):
    environment.prepare(environment.RUNTIME)
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(project / "no-python")
    assert environment.python_version() is None


def test_an_installation_that_was_cut_short_is_not_trusted(commands, project):
    environment.prepare(environment.RUNTIME)
    environment.UNFINISHED.touch()
    assert environment.python_version() is None


def test_two_starts_at_the_same_time_install_once(commands, monkeypatch):
    note = environment._run

    def slowly(command, complaint):
        time.sleep(0.2)
        note(command, complaint)

    monkeypatch.setattr(environment, "_run", slowly)
    starts = [threading.Thread(target=environment.prepare, args=(environment.RUNTIME,)) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert commands == ["venv", "pip"]


def test_a_catalogue_is_compiled_when_it_is_missing_or_older(project, monkeypatch):
    monkeypatch.setattr(environment, "PYTHON", sys.executable)
    source = project / "locale" / "fr" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hi"\nmsgstr "Salut"\n')
    assert environment.stale_catalogues() == [source]
    environment.compile_catalogue(source)
    assert b"Salut" in source.with_suffix(".mo").read_bytes()
    assert environment.stale_catalogues() == []
    os.utime(source, (time.time() + 5, time.time() + 5))
    assert environment.stale_catalogues() == [source]


def test_a_python_without_venv_is_told_which_package_it_needs(project, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="python3-venv"):
        environment.make()


def test_an_old_python_gets_one_line():
    old = "import sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (main)'; import environment"
    folder = os.path.dirname(environment.__file__)
    answer = subprocess.run([sys.executable, "-c", old], cwd=folder, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr == "Halle needs Python 3.11 or newer; this is Python 3.9.2.\n"
