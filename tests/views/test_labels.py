"""The page of the labels: making, renaming, recolouring."""

import pytest
from sqlalchemy import select

from inbox.models.label import Label
from inbox.services import labels


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


@pytest.mark.parametrize(
    ("locale", "create", "rename", "delete"),
    [("en", "Create label", "Rename label VIP", "Delete label VIP"),
     ("fr", "Créer l’étiquette", "Renommer l’étiquette VIP", "Supprimer l’étiquette VIP")],
)  # fmt: skip
def test_the_names_of_the_page(cast, locale, create, rename, delete):
    tab = cast.logged_in(cast.person("eve", locale=locale))
    page = tab.read("/labels")
    assert page.button(create)
    assert tab.submit(page, "/labels", name="VIP", colour="6").goes_to == "/labels"
    page = tab.read("/labels")
    assert page.link(rename)["href"] == "/labels/1/edit" and page.link(delete)["href"] == "/labels/1/deletion"


def test_it_is_renamed_and_recoloured(cast, tab, ana):
    label = cast.do(labels.create, ana, "VIP", 6)
    assert tab.form(f"/labels/{label.id}/edit", f"/labels/{label.id}", name="Very", colour="2").goes_to == "/labels"
    assert (cast.again(label).name, cast.again(label).colour) == ("Very", 2)


@pytest.mark.parametrize("name", ["", " ", "x" * 31, "vip", "Suivi", "a\0b", "\u3164"])
def test_a_name_that_cannot_be_is_422_and_stays_in_the_form(cast, tab, ana, name):
    cast.do(labels.create, ana, "VIP", 6)
    answer = tab.send("/labels", {"name": name, "colour": "3"})
    assert answer.status_code == 422 and answer.page.alert and cast.count(Label) == 1
    assert answer.page.one("#name").get("aria-invalid") == "true"


@pytest.mark.parametrize(
    "colour", ["", "0", "9", "red", "1;background:url(//evil.test)", "</style>", "٣", "-1", "9" * 40]
)
def test_a_colour_is_one_of_ours_and_nothing_else(cast, tab, ana, colour):
    answer = tab.send("/labels", {"name": "VIP", "colour": colour})
    assert answer.status_code == 422 and cast.count(Label) == 0
    assert "evil" not in answer.text and "</style>" not in answer.text
    label = cast.do(labels.create, ana, "VIP", 6)
    assert tab.send(f"/labels/{label.id}", {"name": "VIP", "colour": colour}).status_code == 422
    assert cast.again(label).colour == 6


def test_a_name_is_drawn_as_text(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    label = cast.do(labels.create, ana, '<img src=x onerror="1">', 6)
    cast.do(labels.apply, ana, [message.conversation_id], label.id)
    for url in ("/labels", "/inbox", "/inbox/bo", f"/inbox?label={label.id}", f"/labels/{label.id}/edit",
                f"/labels/{label.id}/deletion", "/batches/new"):  # fmt: skip
        page = tab.read(url)
        assert not page.has("img") and "<img src=x" in page.text + page.title + str([n.attrs for n in page.walk()]), url


def test_the_51st_is_refused_with_the_reason(cast, tab, ana):
    for number in range(50):
        cast.do(labels.create, ana, f"Label {number}", 1)
    answer = tab.send("/labels", {"name": "One more", "colour": "1"})
    assert answer.status_code == 403 and "50" in answer.page.alert and answer.page.one("#name")["value"] == "One more"


def test_made_for_a_conversation_it_is_put_on_it(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    assert tab.form("/labels?for=bo", "/labels", name="VIP", colour="6").goes_to == "/inbox/bo"
    assert cast.part(ana, message).labels == cast.rows(select(Label))[0].bit


def test_nobody_comes_near_somebody_elses_or_the_built_in_one(cast, tab, ana, bo):
    theirs, built_in = cast.do(labels.create, bo, "Theirs", 1), cast.do(labels.follow_up, ana)
    for label in (theirs, built_in):
        for url in (f"/labels/{label.id}/edit", f"/labels/{label.id}/deletion"):
            assert tab.get(url).status_code == 404
        assert tab.send(f"/labels/{label.id}", {"name": "Mine", "colour": "1"}).status_code == 404
    assert "Theirs" not in tab.read("/labels").text
