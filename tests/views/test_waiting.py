"""Sending later: the form, the list, changing; and that nobody but the author sees any of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.models.message import Message
from inbox.models.waiting import CANCELLED, Waiting
from inbox.services import people, releases, waiting
from tests.waits import LATER, still  # noqa: F401

KEY = re.compile(r'name="(key|csrf_token)" type="hidden" value="[^"]+')


@pytest.fixture
def ana(cast):
    """A client in Paris."""
    return cast.person("ana", time_zone="Europe/Paris")


@pytest.fixture
def bo(cast):
    """A freelancer in Tokyo."""
    return cast.person("bo", time_zone="Asia/Tokyo")


@pytest.fixture
def tab(cast, ana, bo):
    return cast.logged_in(ana)


def choosing(tab, body="Good morning", **more):
    """The page that the composer's "Send later" leads to."""
    page = tab.read("/inbox/bo")
    assert page.button("Send later")["name"] == "later"
    fields = {"body": body, "later": "1", "key": page.one("#composer-key")["value"], **more}
    answer = tab.send("/inbox/bo/messages", fields)
    assert answer.status_code == 200
    return answer.page


def schedule(tab, page, **fields):
    return tab.submit(page, "/inbox/bo/waiting", **{"at": "", "date": "2026-03-13", "time": "09:30"} | fields)


def difference(one: dict, two: dict) -> list:
    """What two readings of the same pages differ in."""
    return [
        (url, *pair)
        for url in two
        for pair in zip(one[url].split(">"), two[url].split(">"), strict=False)
        if len(set(pair)) > 1
    ]


def waiting_rows(cast) -> list[Waiting]:
    return cast.rows(select(Waiting))


def test_the_form_offers_moments_with_the_time_on_the_other_side(tab):
    page = choosing(tab)
    assert page.field("Message to Bo Lindqvist").raw.strip() == "Good morning"
    offered = [label.text for label in page.one("#when").all("label.opt")]
    assert offered[0] == "In an hour today, 11:00 · 19:00 in Tokyo"
    assert offered[1:3] == [
        "In the morning, where Bo Lindqvist lives tomorrow, 01:00 · 09:00 in Tokyo",
        "Tomorrow morning tomorrow, 09:00 · 17:00 in Tokyo",
    ]
    assert "at the latest Fri 12 Mar 2027, 10:00" in offered[3]


def test_a_moment_that_is_offered_can_be_chosen(cast, tab):
    page = choosing(tab)
    first = page.one("#when").all("input[type=radio]")[0]["value"]
    answer = schedule(tab, page, at=first)
    assert (answer.status_code, answer.goes_to) == (303, "/inbox/bo#waiting")
    assert [(row.due_at, row.body) for row in waiting_rows(cast)] == [(LATER, "Good morning")]
    assert cast.count(Message) == 0


def test_a_day_and_a_time_are_read_by_the_authors_clock_and_shown_in_both(cast, tab):
    page = tab.read(schedule(tab, choosing(tab)).goes_to)
    assert waiting_rows(cast)[0].due_at == datetime(2026, 3, 13, 8, 30, tzinfo=UTC)
    assert "Good morning Goes out tomorrow, 09:30 · 17:30 in Tokyo" in page.one("#waiting").text
    assert page.link("1 message not sent yet")["href"] == "/waiting"
    assert page.one("textarea#body").raw.strip() == ""


def test_the_time_on_the_other_side_is_shown_before_anything_is_scheduled(cast, tab):
    answer = schedule(tab, choosing(tab), time="22:00")
    cast.do(waiting.cancel, cast.person("ana"), waiting_rows(cast)[0].id)
    page = choosing(tab)
    assert page.button("Show the time where Bo Lindqvist lives")["name"] == "check"
    form = {
        "body": "Good morning",
        "key": "k",
        "at": "",
        "date": "2026-03-13",
        "time": "22:00",
        "zone": "Europe/Paris",
        "check": "1",
    }
    shown = tab.send("/inbox/bo/waiting", form).page
    assert shown.one("#meant").text == "tomorrow, 22:00 · Sat 14 Mar, 06:00 in Tokyo"
    assert (shown.field("Day")["value"], shown.field("Time")["value"]) == ("2026-03-13", "22:00")
    assert answer.status_code == 303 and [row.state for row in waiting_rows(cast)] == [CANCELLED]


