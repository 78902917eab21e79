"""A login or a token that ended while somebody wrote: the text survives, and is sent once."""

from datetime import timedelta

import pytest

from inbox import clock
from inbox.models.label import Label
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.models.service import Service
from tests.cast import PASSWORD
from tests.client import filled

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


@pytest.mark.parametrize("button", ["keep", "enter_key", "undo", "now"])
@pytest.mark.parametrize("action", ["/inbox/bo/messages", "/inbox/bo/draft", "/inbox/bo/enter-key"])
def test_a_text_that_was_not_to_be_sent_yet_survives_too(cast, tab, action, button):
    page = tab.read("/inbox/bo")
    form = {field["name"]: field["value"] for field in page.one("form#composer").all("input[type=hidden]")}
    end_login(cast, tab, "cookie gone")
    back = restored(tab, tab.post(action, data=form | {"body": TEXT, button: "1"}))
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


@pytest.mark.parametrize("how", ["cookie gone", "logged out elsewhere", "too old"])
def test_a_save_behind_the_page_brings_no_session_beside_that_of_the_log_in(cast, tab, how):
    token = tab.token
    end_login(cast, tab, how)
    answer = tab.htmx("/inbox/bo/draft", {"body": TEXT, "key": "k", "step": 1, "csrf_token": token})
    assert (answer.status_code, answer.data) == (401, b"")
    assert "halle" not in answer.headers.get("Set-Cookie", "")


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
    "action", ["/logout", "/language", "https://e.test/", "//e.test", "/nowhere", "/inbox", "javascript:x"]
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
    assert kept == {"kept_action", "kept_field_body", "kept_field_key", "kept_field_draft", "kept_field_filter"}


FORMS = {
    "/settings/profile": ("/settings/profile", {"display_name": "Bo L.", "country": "SE", "bio": TEXT}),
    "/settings/availability": (
        "/settings/availability",
        {"away_message": TEXT, "budget": "5"},
    ),
    "/settings/services/new": (
        "/settings/services",
        {"title": "A <b>logo</b>", "category": "logo", "description": TEXT, "price_from": "12"},
    ),
}
SAVED = {"bio": Person, "away_message": Person, "description": Service}


def texts(page) -> dict[str, str]:
    """What stands in the text fields of the page, by their names."""
    fields = {node["name"]: node.raw.removeprefix("\n") for node in page.all("textarea")}
    return fields | {node["name"]: node["value"] for node in page.all("main input.in")}


def came_back(page, typed: dict) -> None:
    """Everything typed is in the fields of the page."""
    assert {name: texts(page).get(name, typed[name]) for name in typed} == {
        name: text.replace("\r\n", "\n") for name, text in typed.items()
    }


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("how", ["cookie gone", "logged out elsewhere"])
def test_a_form_sent_after_the_login_ended_comes_back_after_the_log_in_and_is_saved(cast, bo, address, how):
    (action, typed), tab = FORMS[address], cast.logged_in(bo)
    page = tab.read(address)
    end_login(cast, tab, how)
    answer = tab.submit(page, action, **typed)
    assert (answer.status_code, cast.count(Service)) == (401, 0)
    assert "Your text is kept. Log in and it comes back." in answer.page.text
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="bo", password=PASSWORD)
    assert "so nothing was saved yet. Read it again and save it." in back.page.text
    came_back(back.page, typed)
    assert tab.submit(back.page, action).status_code == 303
    (name,) = SAVED.keys() & typed.keys()
    assert getattr(
        cast.row(SAVED[name], cast.rows(Service.of(bo))[0].id if SAVED[name] is Service else bo.id), name
    ) == (TEXT.replace("\r\n", "\n"))


