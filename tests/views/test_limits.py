"""The message limit on the pages: what is left, the wait, and the text that stays; as pieces it equals a fresh page."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.models.message import Message
from inbox.models.offence import Offence
from inbox.services import people
from tests.merge import merged
from tests.page import Page

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = {
    "en": {
        "left": "You can write to 2 more new people at the moment.",
        "one": "You can write to 1 more new person at the moment.",
        "full": "You can write to another new person at 13:00.",
        "wait": "Message limit reached. You can write to new people again at 13:00.",
        "minutes": "60 min left.",
        "refused": "Message limit reached. You can write to new people again in 60 min.",
        "twice": "2 times within 30 days If it happens again, your account may be suspended.",
    },
    "fr": {
        "left": "Vous pouvez écrire à 2 nouvelles personnes pour le moment.",
        "one": "Vous pouvez écrire à 1 nouvelle personne pour le moment.",
        "full": "Vous pourrez écrire à une autre nouvelle personne à 13:00.",
        "wait": "Limite de messages atteinte. Vous pourrez écrire à de nouvelles personnes à 13:00.",
        "minutes": "Encore 60 min.",
        "refused": "Limite de messages atteinte. Vous pourrez écrire à de nouvelles personnes dans 60 min.",
        "twice": "2 fois en 30 jours En cas de récidive, votre compte pourra être suspendu.",
    },
}


@pytest.fixture
def app(make_app):
    """The application, in which somebody may write to two new people within an hour."""
    return make_app(HALLE_LIMIT_PEOPLE="2")


@pytest.fixture(autouse=True)
def others(cast):
    """Freelancers f0 to f3; it is noon, and stays so."""
    clock.freeze(NOON)
    return [cast.person(f"f{number}", roles=("role_freelancer",)) for number in range(4)]


def limit(page: Page) -> str:
    """What the page says of the limit."""
    return page.one("#limit").text


def at_the_limit(cast, person, others) -> None:
    for other in others[:2]:
        cast.said(person, other, "Hello")


@pytest.mark.parametrize("locale", SAID)
@pytest.mark.parametrize("role", ["role_client", "role_freelancer"])
def test_without_scripts_it_says_what_is_left_then_the_wait_and_the_text_stays(cast, others, locale, role):
    words, eve = SAID[locale], cast.person("eve", locale=locale, roles=(role,))
    tab = cast.logged_in(eve)
    assert words["left"] in limit(tab.read("/inbox/f3"))
    cast.said(eve, others[0], "Hello")
    assert limit(tab.read("/inbox/f0")) == ""  # that one is open; nothing is counted there
    assert words["one"] in limit(tab.read("/inbox/f3"))
    cast.said(eve, others[1], "Hello")
    assert words["full"] in limit(tab.read("/inbox/f3"))
    refused = tab.form("/inbox/f3", "/inbox/f3/messages", body="My\nlong text")
    assert refused.status_code == 429
    assert words["wait"] in limit(refused.page) and words["minutes"] in limit(refused.page)
    assert refused.page.one("#composer-error").text == words["refused"]
    assert refused.page.one("textarea#body").raw.strip() == "My\nlong text"
    assert words["wait"] in limit(tab.read("/inbox/f0"))  # who has not answered is no contact
    assert cast.count(Message) == 2
    clock.move(HOUR)
    assert words["left"] in limit(tab.read("/inbox/f3"))
    assert tab.form("/inbox/f3", "/inbox/f3/messages", body="My\nlong text").status_code == 303


def test_a_contact_sees_nothing_of_it(cast, ana, bo, others):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    clock.move(HOUR)
    at_the_limit(cast, ana, others)
    tab = cast.logged_in(ana)
    assert tab.form("/inbox/f3", "/inbox/f3/messages", body="Hello").status_code == 429
    assert limit(tab.read("/inbox/bo")) == ""
    assert tab.form("/inbox/bo", "/inbox/bo/messages", body="Hello").status_code == 303
    assert limit(cast.logged_in(bo).read("/inbox/ana")) == ""


@pytest.mark.parametrize("locale", SAID)
def test_htmx_gets_the_notice_beside_the_sentence(cast, others, locale):
    eve = cast.person("eve", locale=locale)
    at_the_limit(cast, eve, others)
    tab = cast.logged_in(eve)
    answer = tab.htmx("/inbox/f3/messages", {"body": "Hello", "key": "k"})
    assert answer.status_code == 429
    assert SAID[locale]["wait"] in limit(answer.page)
    assert answer.page.one("#limit")["data-with"] == "f3"
    assert SAID[locale]["refused"] in answer.page.one("#composer-error").text
    assert not tab.htmx("/inbox/f3/messages", {"body": "", "key": "k"}).page.has("#limit")  # another reason


@pytest.mark.parametrize("place", ["f0", "f3"])
def test_laid_over_an_old_page_it_is_as_on_a_fresh_one(cast, ana, others, place):
    """In all tabs: one that is open elsewhere begins to wait, and ends to, as the one that tried."""
    cast.said(ana, others[0], "Hello")
    tab = cast.logged_in(ana)
    steps = (
        lambda: cast.said(ana, others[1], "Hello"),
        lambda: cast.logged_in(ana).send("/inbox/f2/messages", {"body": "Hello"}),
        lambda: cast.said(others[0], ana, "Hello, Ana"),
        lambda: clock.move(HOUR),
    )
    for step in steps:
        old = tab.read(f"/inbox/{place}")
        step()
        since = old.one("#since")["value"]
        laid = merged(old, tab.read(f"/inbox/{place}/changes?since={since}"))
        assert limit(laid) == limit(tab.read(f"/inbox/{place}"))


def test_the_second_time_it_says_what_comes_of_it(cast, others):
    for locale, words in SAID.items():
        clock.freeze(NOON - 24 * HOUR)
        eve = cast.person(f"eve{locale}", locale=locale)
        tab = cast.logged_in(eve)
        for _ in range(2):
            for number in range(4):
                other = cast.person(f"g{locale}{clock.now().day}{number}", roles=("role_freelancer",))
                tab.send(f"/inbox/{other.username}/messages", {"body": "Hello"})
            clock.move(24 * HOUR)
        clock.move(-24 * HOUR)
        assert words["twice"] in limit(tab.read("/inbox/f3"))
    assert cast.count(Offence) == 4


def test_what_is_left_is_told_where_one_may_write_alone(cast, ana, bo):
    assert not cast.logged_in(bo).read("/inbox/ana").has("#limit")  # a freelancer does not begin
    assert not cast.logged_in(ana).read("/inbox/ana").has("#limit")


def test_a_text_that_would_be_held_is_refused_at_once(cast, ana, others):
    at_the_limit(cast, ana, others)
    cast.do(people.change_settings, ana, "en", "UTC", "line", "on", "10")
    answer = cast.logged_in(ana).htmx("/inbox/f3/messages", {"body": "Hello", "key": "k"})
    assert answer.status_code == 429 and SAID["en"]["wait"] in limit(answer.page)


def test_a_message_that_is_scheduled_passes_the_limit_when_it_goes_out(cast, ana, others):
    at_the_limit(cast, ana, others)
    tab = cast.logged_in(ana)
    form = {"body": "Hello", "key": "k", "date": "2026-03-12", "time": "12:30", "zone": "UTC"}
    assert tab.send("/inbox/f3/waiting", form).status_code == 303
    clock.move(HOUR / 2)
    tab.send("/waiting/1/release", {})
    reason = "The message limit was reached: this can be sent once the wait is over."
    assert reason in tab.read("/waiting").one("#main").text and cast.count(Offence) == 1
