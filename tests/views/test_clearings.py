"""Deleting a conversation: asked first, done for oneself."""

import pytest

PLACE = "/inbox/bo/deletion"


@pytest.mark.parametrize(
    ("locale", "open", "sure", "instead"),
    [("en", "Delete conversation", "Delete for good", "Archive instead"),
     ("fr", "Supprimer la conversation", "Supprimer définitivement", "Archiver plutôt")],
)  # fmt: skip
def test_it_is_asked_for_in_words_and_done_for_one(cast, bo, locale, open, sure, instead):
    client = cast.person("eve", locale=locale)
    cast.said(client, bo, "A secret")
    tab = cast.logged_in(client)
    link = tab.read("/inbox/bo").link(open)
    page = tab.read(link["href"])
    assert page.button(sure) and page.button(instead) and "Bo Lindqvist" in page.text
    assert "A secret" in tab.read("/inbox/bo").text  # asking deletes nothing
    assert tab.submit(page, PLACE).goes_to == "/inbox"
    assert "A secret" not in tab.read("/inbox/bo").text
    assert "A secret" in cast.logged_in(bo).read("/inbox/eve").text


def test_it_applies_to_what_the_question_was_about(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    page = tab.read(PLACE)
    cast.said(bo, ana, "Wait")
    tab.submit(page, PLACE)
    assert [node.one(".text").text for node in tab.read("/inbox/bo").messages] == ["Wait"]


def test_twice_is_once_and_nothing_is_nothing(cast, ana, bo, dev):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    assert [tab.send(PLACE).status_code for _ in range(2)] == [303, 303]
    assert tab.send("/inbox/dev/deletion").status_code == 404
    assert tab.get("/inbox/dev/deletion").status_code == 404


def test_going_there_with_get_or_head_deletes_nothing(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    tab.get(PLACE), tab.head(PLACE)
    assert cast.part(ana, message).cleared_seq == 0
