"""What the viewer starred, page by page."""

import pytest

from inbox.services import people, profiles, services, stars
from inbox.services.profiles import Profile
from tests.cast import Cast
from tests.values import SERVICE

HOSTILE = '"><script>alert(1)</script>{{7*7}}'


@pytest.fixture
def starred(cast, ana, bo, dev):
    """Ana starred Dev, Bo and, last, a service of Bo's, in this order."""
    service = cast.do(services.create, bo, "k", **SERVICE)
    cast.do(stars.star_person, ana, dev), cast.do(stars.star_person, ana, bo), cast.do(stars.star_service, ana, service)
    return service


def names(page) -> list[str]:
    """What the page lists."""
    return [link.text for link in page.all("a.who2")]


def test_the_last_starred_comes_first_with_the_way_to_it(cast, ana, starred):
    page = cast.logged_in(ana).read("/stars")
    assert page.one("h1").text == "Starred people and services"
    assert names(page) == ["A logo for your shop", "Bo Lindqvist", "Dev Patel"]
    assert [link["href"] for link in page.all("a.who2")] == ["/people/bo#services", "/people/bo", "/people/dev"]
    for words in ("Bo Lindqvist · from €350 · delivery in 7 days", "@bo · freelancer", "@dev · client and freelancer"):
        assert words in page.text
    assert page.button("Unstar Bo Lindqvist") and page.button("Unstar A logo for your shop")


def test_others_see_none_of_it(cast, bo, dev, starred):
    for person in (bo, dev):
        tab = cast.logged_in(person)
        assert "Nothing starred yet" in tab.read("/stars").text
        for url in ("/people/bo", "/people/dev", "/people", "/inbox/bo", "/inbox/ana"):
            assert "Unstar" not in tab.read(url).text


def test_pages_lead_to_it(cast, ana, bo):
    assert cast.logged_in(ana).read("/people").link("Starred people and services")["href"] == "/stars"
    assert cast.logged_in(bo).read("/settings/").link("Starred people and services")["href"] == "/stars"


def test_more_come_page_by_page_each_once(make_app):
    cast = Cast(make_app(HALLE_PAGE_STARS="5"))
    ana = cast.person("ana")
    for number in range(8):
        cast.do(stars.star_person, ana, cast.person(f"f{number}"))
    tab = cast.logged_in(ana)
    first = tab.read("/stars")
    second = tab.read(first.link("More stars")["href"])
    assert names(first) + names(second) == [f"F{number}" for number in range(7, -1, -1)]
    assert not second.named("link", "More stars")


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", f"?after={'9' * 30}"])
def test_a_key_that_is_none_is_refused(cast, ana, query):
    assert cast.logged_in(ana).get(f"/stars{query}").status_code == 400


def test_what_is_not_offered_any_more_is_not_shown(cast, ana, bo, starred):
    tab = cast.logged_in(ana)
    cast.do(services.deactivate, bo, starred.id)
    assert names(tab.read("/stars")) == ["Bo Lindqvist", "Dev Patel"]
    assert "A logo for your shop" not in tab.read("/changes?stars=star-service-1").source
    cast.do(services.activate, bo, starred.id)
    cast.do(profiles.change, bo, Profile("Bo Lindqvist", ["client"], "", [], ""))
    assert names(tab.read("/stars")) == ["Bo Lindqvist", "Dev Patel"]
    assert "A logo for your shop" not in tab.read("/changes?stars=star-service-1").source


def test_a_catch_up_draws_the_stars_that_the_page_shows(cast, ana, bo, dev, starred):
    tab = cast.logged_in(ana)
    cast.do(stars.unstar_person, ana, dev)
    for url in ("/changes?stars=", "/inbox/bo/changes?since=0&stars="):
        pieces = tab.read(url + "star-person-1+star-person-2+star-person-3+star-service-1+star-service-99+star-x-1")
        drawn = {form["id"]: (form["action"], form["hx-swap-oob"]) for form in pieces.all("form.star")}
        assert drawn == {
            "star-person-2": ("/people/bo/star/removal", "true"), "star-person-3": ("/people/dev/star", "true"),
            "star-service-1": ("/services/1/star/removal", "true"),
        }  # fmt: skip
        assert not tab.read(url).all("form.star")


@pytest.mark.parametrize(
    "stars", ["x" * 9000, "\0", "star-person-" + "9" * 18, "star-person--1", "star-person-1'--", "star-person-2 " * 500]
)
def test_odd_stars_break_nothing(cast, ana, bo, stars):
    assert cast.logged_in(ana).get("/changes", query_string={"stars": stars}).status_code == 200


def test_odd_names_stay_text(cast, ana):
    eve = cast.person("eve", display_name=HOSTILE, roles=("role_freelancer",))
    cast.do(services.create, eve, "k", **SERVICE | {"title": HOSTILE})
    tab = cast.logged_in(ana)
    tab.send("/people/eve/star"), tab.send("/services/1/star")
    for url in ("/stars", "/people/eve", "/people", "/inbox/eve", "/changes?stars=star-person-2+star-service-1"):
        page = tab.read(url)
        assert all(script.get("src") for script in page.all("script"))
        assert f"Unstar {HOSTILE}" in [page.name(button) for button in page.all("form.star button")], url


def test_the_page_is_french_in_french(cast, ana, starred):
    cast.do(people.speak, ana, "fr")
    page = cast.logged_in(ana).read("/stars")
    assert page.one("h1").text == "Personnes et services étoilés"
    assert page.button("Désétoiler Bo Lindqvist")
    assert cast.logged_in(ana).read("/people").button("Étoiler Chloé Martin") if cast.person("chloe") else None
