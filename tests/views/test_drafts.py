"""Drafts on the pages: with a form, and as a script keeps them."""

import pytest

from inbox.models.draft import Draft
from inbox.models.message import Message
from inbox.models.star import Star
from inbox.services import blocks, services

THOROUGH = pytest.mark.thorough


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


@pytest.fixture
def draft(cast, ana, bo):
    """Ana's draft for Bo as the database has it."""
    return lambda: cast.row(Draft, ana.id, bo.id)


def keep(tab, page, body: str, **more):
    """Presses "Save as draft" on a page that was read before."""
    form = {field["name"]: field["value"] for field in page.one("form#composer").all("input[type=hidden]")}
    return tab.send(
        page.one("form#composer")["action"], form | {"body": body, page.button("Save as draft")["name"]: "1"} | more
    )


def box(page) -> str:
    """What stands in the composer."""
    return page.field("Message to Bo Lindqvist").raw.removeprefix("\n")


def test_a_draft_is_kept_by_a_button_and_comes_back_with_its_reply_in_any_browser(cast, tab, ana, bo):
    question = cast.said(ana, bo, "When?")
    answer = keep(tab, tab.read(f"/inbox/bo?reply={question.id}"), "Now\r\nor never")
    page = tab.read(answer.goes_to)
    assert page.one("#draft-state").text == "Draft saved"
    page = cast.logged_in(ana).read("/inbox/bo")
    assert box(page) == "Now\nor never"
    assert page.one("input[name=reply_to]")["value"] == str(question.id)
    assert page.rows[0].one(".pv").text == "Draft: Now or never"


def test_send_is_the_first_button_of_the_form(tab, bo):
    buttons = [node for node in tab.read("/inbox/bo").one("form#composer").walk() if node.tag == "button"]
    sending = [button for button in buttons if button.get("type") != "button"]  # those of a file's card send nothing
    assert sending[0].text == "Send"
    names = [button.get("name") for button in sending]
    assert names == [None, "enter_key", "enter_key", "later", "translate", "keep"]


def test_the_draft_is_gone_once_it_is_sent(cast, tab, draft, bo):
    keep(tab, tab.read("/inbox/bo"), "Hello")
    tab.form("/inbox/bo", "/inbox/bo/messages")
    assert cast.row(Message, 1).body == "Hello"
    page = tab.read("/inbox/bo")
    assert (box(page), page.rows[0].one(".pv").text) == ("", "You: Hello")


