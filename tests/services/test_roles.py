"""Roles are given and taken at once, and nobody is left without one."""

import pytest

from inbox.errors import Invalid
from inbox.models.person import ROLES, Person
from inbox.services import roles


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


def test_everybody_is_listed_newest_first_by_name_address_and_role(cast, ana, bo):
    mod = cast.person("mod")
    listed = lambda *asked: [person.username for person in cast.rows(Person.listed(*asked))]  # noqa: E731
    assert listed("", "", None) == ["mod", "bo", "ana"]
    assert listed("", "", mod.id) == ["bo", "ana"]
    assert listed("LINDQ", "", None) == listed("bo@halle", "", None) == ["bo"]
    assert listed("", "client", None) == ["ana"]
    assert listed("%", "", None) == listed("_", "", None) == []
