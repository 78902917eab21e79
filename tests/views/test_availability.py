"""The availability page, and where others read what it says."""

from datetime import datetime, timedelta

import pytest

from inbox import clock
from inbox.models.message import Message
from inbox.services import availability
from tests.services.test_availability import said
from tests.values import MODEL_COLUMNS

URL = "/settings/availability"
AWAY = {"away_from": "2026-03-10", "away_until": "2026-03-12", "away_message": "Sailing. <b>Back</b> soon"}


@pytest.fixture(autouse=True)
def _noon():
    clock.freeze(datetime.fromisoformat("2026-03-10T12:00:00+00:00"))


def test_what_is_filled_in_is_saved_and_shown_again(cast, bo):
    tab = cast.logged_in(bo)
    assert tab.read("/settings/").link("Availability")["href"] == URL
    assert "checked" in tab.read(URL).one("[name=takes_new_clients]").attrs
    fields = AWAY | {"from_1": "9:00", "until_1": "17:00", "budget": "350", "currency": "GBP"}
    answer = tab.send(URL, fields)
    assert answer.goes_to == f"{URL}?saved=1"
    page = tab.read(answer.goes_to)
    shown = {
        name: page.one(f"[name={name}]")["value"] for name in ("away_from", "away_until", "from_1", "until_1", "budget")
    }
    assert shown == {
        **{k: AWAY[k] for k in ("away_from", "away_until")},
        "from_1": "09:00",
        "until_1": "17:00",
        "budget": "350",
    }
    assert page.field("Message while you are away").raw.strip() == AWAY["away_message"]
    assert page.field("Monday from")["value"] == "09:00"
    assert "checked" not in page.one("[name=takes_new_clients]").attrs
    assert page.one("option[selected]").raw == "GBP"


def test_what_is_wrong_is_said_beside_each_field_and_everything_typed_is_still_there(cast, bo):
    fields = AWAY | {"away_until": "soon", "from_2": "nine", "until_2": "17:00", "budget": "much", "currency": "EUR"}
    refused = cast.logged_in(bo).send(URL, fields)
    page = refused.page
    assert (refused.status_code, "3 fields need your attention" in page.alert) == (422, True)
    for name, value in fields.items():
        if name not in ("away_message", "currency"):
            assert page.one(f"[name={name}]")["value"] == value, name
    for name in ("away_until", "from_2", "budget"):
        assert page.one(f"#{name}")["aria-invalid"] == "true"
        assert page.one(f"#{name}-error").text
    assert AWAY["away_message"] in page.field("Message while you are away").raw
    assert cast.again(bo).away_until is None


def test_an_absence_that_is_over_is_no_longer_in_the_form(cast, bo):
    cast.do(availability.change, bo, said(**AWAY))
    clock.move(timedelta(days=3))
    tab = cast.logged_in(bo)
    assert tab.read(URL).one("#away_until")["value"] == ""
    assert tab.form(URL, URL).status_code == 303


def test_clients_have_none(cast, ana):
    tab = cast.logged_in(ana)
    assert tab.get(URL).status_code == tab.send(URL).status_code == 403
    assert not tab.read("/settings/").named("link", "Availability")


def test_others_read_of_an_absence_on_the_profile_and_at_the_top_of_the_conversation(cast, ana, bo):
    cast.do(availability.change, bo, said(**AWAY))
    tab = cast.logged_in(ana)
    for url, place in (
        ("/people/bo", "main"),
        ("/inbox/bo", "#away"),
        ("/inbox/bo", "#about"),
        ("/inbox/bo/changes?since=0", "#away"),
    ):
        words = tab.read(url).one(place).text
        assert "Out of office until 12 March" in words and "Sailing. <b>Back</b> soon" in words, (url, place)
    assert "Offline" in tab.read("/inbox/bo").one("#presence").text  # whether he is online is another matter
    clock.move(timedelta(days=3))
    for url in ("/people/bo", "/inbox/bo", "/inbox/bo/changes?since=0"):
        assert "Out of office" not in tab.read(url).text, url


def test_others_read_the_hours_and_the_budget(cast, ana, bo):
    cast.do(availability.change, bo, said(hours=[("09:00", "17:00")] * 5, budget="350", takes_new_clients=False))
    tab = cast.logged_in(ana)
    assert "Works Mon–Fri 09:00–17:00" in tab.read("/inbox/bo").one("#presence").text
    for url in ("/people/bo", "/inbox/bo"):
        facts = tab.read(url).one(".facts").text
        for words in ("Working hours Mon–Fri 09:00–17:00", "Minimum budget €350", "New clients Not at the moment"):
            assert words in facts, (url, words)


def test_a_new_client_is_told_and_loses_no_text(cast, ana, bo):
    tab = cast.logged_in(ana)
    page = tab.read("/inbox/bo")
    cast.do(availability.change, bo, said(takes_new_clients=False))
    refused = tab.submit(page, "/inbox/bo/messages", body="A long letter")
    assert (refused.status_code, cast.count(Message)) == (403, 0)
    assert "Bo Lindqvist takes no new clients at the moment." in refused.page.text
    assert refused.page.field("Your text, which was not sent").raw.strip() == "A long letter"
    assert not tab.read("/people/bo").named("link", "Write to Bo Lindqvist")
    quick = tab.htmx("/inbox/bo/messages", {"body": "A long letter", "key": "k"})
    assert (quick.status_code, cast.count(Message)) == (403, 0)


def test_no_other_field_of_a_person_can_be_set(cast, bo):
    before = vars(cast.again(bo)) | {"_sa_instance_state": None}
    cast.logged_in(bo).send(URL, MODEL_COLUMNS | AWAY | {"budget": "", "currency": "EUR"})
    after = vars(cast.again(bo)) | {"_sa_instance_state": None}
    assert {name for name in after if after[name] != before[name]} == {"away_from", "away_until", "away_message"}


def test_it_is_french_in_french(cast, bo):
    cast.do(availability.change, bo, said(**AWAY))
    eve = cast.person("eve", locale="fr", roles=("role_client", "role_freelancer"))
    tab = cast.logged_in(eve)
    assert "Absent du bureau jusqu’au 12 mars" in tab.read("/inbox/bo").one("#away").text
    page = tab.read(URL)
    assert page.field("Lundi de") and page.field("Budget minimum")
