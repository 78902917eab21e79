"""The accessible names that people and scripts rely on, in both languages."""

from datetime import UTC, datetime

import pytest

from inbox import clock
from inbox.services import messages

ENGLISH = {
    "signup": "Create account", "login": "Log in", "logout": "Log out", "username": "Username", "email": "Email",
    "password": "Password", "messages": "Messages, 2 unread", "one": "Messages, 1 unread", "all": "All conversations", "unread": "Unread 2",
    "view all": "View all in inbox", "reply": "Reply", "edit": "Edit", "delete": "Delete for everyone",
    "history": "History", "edited": "Edited", "mine": "You deleted this message", "theirs": "Bo Lindqvist deleted this message",
    "seen": "Seen", "box": "Message to Bo Lindqvist", "send": "Send", "save": "Save", "cancel": "Cancel",
    "line": "Starts a new line", "enter": "Sends the message",
}  # fmt: skip
FRENCH = {
    "signup": "Créer le compte", "login": "Se connecter", "logout": "Se déconnecter", "username": "Nom d’utilisateur",
    "email": "E-mail", "password": "Mot de passe", "messages": "Messages, 2 non lus", "one": "Messages, 1 non lu",
    "all": "Toutes les conversations", "unread": "Non lues 2", "view all": "Tout afficher dans la boîte de réception",
    "reply": "Répondre", "edit": "Modifier", "delete": "Supprimer pour tous", "history": "Historique",
    "edited": "Modifié", "mine": "Vous avez supprimé ce message", "theirs": "Bo Lindqvist a supprimé ce message",
    "seen": "Vu", "box": "Message à Bo Lindqvist", "send": "Envoyer", "save": "Enregistrer", "cancel": "Annuler",
    "line": "Commence une nouvelle ligne", "enter": "Envoie le message",
}  # fmt: skip


@pytest.fixture(params=["en", "fr"])
def locale(request) -> str:
    """A language."""
    return request.param


@pytest.fixture
def words(locale) -> dict[str, str]:
    """The names in it."""
    return {"en": ENGLISH, "fr": FRENCH}[locale]


@pytest.fixture
def eve(cast, locale):
    """A client who reads that language."""
    return cast.person("eve", locale=locale)


def test_the_names_of_signing_up_and_in(guest, words, locale):
    guest.send("/language", {"language": locale})
    page = guest.read("/signup")
    assert page.button(words["signup"])
    assert [page.field(words[name])["name"] for name in ("username", "email", "password")] == [
        "username", "email", "password"]  # fmt: skip
    page = guest.read("/login")
    assert page.button(words["login"])
    assert [page.field(words[name])["name"] for name in ("username", "password")] == ["username", "password"]


def test_the_names_of_the_header_and_the_filters(cast, eve, words, bo, chloe):
    for person in (bo, chloe):
        cast.said(eve, person, "Hello"), cast.said(person, eve, "Hello")
    tab = cast.logged_in(eve)
    page = tab.read("/inbox")
    assert page.link(words["messages"])["href"] == "/inbox"
    assert page.link(words["all"])["href"] == "/inbox"
    assert page.link(words["unread"])["href"] == "/inbox?filter=unread"
    assert tab.read("/latest").link(words["view all"])["href"] == "/inbox"
    tab.read("/inbox/bo")
    assert tab.read("/inbox").link(words["one"])
    assert tab.read("/logout").button(words["logout"])


def test_the_names_of_a_message_and_of_the_composer(cast, eve, words, bo):
    clock.freeze(datetime(2026, 3, 12, 9, 48, tzinfo=UTC))
    mine = cast.said(eve, bo, "Hello")
    cast.do(messages.edit, eve, mine.id, "Hello, Bo", 0)
    page = cast.logged_in(eve).read("/inbox/bo")
    own = page.message(mine.id)
    for name in ("reply", "edit", "history", "edited"):
        assert any(link in list(own.walk()) for link in page.named("link", words[name])), name
    assert page.button(words["delete"])
    assert page.field(words["box"])["name"] == "body"
    assert page.button(words["send"])


def test_the_names_of_editing_and_of_the_marks(cast, eve, words, bo):
    mine = cast.said(eve, bo, "Hello")
    tab = cast.logged_in(eve)
    form = tab.read(f"/messages/{mine.id}/edit")
    assert form.button(words["save"]) and form.link(words["cancel"])
    theirs = cast.said(bo, eve, "Hello")
    last = cast.said(eve, bo, "Seen?")
    cast.read(bo, last)
    assert tab.read("/inbox/bo").one("#receipt").text.startswith(words["seen"])
    cast.do(messages.delete, eve, mine.id), cast.do(messages.delete, bo, theirs.id)
    page = tab.read("/inbox/bo")
    assert page.message(mine.id).one(".tomb").text == words["mine"]
    assert page.message(theirs.id).one(".tomb").text == words["theirs"]


def test_the_names_of_the_enter_key(cast, eve, words):
    page = cast.logged_in(eve).read("/settings/")
    labels = {page.name(node): node["value"] for node in page.all("[type=radio]")}
    assert {value for name, value in labels.items() if name.startswith(words["enter"])} == {"send"}
    assert {value for name, value in labels.items() if name.startswith(words["line"])} == {"line"}
    assert page.button(words["save"])
