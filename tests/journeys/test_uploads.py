"""Files of 64 MiB in a browser: by tus through all that may happen to a line, and by the form that needs no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_looks import complaints
from tests.journeys.uploading import FAST, SLOW, Line, card, downloaded, is_ready, percent, reaches, send
from tests.stack import uploads
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(5)
SIZE = 64 * uploads.MIB


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A file and its SHA-256."""
    path = tmp_path_factory.mktemp("files") / "work of weeks.bin"
    return path, uploads.made(path, SIZE)


def test_an_upload_outlives_a_cut_line_a_dead_server_and_a_reload(halle, talk, file):
    (ana, bo), (path, sha256), offsets, answers = talk, file, [], []
    ana.page.on("response", lambda answer: "/uploads" in answer.url and answers.append((answer.request.method, answer.status)))
    ana.page.on("request", lambda asked: asked.method == "PATCH" and offsets.append(int(asked.headers["upload-offset"])))
    line = Line(ana.page)
    ana.page.locator("#files").set_input_files(path)
    reaches(ana.page, 10)
    expect(card(ana.page)).to_contain_text(re.compile(r"\d+ %, \d+ MB of 64 MB"))
    line.be(SLOW, is_cut=True)
    at = percent(ana.page)
    line.be(SLOW)
    reaches(ana.page, at + 15)
    at = percent(ana.page)
    halle.kill_and_wait("pages")
    reaches(ana.page, at + 5)
    ana.page.reload()
    expect(card(ana.page)).to_contain_text("Choose the file again to go on.")
    offsets.clear()
    ana.page.locator("#files").set_input_files(path)
    until(lambda: ana.page.wait_for_timeout(20) or offsets, 20, "it goes on")
    assert offsets[0] > SIZE // 5, answers
    card(ana.page).get_by_role("button", name=f"Pause {path.name}").click()
    expect(card(ana.page)).to_contain_text("Paused")
    line.be(FAST)
    card(ana.page).get_by_role("button", name=f"Pause {path.name}").click()
    is_ready(ana.page)
    expect(card(ana.page)).to_contain_text("Ready, 64 MB")
    ana.box(bo).fill("Here it is")
    send(ana)
    bo.see("Here it is")
    expect(card(ana.page)).to_have_count(0)
    assert downloaded(bo.page) == sha256


def test_two_tabs_that_resume_one_upload_end_with_one_file(talk, file):
    (ana, bo), (path, sha256) = talk, file
    line, other = Line(ana.page), ana.open(bo, ana.context.new_page())
    ana.page.locator("#files").set_input_files(path)
    reaches(ana.page, 15)
    other.locator("#files").set_input_files(path)
    reaches(other, 15)
    line.be(FAST)
    is_ready(ana.page)
    is_ready(other)
    ana.page.bring_to_front()
    send(ana)
    expect(bo.page.locator("#thread a.file")).to_have_count(1)
    assert downloaded(bo.page) == sha256


def test_a_message_is_sent_once_its_files_are_there(talk, file):
    (ana, bo), (path, _) = talk, file
    line = Line(ana.page)
    ana.page.locator("#files").set_input_files(path)
    reaches(ana.page, 10)
    ana.box(bo).fill("With the file")
    send(ana)
    expect(ana.page.locator("#upload-state")).to_have_text("Sent as soon as all files are uploaded.")
    expect(bo.page.locator("#thread")).not_to_contain_text("With the file")
    line.be(FAST)
    bo.see("With the file")
    expect(bo.page.locator("#thread a.file")).to_have_count(1)


def axe_finds(page) -> list[str]:
    """In light and dark."""
    found = complaints(page, "light")
    page.emulate_media(color_scheme="dark")
    found += complaints(page, "dark", runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    return found


def test_an_upload_that_is_cancelled_is_gone(talk, file):
    (ana, bo), (path, _) = talk, file
    Line(ana.page)
    ana.page.locator("#files").set_input_files(path)
    reaches(ana.page, 10)
    pause = card(ana.page).get_by_role("button", name=f"Pause {path.name}")
    pause.click()
    expect(card(ana.page)).to_contain_text("Paused")
    assert axe_finds(ana.page) == []
    pause.click()
    with ana.page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        card(ana.page).get_by_role("button", name=f"Cancel upload of {path.name}").click()
    assert deleted.value.status == 204
    expect(card(ana.page)).to_have_count(0)
    ana.open(bo)
    expect(card(ana.page)).to_have_count(0)


def test_one_byte_too_many_is_said_before_any_is_sent(talk, tmp_path):
    ana, _ = talk
    path = tmp_path / "raw.mov"
    with open(path, "wb") as file:
        file.truncate(2**30 + 1)
    ana.page.locator("#files").set_input_files(path)
    said = ana.page.locator("#unsent [role=alert]")
    expect(said).to_contain_text("1,073,741,825 bytes is over the 1 GB limit.")
    expect(said).to_contain_text("Share a cloud link instead, open to this person only.")
    assert axe_finds(ana.page) == []


def test_the_form_sends_the_same_file_without_a_script(join, file):
    path, sha256 = file
    ana, bo = join("ana", "client", scripts=False).joined(), join("bo", "freelancer", scripts=False).joined()
    ana.open(bo)
    expect(ana.page.locator("#composer")).to_contain_text("Up to 1 GB each")
    ana.page.locator("#files").set_input_files(path)
    ana.box(bo).fill("Here it is")
    send(ana)
    ana.see("Here it is")
    bo.open(ana)
    assert downloaded(bo.page) == sha256
