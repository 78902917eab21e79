"""The queue of reports and appeals, and one case: for moderators alone, and of a conversation no more than was kept."""

import pytest

from inbox.extensions import db
from inbox.models.case import Case
from inbox.models.record import Record
from inbox.models.report import Report
from inbox.services import cases, messages, reports, standings
from inbox.views import moderating
from tests.files import attachments_of, sent
from tests.moderating import reported


@pytest.fixture
def mod(cast):
    """A moderator's browser."""
    return cast.logged_in(cast.person("mod"))


@pytest.fixture
def case(cast, ana, bo):
    """Ana reported one of the messages in the midst of her conversation with Bo."""
    for number in range(8):
        cast.said(ana, bo, f"Earlier {number}")
    message = cast.said(bo, ana, "Pay me directly")
    for number in range(8):
        cast.said(bo, ana, f"Later {number}")
    cast.do(reports.report, ana, "message", message.id, "payment", "He asked twice.")
    return cast.row(Case, 1)


def test_the_queue_shows_the_oldest_first_and_who_it_is_about(cast, mod, ana, bo, chloe):
    cast.said(ana, bo, "Hello"), cast.said(ana, chloe, "Hello")
    first, second = reported(cast, ana, bo), reported(cast, ana, chloe, reason="insult")
    page = mod.read("/moderation")
    rows = [(each["href"], each.text) for each in page.all(".modrow a")]
    assert [href for href, _ in rows] == [f"/moderation/{first.id}", f"/moderation/{second.id}"]
    assert "Bo Lindqvist" in rows[0][1]
    assert "Payment outside Halle" in rows[0][1]
    assert "Insult or threat" in rows[1][1]
    assert "Pay me" not in page.text


@pytest.mark.parametrize("address", ["/moderation", "/moderation?state=closed", "/moderation/2", "/moderation/audit"])
def test_each_page_says_how_many_wait(cast, mod, ana, bo, monkeypatch, address):
    """But those about the one who looks; and a long queue is counted no further than the tab says."""
    cast.said(ana, bo, "Hello")
    for number in range(3):
        reported(cast, ana, bo, f"Number {number}")
    cast.do(cases.decide, cast.person("mod"), 1, "dismissed")
    tab = mod.read(address).all(".tabs a")[0]
    assert (tab["href"], tab.text) == ("/moderation", "Open 2")
    monkeypatch.setattr(moderating, "COUNTED", 2)
    assert mod.read(address).all(".tabs a")[0].text == "Open 1+"


def test_where_nothing_waits_no_number_stands(mod):
    assert mod.read("/moderation").all(".tabs a")[0].text == "Open"


def test_closed_ones_are_a_filter_of_their_own(cast, mod, ana, bo, case):
    cast.do(cases.decide, cast.person("mod"), case.id, "warned")
    assert not mod.read("/moderation").has(".modrow")
    assert "Warned" in mod.read("/moderation?state=closed").one(".modrow").text
    assert mod.get("/moderation?state=theirs").status_code == 404


def test_what_a_moderator_decided_is_found_by_them(cast, mod, ana, bo):
    cast.said(ana, bo, "Hello")
    for number in range(3):
        reported(cast, ana, bo, f"Number {number}")
    assert "Nothing decided by you yet" in mod.read("/moderation?state=mine").text
    colleague = cast.person("eve", roles=("moderator",))
    for id, who in ((1, cast.person("mod")), (2, colleague), (3, cast.person("mod"))):
        cast.do(cases.decide, who, id, "dismissed")
    page = mod.read("/moderation?state=mine")
    assert [each["href"] for each in page.all(".modrow a")] == ["/moderation/3", "/moderation/1"]
    assert page.one(".tabs [aria-current]").text == "Mine"
    assert [each["href"] for each in mod.read("/moderation?state=mine&after=3").all(".modrow a")] == ["/moderation/1"]


def test_pages_go_by_key_in_both_directions(make_app, cast_of=None):
    from tests.cast import Cast  # noqa: PLC0415

    cast = Cast(make_app(HALLE_PAGE_CASES="5", HALLE_REPORTS_HOUR="100"))
    ana, bo, mod = cast.person("ana"), cast.person("bo"), cast.person("mod")
    cast.said(ana, bo, "Hello")
    for number in range(12):
        reported(cast, ana, bo, f"Number {number}")
    for number in range(6):
        cast.do(cases.decide, mod, number + 1, "dismissed")
    tab = cast.logged_in(mod)
    assert walk(tab, "/moderation") == list(range(7, 13))
    assert walk(tab, "/moderation?state=closed") == [6, 5, 4, 3, 2, 1]
    for key in ("x", "-1", "9" * 30):
        assert tab.get(f"/moderation?after={key}").status_code == 400


def walk(tab, url: str) -> list[int]:
    """The numbers of all cases, page after page."""
    found: list[int] = []
    while url:
        page = tab.read(url)
        found += [int(each["href"].rpartition("/")[2]) for each in page.all(".modrow a")]
        more = [each["href"] for each in page.all("a.btn") if "after=" in each["href"]]
        url = more[0] if more else ""
    return found


