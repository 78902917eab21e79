"""Which embedded server is taken, and where its socket is."""

from pathlib import Path

import pytest
import redis_server
from redis.connection import parse_url


@pytest.fixture
def server(tmp_path):
    """Makes a program that says it is a server of that version."""

    def make(name, says):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho '{says}'\n")
        program.chmod(0o755)
        return str(program)

    return make


@pytest.fixture(autouse=True)
def empty_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))


def test_the_one_on_path_comes_first(server):
    wheel = server("wheel", "Valkey server v=8.1.8 sha=0")
    on_path = server("redis-server", "Redis server v=7.0.15 sha=00000000:0")
    assert redis_server.find([wheel]) == on_path


def test_one_that_is_too_old_or_does_not_start_is_passed_over(server):
    server("redis-server", "Redis server v=6.0.16 sha=0")
    broken = server("broken", "cannot open shared object file")
    wheel = server("wheel", "Redis server v=8.2.3 sha=0")
    assert redis_server.find(["/nowhere/valkey-server", broken, wheel]) == wheel


def test_without_any_the_way_out_is_named():
    with pytest.raises(redis_server.NoServer, match="REDIS_URL"):
        redis_server.find([])


def test_the_socket_is_in_the_data_folder_unless_its_name_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert redis_server.socket_path(Path("/srv/halle")) == Path("/srv/halle/redis.sock")
    deep = Path("/srv/" + "d" * 100)
    path = redis_server.socket_path(deep)
    assert path.is_relative_to(tmp_path)
    assert path == redis_server.socket_path(deep)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_short_folder_that_others_may_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    deep = Path("/srv/" + "d" * 100)
    redis_server.socket_path(deep).parent.chmod(0o755)
    with pytest.raises(redis_server.NoServer):
        redis_server.socket_path(deep)


def test_the_address_survives_odd_characters():
    path = Path("/srv/a b%20?#/redis.sock")
    assert parse_url(redis_server.url(path))["path"] == str(path)