def test_with_scripts_choosing_asks_for_that_piece_alone(tab):
    form = {"body": "x", "key": "k", "at": "", "date": "2026-03-13", "time": "22:00", "check": "1"}
    piece = tab.htmx("/inbox/bo/waiting", form)
    assert "HX-Retarget" not in piece.headers
    assert piece.page.one("#meant").text.endswith("in Tokyo")
    assert choosing(tab).button("Show the time where Bo Lindqvist lives")["hx-select"] == "#meant"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [("date", "", "Enter a day"), ("date", "12/03/2027", "Enter a day"), ("date", "2026-02-29", "Enter a day"), ("time", "25:00", "Enter a time"),
     ("time", "noon", "Enter a time"), ("date", "2026-03-11", "This time is over"), ("date", "2200-01-01", "within the next 365 days"),
     ("date", "0001-01-01", "This time is over"), ("date", "9999-12-31", "within the next 365 days"),
     ("at", "soon", "Choose a time from the list"), ("at", "2026-03-12T08:59Z", "This time is over"),
     ("at", "2200-01-01T00:00Z", "within the next 365 days"), ("date", "<b>\0", "Enter a day"), ("body", " ", "Write a message first"),
     ("body", "é" * 5001, "5000 are possible")],
)  # fmt: skip
def test_what_cannot_be_scheduled_comes_back_with_a_sentence_and_all_that_was_typed(cast, tab, field, typed, words):
    form = {
        "body": "Good morning",
        "key": "k",
        "at": "",
        "date": "2026-03-13",
        "time": "09:30",
        "zone": "Europe/Paris",
    } | {field: typed}
    answer = tab.send("/inbox/bo/waiting", form)
    assert answer.status_code == 422
    assert words in answer.page.alert
    page = answer.page
    assert page.field("Message to Bo Lindqvist").raw.removeprefix("\n") == form["body"]
    shown = {name: page.one(f"#{name}")["value"].replace("\ufffd", "\0") for name in ("date", "time")}
    assert shown == {name: form[name] for name in shown}
    assert waiting_rows(cast) == [] and cast.count(Message) == 0


def test_a_time_and_a_text_that_are_wrong_are_both_said(tab):
    answer = tab.send("/inbox/bo/waiting", {"body": " ", "key": "k", "date": "x", "time": "y"})
    assert len(answer.page.one("[role=alert]").all("li")) == 3


def test_a_night_on_which_the_clocks_change(cast, tab):
    refused = schedule(tab, choosing(tab), date="2026-03-29", time="02:30")
    assert refused.status_code == 422 and "does not exist" in refused.page.alert
    refused = schedule(tab, choosing(tab), date="2026-10-25", time="02:30")
    assert refused.status_code == 422 and "comes twice" in refused.page.alert
    shown = refused.page.one("#fold").text
    assert "The first, before the clocks go back 09:30 in Tokyo" in shown
    assert "The second, an hour later 10:30 in Tokyo" in shown
    assert waiting_rows(cast) == []
    answer = tab.submit(refused.page, "/inbox/bo/waiting", fold="1")
    assert answer.status_code == 303
    assert waiting_rows(cast)[0].due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    page = tab.read(f"/waiting/{waiting_rows(cast)[0].id}/edit")
    assert [(radio["value"], "checked" in radio.attrs) for radio in page.one("#fold").all("input")] == [
        ("0", False),
        ("1", True),
    ]


def test_a_time_zone_that_changes_meanwhile_moves_no_time_that_was_seen(cast, tab, ana):
    page = choosing(tab)
    cast.do(people.change_settings, ana, "en", "America/New_York", "line", "on", "0")
    schedule(tab, page)
    assert waiting_rows(cast)[0].due_at == datetime(2026, 3, 13, 8, 30, tzinfo=UTC)
    assert "tomorrow, 04:30" in tab.read("/waiting").text


def test_a_double_click_and_the_back_button_schedule_once(cast, tab):
    page = choosing(tab)
    for _ in range(3):
        assert schedule(tab, page).goes_to == "/inbox/bo#waiting"
    clock.move(timedelta(days=2))
    cast.do(releases.release_due)
    sent = cast.rows(select(Message))
    assert schedule(tab, page).goes_to == f"/inbox/bo#message-{sent[0].id}"
    assert (len(sent), len(waiting_rows(cast))) == (1, 1)


