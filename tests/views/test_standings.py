"""How somebody stands: the page of a suspended person, warnings on every page, the rules, and what others see."""

import pytest

from inbox import clock
from inbox.models.appeal import GRANTED, REJECTED
from inbox.services import limits, standings
from tests.merge import merged

WORDS = {
    "en": ("Your account is suspended", "Contest this decision", "Permanent", "S-0001", "Spam or advertising", "Log out"),
    "fr": ("Votre compte est suspendu", "Contester la décision", "Permanente", "S-0001", "Spam ou publicité", "Se déconnecter"),
}  # fmt: skip


@pytest.fixture
def mod(cast):
    """A moderator."""
    return cast.person("mod")


def bar(page) -> str:
    """What every page says on top."""
    return page.one("#standing").text


@pytest.mark.parametrize("locale", WORDS)
def test_the_page_of_a_suspended_person_says_why_and_what_can_be_done(cast, mod, locale):
    eve = cast.person("eve", locale=locale)
    tab = cast.logged_in(eve)
    cast.do(standings.suspend, mod, eve, "spam", "Line one\n<b>two")
    page = tab.read("/standing")
    for word in WORDS[locale]:
        assert word in page.text.replace("\xa0", " "), word
    assert "Line one <b>two" in page.one("#suspension").text
    assert page.one("h1").text == WORDS[locale][0]
    assert bar(tab.read("/inbox")).startswith(WORDS[locale][0])


def test_who_was_suspended_by_the_rules_reads_which(cast, ana):
    cast.do(standings.suspend, None, ana, "spam")
    assert "exceeded again after 2 warnings" in cast.logged_in(ana).read("/standing").one("#suspension").text


def test_a_suspended_person_is_led_there_when_they_log_in(cast, ana, guest):
    cast.do(standings.suspend, None, ana, "spam")
    answer = guest.form("/login", "/login", username="ana", password="halle-demo")
    assert answer.goes_to == "/standing"


def test_after_the_appeal_the_page_says_what_became_of_it(cast, ana, mod):
    tab = cast.logged_in(ana)
    cast.do(standings.suspend, mod, ana, "spam")
    made = cast.do(standings.appeal, ana, "It was <i>not</i> me")
    page = tab.read("/standing")
    assert "A moderator will decide" in page.one("#appeal").text and "It was <i>not</i> me" in page.one("#appeal").text
    assert not page.has("form[action=/standing/appeal]")
    cast.do(standings.decide, mod, made.id, REJECTED, "It stands.")
    assert "rejected" in tab.read("/standing").one("#appeal").text
    assert "It stands." in tab.read("/standing").one("#appeal").text


def test_once_it_is_lifted_nothing_is_said_any_more(cast, ana, mod):
    tab = cast.logged_in(ana)
    cast.do(standings.suspend, mod, ana, "spam")
    made = cast.do(standings.appeal, ana, "It was not me")
    cast.do(standings.decide, mod, made.id, GRANTED)
    assert tab.read("/standing").one("h1").text == "Account status"
    assert bar(tab.read("/inbox")) == ""


def test_the_rules_are_there_for_everybody_with_the_numbers_in_force(cast, ana):
    clock.freeze(clock.now())
    cast.do(limits.begin_wait, ana.id, clock.now())
    rules = cast.logged_in(ana).read("/standing").one("#rules").text
    for words in ("Within 60 minutes you can write to 1000 new people", "waits for 60 minutes", "number 3 within 30 days",
                  "after 2 warnings", "You have had 1 wait within 30 days."):  # fmt: skip
        assert words in rules


def test_open_pages_of_both_follow(cast, ana, bo):
    """The composer gives way on both sides, the list says it, and the bar comes; as on a fresh page."""
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    pages = {other: cast.logged_in(person) for person, other in ((ana, "bo"), (bo, "ana"))}
    old = {other: tab.read(f"/inbox/{other}") for other, tab in pages.items()}
    cast.do(standings.suspend, None, ana, "spam")
    said = {
        "bo": "Your account is suspended. You can read what you have, and write to nobody.",
        "ana": "The account of Ana Ribeiro is suspended. You cannot write to each other.",
    }
    for other, tab in pages.items():
        since = old[other].one("#since")["value"]
        laid = merged(old[other], tab.read(f"/inbox/{other}/changes?since={since}"))
        fresh = tab.read(f"/inbox/{other}")
        for page in (laid, fresh):
            assert said[other] in page.one("#composer").text
            assert not page.has("#composer textarea")
        assert bar(laid) == bar(fresh)
        assert laid.one("#conversations").html() == fresh.one("#conversations").html()
    assert "Suspended" in pages["ana"].read("/inbox").one("#conversation-1").text
    assert "Suspended" not in pages["bo"].read("/inbox").one("#conversation-1").text


def test_others_find_them_no_more_but_see_what_was_said(cast, ana, bo):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "What was said")
    tab = cast.logged_in(ana)
    assert "Bo Lindqvist" in tab.read("/people").one("#main").text
    cast.do(standings.suspend, None, bo, "spam")
    assert "Bo Lindqvist" not in tab.read("/people").one("#main").text
    profile = tab.read("/people/bo").one("#main")
    assert "This account is suspended." in profile.text and not profile.has("a[href=/inbox/bo]")
    assert "What was said" in tab.read("/inbox/bo").one("#thread").text
    cast.do(standings.lift, None, bo)
    assert "Bo Lindqvist" in tab.read("/people").one("#main").text
