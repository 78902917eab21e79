"""The star on a person: where it is, and what it does."""

import pytest
from sqlalchemy import select

from inbox.models.star import Star
from inbox.services import people

PLACE = "/people/bo/star"


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's."""
    return cast.logged_in(ana)


@pytest.mark.parametrize("url", ["/people/bo", "/people", "/people?q=bo", "/inbox/bo"])
def test_it_is_set_and_taken_off_from_each_page_that_shows_the_person_and_leads_back_there(cast, tab, ana, bo, url):
    back = url + "#about" if "inbox" in url else url
    assert tab.read(url).button("Star Bo Lindqvist")
    assert tab.form(url, PLACE).goes_to == back
    assert [(star.owner_id, star.person_id) for star in cast.rows(select(Star))] == [(ana.id, bo.id)]
    assert tab.read(url).button("Unstar Bo Lindqvist")
    assert tab.form(url, f"{PLACE}/removal").goes_to == back
    assert cast.count(Star) == 0


def test_htmx_gets_the_star_as_it_is_now(tab):
    piece = tab.htmx(PLACE, {"next": "/people?q=bo"}).page
    form = piece.one("form#star-person-2")
    assert (form["action"], piece.one("[name=next]")["value"]) == (f"{PLACE}/removal", "/people?q=bo")
    assert piece.button("Unstar Bo Lindqvist")["id"] == "star-person-2-button"
    assert not piece.has("h1")
    piece = tab.htmx(f"{PLACE}/removal").page
    assert piece.one("form")["action"] == PLACE
    assert piece.button("Star Bo Lindqvist")


def test_each_way_twice_is_once(cast, tab):
    for verb, count in ((PLACE, 1), (f"{PLACE}/removal", 0)):
        for _ in range(2):
            assert tab.send(verb).goes_to == "/people/bo"
            assert cast.count(Star) == count


@pytest.mark.parametrize("next_", ["//evil.test", "https://evil.test/", "javascript:alert(1)", "/\\evil.test", "", "x"])
def test_it_leads_to_no_other_site(tab, next_):
    assert tab.send(PLACE, {"next": next_}).headers["Location"] == "/people/bo"


def test_nobody_stars_themselves_nor_somebody_who_is_not_there(cast, tab):
    assert tab.send("/people/ana/star").status_code == 403
    assert tab.send("/people/nobody/star").status_code == 404
    assert cast.count(Star) == 0
    for url in ("/people/ana", "/inbox/ana"):
        assert not tab.read(url).has("#star-person-1")


def test_freelancers_star_clients_too(cast, bo, tab):
    theirs = cast.logged_in(bo)
    theirs.form("/people/ana", "/people/ana/star")
    assert theirs.read("/people/ana").button("Unstar Ana Ribeiro")
    assert not tab.read("/people/ana").has("form.star")


def test_it_is_french_in_french(cast, ana, tab):
    cast.do(people.speak, ana, "fr")
    assert tab.read("/people/bo").button("Étoiler Bo Lindqvist")
    tab.send(PLACE)
    assert tab.read("/inbox/bo").button("Désétoiler Bo Lindqvist")
