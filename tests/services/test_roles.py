"""Roles are given and taken at once, and nobody is left without one."""

import pytest
from sqlalchemy import select

from inbox.errors import Invalid
from inbox.models.person import ROLES, Person
from inbox.models.record import Record
from inbox.services import people, roles


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_given_once_and_taken_once(cast, role):
    person = cast.person("mod") if role != "moderator" else cast.person("ana")
    assert cast.do(roles.grant, None, person, role) is True
    assert cast.do(roles.grant, None, person, role) is False
    assert role in cast.again(person).roles
    assert cast.do(roles.revoke, None, person, role) is True
    assert cast.do(roles.revoke, None, person, role) is False
    assert role not in cast.again(person).roles


def test_the_only_role_is_not_taken(cast):
    mod = cast.person("mod")
    with pytest.raises(Invalid, match="without a role"):
        cast.do(roles.revoke, None, mod, "moderator")
    assert cast.again(mod).roles == ["moderator"]
    cast.do(roles.grant, None, mod, "administrator")
    cast.do(roles.revoke, None, mod, "moderator")
    assert cast.again(mod).roles == ["administrator"]  # which is enough


def test_a_role_that_was_never_there_is_no_last_one(cast, ana):
    assert cast.do(roles.revoke, None, ana, "administrator") is False
    assert cast.again(ana).roles == ["client"]


def test_who_was_made_a_moderator_or_an_administrator_is_recorded_with_whom_by(cast, ana, bo):
    for role in ROLES:
        cast.do(roles.grant, bo, ana, role), cast.do(roles.grant, bo, ana, role)  # the second changes nothing
    cast.do(roles.revoke, None, ana, "moderator"), cast.do(roles.revoke, None, ana, "administrator")
    cast.do(people.create, "rosa", "rosa@halle.test", "a long password", ["administrator", "client"])
    (rosa,) = cast.rows(Person.named("rosa"))
    found = cast.rows(select(Record).order_by(Record.id))
    assert [(each.actor_id, each.what, each.about_id) for each in found] == [
        (bo.id, "moderates", ana.id), (bo.id, "administers", ana.id), (None, "moderated", ana.id),
        (None, "administered", ana.id), (None, "administers", rosa.id),
    ]  # fmt: skip


def test_everybody_is_listed_newest_first_by_name_address_and_role(cast, ana, bo):
    mod = cast.person("mod")
    listed = lambda *asked: [person.username for person in cast.rows(Person.listed(*asked))]  # noqa: E731
    assert listed("", "", None) == ["mod", "bo", "ana"]
    assert listed("", "", mod.id) == ["bo", "ana"]
    assert listed("LINDQ", "", None) == listed("bo@halle", "", None) == ["bo"]
    assert listed("", "client", None) == ["ana"]
    assert listed("%", "", None) == listed("_", "", None) == []
