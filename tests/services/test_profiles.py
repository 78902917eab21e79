"""Profiles: what each field may hold, and names that would pass for another's."""

from dataclasses import replace

import pytest

from inbox.errors import Invalid
from inbox.events import SettingsChanged
from inbox.services import people, profiles
from inbox.services.profiles import Profile

GOOD = Profile("Eve Moreau", ["client"], "FR", [("fr", "native"), ("pt-BR", "basic")], "I write.\r\n\r\nAnd read.\r\n")


def changed(cast, person, **fields):
    """That person, with a profile of these fields, the others good."""
    cast.do(profiles.change, person, replace(GOOD, **fields))
    return cast.again(person)


def wrong(cast, person, **fields) -> set[str]:
    """The fields that are refused; then nothing has changed."""
    with pytest.raises(Invalid) as caught:
        changed(cast, person, **fields)
    assert stored(cast.again(person)) == stored(person)
    return set(caught.value.errors)


def stored(person) -> tuple:
    """What a profile holds."""
    return (person.display_name, person.name_key, person.role_client, person.role_freelancer, person.country,
            person.languages, person.bio)  # fmt: skip


@pytest.fixture
def eve(cast):
    """A client, who changes her profile."""
    return cast.person("eve")


def test_a_profile_holds_what_was_given_and_is_pushed(app, cast, eve):
    heard = []
    app.extensions["reactions"] = app.extensions["reactions"] | {SettingsChanged: ((), (heard.append,))}
    person = changed(cast, eve)
    assert stored(person) == ("Eve Moreau", "eve moreau", True, False, "FR", [["fr", "native"], ["pt-BR", "basic"]],
                              "I write.\n\nAnd read.")  # fmt: skip
    assert heard == [SettingsChanged((eve.id,))]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("", "eve"), (" \t", "eve"), ("  Eve \n Moreau ", "Eve Moreau"), ("é" * 60, "é" * 60), ("\u202eevE", "evE"),
     ("EVE", "EVE"), ("❤️", "❤️"), ("林薇", "林薇")],
)  # fmt: skip
def test_a_name_is_one_line_that_turns_nothing_and_without_one_it_is_the_username(cast, eve, typed, name):
    assert changed(cast, eve, display_name=typed).name == name


@pytest.mark.parametrize(
    "name", ["\u200b", "\u3164", "\u2800 \u2800", "\u0301", "a\0b", "a\ud800", "e" * 61, "x" * 500_000]
)
def test_a_name_that_cannot_be_seen_or_stored_or_is_too_long_is_refused(cast, eve, name):
    assert wrong(cast, eve, display_name=name) == {"display_name"}


@pytest.mark.parametrize(
    "name",
    [
        "Bo Lindqvist", "bo lindqvist", "BO LINDQVIST", " Bo  Lindqvist ", "Bo\u00a0Lindqvist", "Bo Lind\u200bqvist",
        "\u202eBo Lindqvist", "Bo Lindqvist\u2066", "Ｂｏ Ｌｉｎｄｑｖｉｓｔ", "Bo Lind\u00adqvist", "Bo Lindqvist\ufe0f",
        "Bo\u2800 Lindqvist", "Bo Lin\u034fdqvist", "𝐁𝐨 Lindqvist", "bo", "BO", "ｂｏ", "b\u200do", "ⓑⓞ",
        "Bо Lindqvist", "Во Lіndqvіst", "ΒΟ LINDQVIST", "bо", "ΒΟ",
    ],
)  # fmt: skip
def test_a_name_that_looks_like_anothers_is_refused(cast, eve, bo, name):
    assert wrong(cast, eve, display_name=name) == {"display_name"}


@pytest.mark.parametrize("name", ["Bo Lindkvist", "Bo", "Bob", "B o", "Lindqvist"])
def test_a_name_that_looks_otherwise_or_is_ones_own_is_not(cast, bo, name):
    assert changed(cast, bo, display_name=name).name == name


def test_of_equal_names_from_before_each_stays(cast, eve):
    other = cast.person("eva", display_name="Eve")
    assert changed(cast, other, display_name="eve\u200b", bio="New").bio == "New"


def test_no_new_username_looks_like_the_name_of_another(cast, eve):
    changed(cast, eve, display_name="Ｍoreau")
    with pytest.raises(Invalid) as caught:
        cast.do(people.sign_up, "moreau", "m@halle.test", "long enough", "client", "en", "UTC", "127.0.0.1")
    assert set(caught.value.errors) == {"username"}


@pytest.mark.parametrize(
    ("roles", "flags"),
    [(["client"], (True, False)), (["freelancer"], (False, True)), (["freelancer", "client"], (True, True))],
)
def test_a_person_switches_at_any_time(cast, eve, roles, flags):
    person = changed(cast, eve, roles=roles)
    assert (person.role_client, person.role_freelancer, person.moderator) == (*flags, False)


@pytest.mark.parametrize("roles", [[], ["moderator"], ["client", "admin"], [""]])
def test_a_person_is_one_of_the_two_and_nothing_else(cast, eve, roles):
    assert wrong(cast, eve, roles=roles) == {"roles"}


def test_a_moderator_may_be_neither(cast):
    person = changed(cast, cast.person("mod"), roles=[])
    assert (person.role_client, person.role_freelancer, person.moderator) == (False, False, True)


@pytest.mark.parametrize("country", ["XX", "ZZ", "EU", "fr", "FRA", "150", "\0", "F" * 1000])
def test_a_country_that_does_not_exist_is_refused(cast, eve, country):
    assert wrong(cast, eve, country=country) == {"country"}


def test_a_country_need_not_be_given(cast, eve):
    assert changed(cast, eve, country="").country == ""


@pytest.mark.parametrize(
    "languages",
    [
        [("tlh", "fluent")], [("xx", "fluent")], [("FR", "fluent")], [("fr_FR", "fluent")], [("\0", "fluent")],
        [("../fr", "fluent")], [("fr", "")], [("fr", "perfect")], [("fr", "fluent"), ("fr", "basic")],
        [(code, "basic") for code in ("fr", "en", "de", "es", "pt", "it", "nl", "sv", "da", "fi", "pl")],
    ],
)  # fmt: skip
def test_languages_that_do_not_exist_come_twice_or_are_too_many_are_refused(cast, eve, languages):
    assert wrong(cast, eve, languages=languages) == {"languages"}


def test_ten_languages_are_possible_and_rows_without_one_do_not_count(cast, eve):
    ten = [(code, "basic") for code in ("fr", "en", "de", "es", "pt", "it", "nl", "sv", "da", "fi")]
    assert len(changed(cast, eve, languages=[*ten, ("", "fluent"), ("", "")]).languages) == 10


@pytest.mark.parametrize("bio", ["x" * 2001, "a\0b", "\ud800"])
def test_a_bio_that_is_too_long_or_cannot_be_stored_is_refused(cast, eve, bio):
    assert wrong(cast, eve, bio=bio) == {"bio"}


@pytest.mark.parametrize(("typed", "kept"), [("", ""), (" \n\u200b", ""), ("é\r\n" * 700, "é\n" * 699 + "é")])
def test_a_bio_is_counted_and_kept_without_what_the_form_adds(cast, eve, typed, kept):
    assert changed(cast, eve, bio=typed).bio == kept


def test_of_several_wrong_fields_each_gets_its_sentence(cast, eve):
    assert wrong(cast, eve, display_name="\u200b", roles=[], country="XX") == {"display_name", "roles", "country"}
