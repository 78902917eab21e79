"""Stars: once each, each its owner's alone, and only on what can be seen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from inbox.errors import NotAllowed
from inbox.events import StarChanged
from inbox.extensions import db
from inbox.models.star import Star
from inbox.services import profiles, services, stars
from inbox.services.profiles import Profile
from tests.cast import Cast
from tests.values import SERVICE


@pytest.fixture
def service(cast, bo):
    """One of Bo's."""
    return cast.do(services.create, bo, "k", **SERVICE)


@pytest.fixture
def told(app):
    """The events that were told since."""
    heard = []
    app.extensions["reactions"] = app.extensions["reactions"] | {StarChanged: ((), (heard.append,))}
    return heard


def starred(cast, owner) -> list[str]:
    """What the list of that person's stars shows."""
    with cast.app.app_context():
        found = db.session.execute(Star.newest(owner)).all()
        return [service.title if service else person.username for _, person, service in found]


def test_people_and_services_are_starred_and_unstarred_each_once(cast, ana, bo, service, told):
    for _ in range(2):
        cast.do(stars.star_person, ana, bo)
        cast.do(stars.star_service, ana, service)
    assert starred(cast, ana) == ["A logo for your shop", "bo"]
    assert told == [StarChanged(bo.id, (ana.id,))] * 2
    for _ in range(2):
        cast.do(stars.unstar_person, ana, bo)
        cast.do(stars.unstar_service, ana, service)
    assert starred(cast, ana) == []
    assert told == [StarChanged(bo.id, (ana.id,))] * 4


def test_a_star_is_its_owners_alone(cast, ana, bo, dev, service):
    cast.do(stars.star_person, ana, bo), cast.do(stars.star_service, ana, service)
    assert starred(cast, dev) == starred(cast, bo) == []
    cast.do(stars.unstar_person, dev, bo), cast.do(stars.unstar_service, dev, service)
    assert len(starred(cast, ana)) == 2


def test_forms_that_come_at_once_are_one_star(cast, ana, bo):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: cast.do(stars.star_person, ana, bo), range(8)))
    assert cast.count(Star) == 1


@pytest.mark.postgres
def test_two_who_star_each_other_at_once_both_do(cast, ana, bo, service):
    def star(number: int) -> None:
        one, other = ((ana, bo), (bo, ana))[number % 2]
        cast.do(stars.star_person, one, other)
        cast.do(stars.unstar_person, one, other)
        cast.do(stars.star_person, one, other)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(star, range(24)))
    assert sorted(star.owner_id for star in cast.rows(select(Star))) == [ana.id, bo.id]


def test_nobody_stars_themselves_or_their_own_service(cast, bo, dev):
    mine = cast.do(services.create, dev, "k", **SERVICE)
    with pytest.raises(NotAllowed):
        cast.do(stars.star_person, dev, dev)
    with pytest.raises(NotAllowed):
        cast.do(stars.star_service, dev, mine)
    assert cast.count(Star) == 0


def test_a_service_that_nobody_sees_cannot_be_starred(cast, ana, bo, service):
    cast.do(services.deactivate, bo, service.id)
    with pytest.raises(NotAllowed):
        cast.do(stars.star_service, ana, service)


def test_a_starred_service_is_listed_while_it_is_offered_and_again_when_it_is_again(cast, ana, dev):
    service = cast.do(services.create, dev, "k", **SERVICE)
    cast.do(stars.star_service, ana, service), cast.do(stars.star_person, ana, dev)
    both = ["dev", "A logo for your shop"]
    for hide, show in ((services.deactivate, services.activate),):
        cast.do(hide, dev, service.id)
        assert starred(cast, ana) == ["dev"]
        cast.do(show, dev, service.id)
        assert starred(cast, ana) == both
    profile = Profile("Dev Patel", ["client"], "", [], "")
    cast.do(profiles.change, dev, profile)
    assert starred(cast, ana) == ["dev"]
    cast.do(stars.unstar_service, ana, service)
    cast.do(profiles.change, dev, Profile("Dev Patel", ["client", "freelancer"], "", [], ""))
    assert starred(cast, ana) == ["dev"]


def test_a_service_that_is_removed_takes_its_stars_with_it(cast, ana, bo, service):
    cast.do(stars.star_service, ana, service)
    cast.do(services.destroy, bo, service.id)
    assert cast.count(Star) == 0


def test_there_are_so_many_and_no_more(make_app):
    cast = Cast(make_app(HALLE_STARS_MAX="2"))
    ana, *others = (cast.person(name) for name in ("ana", "bo", "chloe", "dev"))
    cast.do(stars.star_person, ana, others[0]), cast.do(stars.star_person, ana, others[1])
    cast.do(stars.star_person, ana, others[0])
    with pytest.raises(NotAllowed, match="2 stars"):
        cast.do(stars.star_person, ana, others[2])
    cast.do(stars.unstar_person, ana, others[0]), cast.do(stars.star_person, ana, others[2])
    assert starred(cast, ana) == ["dev", "chloe"]
