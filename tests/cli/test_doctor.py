"""What the doctor says, and when something is wrong; and that no secret is among the settings it prints."""

import re
from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import text

from inbox import clock, doctor, masks
from inbox.cli import doctor as command
from inbox.config import Settings
from inbox.database import revisions
from inbox.doctor import machine, parties, reach
from inbox.doctor.finding import NOTE, OK, WRONG
from inbox.extensions import db
from inbox.services import resets
from jobs import queues, state
from jobs.worker import worker
from tests.clamd import Told
from tests.plugins.stores import make_bucket, url_of

pytestmark = pytest.mark.usefixtures("signals")
PROXY = {"HOST": "127.0.0.1", "PUBLIC_URL": "https://halle.test", "TRUSTED_PROXIES": "1"}


@pytest.fixture
def private(data):
    """The data folder as bin/run makes it."""
    data.chmod(0o700)
    return data


@pytest.fixture
def settings(make_app, private):
    """An application with these settings on top of sound ones."""
    return lambda **more: make_app(**{"SECRET_KEY": "x" * 64, **more})


@pytest.fixture
def works(app, connection):
    """A worker that is alive, and a schedule that ticks."""
    working = worker(queues.SHORT, app)
    working.register_birth()
    working.heartbeat()
    state.tick(connection)


def findings(app, check=doctor.examine, locale="en") -> list[tuple[str, str]]:
    """(level, sentence) of each."""
    with app.app_context(), force_locale(locale):
        return [(finding.level, str(finding.sentence)) for finding in check()]


def complaints(app, check=doctor.examine) -> list[str]:
    """What is not well, without what the Redis of the tests is."""
    return [said for level, said in findings(app, check) if level != OK and "appendonly" not in said]


def test_where_all_is_well_nothing_is_said_to_be_wrong(settings, works):
    app = settings()
    assert complaints(app) == []
    assert (OK, f"It answers, takes writes, and has the newest schema ({revisions()[-1]}).") in findings(app)
    assert (OK, "1 worker works, and the schedule ticks.") in findings(app)
    assert (OK, "1 processus travaille, et le planificateur tourne.") in findings(app, locale="fr")


def test_without_a_worker_or_a_schedule_it_is_said(settings, connection):
    said = complaints(settings())
    assert "No worker works: mail waits, and what is due comes late." in said
    assert "The schedule has not looked for a minute: nothing regular is done." in said


def test_jobs_that_wait_or_failed_are_said(settings, works, connection):
    queues.enqueue(connection, "forget_logins")
    (job_id,) = connection.lrange("rq:queue:short", 0, -1)
    connection.hset(b"rq:job:" + job_id, "enqueued_at", "2020-01-01T00:00:00.000000Z")
    queues.enqueue(connection, "forget_logins", queue=queues.LONG)
    connection.zadd("rq:failed:short", {"x": 9e12})
    said = complaints(settings())
    assert any(re.fullmatch(r"The first job of the queue short has waited for \d+ min\.", each) for each in said)
    assert "Long jobs wait, and no worker takes them." in said and "1 job has failed." in said


def test_without_a_redis_halle_does_not_run_and_that_is_no_mistake(settings):
    assert (NOTE, "Halle does not run: bin/run starts its Redis.") in findings(settings(REDIS_URL=""))


def test_a_redis_that_is_away_or_may_forget_is_said(settings, tmp_path, connection):
    away = settings(REDIS_URL=f"unix://{tmp_path}/nobody.sock")
    assert (WRONG, "It does not answer: pages look for news by themselves, and jobs wait.") in findings(away)
    before = connection.config_get("maxmemory-policy")["maxmemory-policy"]
    try:
        connection.config_set("maxmemory-policy", "allkeys-lru")
        assert any("throw jobs away" in said for said in complaints(settings()))
    finally:
        connection.config_set("maxmemory-policy", before)


def test_a_database_that_is_away_empty_old_or_newer_is_said(settings, empty_url, tmp_path):
    def said(app):
        return complaints(app)[:1]

    assert said(settings(DATABASE_URL=empty_url)) == ["It has no tables yet: run bin/flask setup, or start bin/run."]
    assert said(settings(DATABASE_URL=f"sqlite:///{tmp_path}/no/where.db")) == [
        "It does not answer (OperationalError)."
    ]
    app = settings()
    for revision, sentence in {"0012": "is older than this Halle", "9999": "is newer than this Halle"}.items():
        with app.app_context():
            with db.engine.begin() as connection:
                connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
            db.session.remove()
        assert sentence in said(app)[0]