def test_a_reply_is_scheduled_as_a_reply(cast, tab, ana, bo):
    first = cast.said(ana, bo, "When?")
    page = choosing(tab, reply_to=str(first.id))
    assert "In reply to When?" in page.one("form.pan").text
    schedule(tab, page)
    assert waiting_rows(cast)[0].reply_to_id == first.id
    assert "In reply to When?" in tab.read("/waiting").text


def test_the_list_says_when_each_goes_out_and_what_can_be_done(cast, tab, ana, bo):
    cast.do(people.change_settings, ana, "en", "Europe/Paris", "line", "on", "10")
    row = cast.do(waiting.schedule, ana, bo, "Scheduled <b>", "1", LATER)
    cast.do(waiting.send, ana, bo, "Held", "2")
    page = tab.read("/waiting")
    items = page.one("main").all("li")
    assert ["Held" in items[0].text, "Scheduled <b>" in items[1].text] == [True, True]
    assert "goes out at 10:00:10" in items[0].text and "Goes out today, 11:00 · 19:00 in Tokyo" in items[1].text
    assert [page.name(button) for button in items[0].all("button")] == ["Undo Held"]
    assert [page.name(button) for button in items[1].all("button")] == [
        "Send now Scheduled <b>",
        "Cancel Scheduled <b>",
    ]
    assert page.link("Edit Scheduled <b>")["href"] == f"/waiting/{row.id}/edit"
    assert tab.read("/inbox").link("2 messages not sent yet")


def test_nothing_waits(cast, tab):
    assert "Nothing waits" in tab.read("/waiting").text
    assert "not sent yet" not in tab.read("/inbox").text