@pytest.mark.parametrize("address", FORMS)
def test_a_form_with_another_token_comes_back_and_can_be_sent_again(cast, bo, address):
    (action, typed), tab = FORMS[address], cast.logged_in(bo)
    refused = tab.submit(tab.read(address), action, csrf_token="from long ago", **typed)
    assert (refused.status_code, cast.count(Service)) == (400, 0)
    assert "What you typed is kept: send the form again." in refused.page.text
    came_back(refused.page, typed)
    assert tab.submit(refused.page, action).status_code == 303


def test_ticks_and_lists_come_back_as_they_were(cast, bo):
    tab = cast.logged_in(bo)
    fields = [("roles", "client"), ("roles", "freelancer"), ("spoken", "sv"), ("level", "native"), ("spoken", "en"),
              ("level", "fluent"), ("csrf_token", "x")]  # fmt: skip
    page = tab.send("/settings/profile", fields).page
    assert [node["value"] for node in page.all("input[name=roles]") if "checked" in node.attrs] == [
        "client",
        "freelancer",
    ]
    chosen = [node.one("[selected]")["value"] for node in page.all("select") if node.all("[selected]")]
    assert chosen == ["sv", "native", "en", "fluent"]


def test_a_service_that_is_changed_comes_back_too(cast, bo):
    tab = cast.logged_in(bo)
    first = {"title": "A logo", "category": "logo", "description": "d", "price_from": "12"}
    tab.form("/settings/services/new", "/settings/services", **first)
    (service,) = cast.rows(Service.of(bo))
    address = f"/settings/services/{service.id}"
    page = tab.read(f"{address}/edit")
    end_login(cast, tab, "cookie gone")
    answer = tab.submit(page, address, description=TEXT)
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="bo", password=PASSWORD)
    tab.submit(back.page, address)
    assert cast.again(service).description == TEXT.replace("\r\n", "\n")


def test_a_label_that_was_named_after_the_login_ended_comes_back(cast, bo):
    tab = cast.logged_in(bo)
    for address, action in (("/labels", "/labels"), ("/labels/1/edit", "/labels/1")):
        page = tab.read(address)
        end_login(cast, tab, "cookie gone")
        answer = tab.submit(page, action, name="Été <b>", colour="5")
        tab.forget_token()
        back = tab.submit(answer.page, "/login", username="bo", password=PASSWORD)
        assert "so nothing was saved yet. Read it again and save it." in back.page.text
        assert back.page.field("Label name")["value"] == "Été <b>"
        assert [node["value"] for node in back.page.all("[name=colour]") if "checked" in node.attrs] == ["5"]
        tab.submit(back.page, action, name="Winter" if action == "/labels" else "Summer")
    assert [label.name for label in cast.rows(Label.of(bo)) if label.kind == "own"] == ["Summer"]


CHOICES = {
    "/settings/": {"hold": "10", "enter_key": "line", "shortcuts": "off", "time_zone": "Asia/Tokyo", "language": "fr"},
    "/settings/notifications": {"notify": "on"},
    "/settings/privacy": {"presence_hidden": "1"},
    "/settings/translation": {"target": "fr", "automatic": "1"},
    "/inbox/bo/snooze": {"date": "2099-02-28", "time": "10:31"},
}


def chosen(page, action: str) -> dict[str, str]:
    """What the form with that action would send, but for its hidden fields."""
    (form,) = [form for form in page.all("form") if form.get("action") == action]
    hidden = {node["name"] for node in form.all("input[type=hidden]")}
    return {name: value for name, value in filled(form, {}).items() if name not in hidden and value}


@pytest.mark.parametrize("address", CHOICES)
def test_what_was_chosen_comes_back_after_the_log_in_and_is_saved(cast, ana, bo, tab, address):
    cast.said(ana, bo, "Hello")
    fields = CHOICES[address]
    tab.token, stored = tab.token, chosen(tab.read(address), address)
    end_login(cast, tab, "cookie gone")
    answer = tab.send(address, fields)
    assert answer.status_code == 401
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="ana", password=PASSWORD)
    assert "so nothing was saved yet. Read it again and save it." in back.page.text
    assert chosen(back.page, address) == fields
    assert chosen(tab.read(address), address) == stored
    sent = tab.submit(back.page, address)
    assert sent.status_code == (422 if "date" in fields else 303)  # what cannot be is said then
    assert chosen(sent.page if "date" in fields else tab.read(address), address) == fields


