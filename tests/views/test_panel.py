"""What stands beside a conversation, of how fast a freelancer answers, and whom it is shown to."""

import pytest

from inbox.extensions import db
from inbox.models.person import Person
from inbox.services import people


@pytest.fixture
def measured(cast, bo):
    """Bo, who answers in about 40 minutes, nine clients of ten in time."""
    with cast.app.app_context():
        db.session.execute(db.update(Person).where(Person.id == bo.id).values(response_seconds=2410, response_rate=91))
        db.session.commit()
    return bo


def facts(page) -> dict[str, str]:
    """What the page says of a person."""
    terms = [term.text for term in page.all("dl.facts dt")]
    return dict(zip(terms, (fact.text for fact in page.all("dl.facts dd")), strict=True))


@pytest.mark.parametrize("url", ["/people/bo", "/inbox/bo"])
def test_the_response_time_is_public(cast, ana, measured, url):
    assert facts(cast.logged_in(ana).read(url))["Replies in"] == "about 40 min"


def test_the_response_rate_is_shown_to_the_freelancer_alone(cast, ana, dev, measured):
    cast.said(ana, measured, "Hello")
    own = facts(cast.logged_in(measured).read("/people/bo"))
    assert own["Response rate"] == "91% of the last 90 days; only you see it"
    for person in (ana, dev, cast.person("mod")):
        tab = cast.logged_in(person)
        for url in ("/people/bo", "/inbox/bo", "/people", "/inbox/bo/changes?since=0", "/inbox"):
            page = tab.read(url)
            assert "Response rate" not in page.source and "91%" not in page.source, (person.name, url)


def test_a_freelancer_without_new_clients_reads_so_and_others_read_nothing(cast, ana, bo):
    assert facts(cast.logged_in(bo).read("/people/bo"))["Response rate"].startswith("No new clients yet")
    assert "Replies in" not in facts(cast.logged_in(ana).read("/people/bo"))
    assert "Response rate" not in facts(cast.logged_in(ana).read("/people/ana"))


def test_who_is_no_freelancer_any_more_has_no_response_time(cast, ana, measured):
    with cast.app.app_context():
        change = db.update(Person).where(Person.id == measured.id).values(role_freelancer=False, role_client=True)
        db.session.execute(change)
        db.session.commit()
    assert "Replies in" not in facts(cast.logged_in(ana).read("/people/bo"))
    assert "Response rate" not in facts(cast.logged_in(measured).read("/people/bo"))


def test_the_local_time_says_which_clock_it_follows(cast, ana):
    cast.person("bo", time_zone="Europe/Lisbon")
    tab = cast.logged_in(ana)
    places = tab.read("/inbox/bo").all("[data-zone=Europe/Lisbon]")
    assert len(places) == 2 and all(len(place.text) == 5 for place in places)
    assert tab.read("/people/bo").has("[data-zone=Europe/Lisbon]")


def test_no_file_is_shared_yet(cast, ana, bo):
    assert "Shared files None yet" in cast.logged_in(ana).read("/inbox/bo").one("#about").text


def test_it_is_french_in_french(cast, ana, measured):
    for person in (ana, measured):
        cast.do(people.speak, person, "fr")
    assert facts(cast.logged_in(ana).read("/inbox/bo"))["Répond en"] == "40 min environ"
    own = facts(cast.logged_in(measured).read("/people/bo"))["Taux de réponse"]
    assert own == "91 % sur les 90 derniers jours ; vous seul le voyez"
