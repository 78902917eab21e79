"""The pages of quick replies, and how one gets into a message without scripts."""

import io

import pytest
from sqlalchemy import select

from inbox.models.attachment import Attachment
from inbox.models.message import Message
from inbox.models.quick_reply import QuickReply
from inbox.services import intakes, quick_replies
from tests.services.test_quick_replies import add, titles
from tests.views.test_uploads import Tus, told

URL = "/settings/quick-replies"
HOSTILE = "<b>{{7*7}}</b> <img src=x onerror=alert(1)> \" '"


def test_one_is_added_changed_and_deleted(cast, bo):
    tab = cast.logged_in(bo)
    assert tab.read("/settings/").link("Quick replies")["href"] == URL
    assert "No quick reply yet" in tab.read(URL).text
    assert tab.send(URL, {"title": "First reply", "body": "Thank you"}).goes_to == URL
    assert "First reply" in tab.read(URL).text
    assert tab.read(f"{URL}/1/edit").field("Text").raw.strip() == "Thank you"
    tab.send(f"{URL}/1", {"title": "First", "body": "Thanks"})
    assert cast.row(QuickReply, 1).title == "First"
    tab.send(f"{URL}/1/deletion")
    assert cast.count(QuickReply) == 0


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(cast, bo):
    add(cast, bo, "Other")
    tab = cast.logged_in(bo)
    for url in (URL, f"{URL}/1"):
        refused = tab.send(url, {"title": "", "body": "Typed text"})
        assert refused.status_code == 422
        assert "Typed text" in refused.page.field("Text").raw and refused.page.one("#title-error").text


def test_they_are_searched_and_moved_by_plain_buttons_and_by_htmx(cast, bo):
    one, two = add(cast, bo, "One"), add(cast, bo, "Two")
    tab = cast.logged_in(bo)
    assert [each.text for each in tab.read(f"{URL}?q=two").all("#quick-replies b")] == ["Two"]
    assert "No quick reply says this" in tab.read(f"{URL}?q=nothing").text
    assert tab.send(f"{URL}/{two.id}/place", {"to": "up"}).goes_to == f"{URL}#quick-reply-{two.id}"
    assert titles(cast, bo) == ["Two", "One"]
    piece = tab.htmx(f"{URL}/{one.id}/place", {"to": "up"})
    assert piece.status_code == 200 and 'id="quick-replies"' in piece.get_data(as_text=True)
    assert titles(cast, bo) == ["One", "Two"]


def test_an_unknown_placeholder_is_named_in_the_list_and_in_the_form(cast, bo):
    add(cast, bo, "Prices", "From {price}")
    tab = cast.logged_in(bo)
    for url in (URL, f"{URL}/1/edit"):
        assert "Unknown, and left in the text as it is: {price}" in tab.read(url).text


def test_the_quick_replies_of_somebody_else_are_not_there(cast, bo, dev):
    """Attack 21."""
    add(cast, bo, "Secret title", "Secret text")
    tab = cast.logged_in(dev)
    assert tab.get(f"{URL}/1/edit").status_code == 404
    for url, fields in (
        (f"{URL}/1", {"title": "x", "body": "y"}),
        (f"{URL}/1/deletion", {}),
        (f"{URL}/1/place", {"to": "up"}),
    ):
        assert tab.send(url, fields).status_code == 404
    assert tab.send("/inbox/bo/messages", {"quick": "1", "body": ""}).status_code == 404
    for url in (URL, "/inbox/bo", "/inbox/bo/quick-replies"):
        assert "Secret" not in tab.read(url).text
    assert cast.row(QuickReply, 1).title == "Secret title"


def test_clients_have_no_such_pages_and_no_such_menu(cast, ana, bo):
    tab = cast.logged_in(ana)
    for url in (URL, f"{URL}/new", f"{URL}/1/edit", "/inbox/bo/quick-replies"):
        assert tab.get(url).status_code == 403
    assert tab.send(URL, {"title": "x", "body": "y"}).status_code == 403
    assert "Quick replies" not in tab.read("/inbox/bo").text and "quick.js" not in tab.read("/inbox/bo").source


