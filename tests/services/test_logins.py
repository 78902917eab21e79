"""Logging in and out: equal answers, limits, and logins that end everywhere at once."""

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from inbox import clock, passwords
from inbox.errors import Invalid, TooMany
from inbox.models.login import Login
from inbox.services import logins, people
from tests.cast import PASSWORD, Cast

HERE, ELSEWHERE = "127.0.0.1", "10.0.0.9"


def tried(cast, name: str = "ana", password: str = "wrong password", address: str = HERE):
    """What came of a log-in: a token, or the refusal."""
    try:
        return cast.do(logins.log_in, name, password, address)
    except (Invalid, TooMany) as refusal:
        return refusal


def whose(cast, token: str) -> str | None:
    """The username of the open login of that token."""
    with cast.app.app_context():
        found = logins.find(token)
        return found.person.username if found else None


@pytest.mark.parametrize("name", ["ana", "ANA", " ana ", "ana@halle.test", "Ana@Halle.test"])
def test_the_username_or_the_address_with_the_password_logs_in(cast, ana, name):
    assert whose(cast, tried(cast, name, PASSWORD)) == "ana"


def test_the_database_holds_no_token(cast, ana):
    token = tried(cast, "ana", PASSWORD)
    login = cast.row(Login, 1)
    assert token not in (login.token_hash, str(login.id))
    assert len(token) >= 32
    assert cast.app.app_context() and whose(cast, login.token_hash) is None


def test_unknown_names_and_wrong_passwords_get_the_same_answer(cast, ana):
    answers = {str(tried(cast, name).errors) for name in ("ana", "nobody", "nobody@halle.test", "", "x" * 300, "a\0b")}
    assert answers == {"{'password': l'The name or the password is not right'}"}


def test_an_unknown_name_costs_the_same_work(cast, ana, monkeypatch):
    asked = []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *args: asked.append(args[1] is None) or real(*args))
    tried(cast, "ana"), tried(cast, "nobody")
    assert asked == [False, True]


def test_the_check_for_nobody_takes_about_as_long(make_app):
    cast = Cast(make_app(HALLE_ARGON2_MEMORY_KIB="8192"))
    cast.person("ana")

    def took(name: str) -> float:
        started = time.process_time()
        tried(cast, name)
        return time.process_time() - started

    took("nobody")  # makes the hash that nobody has
    known, unknown = (min(took(name) for _ in range(3)) for name in ("ana", "nobody"))
    assert 0.4 < unknown / known < 2.5


def test_nothing_is_held_in_the_database_while_a_password_is_checked(cast, ana, monkeypatch):
    from inbox.extensions import db  # noqa: PLC0415

    held = []
    monkeypatch.setattr(passwords, "matches", lambda *_: held.append(db.session().in_transaction()) or False)
    tried(cast)
    assert held == [False]


def test_the_eleventh_try_waits_even_with_the_right_password(cast, ana):
    assert {type(tried(cast)) for _ in range(10)} == {Invalid}
    refused = tried(cast, "ana", PASSWORD)
    assert isinstance(refused, TooMany)
    assert 0 < refused.seconds <= 900
    assert "Wait 15 min" in str(refused.sentence)


def test_unknown_names_are_limited_alike(cast):
    assert [type(tried(cast, "nobody")) for _ in range(11)] == [Invalid] * 10 + [TooMany]


def test_the_limit_of_one_name_from_one_place_stops_neither_others_nor_other_places(cast, ana, bo):
    [tried(cast) for _ in range(11)]
    assert whose(cast, tried(cast, "bo", PASSWORD)) == "bo"
    assert whose(cast, tried(cast, "ana", PASSWORD, ELSEWHERE)) == "ana"


def test_a_success_starts_the_count_anew(cast, ana):
    [tried(cast) for _ in range(9)]
    assert whose(cast, tried(cast, "ana", PASSWORD)) == "ana"
    assert {type(tried(cast)) for _ in range(10)} == {Invalid}


def test_variants_of_a_name_share_one_count(cast, ana):
    [tried(cast, name) for name in ("ana", "ANA", " ana ", "Ana", "aNa") * 2]
    assert isinstance(tried(cast), TooMany)


