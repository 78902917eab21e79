"""What an assistant knows: what its freelancer wrote and lets it tell, and nothing else."""

from datetime import UTC, datetime

import pytest

from inbox import clock
from inbox.answering import find, numbers
from inbox.models.assistant import TOPICS, Assistant
from inbox.services import availability, faqs, knowledge, profiles, services
from inbox.services.profiles import Profile
from tests.services.test_availability import FREE, said
from tests.values import SERVICE

HOURS = [("09:00", "17:00")] * 4 + [("09:00", "13:00")] + [("", "")] * 2


def known(cast, person, *tells) -> list[knowledge.Known]:
    return cast.do(lambda it: knowledge.of(it, Assistant(tells=list(tells))), person)


@pytest.fixture
def bo(cast, bo):
    """Bo, who wrote something of everything."""
    clock.freeze(datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    cast.do(services.create, bo, "k", **SERVICE)
    cast.do(services.create, bo, "l", **SERVICE | {"title": "Not offered", "active": ""})
    cast.do(faqs.create, bo, "Do you print?", "No, but I know 3 who do.")
    cast.do(availability.change, bo, said(hours=HOURS))
    cast.do(profiles.change, bo, Profile("Bo", ["freelancer"], "SE", [("sv", "native")], "I draw 2 things."))
    return bo


def test_it_is_all_that_others_see_and_the_answers(cast, bo):
    found = known(cast, bo, *TOPICS)
    assert [(each.kind, each.name) for each in found] == [
        ("service", "A logo for your shop"), ("faq", "Do you print?"), ("hours", "hours"), ("biography", "biography"),
        ("languages", "languages"),
    ]  # fmt: skip
    assert [each.quote for each in found] == ["Three sketches.", "No, but I know 3 who do.", "", "I draw 2 things.", ""]


@pytest.mark.parametrize(
    ("tells", "kinds"),
    [((), []), (("services",), ["service"]), (("prices",), ["service"]), (("faq",), ["faq"]), (("availability",), ["hours"]),
     (("profile",), ["biography", "languages"])],
)  # fmt: skip
def test_what_is_not_to_be_told_is_not_known(cast, bo, tells, kinds):
    assert [each.kind for each in known(cast, bo, *tells)] == kinds


def test_without_prices_no_price_is_known_and_who_asks_for_one_asks_a_person(cast, bo):
    assistant = Assistant(tells=["services"])
    (service,) = known(cast, bo, "services")
    assert "350" not in numbers(" ".join(service.holds)) and service.terms.price is None
    for question in ("How much does a logo cost?", "Combien coûte un logo ?"):
        assert find(question, [service], knowledge.closed(assistant)).reason == "closed"
    assert find("How many revisions of a logo?", [service], knowledge.closed(assistant)).source == service


def test_with_prices_alone_nothing_else_is_told_of_a_service(cast, bo):
    (service,) = known(cast, bo, "prices")
    assert (service.quote, service.terms.days, service.terms.price) == ("", None, 35000)
    assert knowledge.closed(Assistant(tells=["prices"])) == frozenset()


def test_its_numbers_are_those_that_were_chosen_in_forms(cast, bo):
    service, _faq, hours, *_ = known(cast, bo, *TOPICS)
    assert {"350", "7", "2"} <= numbers(" ".join(service.holds))
    assert {"9", "17", "13"} <= numbers(" ".join(hours.holds))


@pytest.mark.parametrize(
    "question", ["When do you work?", "Are you available on Fridays?", "Travaillez-vous le vendredi ?"]
)
def test_days_of_the_week_are_known_in_both_languages(cast, bo, question):
    assert find(question, known(cast, bo, *TOPICS)).source.kind == "hours"


@pytest.mark.parametrize("question", ["Do you speak Swedish?", "Parlez-vous suédois ?"])
def test_languages_are_known_by_their_names(cast, bo, question):
    assert find(question, known(cast, bo, *TOPICS)).source.kind == "languages"


def test_an_absence_is_known_while_it_lasts(cast, bo):
    away = said(hours=FREE, away_until="2026-03-12", away_message="Sailing.")
    cast.do(availability.change, bo, away)
    (hours,) = known(cast, bo, "availability")
    assert hours.quote == "Sailing." and "2026-03-12" in hours.hours.written
    clock.freeze(datetime(2026, 3, 20, 12, 0, tzinfo=UTC))
    assert known(cast, bo, "availability") == []


def test_who_is_no_freelancer_any_more_offers_nothing(cast, bo):
    cast.do(profiles.change, bo, Profile("Bo", ["client"], "SE", [], ""))
    assert known(cast, bo, "services", "prices") == []
