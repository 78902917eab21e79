"""Files on pages: sent by a plain form, served to those who may see them, shown as cards."""

import os
from urllib.parse import unquote

import pytest

from inbox import transaction
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.message import Message
from inbox.services import blocks, clearings, intakes, messages
from inbox.storage import arriving, store
from inbox.views import receiving, transfers
from inbox.views.files import PRINTABLE, disposition
from tests.files import attachments_of, sent, uploaded


def send(tab, *files: tuple[str, bytes], to="bo", **fields):
    """A plain form, with its fields before its files as a browser sends them."""
    fields = {"csrf_token": tab.token, "body": "", "key": "k1", **fields}
    texts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    return sent_as(tab, to, texts + [part(file) for file in files])


def part(file: tuple[str, bytes]) -> tuple[str, bytes]:
    """A file of a form, as a browser writes it."""
    return f'name="files"; filename="{file[0]}"\r\nContent-Type: application/octet-stream', file[1]


def sent_as(tab, to: str, parts: list[tuple[str, bytes]]):
    """These parts, in that order."""
    body = b"".join(
        b"--B\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"
        for head, content in parts
    )
    return tab.post(f"/inbox/{to}/messages", data=body + b"--B--\r\n", content_type="multipart/form-data; boundary=B")


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's browser."""
    return cast.logged_in(ana)


def test_files_and_text_of_a_plain_form_are_sent(cast, tab, bo):
    answer = send(tab, ("plan.pdf", b"%PDF-1.4 plan"), ("logo.svg", b"<svg/>"), body="Here they are")
    assert answer.status_code == 303
    page = cast.logged_in(bo).read("/inbox/ana")
    (message,) = page.messages
    assert "Here they are" in message.text
    assert "plan.pdf" in message.text and "logo.svg" in message.text
    link = message.all("a.file")[0]
    got = cast.logged_in(bo).get(link["href"])
    assert got.data == b"%PDF-1.4 plan"


def test_nobody_waits_for_the_disk_within_a_transaction(cast, tab, ana, bo, monkeypatch):
    """What comes is safe on the disk before it is sent, and others write meanwhile; a draft does not wait at all."""
    within = []
    monkeypatch.setattr(arriving, "keep", lambda _: within.append(transaction._told.get() is not None))
    assert send(tab, ("draft.pdf", b"x"), keep="1").status_code == 303
    assert within == []
    row = cast.rows(db.select(Attachment))[0]
    assert tab.send("/inbox/bo/messages", {"body": "", "key": "k2", "upload": row.token}).status_code == 303
    assert send(tab, ("plan.pdf", b"y"), key="k3").status_code == 303
    assert within == [False, False]


def test_files_alone_are_a_message(cast, tab, bo):
    assert send(tab, ("plan.pdf", b"x")).status_code == 303
    assert "plan.pdf" in cast.logged_in(bo).read("/inbox").rows[0].text


def test_a_form_without_a_file_is_as_every_form(cast, tab):
    assert send(tab, ("", b""), body="Hello").status_code == 303
    assert cast.rows(db.select(Message))[0].body == "Hello"
    assert cast.count(Attachment) == 0


def test_no_byte_is_taken_without_the_token_of_the_form(cast, app, tab):
    assert send(tab, ("plan.pdf", b"x" * 1000), csrf_token="made up", body="Mine").status_code == 400
    parts = [part(("plan.pdf", b"x")), ('name="key"', b"k"), ('name="csrf_token"', tab.token.encode())]
    assert sent_as(tab, "bo", parts).status_code == 400  # the token comes too late
    assert cast.count(Attachment) == cast.count(Message) == 0
    with app.app_context():
        assert os.listdir(arriving.folder()) == []


def test_nor_without_a_login(guest, cast, app, ana, bo):
    answer = send(guest, ("plan.pdf", b"x"), body="Mine")
    assert answer.status_code in (302, 303, 401)
    assert cast.count(Attachment) == 0


