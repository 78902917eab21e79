"""People: making an account, and what each field may hold."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from inbox.errors import Invalid, TooMany
from inbox.models.person import Person
from inbox.services import people
from tests.cast import Cast

GOOD = {"username": "eve", "email": "eve@halle.test", "password": "long enough", "role": "client",
        "locale": "en", "time_zone": "Europe/Lisbon", "address": "127.0.0.1"}  # fmt: skip


def signed_up(cast, **fields) -> Person:
    """An account with these fields, the others good."""
    return cast.do(people.sign_up, **GOOD | fields)


def errors(cast, **fields) -> set[str]:
    """The fields that are wrong."""
    with pytest.raises(Invalid) as caught:
        signed_up(cast, **fields)
    return set(caught.value.errors)


def test_an_account_holds_what_was_given_and_the_password_hashed(cast):
    person = cast.again(signed_up(cast))
    assert (person.username, person.email, person.locale, person.time_zone) == (
        "eve", "eve@halle.test", "en", "Europe/Lisbon")  # fmt: skip
    assert (person.role_client, person.role_freelancer, person.moderator) == (True, False, False)
    assert person.password_hash.startswith("$argon2id$")
    assert "long enough" not in person.password_hash


@pytest.mark.parametrize(
    ("role", "flags"), [("client", (True, False)), ("freelancer", (False, True)), ("both", (True, True))]
)
def test_a_person_is_a_client_a_freelancer_or_both(cast, role, flags):
    person = signed_up(cast, role=role)
    assert (person.role_client, person.role_freelancer) == flags
    assert not person.moderator


@pytest.mark.parametrize("role", ["", "moderator", "admin", "role_client", "CLIENT"])
def test_no_other_role_can_be_chosen(cast, role):
    assert errors(cast, role=role) == {"role"}
    assert cast.count(Person) == 0


@pytest.mark.parametrize("username", ["abc", "a.b-c_d", "0ab", "A" * 30, " Eve "])
def test_names_that_fit_are_stored_in_lower_case(cast, username):
    assert signed_up(cast, username=username).username == username.strip().lower()


@pytest.mark.parametrize(
    "username",
    [
        "",
        "ab",
        "a" * 31,
        ".abc",
        "-abc",
        "a b c",
        "ev\0e",
        "ｅｖｅ",
        "straße",
        "İvan",
        "e\u00adve",
        "e\u200bve",
        "eve\n.",
        "раypal",
        "../etc",
        "\ud800abc",
    ],
)
def test_names_that_look_like_others_or_fit_no_address_are_refused(cast, username):
    assert errors(cast, username=username) == {"username"}


@pytest.mark.parametrize(
    "email", ["", "eve", "eve@", "@halle.test", "a b@halle.test", "eve@halle.test\0", "x" * 300 + "@a.b", "\ud800@a.b"]
)
def test_what_is_no_address_is_refused(cast, email):
    assert errors(cast, email=email) == {"email"}


@pytest.mark.parametrize("password", ["", "nine char", "x" * 257, "long enough\0", "\ud800long enough"])
def test_passwords_that_are_too_short_too_long_or_cannot_be_typed_are_refused(cast, password):
    assert errors(cast, password=password) == {"password"}


def test_ten_characters_are_enough_and_256_are_possible(cast):
    signed_up(cast, username="ten", email="t@a.b", password="é" * 10)
    signed_up(cast, username="max", email="m@a.b", password="x" * 256)
    assert cast.count(Person) == 2


def test_the_password_is_not_the_username(cast):
    assert errors(cast, username="evelyn.smith", password="Evelyn.Smith") == {"password"}


def test_all_that_is_wrong_is_said_at_once(cast):
    assert errors(cast, username="!", email="!", password="!", role="!") == {"username", "email", "password", "role"}


@pytest.mark.parametrize("username", ["eve", "EVE", " Eve "])
def test_a_name_is_taken_whatever_its_case(cast, username):
    signed_up(cast)
    assert errors(cast, username=username, email="other@halle.test") == {"username"}


def test_an_address_that_another_account_gave_says_nothing(cast):
    signed_up(cast)
    assert signed_up(cast, username="other", email="EVE@halle.test").email == "eve@halle.test"


def test_of_twenty_parallel_accounts_of_one_name_one_is_made(cast):
    def make(number: int) -> bool:
        try:
            return bool(signed_up(cast, email=f"eve{number}@halle.test"))
        except Invalid:
            return False

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(make, range(20))) == 1
    assert cast.count(Person) == 1


def test_one_address_makes_so_many_accounts_and_no_more(make_app):
    cast = Cast(make_app(HALLE_SIGNUPS_ADDRESS="2"))
    for number in range(2):
        signed_up(cast, username=f"name{number}", email=f"{number}@halle.test")
    with pytest.raises(TooMany) as caught:
        signed_up(cast)
    assert 0 < caught.value.seconds <= 3600
    signed_up(cast, address="10.0.0.9")


def test_an_unknown_zone_or_language_gives_way_to_a_known_one(cast):
    person = signed_up(cast, time_zone="Mars/Olympus", locale="xx")
    assert (person.time_zone, person.locale) == ("UTC", "en")


def test_settings_are_kept(cast, ana):
    cast.do(people.change_settings, ana, "fr", "Asia/Kolkata", "send", "off", "0")
    person = cast.again(ana)
    assert (person.locale, person.time_zone, person.enter_key) == ("fr", "Asia/Kolkata", "send")
    assert person.shortcuts is False


@pytest.mark.parametrize(
    ("values", "field"),
    [(("xx", "UTC", "line", "off", "0"), "language"), (("en", "Mars", "line", "off", "0"), "time_zone"),
     (("en", "UTC", "both", "off", "0"), "enter_key"), (("en", "../UTC", "line", "off", "0"), "time_zone"),
     (("en", "", "line", "off", "0"), "time_zone"), (("en", "UTC", "line", "", "0"), "shortcuts"), (("en", "UTC", "line", "1", "0"), "shortcuts")],
)  # fmt: skip
def test_settings_that_do_not_exist_are_refused_and_nothing_is_changed(cast, ana, values, field):
    with pytest.raises(Invalid) as caught:
        cast.do(people.change_settings, ana, *values)
    assert set(caught.value.errors) == {field}
    person = cast.again(ana)
    assert (person.locale, person.time_zone, person.enter_key, person.shortcuts) == ("en", "UTC", "line", True)


def test_a_person_speaks_the_language_they_choose(cast, ana):
    cast.do(people.speak, ana, "fr")
    assert cast.again(ana).locale == "fr"
    with pytest.raises(Invalid):
        cast.do(people.speak, ana, "tlh")
    assert cast.again(ana).locale == "fr"
