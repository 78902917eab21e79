"""Snoozing: presets, a day and a time, and what cannot be."""

from datetime import UTC, datetime

import pytest

from inbox import clock
from inbox.models.participation import SNOOZED, Participation

PLACE, NOON = "/inbox/bo/snooze", datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, on a Thursday at noon."""
    clock.freeze(NOON)
    cast.said(ana, bo, "Hello")
    return cast.logged_in(ana)


def test_the_presets_are_later_today_tomorrow_and_monday(tab):
    page = tab.read(PLACE)
    offers = [node["value"] for node in page.all("input") if node.get("name") == "at"]
    assert offers == ["2026-03-12T15:00Z", "2026-03-13T09:00Z", "2026-03-16T09:00Z", ""]


@pytest.mark.parametrize("fields", [{"at": "2026-03-13T09:00Z"}, {"at": "", "date": "2026-03-13", "time": "09:00"}])
def test_it_sleeps_until_then_and_says_so(cast, tab, ana, fields):
    assert tab.form(PLACE, PLACE, **fields).goes_to == "/inbox"
    part = cast.row(Participation, 1, ana.id)
    assert (part.place, part.snoozed_until) == (SNOOZED, datetime(2026, 3, 13, 9, tzinfo=UTC))
    assert "Until tomorrow" in tab.read("/inbox?filter=snoozed").one("#conversation-1").text


@pytest.mark.parametrize(
    "fields", [{"at": "2026-03-12T11:59Z"}, {"at": "2026-03-12T12:00Z"}, {"at": "x"}, {"at": "", "date": "2026-13-01"},
               {"at": "", "date": "2020-01-01", "time": "10:00"}, {"at": "", "date": "2099-01-01", "time": "10:00"}, {"at": ""}],
)  # fmt: skip
def test_a_time_that_cannot_be_is_422_and_what_was_typed_stays(cast, tab, ana, fields):
    answer = tab.form(PLACE, PLACE, **fields)
    assert answer.status_code == 422 and answer.page.alert
    assert answer.page.one("#date")["value"] == fields.get("date", "")
    assert tab.read("/inbox").rows and tab.read("/inbox?filter=snoozed").rows == []


def test_without_a_conversation_there_is_nothing_to_snooze(tab):
    assert tab.get("/inbox/chloe/snooze").status_code == 404


def test_it_is_woken_from_the_menu(cast, tab):
    tab.form(PLACE, PLACE, at="2026-03-13T09:00Z")
    assert tab.read("/inbox/bo").button("Wake now")
    tab.send("/inbox/bo/actions", {"do": "unsnooze"})
    assert tab.read("/inbox").rows


def test_it_is_french_in_french(cast, bo):
    clock.freeze(NOON)
    client = cast.person("eve", locale="fr")
    cast.said(client, bo, "Bonjour")
    page = cast.logged_in(client).read(PLACE)
    assert page.button("Mettre en pause") and "Lundi prochain" in page.text
