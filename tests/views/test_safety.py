"""The page on staying safe: for guests too, true, in both languages, and easy to find."""


def test_guests_read_it_and_find_it_below_the_log_in(guest):
    page = guest.read("/safety")
    assert page.one("h1").text == "Stay safe"
    assert {section["id"] for section in page.all("section.pan")} == {
        "report",
        "payments",
        "links",
        "account",
        "privacy",
    }
    assert guest.read("/login").link("Stay safe")["href"] == "/safety"
    assert not page.named("link", "Your account and logins")


def test_who_is_logged_in_finds_it_in_the_settings_and_gets_on_to_their_account(cast, ana):
    tab = cast.logged_in(ana)
    assert tab.read("/settings/").link("Stay safe")["href"] == "/safety"
    assert tab.read("/safety").link("Your account and logins")["href"] == "/settings/account"


def test_the_form_of_a_report_leads_there(cast, ana, bo):
    said = cast.said(ana, bo, "Buy now")
    page = cast.logged_in(bo).read(f"/reports/message/{said.id}")
    assert page.link("What a report does, and how to stay safe")["href"] == "/safety#report"


def test_it_names_the_setting_in_force(make_app):
    page = make_app(HALLE_PASSWORD_MIN="17").test_client().read("/safety")
    assert "a password of 17 characters or more" in page.text


def test_it_is_french_in_french(cast, guest):
    page = guest.read("/safety", Accept_Language="fr")
    assert page.one("h1").text == "Rester prudent" and "Signaler" in page.one("#report").text
    assert cast.logged_in(cast.person("eve", locale="fr")).read("/safety").one("h1").text == "Rester prudent"
