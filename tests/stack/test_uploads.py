"""F29 to F31 of files, in short: 64 MiB instead of a gigabyte (bin/bench faults: the real one)."""

import http.client
import os
import threading

import pytest
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from tests.stack import experiments, uploads
from tests.stack.test_disk import full_disk
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(6)

SIZE, CHUNK = 64 * uploads.MIB, uploads.MIB // 2
WORKER = 150
"""MiB of a page process at most, whatever the size of the file."""


@pytest.fixture
def file(tmp_path):
    """A file and its SHA-256."""
    path = tmp_path / "work of weeks.bin"
    return path, uploads.made(path, SIZE)


def check(found: dict, sha256: str) -> None:
    """It is the same file, and hardly anything was sent twice."""
    assert found["sha256"] == sha256
    assert found["resent"] <= found["size"] / 100
    assert found["peak"] < WORKER


def test_an_upload_that_is_cut_at_99_percent_goes_on_when_the_page_server_was_killed(halle, file):
    path, sha256 = file
    ana, bo = experiments.pair(halle)
    check(uploads.cut_and_resumed(halle, ana, bo, path, CHUNK, lambda: halle.kill_and_wait("pages")), sha256)


def test_and_when_everything_was_killed_at_once(halle, file):
    path, sha256 = file
    ana, bo = experiments.pair(halle)

    def crash():
        halle.crash()
        halle.start()

    check(uploads.cut_and_resumed(halle, ana, bo, path, CHUNK, crash), sha256)


def test_what_came_before_the_line_was_cut_is_kept(halle, file):
    path, _ = file
    ana, bo = experiments.pair(halle)
    upload = uploads.uploader(ana, bo.name, path, CHUNK)
    upload.upload(stop_at=CHUNK)
    with uploads.half_a_piece(ana, upload.url, path, CHUNK, 20 * CHUNK + 7):
        pass
    until(lambda: upload.get_offset() == 20 * CHUNK + 7, what="all that came is recorded")


def test_two_who_resume_one_upload_take_turns_and_nothing_is_mixed_up(halle, file):
    """F31: each goes on where the server is, whoever wrote last; what is at another place is refused."""
    path, sha256 = file
    ana, bo = experiments.pair(halle)
    first = uploads.uploader(ana, bo.name, path, CHUNK)
    first.upload(stop_at=4 * CHUNK)
    refused, start = [], threading.Barrier(2)

    def go_on() -> None:
        mine = uploads.uploader(ana.copy(), bo.name, path, CHUNK, first.url)
        start.wait(10)
        while mine.offset < SIZE:
            try:
                mine.upload_chunk()
            except TusUploadFailed as error:
                refused.append(error.status_code)
                mine.offset = mine.get_offset()

    tabs = [threading.Thread(target=go_on) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(60)
    assert set(refused) <= {409, 423} and refused
    token = first.url.rpartition("/")[2]
    assert ana.send(bo.name, "", upload=token).status == 303
    assert uploads.sha256_of(bo, f"/files/{token}") == sha256


def form(fields: dict[str, str], name: str, content: bytes) -> bytes:
    """A form as a browser sends it, with one file behind its fields."""
    parts = [f'--B\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    head = f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return "".join(parts).encode() + head.encode() + content + b"\r\n--B--\r\n"


def post(browser, other: str, name: str, content: bytes, body: str, key: str) -> tuple[int, str]:
    """Sends a plain form with a file; (status, page)."""
    fields = {"csrf_token": browser.token(), "body": body, "key": key, "since": "0"}
    headers = {"Cookie": browser.cookie, "Content-Type": "multipart/form-data; boundary=B"}
    connection = http.client.HTTPConnection(browser.address, timeout=30)
    connection.request("POST", f"/inbox/{other}/messages", form(fields, name, content), headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def arrived(halle) -> set[str]:
    """What lies where files arrive."""
    return set(os.listdir(halle.data / "arriving")) if (halle.data / "arriving").exists() else set()


def test_without_room_a_file_is_refused_with_a_sentence_and_leaves_nothing(halle, file):
    """F29, of uploads: with no room for any byte more, by tus, in the middle of one, and by the plain form. With room
    all goes on where it was, and nothing has to be started again."""
    path, sha256 = file
    ana, bo = experiments.pair(halle)
    half = uploads.uploader(ana, bo.name, path, CHUNK)
    half.upload(stop_at=SIZE - 4 * CHUNK)
    before = arrived(halle)
    with full_disk(halle):
        with pytest.raises(TusCommunicationError, match="507"):
            uploads.uploader(ana, bo.name, path, CHUNK).create_url()
        with pytest.raises(TusUploadFailed) as refused:
            half.upload()
        assert refused.value.status_code == 507 and b"no room for this file" in refused.value.response_content
        status, page = post(ana, bo.name, "plain.bin", b"x" * 8 * CHUNK, "Half a thought", "k1")
        assert status == 507 and "no room for this file" in page and "Half a thought" in page
        assert arrived(halle) == before
        assert half.get_offset() == SIZE - 4 * CHUNK
        assert bo.look(f"/inbox/{ana.name}").status == 200
    half.upload()
    assert post(ana, bo.name, "plain.bin", b"x" * 8 * CHUNK, "Half a thought", "k1")[0] == 303
    token = half.url.rpartition("/")[2]
    assert ana.send(bo.name, "", upload=token).status == 303
    assert uploads.sha256_of(bo, f"/files/{token}") == sha256