@pytest.mark.parametrize("address", CHOICES)
def test_what_was_chosen_on_an_old_page_comes_back(cast, ana, bo, tab, address):
    cast.said(ana, bo, "Hello")
    refused = tab.send(address, CHOICES[address] | {"csrf_token": "from long ago"})
    assert refused.status_code == 400
    assert "What you typed is kept: send the form again." in refused.page.text
    assert chosen(refused.page, address) == CHOICES[address]


def test_a_snooze_comes_back_to_nobody_who_has_no_such_conversation(cast, ana, bo, chloe, tab):
    cast.said(ana, bo, "Hello")
    kept = {"kept_action": "/inbox/bo/snooze", "kept_field_date": "2099-02-28"}
    fields = {"username": "chloe", "password": PASSWORD} | kept
    assert cast.app.test_client().send("/login", fields).status_code == 404


def test_what_was_typed_by_one_is_not_saved_for_another_who_logs_in(cast, ana, bo):
    tab = cast.logged_in(bo)
    page = tab.read("/settings/availability")
    end_login(cast, tab, "cookie gone")
    answer = tab.submit(page, "/settings/availability", away_message=TEXT)
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="ana", password=PASSWORD)
    assert (back.status_code, cast.again(bo).away_message, cast.again(ana).away_message) == (403, "", "")


def test_no_password_travels_and_the_way_leads_back_to_the_form(cast, tab):
    page = tab.read("/settings/account")
    end_login(cast, tab, "cookie gone")
    answer = tab.submit(page, "/settings/account", current_password=PASSWORD, new_password="a new password")
    assert PASSWORD not in answer.text and "a new password" not in answer.text
    assert "Your text is kept" not in answer.page.text
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="ana", password=PASSWORD)
    assert "your password was not changed. Enter both passwords again." in back.page.text
    assert back.page.field("Current password").get("value") is None
    sent = tab.submit(back.page, "/settings/account", current_password=PASSWORD, new_password="a new password")
    assert sent.goes_to == "/settings/account?saved=password"


def test_an_account_that_is_made_on_an_old_page_keeps_all_but_the_password(cast, guest):
    typed = {"username": "eve", "email": "eve@halle.test", "role": "freelancer", "password": "a good password"}
    refused = guest.form("/signup", "/signup", csrf_token="from long ago", **typed)
    assert (refused.status_code, cast.count(Person)) == (400, 0)
    assert "a good password" not in refused.text
    assert (refused.page.field("Username")["value"], refused.page.field("Email")["value"]) == ("eve", "eve@halle.test")
    assert refused.page.one("input[name=role][checked]")["value"] == "freelancer"
    guest.submit(refused.page, "/signup", password="a good password")
    assert [person.username for person in cast.rows(Person.named("eve"))] == ["eve"]


@pytest.mark.parametrize("address", ["/password/reset", "/password/reset/x"])
def test_a_reset_on_an_old_page_is_asked_for_again(guest, address):
    refused = guest.send(address, {"username": "ana", "new_password": "a good password", "csrf_token": "x"})
    assert (refused.status_code, refused.page.all("form")[0]["action"]) == (400, address)
    assert "What you typed is kept: send the form again." in refused.page.text
    assert "a good password" not in refused.text


@pytest.mark.parametrize("action", ["/signup", "/login", "/password/reset"])
def test_after_a_log_in_no_form_comes_back_that_needs_none(guest, ana, action):
    fields = {"username": "ana", "password": PASSWORD, "kept_action": action, "kept_field_username": "x"}
    page = guest.send("/login", fields).page
    assert {form["action"] for form in page.all("form") if form.has("textarea")} == {"/inbox"}
