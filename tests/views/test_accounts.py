"""The account page: another password, and where one is logged in."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.models.login import Login
from inbox.services import logins, people
from tests.cast import PASSWORD, Cast

ACCOUNT, NEW = "/settings/account", "another password"
START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)
ENGLISH = {
    "heading": "Account", "current": "Current password", "new": "New password", "change": "Change password",
    "everywhere": "Log out everywhere", "this": "This device", "other": "Another login", "leave": "Log out",
}  # fmt: skip
FRENCH = {
    "heading": "Compte", "current": "Mot de passe actuel", "new": "Nouveau mot de passe",
    "change": "Changer le mot de passe", "everywhere": "Se déconnecter partout", "this": "Cet appareil",
    "other": "Autre connexion", "leave": "Se déconnecter",
}  # fmt: skip


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


def change(tab, current: str = PASSWORD, new: str = NEW):
    """Fills in the form."""
    return tab.form(ACCOUNT, ACCOUNT, current_password=current, new_password=new)


def test_the_form_changes_the_password_and_ends_the_other_logins(cast, tab, ana, bo):
    other, bos = cast.logged_in(ana), cast.logged_in(bo)
    page = tab.read(change(tab).goes_to)
    assert page.one(".note[role=status]").text == "Password changed. All your other logins have ended."
    assert [browser.get("/inbox").status_code for browser in (tab, other, bos)] == [200, 303, 200]
    other.forget_token()
    assert other.form("/login", "/login", username="ana", password=PASSWORD).status_code == 422
    assert other.form("/login", "/login", username="ana", password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "field", "sentence"),
    [("wrong password", NEW, "current_password", "This is not your current password"),
     (PASSWORD, "short", "new_password", "Use 10 characters or more"),
     ("", "", "new_password", "Use 10 characters or more")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_changed(cast, tab, ana, current, new, field, sentence):
    other = cast.logged_in(ana)
    refused = change(tab, current, new)
    page = refused.page
    assert refused.status_code == 422
    assert sentence in page.alert and page.one(f"#{field}-error").text == sentence
    assert (page.one(f"#{field}")["aria-invalid"], page.one(f"#{field}").get("value", "")) == ("true", "")
    assert "wrong password" not in page.source
    assert cast.again(ana).password_hash == ana.password_hash
    assert other.get("/inbox").status_code == 200


def test_after_ten_wrong_passwords_the_page_says_how_long_to_wait(cast, tab, ana):
    for _ in range(10):
        change(tab, "wrong password")
    refused = change(tab)
    assert refused.status_code == 429
    assert "Too many tries. Wait 15 min and try again." in refused.page.alert
    assert cast.again(ana).password_hash == ana.password_hash


def test_the_open_logins_are_listed_this_one_first(cast, ana, bo):
    clock.freeze(START)
    tab, ended = cast.logged_in(ana), cast.logged_in(ana)
    cast.logged_in(bo)
    ended.send("/logout")
    clock.freeze(START + timedelta(hours=2))
    cast.do(logins.open_for, ana.id)
    rows = [row.text for row in tab.read(ACCOUNT).all("#logins li")]
    assert rows == [
        "This device Logged in: 09:48 · Last seen: now",
        "Another login Logged in: 11:48 · Last seen: 11:48",
    ]


def test_of_many_logins_the_last_used_are_listed(make_app):
    cast = Cast(make_app(HALLE_PAGE_LOGINS="3"))
    ana = cast.person("ana")
    tab = cast.logged_in(ana)
    for _ in range(4):
        cast.do(logins.open_for, ana.id)
    page = tab.read(ACCOUNT)
    assert [row["id"] for row in page.all("#logins li")] == ["login-1", "login-5", "login-4"]
    assert "There are more logins than these." in page.text


def test_who_is_logged_in_once_has_nothing_to_end(tab):
    page = tab.read(ACCOUNT)
    assert len(page.all("#logins li")) == 1
    assert not page.named("button", "Log out everywhere")
    assert "You are logged in nowhere else." in page.text


def test_the_page_tells_no_secret(cast, tab, ana):
    cast.do(logins.open_for, ana.id)
    source = tab.read(ACCOUNT).source
    for login in (cast.row(Login, 1), cast.row(Login, 2)):
        assert login.token_hash not in source
    assert ana.password_hash not in source


@pytest.mark.parametrize("saved", ["", "x", "<b>"])
def test_an_address_alone_says_nothing_was_done(tab, saved):
    assert not tab.read(f"{ACCOUNT}?saved={saved}").has(".note")


@pytest.mark.parametrize(("locale", "words"), [("en", ENGLISH), ("fr", FRENCH)])
def test_the_names_of_the_page(cast, tab, ana, locale, words):
    cast.do(people.speak, ana, locale)
    cast.do(logins.open_for, ana.id)
    page = tab.read(ACCOUNT)
    assert page.link(words["heading"])["aria-current"] == "page"
    assert page.field(words["current"])["autocomplete"] == "current-password"
    assert page.field(words["new"])["autocomplete"] == "new-password"
    assert page.button(words["change"]) and page.button(words["everywhere"]) and page.button(words["leave"])
    assert [row.one("b").text for row in page.all("#logins li")] == [words["this"], words["other"]]


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0 <b>x</b>"


@pytest.mark.parametrize(("locale", "said"), [("en", "Firefox on Linux"), ("fr", "Firefox sous Linux")])
def test_each_login_says_with_which_device(cast, guest, ana, locale, said):
    cast.do(people.speak, ana, locale)
    cast.do(logins.open_for, ana.id, "<script>alert(1)</script>")
    cast.do(logins.open_for, ana.id, "w3m/0.5.3")
    guest.form("/login", "/login", username="ana", password=PASSWORD)
    guest.forget_token(), guest.send("/logout"), guest.forget_token()
    guest.environ_base["HTTP_USER_AGENT"] = FIREFOX
    guest.form("/login", "/login", username="ana", password=PASSWORD)
    guest.forget_token()
    page = guest.read(ACCOUNT)
    here, *others = [row.one("div").all("span") for row in page.all("#logins li")]
    assert [span.text for span in here] == [f"· {said}"]
    assert sorted(span.text for row in others for span in row) == ["· w3m"]
    assert "<script>" not in page.one("#logins").html()
