"""What only a bucket has to keep to: nobody without the key reads it, no link leaves, no secret is told, and a store that
is away is said to be away."""

import hashlib
import secrets
import socket
import urllib.error
import urllib.request

import pytest

from inbox.storage import Unreachable
from tests.plugins.stores import KEY, SECRET, make_bucket, url_of

pytestmark = pytest.mark.stack


@pytest.fixture
def bucket(seaweed):
    return f"b{secrets.token_hex(8)}"


@pytest.fixture
def store(seaweed, bucket):
    from inbox.storage.s3 import S3Store  # noqa: PLC0415 (takes a second)

    return S3Store(make_bucket(url_of(seaweed.endpoint, bucket)))


def put(store, tmp_path, data: bytes) -> str:
    source = tmp_path / "arrived"
    source.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    store.put(source, digest)
    return digest


def test_nobody_without_the_key_reads_it(seaweed, store, bucket, tmp_path):
    digest = put(store, tmp_path, b"private")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{seaweed.endpoint}/{bucket}/hot/{digest[:2]}/{digest}")
    assert refused.value.code == 403


def test_no_link_to_it_is_ever_made():
    """Downloads go through Halle, which looks at the viewer each time: so no link outlives a right."""
    from inbox.config import ROOT  # noqa: PLC0415

    for path in (ROOT / "inbox").rglob("*.py"):
        assert "presigned" not in path.read_text(), path


@pytest.mark.parametrize("verb", ["size", "open", "restore_state", "archive", "finish_restore", "delete", "thumbnail"])
def test_a_wrong_secret_is_reported_without_it(seaweed, bucket, verb):
    from inbox.storage.s3 import S3Store  # noqa: PLC0415

    wrong = S3Store(url_of(seaweed.endpoint, bucket).replace("se%2Fcr%2Bet", "wrong-secret"))
    with pytest.raises(Unreachable) as caught:
        getattr(wrong, verb)("0" * 64)
    for secret in ("wrong-secret", SECRET, KEY, seaweed.endpoint):
        assert secret not in str(caught.value) and secret not in repr(wrong._bucket)


def test_one_that_is_away_is_said_to_be(tmp_path):
    from inbox.storage.s3 import S3Store  # noqa: PLC0415

    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = url_of(f"http://127.0.0.1:{nobody.getsockname()[1]}", "bucket")
    source = tmp_path / "arrived"
    source.write_bytes(b"x" * 100)
    with pytest.raises(Unreachable):
        S3Store(url).put(source, hashlib.sha256(b"x" * 100).hexdigest())
    assert source.exists(), "nothing is lost: it is sent again later"


def test_parts_of_an_upload_that_was_killed_are_swept(store, bucket):
    client = store._client
    client.create_multipart_upload(Bucket=bucket, Key="hot/00/" + "0" * 64)
    assert store.sweep(3600) == 0
    assert store.sweep(-3600) == 1 and store.sweep(-3600) == 0
