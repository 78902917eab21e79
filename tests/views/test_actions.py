"""Actions: in the row, in the menu of a conversation, on a page of their own; with and without scripts."""

import pytest

from inbox.models.block import Block
from inbox.models.participation import ARCHIVED, INBOX
from inbox.services import actions, blocks, participations

PLACE = "/inbox/bo/actions"
BOTH = [
    ("Star", "Unstar", "Étoiler", "Désétoiler"), ("Mark as unread", "Mark as read", "Marquer comme non lu", "Marquer comme lu"),
    ("Archive", "Unarchive", "Archiver", "Désarchiver"), ("Mark as spam", "Not spam", "Marquer comme spam", "Pas un spam"),
    ("Block", "Unblock", "Bloquer", "Débloquer"), ("Add to Follow-up", "Remove from Follow-up", "Ajouter au suivi", "Retirer du suivi"),
]  # fmt: skip


@pytest.fixture
def talk(cast, ana, bo):
    """A conversation of Ana and Bo."""
    return cast.said(ana, bo, "Hello")


@pytest.mark.parametrize(("do", "undo", "faire", "refaire"), BOTH, ids=[names[0] for names in BOTH])
def test_every_action_has_its_names_in_both_languages_and_goes_there_and_back(
    cast, ana, bo, talk, do, undo, faire, refaire
):
    for locale, there, back in (("en", do, undo), ("fr", faire, refaire)):
        client = cast.person(f"eve{locale}", locale=locale)
        cast.said(client, bo, "Hello")
        tab = cast.logged_in(client)
        for name, after in ((there, back), (back, there)):
            button = tab.read(PLACE).button(name)
            assert tab.send(PLACE, {"do": button["value"]}).goes_to == "/inbox"
            assert tab.read(PLACE).button(after)


@pytest.mark.parametrize(
    ("name", "french"),
    [("Labels", "Étiquettes"), ("Snooze", "Mettre en pause"), ("Delete conversation", "Supprimer la conversation")],
)
def test_the_other_entries_are_named_too(cast, bo, name, french):
    for locale, wanted in (("en", name), ("fr", french)):
        client = cast.person(f"eve{locale}", locale=locale)
        cast.said(client, bo, "Hello")
        assert wanted in cast.logged_in(client).read(PLACE).one("#main").text


def test_a_plain_browser_goes_back_to_where_it_was(cast, ana, talk):
    tab = cast.logged_in(ana)
    assert tab.send(PLACE, {"do": "star", "filter": "unread"}).goes_to == "/inbox?filter=unread"
    assert tab.send(PLACE, {"do": "unstar", "filter": "starred", "open": "1"}).goes_to == "/inbox/bo?filter=starred"
    assert tab.send(PLACE, {"do": "star", "filter": "//evil.test"}).goes_to == "/inbox"
    # Going back to the conversation would read it.
    assert tab.send(PLACE, {"do": "unread", "open": "1"}).goes_to == "/inbox"
    assert cast.part(ana, talk).marked


def test_htmx_gets_the_row_the_counts_and_the_menu_of_the_open_conversation(cast, ana, talk):
    tab = cast.logged_in(ana)
    pieces = tab.htmx(PLACE, {"do": "star", "filter": "all", "open": "1"}).page
    assert pieces.one("#conversation-1 .starred") and pieces.button("Unstar this conversation")
    assert pieces.one("#filters [href=/inbox?filter=starred] .num").text == "1"
    pieces = tab.htmx(PLACE, {"do": "archive", "filter": "all"}).page
    assert pieces.one("#conversation-1")["hx-swap-oob"] == "delete" and not pieces.has("#actions")
    assert pieces.one("#unread")


def test_a_row_has_its_star_and_a_way_to_all_actions(cast, ana, talk):
    tab = cast.logged_in(ana)
    row = tab.read("/inbox").one("#conversation-1")
    assert len(row.all("a")) == 1  # the row itself
    menu = row.one("button[value=menu]")
    assert menu.text == "Actions for the conversation with Bo Lindqvist"
    assert tab.form("/inbox", PLACE).status_code == 422  # no button was pressed
    answer = tab.send(PLACE, {"do": "menu", "filter": "starred"})
    assert answer.status_code == 303 and answer.location == f"{PLACE}?filter=starred"
    piece = tab.htmx(menu["hx-get"], method="GET").page
    assert piece.one("details.menu[open]") and piece.button("Archive") and not piece.has("h1")


