"""Uploads that can be resumed, as tus clients speak of them."""

import base64

import pytest

from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.storage import arriving
from tests.files import uploaded

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


def told(**metadata: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in metadata.items())


class Tus:
    """A client of one person."""

    def __init__(self, tab):
        self.tab = tab

    def ask(self, method, url, data=b"", **headers):
        headers = (
            TUS | {"X-CSRFToken": self.tab.token} | {name.replace("_", "-"): str(v) for name, v in headers.items()}
        )
        return self.tab.open(url, method=method, data=data, headers=headers)

    def create(self, size, name="plan.pdf", to="bo", **headers):
        return self.ask("POST", "/uploads/", Upload_Length=size, Upload_Metadata=told(filename=name, to=to), **headers)

    def patch(self, url, offset, data, **headers):
        return self.ask("PATCH", url, data, Upload_Offset=offset, **{"Content-Type": BYTES["Content-Type"]} | headers)


@pytest.fixture
def tus(cast, ana, bo):
    """Ana's."""
    return Tus(cast.logged_in(ana))


def test_what_this_server_knows_is_told_to_anybody(guest):
    answer = guest.open("/uploads/", method="OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(1024**3)
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "termination", "expiration", "checksum"}


def test_a_file_comes_in_pieces_and_is_sent(cast, tus, bo):
    made = tus.create(10)
    assert made.status_code == 201
    url = made.headers["Location"]
    assert tus.patch(url, 0, b"hello").headers["Upload-Offset"] == "5"
    head = tus.ask("HEAD", url)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("5", "10")
    assert head.headers["Cache-Control"] == "no-store" and "Upload-Expires" in head.headers
    assert tus.patch(url, 5, b"world").status_code == 204
    token = url.rpartition("/")[2]
    assert tus.tab.send("/inbox/bo/messages", {"body": "", "key": "k", "upload": token}).status_code == 303
    assert cast.logged_in(bo).get(f"/files/{token}").data == b"helloworld"
    assert tus.ask("HEAD", url).status_code == 404  # it is no upload any more


@pytest.mark.parametrize(("size", "status"), [(-1, 400), ("x", 400), ("", 400), ("9" * 30, 400), (1024**3 + 1, 413)])
def test_a_length_that_cannot_be_is_refused_at_once(cast, tus, size, status):
    answer = tus.create(size)
    assert answer.status_code == status
    assert answer.text.strip()
    assert cast.count(Attachment) == 0


def test_a_byte_over_the_limit_is_answered_with_the_way_out(tus):
    assert "Share a cloud link instead, open to this person only." in tus.create(1024**3 + 1).text


def test_no_length_at_all_is_refused(tus):
    answer = tus.ask("POST", "/uploads/", Upload_Metadata=told(filename="a", to="bo"), Upload_Defer_Length=1)
    assert answer.status_code == 400


@pytest.mark.parametrize("offset", ["1", "10", "-1", "x", "9" * 25, ""])
def test_another_place_is_refused(cast, tus, offset):
    url = tus.create(10).headers["Location"]
    answer = tus.patch(url, offset, b"hello")
    assert answer.status_code == (409 if offset in ("1", "10") else 400)
    assert cast.rows(db.select(Attachment))[0].offset == 0


def test_bytes_with_another_checksum_are_refused(tus):
    url = tus.create(5).headers["Location"]
    assert tus.patch(url, 0, b"hello", **{"Upload-Checksum": "sha1 " + "A" * 27 + "="}).status_code == 460
    assert tus.patch(url, 0, b"hello", **{"Upload-Checksum": "md4 AAAA"}).status_code == 400
    good = "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="
    assert tus.patch(url, 0, b"hello", **{"Upload-Checksum": good}).status_code == 204


def test_two_tabs_do_not_write_at_once(app, tus):
    url = tus.create(5).headers["Location"]
    with app.app_context(), arriving.writing(url.rpartition("/")[2]):
        answer = tus.patch(url, 0, b"hello")
    assert (answer.status_code, answer.headers["Retry-After"]) == (423, "2")
    assert tus.patch(url, 0, b"hello").status_code == 204


def test_other_kinds_and_versions_are_refused(tus):
    url = tus.create(5).headers["Location"]
    assert tus.patch(url, 0, b"hello", **{"Content-Type": "text/plain"}).status_code == 415
    assert tus.ask("HEAD", url, Tus_Resumable="0.2").status_code == 412


def test_an_upload_that_is_not_wanted_is_gone(cast, tus):
    url = tus.create(5).headers["Location"]
    assert tus.ask("DELETE", url).status_code == 204
    assert (
        tus.ask("HEAD", url).status_code
        == tus.ask("DELETE", url).status_code
        == tus.patch(url, 0, b"x").status_code
        == 404
    )
    assert cast.count(Attachment) == 0


def test_uploads_of_others_are_not_there(cast, tus, ana, bo):
    row = uploaded(cast, ana, bo)
    for stranger in (Tus(cast.logged_in(bo)), Tus(cast.logged_in(cast.person("dev")))):
        for method in ("HEAD", "DELETE", "PATCH"):
            assert stranger.ask(method, f"/uploads/{row.token}").status_code == 404
    assert cast.count(Attachment) == 1


def test_a_script_of_another_site_uploads_nothing(cast, tus):
    url = tus.create(5).headers["Location"]
    for method, where in (("POST", "/uploads/"), ("PATCH", url), ("DELETE", url)):
        assert tus.ask(method, where, X_CSRFToken="made up").status_code == 400
    assert cast.rows(db.select(Attachment))[0].offset == 0


@pytest.mark.parametrize("to", ["nobody", "ana", "", "../bo"])
def test_a_file_is_for_somebody_whom_one_may_write_to(cast, tus, to):
    assert tus.create(5, to=to).status_code in (403, 404)
    assert cast.count(Attachment) == 0


def test_half_uploads_do_not_fill_the_disk_for_others(make_app, cast, ana, bo):
    cast.app = make_app(HALLE_UPLOADS_MIB="10", HALLE_UPLOADS_MAX="1000")
    tus = Tus(cast.logged_in(ana))
    statuses = [tus.create(1024 * 1024).status_code for _ in range(30)]
    assert (statuses.count(201), statuses.count(507)) == (10, 20)
