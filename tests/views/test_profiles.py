"""The profile page: what it shows, saves, and says when something is wrong."""

import pytest
from werkzeug.datastructures import MultiDict

from inbox.models.person import Person
from inbox.services import people
from tests.values import MODEL_COLUMNS

PROFILE = "/settings/profile"
COLUMNS = [column.name for column in Person.__table__.columns]
FIELDS = [("display_name", "Ana R."), ("roles", "client"), ("roles", "freelancer"), ("country", "PT"), ("bio", "Hi.\nYes."),
          ("spoken", "pt"), ("level", "native"), ("spoken", ""), ("level", "basic"), ("spoken", "en"), ("level", "fluent")]  # fmt: skip
ENGLISH = {
    "heading": "Profile", "name": "Display name", "country": "Country", "bio": "In your own words", "one": "Language 1",
    "level": "Level 1", "save": "Save", "client": "Client I am looking for someone",
    "freelancer": "Freelancer I offer my work", "saved": "Saved", "none": "Not given",
}  # fmt: skip
FRENCH = {
    "heading": "Profil", "name": "Nom affiché", "country": "Pays", "bio": "Votre présentation", "one": "Langue 1",
    "level": "Niveau 1", "save": "Enregistrer", "client": "Client Je cherche quelqu’un",
    "freelancer": "Freelance Je propose mes services", "saved": "Enregistré", "none": "Non indiqué",
}  # fmt: skip


def fields(**changed) -> MultiDict:
    """A good form, but for these fields."""
    form = MultiDict(FIELDS)
    for name, value in changed.items():
        form.setlist(name, value if isinstance(value, list) else [value])
    return form


def chosen(page, id: str) -> str:
    """What is chosen in the list with that id."""
    return page.one(f"select#{id}").one("[selected]")["value"]


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


def test_what_was_saved_is_in_the_form_and_others_read_it(cast, tab, ana, bo):
    answer = tab.send(PROFILE, fields())
    assert answer.goes_to == f"{PROFILE}?saved=1"
    page = tab.read(answer.goes_to)
    assert page.one(".note[role=status]").text == "Saved"
    assert page.field("Display name")["value"] == "Ana R."
    assert page.field("In your own words").raw.removeprefix("\n") == "Hi.\nYes."
    assert [node["value"] for node in page.all("[name=roles]") if "checked" in node.attrs] == ["client", "freelancer"]
    assert [chosen(page, id) for id in ("country", "spoken-1", "level-1", "spoken-2", "level-2")] == [
        "PT", "pt", "native", "en", "fluent"]  # fmt: skip
    assert len(page.all("select[name=spoken]")) == 4  # and two more to choose
    cast.said(ana, bo, "Hello")
    about = cast.logged_in(bo).read("/inbox/ana").one("#about")
    for words in ("Ana R.", "client and freelancer", "Portugal", "Portuguese, English", "Hi."):
        assert words in about.text


def test_a_form_that_is_sent_as_it_came_changes_nothing(cast, tab, ana):
    tab.send(PROFILE, fields(spoken=["pt-BR", "en"], level=["native", "basic"]))
    before = cast.again(ana)
    form = [(node["name"], node.one("[selected]")["value"]) for node in tab.read(PROFILE).all("fieldset select")
            if node.has("[selected]")]  # fmt: skip
    assert tab.send(PROFILE, MultiDict([("roles", "client"), ("roles", "freelancer"), *form])).status_code == 303
    after = cast.again(ana)
    assert {name: getattr(after, name) for name in COLUMNS} == {name: getattr(before, name) for name in COLUMNS}
    assert after.languages == [["pt-BR", "native"], ["en", "basic"]]


