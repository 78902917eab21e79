"""Another password by a link, through the pages."""

import pytest

from inbox import clock
from inbox.models.letter import Letter
from tests.cast import PASSWORD, Cast

NEW = "another long password"


@pytest.fixture
def cast(post):
    """The people of the application that sends."""
    return Cast(post.app)


@pytest.fixture
def guest(post):
    """A browser of somebody who is not logged in."""
    return post.app.test_client()


@pytest.fixture
def linked(cast, post, guest, ana) -> str:
    """The path of the link that Ana got."""
    guest.form("/password/reset", "/password/reset", username="ana")
    post.deliver()
    return post.link()


def test_the_log_in_leads_to_a_form_that_sends_a_link(cast, post, guest, ana):
    page = guest.read(guest.read("/login").link("Forgot your password?")["href"])
    assert page.one("h1").text == "Forgot your password?"
    answer = guest.submit(page, "/password/reset", username="ana")
    assert (answer.status_code, answer.goes_to) == (303, "/password/reset?sent=1")
    page = guest.read(answer.goes_to)
    assert "If there is such an account, a link is on its way" in page.text
    assert page.button("Send another link")
    assert cast.count(Letter) == 1


def test_the_link_leads_to_a_new_password_and_in(cast, post, guest, ana, linked):
    tab, phone = post.app.test_client(), cast.logged_in(ana)
    page = tab.read(linked)
    assert page.field("New password")["autocomplete"] == "new-password"
    answer = tab.submit(page, linked, new_password=NEW)
    assert answer.goes_to == "/settings/account?saved=password"
    assert "Password changed. All your other logins have ended." in tab.read(answer.goes_to).text
    assert phone.get("/inbox").status_code == 303
    tab.forget_token(), tab.send("/logout"), tab.forget_token()
    assert tab.form("/login", "/login", username="ana", password=PASSWORD).status_code == 422
    assert tab.form("/login", "/login", username="ana", password=NEW).goes_to == "/inbox"


def test_the_answer_is_the_same_whether_anybody_has_the_name(post, ana):
    clock.freeze(clock.now())
    pages = []
    for name in ("ana", "eve", "ana@halle.test", "eve@halle.test"):
        tab = post.app.test_client()
        answer = tab.form("/password/reset", "/password/reset", username=name)
        page = tab.read(answer.goes_to)
        for token in page.all("input[name=csrf_token]"):
            token.attrs["value"] = ""
        pages.append((answer.status_code, answer.goes_to, page.html()))
    assert pages[0] == pages[1] == pages[2] == pages[3]


def test_looking_at_the_link_uses_nothing_up(guest, linked):
    for _ in range(3):
        assert guest.get(linked).status_code == guest.head(linked).status_code == 200
    assert guest.form(linked, linked, new_password=NEW).status_code == 303


def test_a_link_that_was_used_says_so_and_offers_another(post, guest, linked):
    guest.form(linked, linked, new_password=NEW)
    tab = post.app.test_client()
    for answer in (tab.get(linked), tab.send(linked, {"new_password": NEW})):
        assert answer.status_code == 404
        assert "This link does not work any more" in answer.page.alert
        assert answer.page.button("Send a link")


def test_a_link_that_is_too_old_says_so(guest, linked):
    from datetime import timedelta  # noqa: PLC0415

    page = guest.read(linked)
    clock.move(timedelta(minutes=61))
    assert guest.submit(page, linked, new_password=NEW).status_code == 404


def test_what_is_wrong_with_the_new_password_is_said_beside_it_and_the_link_still_works(guest, linked):
    refused = guest.form(linked, linked, new_password="short")
    assert refused.status_code == 422
    assert refused.page.one("#new_password-error").text == "Use 10 characters or more"
    assert refused.page.field("New password").get("value", "") == ""
    assert guest.submit(refused.page, linked, new_password=NEW).status_code == 303


@pytest.mark.parametrize("headers", [{"Host": "evil.test"}, {"X-Forwarded-Host": "evil.test"}, {"Host": "evil.test:443"},
                                     {"Forwarded": "host=evil.test"}, {"Origin": "https://evil.test"}])  # fmt: skip
def test_no_header_of_a_request_gets_into_the_link(post, guest, ana, headers):
    fields = guest.with_token({"username": "ana"})
    guest.post("/password/reset", data=fields, headers={"Cookie": ""} | headers)
    cookie = guest.get_cookie("halle").value
    guest.post("/password/reset", data=fields, headers={"Cookie": f"halle={cookie}"} | headers)
    guest.post("/password/reset", data=fields)
    post.deliver()
    assert post.box.raw and not any(b"evil" in raw for raw in post.box.raw)
    assert all(b"http://halle.test/password/reset/" in raw for raw in post.box.raw)


def test_the_address_of_the_link_is_told_to_nobody(guest, linked):
    for answer in (guest.get(linked), guest.send(linked, {"new_password": "short"}), guest.get("/password/reset/abc")):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert guest.get("/password/reset").headers["Referrer-Policy"] == "same-origin"


def test_neither_the_token_nor_the_password_is_logged(guest, linked, logged, monkeypatch):
    from inbox.services import resets  # noqa: PLC0415

    guest.form(linked, linked, new_password="short-one")
    monkeypatch.setattr(resets, "use", lambda *_: 1 / 0)
    guest.may_break = True
    assert guest.send(linked, {"new_password": NEW}).status_code == 500
    for secret in (linked.rsplit("/", 1)[1], "short-one", NEW):
        assert secret not in logged.text
    assert '"route": "/password/reset/<token>"' in logged.text


def test_no_name_comes_back_with_a_sentence(guest):
    refused = guest.form("/password/reset", "/password/reset", username="  ")
    assert refused.status_code == 422
    assert "Enter your username or the email address of your account" in refused.page.alert


def test_after_three_the_page_says_how_long_to_wait_and_keeps_the_name(guest, ana):
    for _ in range(3):
        guest.form("/password/reset", "/password/reset", username="ana")
    refused = guest.form("/password/reset", "/password/reset", username="ana")
    assert (refused.status_code, refused.page.field("Username")["value"]) == (429, "ana")
    assert "Wait 60 min" in refused.page.alert


def test_who_forgot_while_logged_in_as_another_is_that_person_afterwards(cast, bo, linked):
    tab = cast.logged_in(bo)
    tab.form(linked, linked, new_password=NEW)
    tab.forget_token()
    assert "Ana Ribeiro, your account and settings" in tab.read("/inbox").text


def test_it_is_french_in_french(cast, post):
    eve = cast.person("eve", locale="fr")
    tab = post.app.test_client()
    tab.send("/language", {"language": "fr"})
    page = tab.read("/login")
    tab.submit(tab.read(page.link("Mot de passe oublié ?")["href"]), "/password/reset", username=eve.email)
    post.deliver()
    assert post.box.mails[0]["Subject"] == "Choisir un autre mot de passe pour Halle"
    assert tab.read(post.link()).field("Nouveau mot de passe")
