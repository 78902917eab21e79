"""What freelancers offer, and who sees it."""

import pytest
from sqlalchemy.exc import IntegrityError

from inbox.extensions import db
from inbox.models.service import CATEGORIES, Service
from inbox.services import people


def stored(app, **fields) -> None:
    """Writes a service past all verbs: the database itself is asked."""
    good = {"key": "k", "title": "A logo", "category": "logo", "price_from": 35000, "currency": "EUR",
            "delivery_days": 7, "revisions": 2}  # fmt: skip
    with app.app_context():
        db.session.add(Service(**good | fields))
        db.session.commit()


def titles(cast, found) -> list[str]:
    return [service.title for service in cast.rows(found)]


def test_the_services_of_somebody_are_theirs_oldest_first_and_others_see_those_that_are_active(app, cast, bo, chloe):
    stored(app, owner_id=bo.id, title="One")
    stored(app, owner_id=chloe.id, title="Other")
    stored(app, owner_id=bo.id, title="Two", key="2", active=False)
    assert titles(cast, Service.of(bo)) == ["One", "Two"]
    assert titles(cast, Service.offered_by(bo)) == ["One"]


def test_who_is_no_freelancer_any_more_offers_nothing(app, cast, ana):
    stored(app, owner_id=ana.id)
    assert titles(cast, Service.of(ana)) == ["A logo"]
    assert titles(cast, Service.offered_by(ana)) == []


@pytest.mark.parametrize("wrong", [{"price_from": 0}, {"price_from": -1}, {"owner_id": 99}, {"key": "first"}])
def test_the_database_itself_refuses_what_cannot_be(app, bo, wrong):
    stored(app, owner_id=bo.id, key="first")
    with pytest.raises(IntegrityError):
        stored(app, **{"owner_id": bo.id, "key": "second"} | wrong)


def test_every_category_has_a_name_and_one_that_is_gone_has_one_too(app):
    with app.test_request_context():
        assert str(Service(category="web").category_name) == "Web development"
        assert str(Service(category="abolished").category_name) == "Other"
        assert len({str(name) for name in CATEGORIES.values()}) == 8


def test_the_services_go_with_their_owner(app, cast, bo):
    stored(app, owner_id=bo.id)
    with app.app_context():
        db.session.execute(db.delete(people.Person).where(people.Person.id == bo.id))
        db.session.commit()
    assert cast.count(Service) == 0