def test_what_is_wrong_is_said_beside_each_field_and_nothing_typed_is_lost(cast, tab, ana, bo):
    typed = fields(
        display_name="bo\u200b", country="XX", bio="é" * 2001, spoken=["tlh", "en"], level=["native", "fluent"]
    )
    typed.poplist("roles")
    refused = tab.send(PROFILE, typed)
    page = refused.page
    assert refused.status_code == 422
    assert "5 fields need your attention" in page.alert
    assert page.one("#display_name-error").text == "This name looks like that of another person"
    assert page.one("#roles-error").text == "Choose whether you are a client, a freelancer, or both"
    assert page.one("#country-error").text == "Choose a country from the list"
    assert page.one("#languages-error").text == "Choose a language from the list"
    assert page.one("#bio-error").text == "The text has 2001 characters; 2000 are possible."
    for name in ("display_name", "roles", "country", "languages", "bio"):
        assert f"{name}-error" in page.one(f"#{name}")["aria-describedby"].split()
    assert page.field("Display name")["value"] == "bo\u200b"
    assert page.field("In your own words").raw.removeprefix("\n") == "é" * 2001
    assert [chosen(page, id) for id in ("country", "spoken-1", "spoken-2", "level-2")] == ["XX", "tlh", "en", "fluent"]
    person = cast.again(ana)
    assert {name: getattr(person, name) for name in COLUMNS} == {name: getattr(ana, name) for name in COLUMNS}


def test_eleven_languages_come_back_with_the_reason(tab):
    codes = ["fr", "en", "de", "es", "pt", "it", "nl", "sv", "da", "fi", "pl"]
    refused = tab.send(PROFILE, fields(spoken=codes, level=["basic"] * 11))
    assert (refused.status_code, refused.page.one("#languages-error").text) == (422, "Name at most 10 languages")
    assert [chosen(refused.page, f"spoken-{number}") for number in range(1, 12)] == codes


def test_with_ten_languages_there_is_no_row_for_another(tab):
    codes = ["fr", "en", "de", "es", "pt", "it", "nl", "sv", "da", "fi"]
    tab.send(PROFILE, fields(spoken=codes, level=["basic"] * 10))
    assert len(tab.read(PROFILE).all("select[name=spoken]")) == 10


def test_no_other_field_of_a_person_can_be_set(cast, tab, ana):
    odd = {name: value for name, value in MODEL_COLUMNS.items() if name not in ("display_name", "country", "bio")}
    assert tab.send(PROFILE, MultiDict([*odd.items(), ("roles", "client")])).status_code == 303
    person = cast.again(ana)
    assert {name: getattr(person, name) for name in COLUMNS} == {name: getattr(ana, name) for name in COLUMNS}


def test_who_becomes_a_freelancer_is_found_among_them(cast, tab, bo):
    assert not cast.logged_in(bo).read("/people").named("link", "Ana Ribeiro")
    tab.send(PROFILE, fields(display_name="Ana Ribeiro", roles="freelancer"))
    assert cast.logged_in(bo).read("/people").named("link", "Ana Ribeiro")


@pytest.mark.parametrize(("locale", "words"), [("en", ENGLISH), ("fr", FRENCH)])
def test_the_names_of_the_form(cast, tab, ana, locale, words):
    cast.do(people.speak, ana, locale)
    page = tab.read(f"{PROFILE}?saved=1")
    assert page.named("heading", words["heading"]) and page.link(words["heading"])["aria-current"] == "page"
    assert {name: page.field(words[name])["name"] for name in ("name", "country", "bio", "one", "level")} == {
        "name": "display_name", "country": "country", "bio": "bio", "one": "spoken", "level": "level"}  # fmt: skip
    assert [page.field(words[name])["value"] for name in ("client", "freelancer")] == ["client", "freelancer"]
    assert page.button(words["save"]) and page.one(".note[role=status]").text == words["saved"]
    assert page.one("select#country").all("option")[0].raw == words["none"]


@pytest.mark.parametrize(
    ("locale", "first"),
    [("en", ["Afghanistan", "Åland Islands", "Albania"]), ("fr", ["Afghanistan", "Afrique du Sud", "Albanie"])],
)
def test_countries_stand_in_the_order_of_their_names(cast, tab, ana, locale, first):
    cast.do(people.speak, ana, locale)
    assert [option.raw for option in tab.read(PROFILE).one("select#country").all("option")[1:4]] == first
