"""The private note: written beside the conversation, and seen by nobody else on any page, push or poll."""

import pytest

from inbox.models.note import Note
from inbox.services import notes, people

PLACE = "/people/bo/note"
SECRET = "Prefers calls in the morning"


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, who talks with Bo."""
    cast.said(ana, bo, "Hello")
    return cast.logged_in(ana)


def body(cast) -> str | None:
    """What is stored."""
    note = cast.row(Note, 1, 2)
    return note and note.body


def test_it_is_written_beside_the_conversation_and_stands_there(cast, tab):
    page = tab.read("/inbox/bo")
    assert page.one("#about").has("#note")
    assert page.field("Private note")["name"] == "body"
    assert "Only you can see it." in page.one("#note").text
    assert page.button("Save note")
    assert tab.submit(page, PLACE, body=f"{SECRET}\n<b>").goes_to == "/inbox/bo#about"
    assert body(cast) == f"{SECRET}\n<b>"
    page = tab.read("/inbox/bo")
    assert page.field("Private note").raw.removeprefix("\n") == f"{SECRET}\n<b>"
    assert page.one("#note [name=revision]")["value"] == "1"


def test_it_can_be_written_before_the_first_message_and_on_a_page_of_its_own(cast, tab, chloe):
    assert tab.read("/inbox/chloe").has("#note")
    page = tab.read("/people/chloe/note")
    assert (page.one("h1").text, page.link("Back to Chloé Martin")["href"]) == ("Private note", "/inbox/chloe#about")
    assert tab.submit(page, "/people/chloe/note", body=SECRET).goes_to == "/inbox/chloe#about"
    assert SECRET in tab.read("/people/chloe/note").field("Private note").raw


def test_htmx_gets_the_form_in_its_place_and_hears_that_it_was_saved(tab):
    piece = tab.htmx(PLACE, {"body": SECRET, "revision": "0"}).page
    assert (piece.one("#note")["data-revision"], piece.one("[role=status]").text) == (
        "1",
        "Saved. Only you can see it.",
    )
    assert not piece.has("h1")


def test_nobody_else_ever_reads_it(cast, tab, ana, bo, dev):
    tab.form("/inbox/bo", PLACE, body=SECRET)
    cast.said(dev, bo, "Hello")
    for person in (bo, dev):
        theirs = cast.logged_in(person)
        for url in ("/inbox", "/inbox/ana", "/inbox/bo", "/inbox/ana/changes?since=0", "/inbox/bo/changes?since=0", "/changes", "/latest",
                    "/people/ana", "/people/bo", "/people/ana/note", "/people/bo/note", "/stars", "/settings/", "/settings/profile"):  # fmt: skip
            assert SECRET not in theirs.read(url).source, (person.name, url)
        for url in ("/people/ana/note", "/people/bo/note"):
            answer = theirs.htmx(url, {"body": "Mine", "revision": "1"})
            assert SECRET not in answer.text
    assert body(cast) == SECRET


def test_a_catch_up_brings_it_to_the_other_tabs_of_its_owner(cast, tab, ana, bo):
    cast.do(notes.write, ana, bo, SECRET, 0)
    form = tab.read("/inbox/bo/changes?since=1").one("#note")
    assert (form["hx-swap-oob"], form["data-with"], form["data-revision"]) == ("true", "bo", "1")
    assert SECRET in form.one("textarea").raw
    assert not tab.read("/changes").has("#note")


@pytest.mark.parametrize(
    ("typed", "sentence"), [("x" * 5001, "The text has 5001 characters; 5000 are possible."), ("a\0b", "Remove it.")]
)
def test_what_is_refused_is_still_there(cast, tab, typed, sentence):
    tab.form("/inbox/bo", PLACE, body="First")
    refused = tab.form("/inbox/bo", PLACE, body=typed)
    page = refused.page
    assert refused.status_code == 422
    field = page.field("Private note")
    assert field.raw.removeprefix("\n").replace("\ufffd", "\0") == typed
    assert field["aria-invalid"] == "true" and "note-error" in field["aria-describedby"].split()
    assert sentence in page.one("#note-error").text
    assert body(cast) == "First"
    assert tab.submit(page, PLACE, body="Second").status_code == 303
    assert body(cast) == "Second"


@pytest.mark.parametrize("asked_by_htmx", [False, True])
def test_when_another_tab_saved_meanwhile_both_texts_are_there_to_choose_from(cast, tab, asked_by_htmx):
    old = tab.read("/inbox/bo")
    tab.form("/inbox/bo", PLACE, body="From the other tab")
    fields = {"body": "From this tab", "revision": old.one("#note [name=revision]")["value"]}
    refused = tab.htmx(PLACE, fields) if asked_by_htmx else tab.send(PLACE, fields)
    page = refused.page
    assert refused.status_code == 409
    assert page.has("h1") is not asked_by_htmx
    assert page.one(".stored").text == "From the other tab"
    assert "changed meanwhile" in page.one("#note-error").text
    assert page.field("Your text, not saved yet").raw.strip() == "From this tab"
    assert body(cast) == "From the other tab"
    assert tab.submit(page, PLACE).status_code == 303
    assert body(cast) == "From this tab"


def test_when_another_tab_emptied_it_it_says_so(cast, tab):
    tab.form("/inbox/bo", PLACE, body="First")
    old = tab.read("/inbox/bo")
    tab.form("/inbox/bo", PLACE, body="")
    refused = tab.submit(old, PLACE, body="Second")
    assert (refused.status_code, refused.page.one(".stored").text) == (409, "Empty")


@pytest.mark.parametrize("revision", ["9" * 30, "x", "-1"])
def test_a_revision_that_is_none_is_refused(cast, tab, revision):
    assert tab.send(PLACE, {"body": "x", "revision": revision}).status_code == 400
    assert cast.count(Note) == 0


def test_the_note_about_nobody_is_not_found_and_about_oneself_is_none(cast, tab):
    assert tab.get("/people/nobody/note").status_code == tab.send("/people/nobody/note").status_code == 404
    assert tab.send("/people/ana/note", {"body": "Me"}).status_code == 403
    assert not tab.read("/inbox/ana").has("#note")
    assert cast.count(Note) == 0


def test_what_was_typed_survives_a_login_that_ended_and_is_never_taken_for_a_message(cast, tab):
    page = tab.read("/inbox/bo")
    tab.send("/logout")
    tab.forget_token()
    answer = tab.submit(page, PLACE, body=SECRET)
    assert answer.status_code == 401
    kept = tab.submit(answer.page, "/login", username="ana", password="halle-demo").page
    assert kept.field("Private note").raw.strip() == SECRET
    assert "not saved yet" in kept.text and not kept.named("button", "Send")
    assert kept.button("Save note")
    assert tab.submit(kept, PLACE).status_code == 303
    assert body(cast) == SECRET


def test_it_is_french_in_french(cast, ana, tab):
    cast.do(people.speak, ana, "fr")
    page = tab.read("/inbox/bo")
    assert page.field("Note privée") and page.button("Enregistrer la note")
    assert "Vous seul pouvez la voir." in page.one("#note").text