def test_fifty_parallel_tries_check_no_more_than_ten_passwords(cast, ana, monkeypatch):
    asked = []
    monkeypatch.setattr(passwords, "matches", lambda *args: asked.append(args) or False)
    with ThreadPoolExecutor(25) as pool:
        results = list(pool.map(lambda _: type(tried(cast)), range(50)))
    assert len(asked) == 10
    assert (results.count(Invalid), results.count(TooMany)) == (10, 40)


def test_tries_spread_over_addresses_are_limited_by_name(make_app):
    cast = Cast(make_app(HALLE_LOGIN_TRIES_NAME="20"))
    cast.person("ana")
    results = [type(tried(cast, address=f"10.0.0.{number % 5}")) for number in range(22)]
    assert results == [Invalid] * 20 + [TooMany] * 2


def test_tries_spread_over_names_are_limited_by_address(make_app):
    cast = Cast(make_app(HALLE_LOGIN_TRIES_ADDRESS="20"))
    results = [type(tried(cast, f"name{number}")) for number in range(22)]
    assert results == [Invalid] * 20 + [TooMany] * 2
    assert isinstance(tried(cast, "name99", address=ELSEWHERE), Invalid)


def test_a_password_of_a_megabyte_is_refused_without_work(cast, ana, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("it was hashed"))
    assert isinstance(tried(cast, "ana", "x" * 1_000_000), Invalid)


@pytest.mark.parametrize("password", ["motdepassé-é", "Å nǵström 10", "  spaces around  ", "パスワード長い十文字"])
def test_the_same_password_composed_otherwise_logs_in(cast, password):
    stored = cast.do(passwords.hash_of, unicodedata.normalize("NFD", password))
    for form in ("NFC", "NFD"):
        assert cast.do(passwords.matches, unicodedata.normalize(form, password), stored)
    assert not cast.do(passwords.matches, password + " ", stored)


@pytest.mark.parametrize("password", ["", "\0", "\ud800", "halle-demo\0", "HALLE-DEMO", "halle-demo "])
def test_what_is_not_the_password_does_not_log_in(cast, ana, password):
    assert isinstance(tried(cast, "ana", password), Invalid)


def test_logging_out_ends_that_login_alone(cast, ana):
    one, other = tried(cast, "ana", PASSWORD), tried(cast, "ana", PASSWORD)
    cast.do(logins.log_out, cast.row(Login, 1))
    assert (whose(cast, one), whose(cast, other)) == (None, "ana")


def test_a_login_ends_when_nobody_used_it_for_30_days(cast, ana):
    token = tried(cast, "ana", PASSWORD)
    clock.move(timedelta(days=29, hours=23))
    assert whose(cast, token) == "ana"
    clock.move(timedelta(hours=2))
    assert whose(cast, token) is None


def test_a_login_that_is_used_lives_on(cast, ana):
    token = tried(cast, "ana", PASSWORD)
    clock.move(timedelta(days=29))
    cast.do(logins.touch, 1)
    clock.move(timedelta(days=29))
    assert whose(cast, token) == "ana"


def test_old_logins_are_forgotten_and_living_ones_kept(cast, ana):
    tried(cast, "ana", PASSWORD), tried(cast, "ana", PASSWORD)
    cast.do(logins.log_out, cast.row(Login, 1))
    clock.move(timedelta(days=31))
    living = tried(cast, "ana", PASSWORD)
    assert cast.do(logins.forget_old) == 2
    assert cast.count(Login) == 1
    assert whose(cast, living) == "ana"


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\0", "é" * 5000])
def test_a_token_that_names_no_login_finds_nobody(cast, token):
    assert whose(cast, token) is None


def test_a_wrong_role_of_sign_up_never_reaches_the_log_in(cast):
    with pytest.raises(Invalid):
        cast.do(people.sign_up, "eve", "eve@halle.test", "long enough", "moderator", "en", "UTC", HERE)
    assert isinstance(tried(cast, "eve", "long enough"), Invalid)
