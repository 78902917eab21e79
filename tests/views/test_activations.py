"""Showing a service to others, and keeping it from them."""

import pytest

from inbox.services import services
from tests.values import SERVICE

PLACE = "/settings/services"


@pytest.fixture
def service(cast, bo):
    """One of Bo's."""
    return cast.do(services.create, bo, "k", **SERVICE)


def test_its_owner_hides_it_and_shows_it_again(cast, ana, bo, service):
    tab, other = cast.logged_in(bo), cast.logged_in(ana)
    page = tab.read(PLACE)
    assert page.button("Deactivate A logo for your shop")
    assert tab.submit(page, f"{PLACE}/{service.id}/deactivation").goes_to == PLACE
    assert "A logo for your shop" not in other.read("/people/bo").text
    page = tab.read(PLACE)
    assert "Not active" in page.text and page.button("Activate A logo for your shop")
    assert tab.submit(page, f"{PLACE}/{service.id}/activation").goes_to == PLACE
    assert "A logo for your shop" in other.read("/people/bo").text


@pytest.mark.parametrize("what", ["activation", "deactivation"])
def test_nobody_else_does(cast, chloe, service, what):
    assert cast.logged_in(chloe).send(f"{PLACE}/{service.id}/{what}").status_code == 404
    assert cast.again(service).active
