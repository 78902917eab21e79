"""The page of what one reported: that it was looked at, on every page and in both languages, and nothing beyond it."""

from datetime import timedelta

import pytest

from inbox import clock
from inbox.models.block import Block
from inbox.models.report import Report
from inbox.services import cases, reports, standings
from tests.cast import Cast
from tests.merge import merged
from tests.moderating import first_reported, reported

WORDS = {
    "en": ("Your reports", "A moderator looked at what you reported.", "A moderator will look at it.",
           "A moderator looked at it and acted.", "A moderator looked at it. No action was taken."),
    "fr": ("Vos signalements", "La modération a examiné votre signalement.", "La modération va l’examiner.",
           "La modération l’a examiné et a agi.", "La modération l’a examiné. Aucune mesure n’a été prise."),
}  # fmt: skip
SECRET = "A word between the moderator and them"


@pytest.fixture
def mod(cast):
    """A moderator."""
    return cast.person("mod")


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("outcome", ["dismissed", "warned", "suspended"])
def test_it_says_whether_something_was_done_and_never_what_or_by_whom(cast, mod, bo, language, outcome):
    title, told, waits, acted, nothing = WORDS[language]
    eve = cast.person("eve", locale=language)
    case = first_reported(cast, eve, bo)
    tab = cast.logged_in(eve)
    assert tab.read("/inbox").one("#standing").text == ""
    before = tab.read("/reports")
    assert before.one("h1").text == title and waits in before.text
    cast.do(cases.decide, mod, case.id, outcome, SECRET)
    assert told in tab.read("/inbox").one("#standing").text
    page = tab.read("/reports")
    assert (nothing if outcome == "dismissed" else acted) in page.text and waits not in page.text
    thing = cast.row(Report, case.report_id).thing_id
    form = tab.read(f"/reports/message/{thing}")
    assert (nothing if outcome == "dismissed" else acted) in form.one("#report").text
    for shown in (page.text, form.text):
        assert SECRET not in shown and mod.name not in shown
        assert not {"Warned", "Suspended", "Averti", "Suspendu"} & set(shown.split())
    assert tab.read("/inbox").one("#standing").text == ""


def test_only_who_looks_has_heard(cast, mod, ana, bo):
    case, tab = first_reported(cast, ana, bo), cast.logged_in(ana)
    cast.do(cases.decide, mod, case.id, "warned")
    tab.head("/reports")
    tab.get("/reports", headers={"Sec-Purpose": "prefetch"})
    assert cast.again(ana).answered
    tab.get("/reports")
    assert not cast.again(ana).answered


def test_nobody_sees_the_reports_of_others(cast, mod, ana, bo):
    reported_ = first_reported(cast, ana, bo)
    for person in (bo, mod, cast.person("dev")):
        page = cast.logged_in(person).read("/reports")
        assert not page.has(f"#report-{reported_.report_id}") and "You have reported nothing" in page.text


def test_a_decision_is_on_open_pages(cast, mod, ana, bo):
    case, tab = first_reported(cast, ana, bo), cast.logged_in(ana)
    old = tab.read("/inbox")
    cast.do(cases.decide, mod, case.id, "warned")
    assert "looked at what you reported" in merged(old, tab.get("/changes").page).one("#standing").text


def test_a_warning_comes_before_an_answer(cast, mod, ana, bo):
    case = first_reported(cast, ana, bo)
    cast.do(cases.decide, mod, case.id, "warned")
    cast.do(standings.warn, mod, ana, "spam")
    assert "You have been warned" in cast.logged_in(ana).read("/inbox").one("#standing").text


def test_it_has_pages(make_app):
    cast = Cast(make_app(HALLE_PAGE_REPORTS="2"))
    ana, bo = cast.person("ana"), cast.person("bo")
    first_reported(cast, ana, bo)
    for number in range(4):
        reported(cast, ana, bo, f"Pay me {number}")
    tab, found, url = cast.logged_in(ana), [], "/reports"
    while url:
        page = tab.read(url)
        found += [row["id"] for row in page.all("li.stack") if row["id"].startswith("report-")]
        url = next((link["href"] for link in page.all("a.btn") if "before=" in link["href"]), "")
    assert found == [f"report-{id_}" for id_ in (5, 4, 3, 2, 1)]


def test_a_suspended_person_reports_and_may_block(cast, mod, ana, bo):
    case = first_reported(cast, ana, bo)
    second = cast.said(bo, ana, "You will be sorry")
    cast.do(standings.suspend, mod, ana, "spam")
    tab, url = cast.logged_in(ana), f"/reports/message/{second.id}"
    assert tab.form(url, url, reason="insult", body="Look", block="1").status_code == 303
    assert "You reported this message" in tab.read(url).text
    assert cast.row(Block, ana.id, bo.id) is not None
    cast.do(cases.decide, mod, case.id, "dismissed")
    assert "No action was taken" in tab.read("/reports").text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "365 days after the decision"), ("fr", "365 jours après la décision")]
)
def test_a_case_whose_evidence_is_gone_says_so(cast, bo, ana, language, words):
    clock.freeze(clock.now())
    mod = cast.person("modesta", roles=("moderator",), locale=language)
    case = first_reported(cast, ana, bo)
    cast.do(cases.decide, mod, case.id, "warned")
    clock.move(timedelta(days=366))
    cast.do(reports.forget_old)
    page = cast.logged_in(mod).read(f"/moderation/{case.id}")
    assert words in page.text.replace("\xa0", " ") and not page.has("#reported")
    assert "Pay me directly" not in page.text
