"""Downloads from a bucket: as those from a folder, and no link to the bucket."""

import secrets
import socket

import pytest

from inbox.storage import store
from inbox.views import transfers
from tests import samples
from tests.cast import Cast
from tests.files import attachments_of, content_of, stored
from tests.plugins.stores import make_bucket, url_of

pytestmark = pytest.mark.stack
DATA = bytes(range(256)) * 4096


@pytest.fixture(scope="module")
def bucket(seaweed):
    """One for all of these tests: each takes some of the server's volumes for good."""
    return make_bucket(url_of(seaweed.endpoint, f"b{secrets.token_hex(8)}"))


@pytest.fixture
def cast(bucket, make_app):
    """A Halle with a bucket."""
    return Cast(make_app(STORAGE_URL=bucket))


@pytest.fixture
def message(cast):
    """What Ana sent to Bo."""
    return stored(cast, cast.person("ana"), cast.person("bo"), "page.html", content=DATA)


@pytest.fixture
def tab(cast, message):
    return cast.logged_in(cast.person("bo"))


def url(cast, message) -> str:
    return f"/files/{attachments_of(cast, message)[0].token}"


def test_it_is_the_file_and_nothing_but_a_download(cast, message, tab, seaweed):
    answer = tab.get(url(cast, message))
    assert (answer.status_code, answer.data) == (200, DATA)
    assert answer.mimetype == "application/octet-stream" and answer.content_length == len(DATA)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert seaweed.endpoint not in str(answer.headers)
    head = tab.head(url(cast, message))
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(DATA))
    answer.close(), head.close()
    assert not transfers._held


@pytest.mark.parametrize(
    ("asked", "part"), [("bytes=3-5", DATA[3:6]), ("bytes=1048570-", DATA[1048570:]), ("bytes=-4", DATA[-4:])]
)
def test_a_part_of_it_can_be_asked_for(cast, message, tab, asked, part):
    answer = tab.get(url(cast, message), headers={"Range": asked})
    assert (answer.status_code, answer.data) == (206, part)
    start = DATA.index(part) if asked == "bytes=3-5" else len(DATA) - len(part)
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(DATA)}"
    etag = answer.headers["ETag"]
    same = tab.get(url(cast, message), headers={"Range": asked, "If-Range": etag})
    other = tab.get(url(cast, message), headers={"Range": asked, "If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200) and other.data == DATA


def test_a_part_that_it_has_not_is_refused(cast, message, tab):
    assert tab.get(url(cast, message), headers={"Range": f"bytes={len(DATA)}-"}).status_code == 416
    assert not transfers._held


def test_one_that_is_not_in_the_bucket_any_more_is_said(cast, message, tab, logged):
    with cast.app.app_context():
        store().delete(content_of(cast, message).digest)
    answer = tab.get(url(cast, message))
    assert answer.status_code == 404 and "not available" in answer.page.alert
    assert "file is not available" in logged.text and not transfers._held


def test_a_picture_is_shown_small(cast, tab):
    message = stored(cast, cast.person("ana"), cast.person("bo"), "a.png", content=samples.png())
    answer = tab.get(f"{url(cast, message)}/thumbnail")
    assert answer.status_code == 200 and answer.data.startswith(b"RIFF")


def test_a_bucket_that_is_away_is_said_and_costs_no_thread(cast, message, tab, make_app):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        away = url_of(f"http://127.0.0.1:{nobody.getsockname()[1]}", "bucket")
    cast.app.config["HALLE"] = cast.app.config["HALLE"].model_copy(update={"storage_url": away})
    cast.app.extensions["stores"].clear()
    answer = tab.get(url(cast, message))
    assert answer.status_code == 503 and "cannot be reached at the moment" in answer.page.text
    assert not transfers._held
