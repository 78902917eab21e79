"""The star on a service: where it is, and what it does."""

import pytest

from inbox.models.star import Star
from inbox.services import people, services
from tests.values import SERVICE

PLACE = "/services/1/star"


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, who may star a service of Bo's."""
    cast.do(services.create, bo, "k", **SERVICE)
    return cast.logged_in(ana)


@pytest.mark.parametrize(("url", "back"), [("/people/bo", "/people/bo#services"), ("/inbox/bo", "/inbox/bo#about")])
def test_it_is_set_and_taken_off_where_services_are_shown_and_leads_back_there(cast, tab, url, back):
    assert tab.read(url).button("Star A logo for your shop")
    assert tab.form(url, PLACE).goes_to == back
    assert cast.row(Star, 1).service_id == 1
    assert tab.read(url).button("Unstar A logo for your shop")
    assert tab.form(url, f"{PLACE}/removal").goes_to == back
    assert cast.count(Star) == 0


def test_each_way_twice_is_once(cast, tab):
    for verb, count in ((PLACE, 1), (f"{PLACE}/removal", 0)):
        for _ in range(2):
            assert tab.send(verb).goes_to == "/people/bo#services"
            assert cast.count(Star) == count


def test_htmx_gets_the_star_as_it_is_now(tab):
    piece = tab.htmx(PLACE).page
    assert piece.one("form#star-service-1")["action"] == f"{PLACE}/removal"
    assert piece.button("Unstar A logo for your shop")
    assert tab.htmx(f"{PLACE}/removal").page.button("Star A logo for your shop")


def test_a_service_that_is_hidden_is_not_there_unless_it_was_starred_before(cast, tab, bo, dev):
    tab.send(PLACE)
    cast.do(services.deactivate, bo, 1)
    other = cast.logged_in(dev)
    for place in (PLACE, f"{PLACE}/removal", "/services/99/star", "/services/99/star/removal"):
        assert other.send(place).status_code == 404
    assert tab.send(PLACE).status_code == 403
    assert tab.send(f"{PLACE}/removal").status_code == 303
    assert cast.count(Star) == 0
    assert tab.send(PLACE).status_code == 404


def test_nobody_stars_their_own(cast, tab, bo):
    own = cast.logged_in(bo)
    assert not own.read("/people/bo").has("form.star")
    assert own.send(PLACE).status_code == 403
    assert cast.count(Star) == 0


@pytest.mark.parametrize("id", ["0", "-1", "x", "9" * 18, "9" * 30, "１", "%00"])
def test_the_id_of_no_service_is_not_found(tab, id):
    assert tab.send(f"/services/{id}/star").status_code == 404


def test_it_is_french_in_french(cast, ana, tab):
    cast.do(people.speak, ana, "fr")
    tab.send(PLACE)
    assert tab.read("/inbox/bo").button("Désétoiler A logo for your shop")
