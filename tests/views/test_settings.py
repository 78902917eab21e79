"""Settings: how pages look and what keys do."""

import pytest

from inbox.models.person import Person
from tests.values import MODEL_COLUMNS

COLUMNS = [column.name for column in Person.__table__.columns]


def test_the_form_shows_what_is_set_and_saves_what_is_chosen(cast, ana):
    tab = cast.logged_in(ana)
    page = tab.read("/settings/")
    assert page.one("select#language").one("[selected]")["value"] == "en"
    assert page.one("select#time_zone").one("[selected]").raw == "UTC"
    assert page.button("Save")
    assert page.one("nav.side [aria-current=page]").text == page.one("nav.side summary").text == "Writing"
    answer = tab.submit(page, "/settings/", language="fr", time_zone="Asia/Tokyo", enter_key="send")
    page = tab.read(answer.goes_to)
    assert page.one("html")["lang"] == "fr"
    assert page.one(".note[role=status]").text == "Enregistré"
    assert page.one("select#time_zone").one("[selected]").raw == "Asia/Tokyo"
    assert "checked" in page.one("input[value=send]").attrs
    assert cast.again(ana).enter_key == "send"


def test_the_enter_key_reaches_the_box(cast, ana, bo):
    tab = cast.logged_in(ana)
    assert tab.read("/inbox/bo").one("#enter")["data-enter"] == "line"
    tab.form("/settings/", "/settings/", enter_key="send")
    assert tab.read("/inbox/bo").one("#enter")["data-enter"] == "send"


@pytest.mark.parametrize(
    ("field", "value"), [("language", "tlh"), ("time_zone", "Mars/Olympus"), ("time_zone", "../../etc/passwd"), ("enter_key", "both"), ("shortcuts", "7"), ("language", "")]
)  # fmt: skip
def test_a_value_that_is_not_offered_is_refused_and_nothing_is_changed(cast, ana, field, value):
    refused = cast.logged_in(ana).send("/settings/", {field: value})
    assert refused.status_code == 422
    assert "One field needs your attention" in refused.page.alert
    assert refused.page.one(f"#{field}-error").text
    person = cast.again(ana)
    assert (person.locale, person.time_zone, person.enter_key) == ("en", "UTC", "line")


def test_no_other_field_of_a_person_can_be_set(cast, ana):
    good = {"language": "en", "time_zone": "UTC", "enter_key": "line", "shortcuts": "on"}
    assert cast.logged_in(ana).send("/settings/", MODEL_COLUMNS | good).status_code == 303
    person = cast.again(ana)
    assert {name: getattr(person, name) for name in COLUMNS} == {name: getattr(ana, name) for name in COLUMNS}


def test_the_shortcuts_are_switched_off_and_on(cast, ana):
    tab = cast.logged_in(ana)
    for choice in ("off", "on"):
        page = tab.read(tab.form("/settings/", "/settings/", shortcuts=choice).goes_to)
        assert page.one(f"fieldset#shortcuts [value={choice}]").get("checked") is not None
        assert cast.again(ana).shortcuts is (choice == "on")


def test_the_time_zone_is_that_of_all_times(cast, ana, bo):
    from datetime import UTC, datetime  # noqa: PLC0415

    from inbox import clock  # noqa: PLC0415

    clock.freeze(datetime(2026, 3, 12, 9, 48, tzinfo=UTC))
    message = cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    tab.form("/settings/", "/settings/", time_zone="Asia/Kolkata")
    assert tab.read("/inbox/bo").message(message.id).one("time").text == "15:18"