def test_without_scripts_its_text_comes_after_what_was_typed_and_nothing_is_sent(cast, ana, bo):
    add(cast, bo, "Hello", "Hello {first_name|there}, about {order_number}")
    cast.said(ana, bo, "A question")
    tab = cast.logged_in(bo)
    chooser = tab.send("/inbox/ana/messages", {"quick": "0", "body": "Typed before", "key": "k", "reply_to": "1"}).page
    kept = {each["name"]: each.raw.strip() for each in chooser.all("form textarea[hidden]")}
    assert (kept["body"], kept["key"], kept["reply_to"]) == ("Typed before", "k", "1")
    assert [each["value"] for each in chooser.all("button[name=quick]")] == ["0", "1"]
    page = tab.send("/inbox/ana/messages", kept | {"quick": "1"}).page
    assert page.field("Message to Ana Ribeiro").raw.strip() == "Typed before\n\nHello Ana, about {order_number}"
    assert "Left in the text as it is: {order_number}" in page.text
    assert page.one("[name=reply_to]")["value"] == "1" and page.one("#composer [name=key]")["value"] == "k"
    assert cast.count(Message) == 1


def test_a_search_among_them_keeps_what_was_typed(cast, ana, bo):
    add(cast, bo, "One"), add(cast, bo, "Two")
    cast.said(ana, bo, "A question")
    page = cast.logged_in(bo).send("/inbox/ana/messages", {"quick": "0", "q": "two", "body": "Typed"}).page
    assert "Typed" in page.one("textarea[name=body]").raw
    assert [each["value"] for each in page.all("button[name=quick]")] == ["0", "2"]


@pytest.mark.parametrize("url", [URL, f"{URL}/1/edit", "/inbox/ana/quick-replies"])
def test_nothing_in_one_is_markup(cast, ana, bo, url):
    """Attack 31."""
    cast.do(quick_replies.create, bo, HOSTILE, HOSTILE)
    cast.said(ana, bo, "A question")
    page = cast.logged_in(bo).read(url)
    assert HOSTILE in page.text or HOSTILE in page.raw or page.one("[name=title]")["value"] == HOSTILE
    assert not page.all("img") and not page.all("main b b")


def test_the_conversation_of_a_freelancer_brings_the_menu_and_its_script(cast, ana, bo):
    cast.said(ana, bo, "A question")
    page = cast.logged_in(bo).read("/inbox/ana")
    assert page.one("#quick")["hx-get"] == "/inbox/ana/quick-replies"
    assert "quick." in page.one("#app")["data-quick"]


def with_file(**fields):
    """A form that brings a file, as a browser without scripts sends it."""
    return {
        "title": "Prices",
        "body": "From 350 EUR.",
        **fields,
        "files": [(io.BytesIO(b"%PDF-1.4 prices"), "prices.pdf")],
    }


def test_one_takes_files_along_without_scripts(cast, ana, bo):
    cast.said(ana, bo, "What does it cost?")
    tab = cast.logged_in(bo)
    assert tab.send(URL, with_file()).goes_to == URL
    (row,) = cast.rows(select(Attachment))
    assert row.quick_reply_id == 1
    assert "1 file" in tab.read(URL).text
    cast.do(intakes.take_in, row.id)
    assert "1 file goes along." in tab.send("/inbox/ana/messages", {"quick": "0", "body": ""}).page.text
    page = tab.send("/inbox/ana/messages", {"quick": "1", "body": "", "key": "k"}).page
    assert "prices.pdf" in page.one("#unsent").text
    tab.submit(page, "/inbox/ana/messages")
    sent = cast.row(Message, 2)
    assert (sent.body, sent.file_names) == ("From 350 EUR.", "prices.pdf")
    assert "prices.pdf" in cast.logged_in(ana).read("/inbox/bo").message(2).text