def test_one_that_is_too_large_is_named_and_text_and_other_files_stay(make_app, cast, ana, bo):
    cast.app = app = make_app(HALLE_FILE_MAX="1000")
    tab = cast.logged_in(ana)
    answer = send(tab, ("raw.mov", b"x" * 1001), ("plan.pdf", b"plan"), body="Half a thought")
    assert answer.status_code == 413
    assert "1,000 bytes" in answer.page.alert and "Share a cloud link" in answer.page.alert
    assert answer.page.one("#body").raw.strip() == "Half a thought"
    assert "plan.pdf" in answer.page.one("#unsent").text
    assert "raw.mov" not in answer.page.one("#unsent").text
    assert cast.count(Message) == 0
    token = answer.page.one("input[name=upload]")["value"]
    again = tab.send("/inbox/bo/messages", {"body": "Half a thought", "key": "k2", "upload": token})
    assert again.status_code == 303
    assert cast.rows(db.select(Message))[0].file_names == "plan.pdf"
    with app.app_context():
        assert len(os.listdir(arriving.folder())) == 1


def test_a_full_disk_is_said_and_the_text_stays(make_app, cast, ana, bo):
    cast.app = make_app(HALLE_DISK_SPARE_MIB="1000000")
    answer = send(cast.logged_in(ana), ("plan.pdf", b"plan"), body="Half a thought")
    assert answer.status_code == 507
    assert "no room" in answer.page.alert
    assert answer.page.one("#body").raw.strip() == "Half a thought"
    assert cast.count(Attachment) == 0


def test_nothing_of_a_file_goes_by_the_temporary_folder(cast, tab, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert send(tab, ("big.bin", b"x" * 1_000_000)).status_code == 303


@pytest.mark.parametrize("button", [{"keep": "1"}, {"later": "1"}])
def test_files_stay_with_whatever_button_is_pressed(cast, tab, button):
    page = send(tab, ("plan.pdf", b"plan"), body="Later", **button)
    if page.status_code == 303:
        page = tab.get(page.goes_to)
        assert "plan.pdf" in page.page.one("#unsent").text
    assert page.page.has("input[name=upload]")


def test_a_file_is_taken_off_again(cast, tab, ana, bo):
    row = uploaded(cast, ana, bo)
    assert "plan.pdf" in tab.read("/inbox/bo").one("#unsent").text
    answer = tab.send("/inbox/bo/messages", {"body": "Stays", "key": "k", "unattach": row.token})
    assert answer.status_code == 303
    page = tab.read("/inbox/bo")
    assert not page.one("#unsent").text
    assert page.one("#body").raw.strip() == "Stays"
    assert cast.count(Attachment) == 0


def multipart(tab, body: bytes, boundary: str = "B") -> int:
    kind = f"multipart/form-data; boundary={boundary}" if boundary else "multipart/form-data"
    return tab.post("/inbox/bo/messages", data=body, content_type=kind, headers={"X-CSRFToken": tab.token}).status_code


HEAD = b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'


@pytest.mark.parametrize(
    ("body", "boundary"),
    [(b"", ""), (b"", "B"), (b"x" * 100, "B"), (HEAD + b"abc", "B"), (b"--B\r\n\r\nx\r\n--B--", "B"),
     (b"--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--", "B"), (b"--B\r\nX: \xff\xfe\r\n\r\nx\r\n--B--", "B"),
     (b'--B\r\nContent-Disposition: form-data; name="body"\r\n\r\n\xff\r\n--B--', "B"), (b"--\xc3\xa9--", "\u00e9")],
)  # fmt: skip
def test_a_form_that_is_none_is_refused(cast, tab, body, boundary):
    assert multipart(tab, body, boundary) in (400, 422)
    assert cast.count(Message) == cast.count(Attachment) == 0


EDGES = [b"", b"--B", b"\r\n--B", b"--B--", b"\r\n--Bx", b"\n--", b"\r", b"\r\n", b"-", b"\r\n--", b"x" * 5 + b"\r\n--B x\r\n"]


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 2**18])
def test_what_looks_like_the_end_of_a_file_and_is_none_is_in_the_file(cast, app, tab, monkeypatch, chunk):
    """Wherever the blocks end in which a form comes."""
    monkeypatch.setattr(receiving, "CHUNK", chunk)
    noise = b"".join(edge + bytes([65 + number]) * 3 for number, edge in enumerate(EDGES))
    contents = [edge + noise + other for edge, other in zip(EDGES, reversed(EDGES), strict=True)]
    contents = [each for each in contents if b"\r\n--B\r\n" not in each + b"\r\n" and b"\r\n--B--" not in b"\r\n" + each]
    assert len(contents) > 5
    sent = send(tab, *((f"{number}.bin", content) for number, content in enumerate(contents)), body="Here")
    assert sent.status_code == 303
    rows = cast.rows(db.select(Attachment).order_by(Attachment.id))
    with app.app_context():
        assert [arriving.path(row.token).read_bytes() for row in rows] == contents
    assert cast.rows(db.select(Message))[0].body == "Here"


