"""The whole life of a file, with the clock moved, on each store."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.models.attachment import DELETED
from inbox.models.content import ARCHIVED, AVAILABLE, RESTORING
from inbox.services import expiries, moves
from inbox.storage import ABSENT, HOT, store
from inbox.storage import ARCHIVED as COLD
from tests import samples
from tests.cast import Cast
from tests.files import attachments_of, content_of, stored, stored_state
from tests.plugins.stores import SECRET, make_bucket, url_of

real = pytest.mark.stack


def folder(_request) -> dict[str, str]:
    return {"HALLE_RESTORE_MINUTES": "300"}


def seaweed(request) -> dict[str, str]:
    endpoint = request.getfixturevalue("seaweed").endpoint
    return {"STORAGE_URL": make_bucket(url_of(endpoint, f"b{secrets.token_hex(8)}"))}


def cold_class(request) -> dict[str, str]:
    server = request.getfixturevalue("moto")
    server.restores_take(6)
    return {"STORAGE_URL": make_bucket(url_of(server.endpoint, f"b{secrets.token_hex(8)}", cold="GLACIER"))}


@pytest.fixture(params=[folder, pytest.param(seaweed, marks=real), pytest.param(cold_class, marks=real)])
def app(request, make_app):
    """A Halle with that store."""
    return make_app(**request.param(request))


def at(*when: int) -> None:
    clock.freeze(datetime(*when, tzinfo=UTC))


def read(cast, digest: str) -> bytes:
    with cast.app.app_context():
        return b"".join(store().open(digest))


def test_the_whole_life_of_a_file(app, logged):
    cast, data = Cast(app), samples.png(size=(900, 900))
    ana, bo = cast.person("ana"), cast.person("bo")
    at(2028, 2, 29, 12)
    message = stored(cast, ana, bo, "picture.png", content=data)
    content = content_of(cast, message)
    assert (content.state, content.kind, content.width) == (AVAILABLE, "image/png", 640)
    assert read(cast, content.digest) == data
    at(2030, 3, 1, 12)
    assert cast.do(moves.archive_due) == 1
    assert content_of(cast, message).state == ARCHIVED and stored_state(cast, content.digest) == COLD
    with cast.app.app_context():
        assert store().thumbnail(content.digest)
    at(2030, 6, 1)
    assert not cast.do(moves.open_, content.id)
    ends = [cast.do(moves.go_on) for _ in looks()]
    assert sum(ends) == 1
    assert content_of(cast, message).state == AVAILABLE and stored_state(cast, content.digest) == HOT
    assert read(cast, content.digest) == data and cast.do(moves.open_, content.id)
    at(2031, 2, 1)
    assert cast.do(expiries.warn_due) == 1
    at(2031, 3, 1, 12)
    assert cast.do(expiries.delete_due) == 1
    assert attachments_of(cast, message)[0].state == DELETED
    assert cast.do(moves.go_on) == 1
    assert stored_state(cast, content.digest) == ABSENT
    with cast.app.app_context():
        assert store().thumbnail(content.digest) is None
    assert SECRET not in logged.text


def looks():
    """As often as a store may need to be looked at, an hour apart."""
    for _ in range(8):
        yield
        clock.move(timedelta(hours=1))


def test_a_restore_shows_as_one_until_it_is_ready(app):
    cast = Cast(app)
    at(2028, 1, 1)
    message = stored(cast, cast.person("ana"), cast.person("bo"), content=b"cold")
    at(2030, 1, 2)
    cast.do(moves.archive_due)
    cast.do(moves.open_, content_of(cast, message).id)
    assert content_of(cast, message).state == RESTORING
    for _ in looks():
        state = content_of(cast, message).state
        assert (state == AVAILABLE) is (stored_state(cast, content_of(cast, message).digest) == HOT)
        cast.do(moves.go_on)
    assert content_of(cast, message).state == AVAILABLE
