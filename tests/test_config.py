"""The settings: defaults, and a wrong value stops the start with one clear line."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inbox.config import Settings, WrongSetting, load
from inbox.config.bucket import read


@pytest.fixture
def environ(tmp_path) -> dict[str, str]:
    """An environment with nothing but a data folder."""
    return {"HALLE_DATA": str(tmp_path / "data")}


def test_with_nothing_given_it_runs_on_loopback_with_sqlite(environ, tmp_path):
    settings = load(environ)
    assert (settings.host, settings.port, settings.live_port) == ("127.0.0.1", 8000, 8001)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/halle.db"
    assert (settings.redis_url, settings.trusted_proxies, settings.assets) == ("", 0, "cdn")
    assert (settings.message_max, settings.edit_minutes, settings.online_seconds) == (5000, 15, 60)
    assert settings.loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("PORT", "0"), ("PORT", "65536"), ("LIVE_PORT", "-1"), ("HALLE_MESSAGE_MAX", "0"),
     ("HALLE_ASSETS", "copied"), ("PUBLIC_URL", "halle.example"), ("LIVE_URL", "//x"),
     ("PUBLIC_URL", "ws://halle.example"), ("PUBLIC_URL", "https://halle.example/inbox"), ("PUBLIC_URL", "https://h:x"),
     ("PUBLIC_URL", "https://me:secret@halle.example"), ("PUBLIC_URL", "https://ha lle.example"), ("PUBLIC_URL", "https://é..b"),
     ("LIVE_URL", "https://halle.example/live"), ("LIVE_PORT", "8000"), ("TRUSTED_PROXIES", "many"),
     ("HALLE_EDIT_MINUTES", "1e3"), ("HALLE_ARGON2_MEMORY_KIB", "1")],
)  # fmt: skip
def test_a_wrong_value_is_named_in_one_line(environ, name, value):
    with pytest.raises(WrongSetting) as caught:
        load(environ | {name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert value in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SMTP_URL"])
@pytest.mark.parametrize(
    "value", ["nonsense", "mysql://me:secret@host/name", "redis://host:port", "postgresql://h:x/n"]
)
def test_a_wrong_address_is_named_without_the_password_in_it(environ, name, value):
    with pytest.raises(WrongSetting, match=f"^{name}: is not an address such as") as caught:
        load(environ | {name: value})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///?x=1"])
def test_a_database_that_each_process_would_have_for_itself_is_refused(environ, value):
    with pytest.raises(WrongSetting, match=r"^DATABASE_URL: names no file, such as sqlite:////srv/halle/halle.db$"):
        load(environ | {"DATABASE_URL": value})
    assert load(environ | {"DATABASE_URL": "sqlite:///halle.db"}).database_url == "sqlite:///halle.db"


def test_the_last_port_has_none_after_it(environ):
    with pytest.raises(WrongSetting, match=r"^LIVE_PORT: 65536"):
        load(environ | {"PORT": "65535"})
    assert load(environ | {"PORT": "65535", "LIVE_PORT": "0"}).live_port == 0


def test_a_setting_that_does_not_exist_is_named(environ):
    with pytest.raises(WrongSetting, match="HALLE_EDIT_MINUTS: there is no such setting"):
        load(environ | {"HALLE_EDIT_MINUTS": "20"})


def test_every_setting_can_be_given_by_its_name(environ):
    settings = load(environ | {"HALLE_EDIT_MINUTES": "20", "LIVE_PORT": "0", "HOST": "0.0.0.0", "WEB_PROCESSES": "3"})
    assert (settings.edit_minutes, settings.live_port, settings.web_processes) == (20, 0, 3)
    assert not settings.loopback


def test_an_empty_value_is_the_default(environ):
    assert load(environ | {"PORT": "", "HALLE_EDIT_MINUTES": ""}).port == 8000


@pytest.mark.parametrize("url", ["postgres://h/d", "postgresql://h/d"])
def test_a_postgresql_address_gets_its_driver(environ, url):
    assert load(environ | {"DATABASE_URL": url}).database_url == "postgresql+psycopg://h/d"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("::1", True), ("127.9.9.9", True), ("10.0.0.1", False), ("halle.example", False)],
)
def test_only_this_machine_is_loopback(environ, host, loopback):
    assert load(environ | {"HOST": host}).loopback is loopback


def test_the_secret_key_is_random_kept_and_for_the_owner_alone(environ, tmp_path):
    first, again = load(environ).secret_key, load(environ).secret_key
    other = load({"HALLE_DATA": str(tmp_path / "other")}).secret_key
    assert first == again != other
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_many_first_starts_at_once_agree_on_one_key(environ):
    with ThreadPoolExecutor(20) as pool:
        assert len({settings.secret_key for settings in pool.map(lambda _: load(environ), range(20))}) == 1


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match=r"HALLE_DATA: .* cannot be made"):
        load({"HALLE_DATA": str(tmp_path / "file" / "data")})


def test_every_setting_says_what_it_means():
    import ast  # noqa: PLC0415
    import inspect  # noqa: PLC0415
    import itertools  # noqa: PLC0415
    import textwrap  # noqa: PLC0415

    body = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body[0].body
    for field, words in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign):
            assert isinstance(words, ast.Expr), f"{field.target.id} has no line on what it means"


@pytest.mark.parametrize(
    ("url", "files", "cold"),
    [("", "data/files", "data/files/cold"), ("file:", "data/files", "data/files/cold"),
     ("file:/srv/files", "/srv/files", "/srv/files/cold"), ("file:///srv/files", "/srv/files", "/srv/files/cold")],
)  # fmt: skip
def test_files_go_into_the_data_folder_or_another(environ, tmp_path, url, files, cold):
    settings = load(environ | {"STORAGE_URL": url})
    assert (settings.files_folder, settings.cold) == (tmp_path / files, tmp_path / cold)
    assert load(environ | {"STORAGE_URL": url, "HALLE_COLD_FOLDER": "/mnt/cold"}).cold == Path("/mnt/cold")


@pytest.mark.parametrize(
    "url",
    ["file:files", "ftp://h/x", "s3://", "s3:bucket", "s3://k:secret@b?cold=ICE", "s3://k:secret@b?endpoint=h:1",
     "s3://k:secret@b?secret=x", "s3://k:secret@b?tier=Soon"],
)  # fmt: skip
def test_a_wrong_store_is_named_without_the_secret_in_it(environ, url):
    with pytest.raises(WrongSetting, match=r"^STORAGE_URL: ") as caught:
        load(environ | {"STORAGE_URL": url})
    assert "k:secret" not in str(caught.value)


def test_what_an_address_of_s3_says():
    bucket = read(
        "s3://k%2F1:s%2Fe@files/halle/?endpoint=https://s3.example:9000&region=eu-1&cold=DEEP_ARCHIVE&tier=Bulk"
    )
    assert (bucket.name, bucket.prefix, bucket.key, bucket.secret) == ("files", "halle/", "k/1", "s/e")
    assert (bucket.endpoint, bucket.region) == ("https://s3.example:9000", "eu-1")
    assert (bucket.cold, bucket.tier) == ("DEEP_ARCHIVE", "Bulk")
    assert read("s3://files").cold == "GLACIER"  # that of AWS
    assert read("s3://files?endpoint=http://s3.example").cold is None
    assert "s/e" not in repr(bucket)


@pytest.mark.parametrize(
    ("given", "spelled"),
    [("https://bücher.example/", "https://xn--bcher-kva.example"), ("http://Ё.example:81", "http://xn--61a.example:81"),
     ("http://[::1]:8000", "http://[::1]:8000"), ("https://halle.example", "https://halle.example")],
)  # fmt: skip
def test_the_host_is_spelled_as_browsers_and_mail_spell_it(environ, given, spelled):
    assert load(environ | {"PUBLIC_URL": given}).public_url == spelled


@pytest.mark.parametrize(
    ("name", "value"), [("HALLE_DATA", "{}/x"), ("STORAGE_URL", "file:{}/x"), ("HALLE_COLD_FOLDER", "{}/x")]
)
def test_a_folder_that_cannot_be_made_stops_the_start(environ, tmp_path, name, value):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match=f"^{name}: .*/x cannot be made .Not a directory.$"):
        load(environ | {name: value.format(tmp_path / "file")})
