"""A login or a token that ended while somebody wrote: the text survives, and is sent once."""

from datetime import timedelta

import pytest

from inbox import clock
from inbox.models.message import Message
from tests.cast import PASSWORD

TEXT = 'A long letter\r\nwith "quotes", <b>tags</b> & é 👩‍👩‍👧'


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, who may write to Bo."""
    return cast.logged_in(ana)


def end_login(cast, tab, how: str) -> None:
    """The login of that tab ends behind its back."""
    if how == "cookie gone":
        tab.delete_cookie("halle")
    elif how == "logged out elsewhere":
        other = cast.app.test_client()
        other.set_cookie("halle", tab.get_cookie("halle").value)
        other.send("/logout")
    else:
        clock.move(timedelta(days=31))


def restored(tab, answer):
    """Logs in on the page of the answer, and gets the page with the text back."""
    assert answer.status_code == 401
    assert "Your text is kept. Log in and it comes back." in answer.page.text
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="ana", password=PASSWORD)
    assert back.page.one("h1").text == "Your text is kept"
    assert back.page.field("Message").raw.removeprefix("\n") == TEXT.replace("\r\n", "\n")
    return back.page


@pytest.mark.parametrize("how", ["cookie gone", "logged out elsewhere", "expired"])
def test_a_text_sent_after_the_login_ended_survives_the_log_in_and_is_sent_once(cast, tab, how):
    page = tab.read("/inbox/bo")
    end_login(cast, tab, how)
    answer = tab.submit(page, "/inbox/bo/messages", body=TEXT)
    assert cast.count(Message) == 0
    back = restored(tab, answer)
    sent = [tab.submit(back, "/inbox/bo/messages") for _ in range(2)]
    assert [one.goes_to for one in sent] == ["/inbox/bo#message-1"] * 2
    assert cast.row(Message, 1).body == TEXT.replace("\r\n", "\n")
    assert cast.count(Message) == 1


def test_a_reply_stays_a_reply(cast, ana, bo, tab):
    cast.said(ana, bo, "Hello")
    question = cast.said(bo, ana, "When?")
    page = tab.read(f"/inbox/bo?reply={question.id}")
    end_login(cast, tab, "cookie gone")
    back = restored(tab, tab.submit(page, "/inbox/bo/messages", body=TEXT))
    tab.submit(back, "/inbox/bo/messages")
    assert cast.row(Message, 3).reply_to_id == question.id


@pytest.mark.parametrize("action", ["/inbox/bo/draft", "/inbox/bo/enter-key"])
def test_a_text_that_was_not_to_be_sent_yet_survives_too(cast, tab, action):
    page = tab.read("/inbox/bo")
    form = {field["name"]: field["value"] for field in page.one("form#composer").all("input[type=hidden]")}
    end_login(cast, tab, "cookie gone")
    back = restored(tab, tab.post(action, data=form | {"body": TEXT, "enter_key": "send"}))
    tab.submit(back, "/inbox/bo/messages")
    assert cast.row(Message, 1).body == TEXT.replace("\r\n", "\n")


def test_an_edit_survives_too(cast, ana, bo, tab):
    message = cast.said(ana, bo, "Hello")
    page = tab.read(f"/messages/{message.id}/edit")
    end_login(cast, tab, "cookie gone")
    back = restored(tab, tab.submit(page, f"/messages/{message.id}", body=TEXT))
    tab.submit(back, f"/messages/{message.id}")
    assert cast.again(message).body == TEXT.replace("\r\n", "\n")


def test_a_wrong_password_in_between_keeps_the_text(cast, tab):
    page = tab.read("/inbox/bo")
    end_login(cast, tab, "cookie gone")
    answer = tab.submit(page, "/inbox/bo/messages", body=TEXT)
    refused = tab.submit(answer.page, "/login", username="ana", password="wrong password")
    assert refused.status_code == 422
    back = tab.submit(refused.page, "/login", username="ana", password=PASSWORD)
    assert tab.submit(back.page, "/inbox/bo/messages").goes_to == "/inbox/bo#message-1"


def test_htmx_gets_the_log_in_in_place_of_the_page(cast, tab):
    token = tab.token
    end_login(cast, tab, "cookie gone")
    answer = tab.htmx("/inbox/bo/messages", {"body": TEXT, "key": "k", "csrf_token": token})
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] in ("#app", "body")
    assert any(node["value"] == TEXT.replace("\r\n", "\n") for node in answer.page.all("input[type=hidden]"))


@pytest.mark.parametrize("token", ["", "wrong", "a.b.c"])
def test_a_form_with_another_token_gives_its_text_back_and_can_be_sent_again(cast, tab, token):
    refused = tab.send("/inbox/bo/messages", {"body": TEXT, "key": "k", "csrf_token": token})
    assert refused.status_code == 400
    assert "Your text is kept: send it again." in refused.page.text
    assert cast.count(Message) == 0
    assert tab.submit(refused.page, "/inbox/bo/messages").goes_to == "/inbox/bo#message-1"


def test_a_page_from_before_another_log_in_gives_its_text_back(cast, ana, tab):
    page = tab.read("/inbox/bo")
    fresh = cast.logged_in(ana)
    tab.set_cookie("halle", fresh.get_cookie("halle").value)
    refused = tab.submit(page, "/inbox/bo/messages", body=TEXT)
    assert (refused.status_code, cast.count(Message)) == (400, 0)
    assert tab.submit(refused.page, "/inbox/bo/messages").status_code == 303


@pytest.mark.parametrize(
    "action", ["/logout", "/settings/", "https://e.test/", "//e.test", "/nowhere", "/inbox", "javascript:x"]
)
def test_a_kept_text_is_only_ever_sent_to_a_form_for_texts(cast, guest, ana, action):
    fields = {"username": "ana", "password": PASSWORD, "kept_action": action, "kept_field_body": TEXT}
    page = guest.send("/login", fields).page
    actions = {form["action"] for form in page.all("form") if form.has("textarea")}
    assert actions == {"/inbox"}


def test_neither_password_nor_token_travels_with_the_text(cast, tab):
    page = tab.read("/inbox/bo")
    end_login(cast, tab, "cookie gone")
    answer = tab.submit(page, "/inbox/bo/messages", body=TEXT)
    kept = {node["name"] for node in answer.page.all("input[type=hidden]") if node["name"].startswith("kept_")}
    assert kept == {"kept_action", "kept_field_body", "kept_field_key", "kept_field_draft"}