def test_the_other_side_never_sees_a_draft(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Well?")
    keep(tab, tab.read("/inbox/bo"), "Secret thoughts")
    theirs = cast.logged_in(bo)
    for url in ("/inbox", "/inbox/ana", "/latest", "/changes", "/inbox/ana/changes?since=0", "/people/ana"):
        assert "Secret" not in theirs.read(url).source, url


def test_an_old_page_gets_both_texts_and_can_save_its_own(tab, draft, bo):
    old = tab.read("/inbox/bo")
    keep(tab, tab.read("/inbox/bo"), "From another tab")
    refused = keep(tab, old, "From the old page")
    assert refused.status_code == 409
    page = refused.page
    assert page.one("#draft-state").text.startswith("This draft was changed meanwhile")
    assert page.one("#draft-state .bub").text == "From another tab"
    assert (box(page), draft().body) == ("From the old page", "From another tab")
    assert keep(tab, page, "From the old page").status_code == 303
    assert draft().body == "From the old page"


@pytest.mark.parametrize("htmx", [True, False], ids=["script", "form"])
@pytest.mark.parametrize(("text", "sentence"), [
    pytest.param("x" * 1_000_000, "The text has 1000000 characters; 20000 are possible.", id="1 MB", marks=THOROUGH),
    pytest.param("é" * 600_000, "The text has 600000 characters; 20000 are possible.", id="3.6 MB", marks=THOROUGH),
    pytest.param("a\x00b", "The text holds a character that cannot be stored", id="NUL"),
])  # fmt: skip
def test_what_cannot_be_kept_stays_with_the_reason_and_nothing_is_stored(tab, draft, bo, htmx, text, sentence):
    page = tab.read("/inbox/bo")
    refused = tab.htmx("/inbox/bo/draft", {"body": text}) if htmx else keep(tab, page, text)
    assert refused.status_code == 422
    assert refused.page.one("#draft-state").text == sentence
    assert draft() is None
    if not htmx and "\x00" not in text:
        assert box(refused.page) == text


def test_a_message_of_a_megabyte_stays_in_the_box_with_the_reason(cast, tab, bo):
    refused = tab.form("/inbox/bo", "/inbox/bo/messages", body="x" * 1_000_000)
    assert refused.status_code == 422
    assert refused.page.alert == "The text has 1000000 characters; 5000 are possible."
    assert box(refused.page) == "x" * 1_000_000
    assert cast.count(Message) == 0


def test_a_script_hears_which_version_it_is_now(tab, draft, bo):
    for step, text in enumerate(("H", "He", "He"), 1):
        answer = tab.htmx("/inbox/bo/draft", {"body": text, "key": "k", "step": step, "draft": 0})
        assert (answer.status_code, answer.page.one("#draft")["value"]) == (200, str(min(step, 2)))
    assert draft().body == "He"


@pytest.mark.parametrize("field", ["draft", "step", "reply_to"])
@pytest.mark.parametrize("value", ["-1", "x", "9" * 30, "1.0"])
def test_a_number_that_is_none_keeps_nothing(tab, draft, bo, field, value):
    assert tab.send("/inbox/bo/draft", {"body": "Hello", field: value}).status_code == 400
    assert draft() is None


def test_no_other_field_of_a_draft_can_be_set(cast, tab, ana, bo, chloe):
    more = {"person_id": chloe.id, "other_id": chloe.id, "version": 7, "excerpt": "no"}
    tab.send("/inbox/bo/draft", more | {"body": "Hello"})
    assert cast.count(Draft) == 1
    kept = cast.row(Draft, ana.id, bo.id)
    assert (kept.version, kept.excerpt) == (1, "Hello")


def test_a_client_who_never_wrote_gets_no_draft(cast, ana, bo):
    refused = cast.logged_in(bo).send("/inbox/ana/draft", {"body": "Hire me"})
    assert refused.status_code == 403
    assert "You can write to Ana Ribeiro once" in refused.page.text
    assert cast.count(Draft) == 0


def test_a_catch_up_brings_the_draft_of_another_tab(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    keep(tab, tab.read("/inbox/bo"), "Half a thou")
    for pieces in (tab.read("/inbox/bo/changes?since=1"), cast.logged_in(ana).read("/inbox/bo/changes?since=0")):
        assert (pieces.one("#draft")["value"], pieces.one("#draft")["data-text"]) == ("1", "Half a thou")
        assert pieces.one(".pv").text == "Draft: Half a thou"


def test_a_row_with_something_unread_shows_that_and_marks_the_draft(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    keep(tab, tab.read("/inbox/bo"), "Half a thou")
    cast.said(bo, ana, "Are you there?")
    row = tab.read("/inbox").rows[0]
    assert row.one(".pv").text == "Are you there?"
    assert "Draft" in row.text


def test_in_french(cast, tab, ana, bo):
    cast.said(ana, bo, "Bonjour")
    tab.send("/language", {"language": "fr"})
    tab.send("/inbox/bo/draft", {"body": "Et si"})
    page = tab.read("/inbox/bo?saved=draft")
    assert page.one("#draft-state").text == "Brouillon enregistré"
    assert page.rows[0].one(".pv").text == "Brouillon\u00a0: Et si".replace("\u00a0", " ")
    assert page.button("Enregistrer le brouillon")


def test_a_save_costs_few_statements(cast, tab, statements, bo, ana):
    cast.said(ana, bo, "Hello")
    tab.htmx("/inbox/bo/draft", {"body": "H", "key": "k", "step": 1})
    statements.clear()
    tab.htmx("/inbox/bo/draft", {"body": "He", "key": "k", "step": 2})
    assert len(statements) <= 7, statements


def beside(page, name: str, body: str) -> tuple[str, dict]:
    """What a browser that knows `form=` sends for that button beside the composer: where to, and the composer."""
    (button,) = [node for node in page.all("button[form=composer]") if page.name(node).startswith(name)]
    form = {field["name"]: field["value"] for field in page.one("form#composer").all("input[type=hidden]")}
    return button["formaction"], form | {"body": body} | (
        {button["name"]: button["value"]} if button.get("name") else {}
    )


@pytest.mark.parametrize("name", ["Star Bo Lindqvist", "Star A logo", "Delete for everyone"])
def test_every_button_beside_the_composer_keeps_what_stands_in_it(cast, tab, ana, bo, draft, name):
    cast.do(services.create, bo, "k", title="A logo", category="logo", description="", price_from="1", currency="EUR",
            delivery_days="1", revisions="1", active="1")  # fmt: skip
    message = cast.said(ana, bo, "Hello")
    page = tab.read("/inbox/bo")
    address, form = beside(page, name, "Half a thought")
    page = tab.read(tab.send(address, form).goes_to)
    assert (draft().body, box(page)) == ("Half a thought", "Half a thought")
    assert cast.count(Star) + (cast.again(message).deleted_at is not None) == 1


@pytest.mark.parametrize("name", ["Star Bo Lindqvist", "Star A logo", "Delete for everyone"])
def test_what_cannot_be_kept_stops_such_a_button_and_stays(cast, tab, ana, bo, draft, name):
    cast.do(services.create, bo, "k", title="A logo", category="logo", description="", price_from="1", currency="EUR",
            delivery_days="1", revisions="1", active="1")  # fmt: skip
    message = cast.said(ana, bo, "Hello")
    address, form = beside(tab.read("/inbox/bo"), name, "x" * 30_000)
    refused = tab.send(address, form)
    assert (refused.status_code, box(refused.page)) == (422, "x" * 30_000)
    assert cast.count(Star) == 0 and cast.again(message).deleted_at is None


@pytest.mark.parametrize(
    ("name", "column"),
    [("Star this conversation", "starred"), ("Archive this", "place"), ("Mark as spam", "place"),
     ("Add to Follow-up", "labels"), ("Mark as unread", "marked"), ("Block", "blocked")],
)  # fmt: skip
def test_the_actions_at_the_top_keep_what_stands_in_the_composer(cast, tab, ana, bo, draft, name, column):
    message = cast.said(ana, bo, "Hello")
    before = getattr(cast.part(ana, message), column)
    address, form = beside(tab.read("/inbox/bo"), name, "Half a thought")
    there = tab.send(address, form).goes_to
    assert draft().body == "Half a thought" and getattr(cast.part(ana, message), column) != before
    assert there == ("/inbox" if name == "Mark as unread" else "/inbox/bo")
    refused = tab.send(address, form | {"body": "x" * 30_000})
    assert refused.status_code in (422, 403)


def test_where_nothing_can_be_written_the_actions_at_the_top_are_forms_of_their_own(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    cast.do(blocks.block, ana, bo)
    page = tab.read("/inbox/bo")
    assert page.all("button[form=composer]") == [] and page.one("#actions").one("[value=unblock]")