@pytest.mark.postgres
def test_on_postgresql_a_database_that_takes_no_writes_is_said(settings):
    app = settings()
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("ALTER DATABASE halle_test SET default_transaction_read_only = on"))
        db.engine.dispose()
    assert "It takes no writes: people can read, and cannot send." in complaints(app)
    assert (OK, "They agree.") in findings(app)


def test_a_disk_without_room_is_said(settings):
    assert any(said.startswith("Only ") and said.endswith("make room.") for said in complaints(settings(HALLE_DISK_MIN_MIB="999999")))  # fmt: skip


def test_what_others_on_the_machine_may_read_is_said(settings, private):
    key = private / "secret_key"
    key.write_text("x" * 64)
    key.chmod(0o640)
    assert f"Others on this machine can read {key}: run chmod 600 on it." in complaints(settings())
    key.chmod(0o600)
    assert complaints(settings(), machine.files) == []
    private.chmod(0o755)
    (private / "halle.db").touch()
    (private / "halle.db").chmod(0o644)
    with settings().app_context():
        sqlite = db.engine.dialect.name == "sqlite"
    assert bool(complaints(settings(), machine.files)) is sqlite


def test_a_folder_that_cannot_be_written_is_said(settings, tmp_path):
    gone = settings(DATABASE_URL=f"sqlite:///{tmp_path}/no/where.db")
    assert complaints(gone, machine.files) == [f"{tmp_path}/no cannot be written."]


def test_a_short_key_and_missing_scripts_are_said(settings):
    said = complaints(settings(SECRET_KEY="short", HALLE_ASSETS="local"), machine.files)
    assert said == ["SECRET_KEY is short: give it 32 random characters or more.",
                    "The scripts of HALLE_ASSETS=local are missing: run bin/flask assets."]  # fmt: skip


def test_a_clock_that_was_moved_or_differs_is_said(settings, monkeypatch):
    clock.move(timedelta(hours=1))
    assert complaints(settings(), machine.clocks) == ["HALLE_CLOCK_FILE moves the clock by 3600 s."]
    clock.release()
    real = machine.time.time
    monkeypatch.setattr(machine.time, "time", lambda: real() + 60)
    assert any("The clock of Redis differs by 60 s" in said for said in complaints(settings(), machine.clocks))


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({}, []),
        (PROXY, []),
        ({"HOST": "0.0.0.0"}, ["PUBLIC_URL is not set"]),
        ({"TRUSTED_PROXIES": "1"}, ["PUBLIC_URL is not set"]),
        (PROXY | {"TRUSTED_PROXIES": "0"}, ["TRUSTED_PROXIES is 0 behind a proxy"]),
        (PROXY | {"HOST": "0.0.0.0"}, ["HOST is open to others"]),
        (PROXY | {"PUBLIC_URL": "http://halle.test"}, ["PUBLIC_URL is not https"]),
        ({"PUBLIC_URL": "http://localhost:8000"}, []),
        (PROXY | {"LIVE_URL": "ws://halle.test/live"}, ["LIVE_URL must begin with wss://"]),
    ],
)
def test_addresses_that_do_not_agree_are_said(settings, given, sentences):
    said = complaints(settings(**given), reach.addresses)
    assert len(said) == len(sentences) and all(a.startswith(b) for a, b in zip(said, sentences, strict=True)), said


def test_mail_that_does_not_go_out_is_said(cast, ana, settings):
    app = settings()
    assert complaints(app, parties.letters) == []
    cast.do(resets.ask, "ana", "::1")
    clock.move(timedelta(hours=2))
    assert complaints(app, parties.letters) == ["1 mail has waited for more than an hour."]
    clock.release()
    assert (
        "nobody gets mail" in complaints(settings(HOST="0.0.0.0", PUBLIC_URL="https://halle.test"), parties.letters)[0]
    )


