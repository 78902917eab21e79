"""A star is on one thing, once, and goes with what it is on."""

import pytest
from sqlalchemy.exc import IntegrityError

from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.star import Star


def stored(app, **fields) -> None:
    """Writes a star past all verbs: the database itself is asked."""
    with app.app_context():
        db.session.add(Star(**fields))
        db.session.commit()


@pytest.mark.parametrize(
    "wrong", [{}, {"person_id": 2}, {"person_id": 99}, {"service_id": 99}, {"person_id": 3, "service_id": 1}]
)
def test_the_database_itself_refuses_what_cannot_be(app, ana, bo, chloe, wrong):
    stored(app, owner_id=ana.id, person_id=bo.id)
    with pytest.raises(IntegrityError):
        stored(app, **{"owner_id": ana.id} | wrong)


@pytest.mark.parametrize("who", ["ana", "bo"])
def test_it_goes_with_its_owner_and_with_whom_it_is_on(app, cast, ana, bo, who):
    stored(app, owner_id=ana.id, person_id=bo.id)
    with app.app_context():
        db.session.execute(db.delete(Person).where(Person.username == who))
        db.session.commit()
    assert cast.count(Star) == 0