def test_a_button_applies_to_what_the_page_showed(cast, ana, bo, talk):
    tab = cast.logged_in(ana)
    late = cast.said(bo, ana, "Wait")
    tab.send(PLACE, {"do": "archive", "seen": str(talk.id)})
    assert cast.part(ana, talk).place == INBOX
    tab.send(
        PLACE, [("do", "archive"), ("seen", str(talk.id)), ("seen", str(late.id))]
    )  # the second is kept up to date
    assert cast.part(ana, talk).place == ARCHIVED


@pytest.mark.parametrize("name", ["", "delete", "snooze", "label", "unlabel", "__class__", "perform", "star'--"])
def test_a_made_up_action_is_422(cast, ana, talk, name):
    assert cast.logged_in(ana).send(PLACE, {"do": name}).status_code == 422


def test_before_the_first_message_there_is_only_the_block(cast, ana, bo):
    tab = cast.logged_in(ana)
    assert [button.text for button in tab.read(PLACE).all("#main button.mi")] == ["Block"]
    assert tab.send(PLACE, {"do": "star"}).status_code == 404
    tab.send(PLACE, {"do": "block"})
    assert cast.count(Block) == 1 and tab.read("/inbox/bo").button("Unblock")


def test_the_page_that_reads_a_conversation_offers_to_mark_it_as_unread(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(bo)
    assert {"unread", "read"} & offered(tab.read("/inbox/ana")) == {"unread"}
    tab.send("/inbox/ana/actions", {"do": "unread"})
    assert {"unread", "read"} & offered(tab.read("/inbox/ana/actions")) == {"read"}
    assert {"unread", "read"} & offered(tab.read("/inbox/ana")) == {"unread"}


def offered(page) -> set[str]:
    """What can be done, by the names of the buttons."""
    return {node["value"] for node in page.all("button[name=do]")}


@pytest.mark.parametrize("name", sorted(set(actions.VERBS) - actions.WITH_ARGUMENT))
def test_it_is_done_for_oneself_alone(cast, ana, bo, dev, talk, name):
    theirs = vars(cast.part(bo, talk)) | {"_sa_instance_state": None, "barred": None}
    cast.logged_in(ana).send(PLACE, {"do": name})
    assert vars(cast.part(bo, talk)) | {"_sa_instance_state": None, "barred": None} == theirs
    assert (
        cast.logged_in(dev).send("/inbox/ana/actions", {"do": "star"}).status_code == 404
    )  # no conversation of theirs


def test_the_composer_says_why_nothing_can_be_written_and_open_pages_follow(cast, ana, bo, talk):
    tabs = {ana.id: cast.logged_in(ana), bo.id: cast.logged_in(bo)}
    cast.do(blocks.block, ana, bo)
    said = {ana.id: "You blocked Bo Lindqvist. Unblock them to write again.", bo.id: "You cannot write to Ana Ribeiro."}
    for id_, other in ((ana.id, "bo"), (bo.id, "ana")):
        assert said[id_] in tabs[id_].read(f"/inbox/{other}").one("#composer").text
        pieces = tabs[id_].read(f"/inbox/{other}/changes?since=1")
        assert said[id_] in pieces.one("div#composer").text
    assert "blocked" not in tabs[bo.id].read("/inbox/ana").one("#main").text.lower()
    cast.do(blocks.unblock, ana, bo)
    for id_, other in ((ana.id, "bo"), (bo.id, "ana")):
        composer = tabs[id_].read(f"/inbox/{other}/changes?since=1").one("form#composer")
        assert composer["hx-get"] == f"/inbox/{other}?before=0" and composer["data-with"] == other
        assert tabs[id_].read(f"/inbox/{other}").has("form#composer textarea")


def test_where_nobody_wrote_yet_a_block_takes_the_composer_and_gives_it_back(cast, ana, bo):
    tab = cast.logged_in(ana)
    cast.do(blocks.block, ana, bo)
    pieces = tab.read("/inbox/bo/changes?since=0")
    assert "You blocked Bo Lindqvist." in pieces.one("div#composer").text
    assert pieces.one("#actions").one("[value=unblock]")
    cast.do(blocks.unblock, ana, bo)
    pieces = tab.read("/inbox/bo/changes?since=0")
    assert pieces.has("form#composer") and pieces.one("#actions").one("[value=block]")


def test_a_conversation_that_was_deleted_can_be_found_but_not_archived_unread(cast, ana, bo, talk):
    cast.do(participations.star, ana, {talk.conversation_id: None})
    assert cast.logged_in(ana).read("/inbox/bo").button("Unstar this conversation")