def test_a_large_file_of_a_form_is_what_was_sent(cast, app, tab):
    content = os.urandom(3 * 2**20 + 17)
    assert send(tab, ("big.bin", content), ("small.txt", b"s"), body="Both").status_code == 303
    rows = cast.rows(db.select(Attachment).order_by(Attachment.id))
    with app.app_context():
        assert [arriving.path(row.token).read_bytes() for row in rows] == [content, b"s"]


def test_a_form_of_very_many_parts_is_refused(tab):
    part = b'--B\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'
    assert multipart(tab, part * 1000 + b"--B--") == 413


def test_a_name_given_twice_is_one_name(cast, tab):
    twice = b'name="files"; filename="a.txt"; filename*=UTF-8\'\'b.txt'
    assert multipart(tab, b"--B\r\nContent-Disposition: form-data; " + twice + b"\r\n\r\nhi\r\n--B--\r\n") == 303
    assert cast.rows(db.select(Attachment))[0].name in ("a.txt", "b.txt")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\Users\\ana\\plan.pdf", "plan.pdf"), ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
     ('"><svg onload=alert(1)>.png', '"><svg onload=alert(1)>.png'), ("x" * 300 + ".pdf", "x" * 251 + ".pdf"), ("🎉", "🎉"),
     ("\u202egnp.exe", "gnp.exe"), ("a;b.txt", "a;b.txt"), ("..", "file"), ("con", "_con"), ("a\u200bb.txt", "ab.txt")],
)  # fmt: skip
def test_names_are_kept_harmless_and_come_back_as_they_are(cast, ana, bo, given, kept):
    row = attachments_of(cast, sent(cast, ana, bo, given))[0]
    assert row.name == kept
    answer = cast.logged_in(bo).get(f"/files/{row.token}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == disposition(kept)
    page = cast.logged_in(bo).read("/inbox/ana")
    assert kept in page.one(f"#file-{row.id}").raw
    assert not page.has("svg[onload]")


def test_a_download_is_nothing_else(cast, ana, bo):
    row = attachments_of(cast, sent(cast, ana, bo, "page.html", content=b"<script>alert(1)</script>"))[0]
    answer = cast.logged_in(bo).get(f"/files/{row.token}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer.headers["Cache-Control"]


def taken_in(cast, row):
    """As a worker would leave it."""
    cast.do(intakes.take_in, row.id)
    return cast.again(row)


@pytest.mark.parametrize("stored", [False, True])
def test_a_part_of_a_file_can_be_asked_for(cast, ana, bo, stored):
    row = attachments_of(cast, sent(cast, ana, bo, content=b"0123456789"))[0]
    if stored:
        row = taken_in(cast, row)
        assert row.state == "available"
    tab = cast.logged_in(bo)
    part = tab.get(f"/files/{row.token}", headers={"Range": "bytes=3-5"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"345", "bytes 3-5/10")
    assert tab.get(f"/files/{row.token}", headers={"Range": "bytes=20-"}).status_code == 416
    whole = tab.head(f"/files/{row.token}")
    assert (whole.status_code, whole.content_length) == (200, 10)


WHOLE, TEN = (200, b"0123456789", None), "bytes %s/10"


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("bytes=0-", (206, b"0123456789", TEN % "0-9")), ("bytes=-3", (206, b"789", TEN % "7-9")),
        ("bytes=9-99", (206, b"9", TEN % "9-9")), ("bytes=0-0", (206, b"0", TEN % "0-0")),
        ("bytes=-99", (206, b"0123456789", TEN % "0-9")),  # shorter than that: all of it
        ("bytes=10-", (416, b"", TEN % "*")), ("bytes=99-100", (416, b"", TEN % "*")),
        ("bytes=0-1,4-5", WHOLE), ("bytes=0-1,-1", WHOLE),  # nobody here puts several together
        ("items=0-1", WHOLE), ("bytes=5-3", WHOLE), ("bytes=x", WHOLE), ("bytes=", WHOLE), ("bytes=-0", WHOLE), ("bytes", WHOLE),
        ("bytes=" + "9" * 30 + "-", (416, b"", TEN % "*")),
    ],
)  # fmt: skip
def test_a_part_is_what_was_asked_for_or_all_of_it(cast, ana, bo, stored, asked, answer):
    row = attachments_of(cast, sent(cast, ana, bo, content=b"0123456789"))[0]
    row = taken_in(cast, row) if stored else row
    got = cast.logged_in(bo).get(f"/files/{row.token}", headers={"Range": asked})
    assert (got.status_code, got.data, got.headers.get("Content-Range")) == answer
    assert got.content_length == len(got.data) and not transfers._held


def test_a_part_of_another_version_or_for_a_look_at_the_head_is_no_part(cast, ana, bo):
    row = attachments_of(cast, sent(cast, ana, bo, content=b"0123456789"))[0]
    tab, asked = cast.logged_in(bo), {"Range": "bytes=3-5"}
    tag = tab.get(f"/files/{row.token}").headers["ETag"]

    def status(**more: str) -> int:
        return tab.get(f"/files/{row.token}", headers=asked | {k.replace("_", "-"): v for k, v in more.items()}).status_code

    assert status(If_Range=tag) == 206
    assert status(If_Range='"another"') == status(If_Range=f"W/{tag}") == status(If_Range="Sat, 01 Jan 2028 00:00:00 GMT") == 200
    head = tab.head(f"/files/{row.token}", headers=asked)
    assert (head.status_code, head.content_length, "Content-Range" in head.headers) == (200, 10, False)
    assert status(If_None_Match=tag) == 304 and not transfers._held


def test_a_part_of_an_empty_file_is_all_of_it(cast, ana, bo):
    row = attachments_of(cast, sent(cast, ana, bo, content=b""))[0]
    got = cast.logged_in(bo).get(f"/files/{row.token}", headers={"Range": "bytes=0-"})
    assert (got.status_code, got.data) == (200, b"")


def test_who_may_not_see_the_message_does_not_see_the_file(cast, ana, bo, chloe, guest):
    message = sent(cast, ana, bo)
    url = f"/files/{attachments_of(cast, message)[0].token}"
    assert cast.logged_in(chloe).get(url).status_code == 404
    assert guest.get(url).status_code in (302, 303, 401)
    assert cast.logged_in(ana).get(url).status_code == cast.logged_in(bo).get(url).status_code == 200
    cast.do(clearings.clear, bo, {message.conversation_id: None})
    assert cast.logged_in(bo).get(url).status_code == 404
    assert cast.logged_in(ana).get(url).status_code == 200
    cast.do(messages.delete, ana, message.id)
    assert cast.logged_in(ana).get(url).status_code == 404


@pytest.mark.parametrize("name", ['a".html', "a\\b;c.txt", "é\u4e2d.png", "a%41.txt"])
def test_names_of_downloads_make_no_header(name):
    """RFC 6266: a plain name for those who know no other, and the whole one in percent signs."""
    said = disposition(name)
    plain = said.removeprefix('attachment; filename="').partition('"')[0]
    assert said.count('"') == 2 and all(char in PRINTABLE for char in plain)
    assert unquote(said.partition("filename*=UTF-8''")[2]) == name and said.isascii()


def test_what_is_not_sent_is_its_owners_alone(cast, ana, bo):
    url = f"/files/{uploaded(cast, ana, bo).token}"
    assert cast.logged_in(ana).get(url).status_code == 200
    assert cast.logged_in(bo).get(url).status_code == 404


@pytest.mark.parametrize("spoil", ["remove", "truncate"])
def test_a_file_that_was_spoilt_behind_our_back_is_said_and_others_are_fine(cast, app, logged, ana, bo, spoil):
    rows = [attachments_of(cast, sent(cast, ana, bo, content=content))[0] for content in (b"first", b"second")]
    rows = [taken_in(cast, row) for row in rows]
    with app.app_context():
        path = store().path(rows[0].digest)
        path.unlink() if spoil == "remove" else os.truncate(path, 2)
    tab = cast.logged_in(bo)
    answer = tab.get(f"/files/{rows[0].token}")
    assert answer.status_code == 404
    assert "not available" in answer.page.alert
    assert "file is not available" in logged.text
    assert tab.get(f"/files/{rows[1].token}").data == b"second"


def test_a_file_is_answered_and_the_quote_says_which(cast, ana, bo):
    message = sent(cast, ana, bo, "plan.pdf", "logo.svg")
    file = attachments_of(cast, message)[1]
    tab = cast.logged_in(bo)
    page = tab.read(f"/inbox/ana?reply_file={file.token}")
    assert "logo.svg" in page.one("#reply").text
    tab.submit(page, "/inbox/ana/messages", body="Nicer in blue")
    quote = tab.read("/inbox/ana").messages[-1].one("a.quote")
    assert "logo.svg" in quote.text and "plan.pdf" not in quote.text
    assert quote["href"] == f"#message-{message.id}"
    cast.do(messages.delete, ana, message.id)
    quote = tab.read("/inbox/ana").messages[-1].one("a.quote")
    assert "deleted" in quote.text and "logo.svg" not in quote.text


def test_the_files_of_a_conversation_stand_beside_it_and_on_a_page(cast, ana, bo):
    for number in range(6):
        sent(cast, ana, bo, f"draft-{number}.pdf")
    tab = cast.logged_in(bo)
    panel = tab.read("/inbox/ana").one("#about")
    assert [link.text.split()[0] for link in panel.all("a.fl")] == [f"draft-{number}.pdf" for number in (5, 4, 3, 2)]
    page = tab.read(panel.one("section a.hit[href=/inbox/ana/files]")["href"])
    assert all(f"draft-{number}.pdf" in page.text for number in range(6))
    assert not cast.logged_in(cast.person("dev")).read("/inbox/ana/files").has("a.file")


def test_what_stands_beside_a_conversation_follows_what_is_sent_and_deleted(cast, ana, bo):
    message = sent(cast, ana, bo, "draft-1.pdf")
    tab = cast.logged_in(bo)
    since = tab.read("/inbox/ana").one("#since")["value"]
    sent(cast, ana, bo, "draft-2.pdf")
    drawn = tab.read(f"/inbox/ana/changes?since={since}")
    assert [link.text.split()[0] for link in drawn.all("#shared a.fl")] == ["draft-2.pdf", "draft-1.pdf"]
    since = tab.read("/inbox/ana").one("#since")["value"]
    cast.said(ana, bo, "No file")
    assert not tab.read(f"/inbox/ana/changes?since={since}").has("#shared")
    cast.do(messages.delete, ana, message.id)
    drawn = tab.read(f"/inbox/ana/changes?since={since}")
    assert [link.text.split()[0] for link in drawn.all("#shared a.fl")] == ["draft-2.pdf"]


def test_cards_cost_two_statements_a_page_and_no_more_with_more_of_them(cast, statements, ana, bo):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(bo)
    counts = []
    for _ in range(3):
        tab.read("/inbox/ana")
        statements.clear()
        tab.read("/inbox/ana")
        counts.append(len(statements))
        sent(cast, ana, bo, "a.pdf", "b.pdf")
    assert counts[1] == counts[2] <= counts[0] + 2


def test_who_is_blocked_sends_no_files(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    cast.do(blocks.block, bo, ana)
    assert send(cast.logged_in(ana), ("plan.pdf", b"x")).status_code == 403
    assert cast.count(Attachment) == 0