def test_a_case_shows_the_message_with_five_on_each_side_and_nothing_else(cast, mod, ana, bo, case):
    page = mod.read("/moderation/1")
    assert "Pay me directly" in page.one("#reported").text
    assert "He asked twice." in page.text
    shown = [word for word in page.text.split() if word.isdigit()]
    assert all(f"Earlier {number}" in page.text for number in range(3, 8)), shown
    assert all(f"Later {number}" in page.text for number in range(5))
    for text in ("Earlier 2", "Later 5", "Later 7"):
        assert text not in page.source
    cast.said(bo, ana, "Said since")
    assert "Said since" not in mod.read("/moderation/1").source


def test_it_shows_what_was_reported_whatever_became_of_it(cast, mod, ana, bo, case):
    message = cast.rows(db.select(Report.thing_id))[0]
    cast.do(messages.edit, bo, message, "Good morning", 0)
    assert "Good morning" not in mod.read("/moderation/1").source
    cast.do(messages.delete, bo, message)
    assert "Pay me directly" in mod.read("/moderation/1").one("#reported").text


def test_it_shows_the_texts_from_before_an_edit(cast, mod, ana, bo):
    cast.said(ana, bo, "Hello")
    message = cast.said(bo, ana, "You fool")
    cast.do(messages.edit, bo, message.id, "You friend", 0)
    cast.do(reports.report, ana, "message", message.id, "insult")
    page = mod.read("/moderation/1")
    assert "You fool" in page.one("#reported details").text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_shows_what_was_set_against_that_person_before(cast, bo, case, language):
    for verb in (standings.warn, standings.suspend):
        cast.do(verb, None, bo, "spam")
    page = cast.logged_in(cast.person("judge", roles=("moderator",), locale=language)).read("/moderation/1")
    words = {"en": ("Warning", "Suspension", "Case 1"), "fr": ("Avertissement", "Suspension", "Dossier 1")}[language]
    assert all(word in page.text for word in words)


def test_that_it_was_looked_at_is_written_down_each_time(cast, mod, case):
    mod.read("/moderation"), mod.read("/moderation/1"), mod.read("/moderation/1")
    assert cast.rows(db.select(Record.what)) == ["looked", "looked"]


def test_for_everybody_else_there_is_nothing(cast, ana, bo, dev, case):
    suspended = cast.person("judge", roles=("moderator",))
    cast.do(standings.suspend, None, suspended, "spam")
    for person in (ana, bo, dev, suspended):
        tab = cast.logged_in(person)
        for url in ("/moderation", "/moderation?state=closed", "/moderation/1", "/moderation/audit"):
            answer = tab.get(url)
            assert answer.status_code in (404, 303, 403), (person.username, url)
            assert "Pay me" not in answer.text
            assert "He asked" not in answer.text
    assert not cast.logged_in(ana).read("/inbox").named("link", "Reports")
    assert cast.logged_in(cast.person("mod")).read("/inbox").named("link", "Reports")


def test_a_case_about_oneself_is_not_there_and_one_that_does_not_exist_either(cast, mod, ana):
    cast.said(ana, cast.person("mod"), "Hello")
    reported(cast, ana, cast.person("mod"))
    assert not mod.read("/moderation").has(".modrow")
    for id_ in ("1", "999", "x", "9" * 30):
        assert mod.get(f"/moderation/{id_}").status_code == 404
    assert cast.count(Record) == 0


def test_who_may_not_decide_is_told_why(cast, ana):
    judge, second = cast.person("judge", roles=("moderator",)), cast.person("second", roles=("moderator",))
    cast.said(judge, second, "Hello")
    reported(cast, judge, second)
    page = cast.logged_in(judge).read("/moderation/1")
    assert "You sent this report: another moderator decides it." in page.text
    assert not page.has("[name=outcome]")


def test_an_appeal_is_a_case_too(cast, mod, bo):
    cast.do(standings.suspend, None, bo, "spam")
    cast.do(standings.appeal, bo, "It was not me.")
    assert "Appeal against a suspension" in mod.read("/moderation").one(".modrow").text
    page = mod.read("/moderation/1")
    assert "It was not me." in page.text
    assert [each["value"] for each in page.all("[name=outcome]")] == ["granted", "rejected"]


def test_a_case_whose_reporter_is_gone_still_opens(app, cast, mod, ana, case):
    with app.app_context():
        db.session.execute(db.update(Report).values(reporter_id=None))
        db.session.commit()
    assert "Somebody whose account is gone" in mod.read("/moderation/1").text


def test_markup_in_a_case_is_shown_as_it_was_typed(cast, mod, ana, bo):
    cast.said(ana, bo, "Hello")
    reported(cast, ana, bo, "<img src=x onerror=alert(1)>", words="<svg onload=alert(2)>")
    page = mod.read("/moderation/1")
    assert "<img src=x onerror=alert(1)>" in page.text
    assert "<svg onload=alert(2)>" in page.text
    assert not page.has("main img")


def test_names_of_files_are_kept_with_what_was_reported_and_the_files_are_not(cast, mod, ana, bo):
    cast.said(ana, bo, "Hello")
    message = sent(cast, bo, ana, "pay me here.html", body="See the file")
    token = attachments_of(cast, message)[0].token
    made = cast.do(reports.report, ana, "message", message.id, "payment", "")
    cast.do(messages.delete, bo, message.id)
    case = cast.row(Case, made.id)
    page = mod.read(f"/moderation/{case.id}")
    assert "See the file" in page.one("#reported").text and "pay me here.html" in page.one("#reported").text
    assert mod.get(f"/files/{token}").status_code == 404
