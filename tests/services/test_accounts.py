"""Another password: who may set one, and what it ends."""

import pytest

from inbox import passwords
from inbox.errors import Invalid, TooMany
from inbox.events import LoginEnded
from inbox.models.login import Login
from inbox.models.person import Person
from inbox.services import accounts, logins
from tests.cast import PASSWORD

HERE, NEW = "127.0.0.1", "another password"


@pytest.fixture
def tokens(cast, ana, bo):
    """Of three logins of Ana's, of which the first is the one that acts, and of one of Bo's."""
    return [cast.do(logins.open_for, person.id) for person in (ana, ana, ana, bo)]


@pytest.fixture
def told(app):
    """The logins that were told to have ended."""
    heard = []
    app.extensions["reactions"] = app.extensions["reactions"] | {LoginEnded: ((), (heard.append,))}
    return heard


def changed(cast, ana, current: str = PASSWORD, new: str = NEW, address: str = HERE) -> None:
    """The first login asks for another password."""
    cast.do(accounts.change_password, cast.row(Login, 1), ana, current, new, address)


def refused(cast, ana, *args):
    """Why it was not changed."""
    with pytest.raises((Invalid, TooMany)) as caught:
        changed(cast, ana, *args)
    return caught.value


def open_ones(cast, tokens) -> list[bool]:
    """Which of the logins are open."""
    with cast.app.app_context():
        return [logins.find(token) is not None for token in tokens]


def test_the_new_password_logs_in_and_the_old_one_does_not(cast, ana, tokens):
    changed(cast, ana)
    assert cast.do(logins.log_in, "ana", NEW, HERE)
    with pytest.raises(Invalid):
        cast.do(logins.log_in, "ana", PASSWORD, HERE)


def test_another_password_ends_all_other_logins_and_no_one_elses(cast, ana, tokens, told):
    changed(cast, ana)
    assert open_ones(cast, tokens) == [True, False, False, True]
    assert told == [LoginEnded(2, (ana.id,)), LoginEnded(3, (ana.id,))]


def test_logging_out_everywhere_ends_all_others_once(cast, tokens, told):
    for _ in range(2):
        cast.do(logins.log_out_others, cast.row(Login, 1))
    assert open_ones(cast, tokens) == [True, False, False, True]
    assert [event.login_id for event in told] == [2, 3]


@pytest.mark.parametrize("current", ["", "wrong password", PASSWORD + " ", "\0", "\ud800", "x" * 1_000_000])
def test_who_does_not_know_the_password_changes_nothing(cast, ana, tokens, told, current):
    assert set(refused(cast, ana, current).errors) == {"current_password"}
    assert cast.again(ana).password_hash == ana.password_hash
    assert (open_ones(cast, tokens), told) == ([True] * 4, [])


@pytest.mark.parametrize("new", ["", "nine char", "x" * 257, "long enough\0", "\ud800long enough"])
def test_the_new_password_keeps_the_rules_of_the_sign_up(cast, ana, tokens, new):
    assert set(refused(cast, ana, PASSWORD, new).errors) == {"new_password"}
    assert cast.again(ana).password_hash == ana.password_hash
    assert open_ones(cast, tokens) == [True] * 4


def test_the_new_password_is_not_the_username(cast):
    eve = cast.person("eve-the-third")
    cast.do(logins.open_for, eve.id)
    assert set(refused(cast, eve, PASSWORD, "Eve-The-Third").errors) == {"new_password"}


def test_wrong_tries_are_limited_as_those_of_a_log_in_and_count_with_them(cast, ana, tokens):
    assert {type(refused(cast, ana, "wrong password")) for _ in range(5)} == {Invalid}
    for _ in range(5):
        with pytest.raises(Invalid):
            cast.do(logins.log_in, "ana", "wrong password", HERE)
    late = refused(cast, ana)
    assert isinstance(late, TooMany)
    assert "Wait 15 min" in str(late.sentence)
    assert cast.again(ana).password_hash == ana.password_hash


def test_of_two_who_know_the_old_password_one_changes_it(cast, ana, tokens, monkeypatch):
    real = passwords.hash_of

    def while_another_was_faster(password: str) -> str:
        monkeypatch.setattr(passwords, "hash_of", real)
        changed(cast, ana, new="the other password")
        return real(password)

    monkeypatch.setattr(passwords, "hash_of", while_another_was_faster)
    assert set(refused(cast, ana).errors) == {"current_password"}
    assert cast.do(passwords.matches, "the other password", cast.row(Person, ana.id).password_hash)