def test_a_script_uploads_its_files_before_the_form_and_for_nobody_else(cast, ana, bo):
    tus = Tus(cast.logged_in(bo))
    made = tus.ask("POST", "/uploads/", Upload_Length=5, Upload_Metadata=told(filename="prices.txt"))
    assert made.status_code == 201
    url, token = made.headers["Location"], made.headers["Location"].rpartition("/")[2]
    assert tus.patch(url, 0, b"350 E").status_code == 204
    refused = tus.tab.send(URL, {"title": "", "body": "x", "upload": token})
    assert refused.status_code == 422 and "prices.txt" in refused.page.text
    assert tus.tab.submit(refused.page, URL, title="Prices").goes_to == URL
    assert cast.rows(select(Attachment.quick_reply_id)) == [1] and "1 file" in tus.tab.read(URL).text
    for person in (ana, cast.person("dev")):
        stranger = cast.logged_in(person)
        assert stranger.get(f"/files/{token}").status_code == 404
        stranger.send(URL, {"title": "Mine", "body": "x", "upload": token})
    assert cast.rows(select(Attachment.owner_id)) == [bo.id] == [cast.rows(select(QuickReply.owner_id))[0]]


def test_the_form_says_what_its_script_needs(cast, bo):
    page = cast.logged_in(bo).read(f"{URL}/new")
    assert page.one("input[type=file]")["data-max"] == str(1024**3) and page.one("form #upload-card")["data-card"]
    assert page.one("form #unsent")["data-waiting"] == "Saved as soon as all files are uploaded."


def test_its_files_are_listed_and_can_be_taken_off(cast, bo):
    tab = cast.logged_in(bo)
    tab.send(URL, with_file())
    page = tab.read(f"{URL}/1/edit")
    token = page.one("input[name=drop]")["value"]
    assert "prices.pdf" in page.text and tab.get(f"/files/{token}").status_code == 200
    tab.submit(page, f"{URL}/1")
    assert cast.count(Attachment) == 1, "it stays"
    tab.send(f"{URL}/1", {"title": "Prices", "body": "x", "upload": token, "drop": token})
    assert cast.count(Attachment) == 0


def test_a_form_that_is_refused_keeps_the_file_that_came_with_it(cast, bo):
    tab = cast.logged_in(bo)
    refused = tab.send(URL, with_file(title=""))
    assert refused.status_code == 422 and "prices.pdf" in refused.page.text
    tab.submit(refused.page, URL, title="Prices")
    assert cast.rows(select(Attachment.quick_reply_id)) == [1]


def test_a_script_has_the_files_put_beside_the_text(cast, ana, bo):
    cast.said(ana, bo, "What does it cost?")
    tab = cast.logged_in(bo)
    tab.send(URL, with_file())
    assert tab.htmx("/inbox/ana/quick-replies", method="GET").page.one("button[name=quick]")["data-files"] == "1"
    early = tab.htmx("/inbox/ana/messages", {"lend": "1"}).page
    assert "Not attached, as it cannot be read now: prices.pdf" in early.one("#draft-state").text
    cast.do(intakes.take_in, 1)
    assert "prices.pdf" in tab.htmx("/inbox/ana/messages", {"lend": "1"}).page.one("#unsent").text
    for other in ("2", "x" * 30):
        assert tab.htmx("/inbox/ana/messages", {"lend": other}).status_code in (200, 400)
    assert cast.count(Attachment) == 2


def test_the_files_of_a_quick_reply_of_somebody_else_are_not_there(cast, ana, bo, dev):
    cast.logged_in(bo).send(URL, with_file())
    (row,) = cast.rows(select(Attachment))
    for person in (ana, dev):
        assert cast.logged_in(person).get(f"/files/{row.token}").status_code == 404
    cast.said(ana, dev, "What does it cost?")
    page = cast.logged_in(dev).htmx("/inbox/ana/messages", {"lend": "1"}).page
    assert "prices.pdf" not in page.source and cast.count(Attachment) == 1
