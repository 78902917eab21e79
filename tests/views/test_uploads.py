"""Uploads that can be resumed, as tus clients speak of them."""

import base64
from datetime import timedelta

import pytest

from inbox import clock
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.services import intakes, uploads
from inbox.storage import arriving
from tests.cast import PASSWORD
from tests.files import stored, uploaded

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
    for answer in (tus.ask("HEAD", url, Tus_Resumable="0.2"), tus.tab.head(url)):
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE", "OPTIONS"])
def test_every_answer_says_the_version(tus, method):
    """Also that nothing is there, or that something is wrong with the request."""
    for token in ("made up", tus.tab.token):
        answer = tus.ask(method, "/uploads/" + "a" * 32, X_CSRFToken=token)
        assert answer.status_code in (200, 400, 404, 405) and answer.headers["Tus-Resumable"] == "1.0.0"
    assert tus.create(-1).headers["Tus-Resumable"] == tus.create(5, to="nobody").headers["Tus-Resumable"] == "1.0.0"


def test_a_script_that_asks_after_the_login_ended_hears_so_and_is_led_to_no_page(tus):
    """A browser would follow to the form to log in, and the script would take its 200 for an answer of ours."""
    url = tus.create(5).headers["Location"]
    tus.patch(url, 0, b"he")
    tus.tab.delete_cookie("halle")
    assert (tus.ask("HEAD", url).status_code, tus.ask("DELETE", url).status_code) == (401, 400)
    tus.tab.forget_token()
    tus.tab.send("/login", {"username": "ana", "password": PASSWORD})
    tus.tab.forget_token()
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == "2"


def test_where_a_proxy_lets_nothing_else_pass_the_method_stands_in_a_header(cast, tus):
    url = tus.create(10).headers["Location"]
    kind = {"Content-Type": BYTES["Content-Type"]}

    def post(meant: str, data: bytes = b"", **headers):
        return tus.ask("POST", url, data, X_HTTP_Method_Override=meant, **kind | headers)

    assert post("PATCH", b"hello", Upload_Offset=0).headers["Upload-Offset"] == "5"
    assert post("PATCH", b"hello", Upload_Offset=0).status_code == 409
    for nothing in ("", "PUT", "patch"):
        assert post(nothing, b"world", Upload_Offset=5).status_code == 405
    assert tus.ask("POST", url, b"world", Upload_Offset=5, **kind).status_code == 405
    assert post("DELETE").status_code == 204
    assert cast.count(Attachment) == 0


def test_a_part_that_is_to_be_joined_with_others_is_refused(cast, tus):
    """Of the extension for that nothing is known here: a part would look like a whole file."""
    assert tus.create(10, Upload_Concat="partial").status_code == 400
    assert tus.create(10, Upload_Concat="final;/uploads/a /uploads/b").status_code == 400
    assert cast.count(Attachment) == 0


def test_bytes_that_come_with_the_creation_are_said_not_to_be_there(tus):
    """It is another extension that we do not have: its client hears of no byte, and sends them again."""
    answer = tus.ask("POST", "/uploads/", b"hello", Upload_Length=5, Upload_Metadata=told(filename="a", to="bo"), **BYTES)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")


def test_one_that_is_whole_takes_no_more(cast, tus):
    url = tus.create(5).headers["Location"]
    tus.patch(url, 0, b"hello")
    assert tus.patch(url, 5, b"").headers["Upload-Offset"] == "5"
    assert tus.patch(url, 0, b"hallo").status_code == 409
    assert tus.patch(url, 5, b"x").headers["Upload-Offset"] == "5"
    assert tus.patch(tus.create(0).headers["Location"], 0, b"").headers["Upload-Offset"] == "0"


def test_nothing_is_kept_of_a_piece_that_goes_beyond_the_end(app, tus, monkeypatch):
    url = tus.create(5).headers["Location"]
    assert tus.patch(url, 0, b"hello!").status_code == 400
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == "0"
    monkeypatch.setitem(app.config, "HALLE", app.config["HALLE"].model_copy(update={"file_max": 8}))
    assert tus.patch(url, 0, b"x" * 9).status_code == 413
    assert tus.patch(url, 0, b"hello").status_code == 204


def test_one_whose_time_is_over_is_gone_once_it_was_swept_and_lives_on_when_it_goes_on_before(cast, tus):
    url = tus.create(10).headers["Location"]
    clock.move(timedelta(hours=25))
    assert tus.patch(url, 0, b"hello").status_code == 204
    cast.do(uploads.sweep)
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == "5"
    clock.move(timedelta(hours=25))
    cast.do(uploads.sweep)
    assert [tus.ask("HEAD", url).status_code, tus.patch(url, 5, b"world").status_code] == [404, 404]


class Cut:
    """A body whose line is dead after some bytes: nothing comes any more, and nobody says so."""

    def __init__(self, data: bytes):
        self._data = data

    def read(self, size: int = -1) -> bytes:
        if not self._data:
            raise TimeoutError
        part, self._data = self._data[:size], self._data[size:]
        return part


def test_what_came_before_the_line_went_dead_is_kept(tus):
    url = tus.create(10).headers["Location"]
    headers = TUS | BYTES | {"X-CSRFToken": tus.tab.token, "Upload-Offset": "0"}
    line = {"wsgi.input": Cut(b"hello w"), "CONTENT_LENGTH": "10"}
    answer = tus.tab.open(url, method="PATCH", headers=headers, environ_overrides=line)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "7")


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


def test_what_others_have_comes_as_anything_else_does(cast, tus, ana, bo, dev):
    """Equal files are stored once, and nobody learns of it: there is no hash to ask by, and every byte has to come."""
    stored(cast, dev, bo, "theirs.bin", content=b"known bytes")

    def upload(data: bytes) -> list:
        made = tus.create(len(data))
        url = made.headers["Location"]
        answers = [made, tus.patch(url, 0, data[:4]), tus.ask("HEAD", url), tus.patch(url, 4, data[4:]), tus.ask("HEAD", url)]
        cast.do(intakes.take_in, cast.do(uploads.own, ana, url.rpartition("/")[2]).id)
        answers += [tus.ask("HEAD", url), tus.ask("DELETE", url), tus.ask("HEAD", url)]
        secret = ("Location", "Date", "Upload-Expires")
        return [(a.status_code, a.data, {k: v for k, v in a.headers.items() if k not in secret}) for a in answers]

    assert upload(b"known bytes") == upload(b"other bytes")