def test_a_long_list_has_pages(cast, make_app, tab, ana, bo):
    for number in range(7):
        cast.do(waiting.schedule, ana, bo, f"Text {number}", str(number), LATER + timedelta(hours=number // 2))
    app = make_app(HALLE_PAGE_WAITING="5")
    from tests.cast import logged_in  # noqa: PLC0415

    tab = logged_in(app, ana)
    first = tab.read("/waiting")
    second = tab.read(first.link("Later ones")["href"])
    texts = [node.text for page in (first, second) for node in page.all("main li bdi") if node.text.startswith("Text")]
    assert list(dict.fromkeys(texts)) == [f"Text {number}" for number in range(7)]
    assert not second.named("link", "Later ones")
    assert tab.get("/waiting?after=999999").status_code == 200


def test_text_and_time_are_changed_on_a_page_of_its_own(cast, tab, ana, bo):
    row = cast.do(waiting.schedule, ana, bo, "Before", "k", LATER)
    page = tab.read(f"/waiting/{row.id}/edit")
    assert (page.field("Day")["value"], page.field("Time")["value"]) == ("2026-03-12", "11:00")
    answer = tab.submit(page, f"/waiting/{row.id}", body="After", time="23:15")
    assert answer.goes_to == "/inbox/bo#waiting"
    assert [(each.body, each.due_at) for each in waiting_rows(cast)] == [
        ("After", datetime(2026, 3, 12, 22, 15, tzinfo=UTC))
    ]


def test_one_that_was_sent_meanwhile_is_not_changed_and_what_was_typed_stays(cast, tab, ana, bo):
    row = cast.do(waiting.schedule, ana, bo, "Before", "k", LATER)
    page = tab.read(f"/waiting/{row.id}/edit")
    clock.move(timedelta(hours=2))
    cast.do(releases.release_due)
    refused = tab.submit(page, f"/waiting/{row.id}", body="After", time="23:15")
    assert refused.status_code == 409
    assert "was sent meanwhile" in refused.page.alert
    assert refused.page.link("View conversation")["href"] == f"/inbox/bo#message-{cast.again(row).message_id}"
    assert refused.page.field("Message to Bo Lindqvist").raw.strip() == "After"
    assert cast.rows(select(Message.body)) == ["Before"]
    assert tab.get(f"/waiting/{row.id}/edit").goes_to == f"/inbox/bo#message-{cast.again(row).message_id}"


def test_two_tabs_see_both_texts(cast, tab, ana, bo):
    row = cast.do(waiting.schedule, ana, bo, "Before", "k", LATER)
    pages = [tab.read(f"/waiting/{row.id}/edit") for _ in range(2)]
    tab.submit(pages[0], f"/waiting/{row.id}", body="One")
    refused = tab.submit(pages[1], f"/waiting/{row.id}", body="Two")
    assert refused.status_code == 409 and "was changed meanwhile" in refused.page.alert
    assert refused.page.one("form .bub").text == "One"
    assert refused.page.field("Message to Bo Lindqvist").raw.strip() == "Two"
    assert tab.submit(refused.page, f"/waiting/{row.id}").status_code == 303
    assert waiting_rows(cast)[0].body == "Two"


@pytest.mark.parametrize("field", ["at", "date", "time", "fold", "zone", "key", "body"])
def test_odd_fields_break_nothing(cast, tab, field):
    for key, value in enumerate(("\0", "x" * 6000, "９", "<script>")):
        form = {
            "body": "Hello",
            "key": key,
            "at": "",
            "date": "2026-03-13",
            "time": "09:30",
            "zone": "UTC",
            field: value,
        }
        assert tab.send("/inbox/bo/waiting", form).status_code in (303, 422), value
        assert tab.send("/inbox/bo/waiting", form | {"check": "1"}).status_code == 200, value
        assert tab.send("/inbox/bo/messages", form | {"later": "1"}).status_code == 200, value


@pytest.mark.parametrize("id", ["999", "0", "x", "9" * 18, "9" * 30])
def test_the_id_of_nothing_is_not_found(tab, id):
    assert tab.get(f"/waiting/{id}/edit").status_code == 404
    for path in ("", "/cancellation", "/release"):
        assert tab.send(f"/waiting/{id}{path}", {"body": "x"}).status_code == 404


def test_the_other_side_sees_nothing_by_any_route(cast, ana, bo):
    """Not in the conversation, the list, the counts, what changed, a quote, the profile, nor by the id."""
    first = cast.said(ana, bo, "Hello")
    cast.do(people.change_settings, ana, "en", "Europe/Paris", "line", "on", "10")
    theirs = cast.logged_in(bo)
    theirs.read("/inbox/ana")
    routes = ("/inbox", "/inbox/ana", "/inbox/ana/changes?since=0", "/inbox/ana/changes?since=1", "/changes", "/latest", "/waiting",
              "/people/ana", "/inbox?filter=unread", "/inbox/ana?undone=1", "/waiting?cancelled=1", f"/inbox/ana?reply={first.id + 1}")  # fmt: skip
    seen = lambda: {url: KEY.sub("", theirs.read(url).html()) for url in routes}  # noqa: E731
    pages = seen()
    rows = [
        cast.do(waiting.send, ana, bo, "Secret one", "1"),
        cast.do(waiting.schedule, ana, bo, "Secret two", "2", LATER),
    ]
    assert difference(seen(), pages) == []
    for row in rows:
        assert theirs.get(f"/waiting/{row.id}/edit").status_code == 404
        for path in ("", "/cancellation", "/release"):
            assert theirs.send(f"/waiting/{row.id}{path}", {"body": "Secret"}).status_code == 404
    cast.do(waiting.cancel, ana, rows[0].id)
    assert "Secret" not in theirs.read(f"/inbox/ana?undone={rows[0].id}").source
    assert "Secret" not in theirs.read(f"/waiting?cancelled={rows[0].id}").source
    assert cast.again(bo).unread == 0


def test_a_text_scheduled_after_the_login_ended_survives_the_log_in(app, cast, tab, ana, bo):
    page = choosing(tab)
    tab.send("/logout")
    asked = schedule(tab, page)
    assert asked.status_code == 401 and "Your text is kept" in asked.page.text
    back = tab.submit(asked.page, "/login", username="ana", password="halle-demo")
    assert back.page.one("textarea").raw.strip() == "Good morning"
    assert tab.submit(back.page, "/inbox/bo/waiting").status_code == 303
    assert [row.due_at for row in waiting_rows(cast)] == [datetime(2026, 3, 13, 8, 30, tzinfo=UTC)]


def test_in_french(cast, bo):
    tab = cast.logged_in(cast.person("eve", locale="fr", time_zone="Europe/Paris"))
    page = tab.send("/inbox/bo/messages", {"body": "Bonjour", "later": "1", "key": "k"}).page
    assert page.button("Envoyer plus tard") and "aujourd’hui, 11:00 · 19:00 à Tokyo" in page.text
    tab.submit(page, "/inbox/bo/waiting", at="", date="2026-03-13", time="09:30")
    shown = tab.read("/waiting")
    assert "Envoi\xa0: demain, 09:30" in shown.one("main").raw
    assert shown.named("button", "Envoyer maintenant Bonjour") and shown.named("button", "Annuler Bonjour")
