"""Cautions beside what one receives: for the receiver alone, in their language, and the message stays as it is."""

import pytest

from inbox.services import messages, waiting

TEXT = "Pay me on PayPal, +33 6 12 34 56 78"
SAY = {
    "en": ("This message speaks of paying outside Halle.", "This message speaks of talking outside Halle."),
    "fr": ("Ce message parle de paiement hors de Halle.", "Ce message parle d’échanger hors de Halle."),
}


@pytest.mark.parametrize("language", SAY)
def test_the_receiver_reads_the_reasons_beside_the_whole_message(cast, bo, language):
    eve = cast.person("eve", locale=language)
    cast.said(eve, bo, "Hello")
    said = cast.said(bo, eve, TEXT)
    row = cast.logged_in(eve).read("/inbox/bo").one(f"#message-{said.id}")
    assert row.one(".text").text == TEXT
    note = row.one("[data-caution]")
    assert all(sentence in note.text for sentence in SAY[language])


def test_the_author_reads_none_and_a_harmless_message_has_none(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    cast.said(bo, ana, TEXT)
    assert not cast.logged_in(bo).read("/inbox/ana").has("[data-caution]")
    cast.do(messages.edit, bo, 2, "Let us pay here", 0)
    assert not cast.logged_in(ana).read("/inbox/bo").has("[data-caution]")


def test_it_comes_with_the_push_and_goes_with_the_message(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    said = cast.said(bo, ana, TEXT)
    tab = cast.logged_in(ana)
    assert tab.read("/inbox/bo/changes?since=1").has("[data-caution]")
    cast.do(messages.delete, bo, said.id)
    assert not tab.read("/inbox/bo/changes?since=1").has("[data-caution]")


def test_nothing_is_held_or_changed(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    said = cast.do(waiting.send, bo, ana, TEXT, "k", None, 0)
    assert (said.body, cast.part(ana, said).unread, cast.part(ana, said).place) == (TEXT, 1, "inbox")
