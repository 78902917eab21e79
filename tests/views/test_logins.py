"""Logging in and out through the pages."""

import pytest

from inbox import clock
from inbox.models.login import Login
from tests.cast import PASSWORD

AWAY = [
    "//e.test", "/\\e.test", "/\t/e.test", "/\n/e.test", "/\r/e.test", "https:/e.test", "http:e.test", " //e.test",
    "https://e.test", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b", "\\\\e.test", "e.test", "///e.test", "/\x00/e.test",
    "/\u2028x", "//", "http://localhost/inbox", "data:text/html,x", "/\u202ee",
]  # fmt: skip


def log_in(tab, name: str = "ana", password: str = PASSWORD, url: str = "/login"):
    """Fills in the form."""
    tab.forget_token()
    return tab.form(url, "/login", username=name, password=password)


@pytest.mark.parametrize("name", ["ana", "ANA", "ana@halle.test"])
def test_the_form_logs_in_and_leads_to_the_inbox(guest, ana, name):
    answer = log_in(guest, name)
    assert (answer.status_code, answer.goes_to) == (303, "/inbox")
    assert "Ana Ribeiro, your account and settings" in guest.read("/inbox").text


@pytest.mark.parametrize(
    ("name", "password"), [("ana", "wrong password"), ("nobody", PASSWORD), ("", ""), ("ana\0", "\0")]
)
def test_a_wrong_name_or_password_gets_one_and_the_same_page(guest, ana, name, password):
    refused = log_in(guest, name, password)
    assert (refused.status_code, refused.page.alert) == (422, "The name or the password is not right")
    assert refused.page.field("Password").get("value", "") == ""
    assert guest.get("/inbox").status_code == 303


def test_the_answer_to_a_wrong_password_and_to_an_unknown_name_differ_in_nothing_but_the_name(app, ana):
    pages = []
    clock.freeze(clock.now())
    for name in ("ana", "eve"):
        page = log_in(app.test_client(), name, "wrong password").page
        for token in page.all("input[name=csrf_token]"):
            token.attrs["value"] = ""
        pages.append(page.html().replace(f'value="{name}"', ""))
    assert pages[0] == pages[1]


def test_after_ten_wrong_passwords_the_page_says_how_long_to_wait(guest, ana):
    for _ in range(10):
        log_in(guest, "ana", "wrong password")
    refused = log_in(guest)
    assert refused.status_code == 429
    assert refused.page.alert == "Too many tries. Wait 15 min and try again."
    assert refused.page.field("Username")["value"] == "ana"


def test_who_is_not_logged_in_is_led_to_the_form_and_then_on(guest, ana, bo):
    answer = guest.get("/inbox/bo?reply=7")
    assert answer.status_code == 303
    answer = log_in(guest, url=answer.goes_to)
    assert answer.goes_to == "/inbox/bo?reply=7"


@pytest.mark.parametrize("url", AWAY)
def test_nobody_is_led_to_another_site(guest, ana, url):
    page = guest.get("/login", query_string={"next": url}).page
    assert not page.one("form.pan").has("[name=next]")
    answer = guest.send("/login", {"username": "ana", "password": PASSWORD, "next": url})
    assert (answer.status_code, answer.goes_to) == (303, "/inbox")
    assert answer.headers["Location"] in ("/inbox", "http://localhost/inbox")


@pytest.mark.parametrize("url", ["/inbox", "/inbox/bo?reply=7", "/people?q=a%20b", "/settings/"])
def test_within_the_site_it_leads_on(guest, ana, url):
    answer = log_in(guest, url=f"/login?next={url.replace('%', '%25').replace('?', '%3F')}")
    assert answer.goes_to == url


def test_who_is_logged_in_needs_no_form(cast, ana):
    assert cast.logged_in(ana).get("/login").goes_to == "/inbox"


def test_a_link_never_logs_out_and_the_button_does(cast, ana):
    tab = cast.logged_in(ana)
    page = tab.read("/logout")
    assert page.one("form.stack")["data-viewer"] == "ana"  # for static/token.js
    assert "You are logged in as Ana Ribeiro." in page.text
    assert tab.get("/inbox").status_code == 200
    assert page.button("Log out")
    assert tab.submit(page, "/logout").goes_to == "/login"
    assert tab.get("/inbox").goes_to.startswith("/login")


def test_the_menu_of_the_settings_logs_out_too(cast, ana):
    tab = cast.logged_in(ana)
    assert tab.form("/settings/", "/logout").goes_to == "/login"
    assert tab.get("/inbox").status_code == 303


def test_logging_out_ends_every_copy_of_the_cookie(app, cast, ana):
    tab, thief = cast.logged_in(ana), app.test_client()
    thief.set_cookie("halle", tab.get_cookie("halle").value)
    assert thief.get("/inbox").status_code == 200
    tab.send("/logout")
    assert thief.get("/inbox").status_code == 303
    assert thief.get("/inbox/bo/changes?since=0").status_code == 401


def test_logging_out_leaves_other_devices_logged_in(cast, ana):
    tab, phone = cast.logged_in(ana), cast.logged_in(ana)
    tab.send("/logout")
    assert phone.get("/inbox").status_code == 200


def test_a_cookie_from_before_the_log_in_is_not_the_one_after(guest, ana):
    guest.read("/login")
    before = guest.get_cookie("halle").value
    log_in(guest)
    assert guest.get_cookie("halle").value != before
    guest.set_cookie("halle", before)
    assert guest.get("/inbox").status_code == 303


def test_the_form_token_changes_with_the_log_in(guest, ana):
    before = guest.read("/login").all("input[name=csrf_token]")[0]["value"]
    log_in(guest)
    assert guest.read("/settings/").all("input[name=csrf_token]")[0]["value"] != before


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", ".eJx", "\xe9", "x" * 4000])
def test_a_cookie_that_is_none_of_ours_is_a_guest(guest, cookie):
    guest.set_cookie("halle", cookie)
    assert guest.get("/inbox").goes_to == "/login?next=/inbox"


def test_a_login_that_is_used_after_an_hour_lives_on(cast, ana):
    from datetime import timedelta  # noqa: PLC0415

    tab = cast.logged_in(ana)
    before = cast.row(Login, 1).seen_at
    tab.read("/inbox")
    assert cast.row(Login, 1).seen_at == before
    clock.move(timedelta(minutes=61))
    tab.read("/inbox")
    assert cast.row(Login, 1).seen_at > before


def test_logging_out_twice_is_logging_out_once(cast, ana):
    tab = cast.logged_in(ana)
    page = tab.read("/logout")
    assert tab.submit(page, "/logout").status_code == 303
    tab.forget_token()
    assert tab.send("/logout").status_code == 303