def test_a_mail_server_is_asked_without_a_mail(settings, smtp):
    public = {"PUBLIC_URL": "https://halle.test"}
    assert findings(settings(SMTP_URL=smtp.url(), **public), parties.mail_server) == [(OK, "The mail server answers.")]
    assert smtp.box.mails == []
    silent = settings(SMTP_URL="smtp://127.0.0.1:1", **public)
    assert complaints(silent, parties.mail_server) == [
        "The server of SMTP_URL does not take mail from here (ConnectionRefusedError)."
    ]


def test_a_scanner_that_does_not_answer_is_said(settings):
    clamd = Told()
    assert findings(settings(HALLE_CLAMD_URL=clamd.url), parties.virus_scanner) == [(OK, "The scanner answers.")]
    clamd.answer = b"nonsense\0"
    said = complaints(settings(HALLE_CLAMD_URL=clamd.url), parties.virus_scanner)
    assert said == ["The scanner of HALLE_CLAMD_URL does not answer, and files wait (what answers is no clamd)."]
    clamd.stop()
    assert findings(settings(), parties.virus_scanner) == findings(settings(), parties.file_store) == []


@pytest.mark.stack
def test_a_bucket_that_does_not_let_us_in_is_said(settings, seaweed):
    url = make_bucket(url_of(seaweed.endpoint, "doctor"))
    assert findings(settings(STORAGE_URL=url), parties.file_store) == [(OK, "The store answers.")]
    (said,) = complaints(settings(STORAGE_URL=url.replace("halle-tests", "somebody")), parties.file_store)
    assert said.startswith("The store of STORAGE_URL cannot be used (the store answers ") and "somebody" not in said


def test_servers_that_do_not_answer_are_said(settings):
    assert complaints(settings(PORT="1", LIVE_PORT="2"), parties.servers) == [
        "Nothing answers at PORT 1.", "Nothing answers at LIVE_PORT 2."
    ]  # fmt: skip
    assert findings(settings(REDIS_URL=""), parties.servers) == []


SECRETS = {
    "SECRET_KEY": "the key of all keys",
    "HALLE_METRICS_TOKEN": "the token of the metrics",
    "SMTP_URL": "smtp://ana:s3cret@mail.halle.test:587",
}


def test_the_settings_are_printed_without_a_secret_and_the_exit_code_says_whether_all_is_well(settings, monkeypatch):
    app = settings(PORT="1", LIVE_PORT="0", PUBLIC_URL="http://localhost", **SECRETS)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    told = app.test_cli_runner().invoke(command.command)
    assert told.exit_code == 1
    assert "SECRET_KEY                       •••\n" in told.output
    assert "SMTP_URL                         smtp://•••@mail.halle.test:587\n" in told.output
    assert "HALLE_EDIT_MINUTES               15  (default)\n" in told.output
    assert "WRONG Servers: Nothing answers at PORT 1." in told.output
    for secret in ("key of all", "token of", "s3cret", "ana:"):
        assert secret not in told.output
    assert all(f"{name} " in told.output for name in ("HOST", "DATABASE_URL", "HALLE_DATA", "HALLE_FORM_MAX"))


def test_the_exit_code_is_none_where_nothing_is_wrong(settings, monkeypatch):
    app = settings(REDIS_URL="", PUBLIC_URL="http://localhost")
    told = app.test_cli_runner().invoke(command.command)
    assert told.exit_code == 0 and "WRONG" not in told.output


@pytest.mark.parametrize(
    ("value", "shown"),
    [("postgresql+psycopg://ana:pass@word@host:5432/db?sslmode=x&password=y", "postgresql+psycopg://•••@host:5432/db?•••"),
     ("unix:///var/redis.sock?db=0", "unix:///var/redis.sock?•••"), ("redis://:p@h", "redis://•••@h"),
     ("s3://key:secret@bucket?endpoint=e", "s3://•••@bucket?•••"), ("http://[broken", "•••"), ("plain", "plain")],
)  # fmt: skip
def test_an_address_is_shown_without_what_opens_it(value, shown):
    assert masks.masked("database_url", value) == shown


def test_every_setting_that_may_hold_a_secret_is_masked():
    """Whoever adds one whose name says so has to mask it, or give it another name."""
    for field in Settings.model_fields:
        if any(word in field for word in ("secret", "token", "password", "key")) and field not in ("password_min", "password_max"):  # fmt: skip
            assert masks.masked(field, "opens everything") == masks.MASK, field
