"""Languages of messages: found out afterwards, and guessed until then."""

import pytest

from inbox import translator
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.translation import Translation
from inbox.services import languages, messages, translations

FRENCH, ENGLISH = "Bonjour, j'ai besoin d'un logo pour mon entreprise.", "Hello, I need a logo for my shop."


@pytest.fixture
def heard(cast):
    """Lets a worker find out, and says in which language a message is then."""

    def hear(message) -> str:
        cast.do(languages.hear)
        found = cast.again(message)
        assert found.heard
        return found.language

    return hear


def test_it_is_found_out_once(cast, ana, bo, heard):
    message = cast.said(ana, bo, FRENCH)
    assert (message.language, message.heard) == ("", False)
    assert heard(message) == "fr"
    assert cast.do(languages.hear) == 0


def test_the_next_one_is_taken_to_be_in_the_same(cast, ana, bo, heard):
    heard(cast.said(ana, bo, FRENCH))
    assert cast.said(ana, bo, "ok").language == "fr"
    assert cast.said(bo, ana, "ok").language == "", "it is that of its author"
    assert heard(cast.said(ana, bo, "👍")) == "fr"
    assert heard(cast.said(ana, bo, ENGLISH)) == "en"


def test_no_page_is_told_where_nothing_is_translated_because_of_it(cast, ana, bo, heard):
    """Whatever language it turns out to be in: it could be translated all the time."""
    for text in (ENGLISH, FRENCH):
        message = cast.said(ana, bo, text)
        heard(message)
        assert cast.again(message).changed_seq == message.seq


def test_an_edit_is_heard_anew(cast, ana, bo, heard):
    message = cast.said(ana, bo, ENGLISH)
    heard(message)
    cast.do(messages.edit, ana, message.id, FRENCH, 0)
    assert cast.again(message).heard is False
    assert heard(message) == "fr"


def test_what_was_edited_meanwhile_is_looked_at_again(cast, ana, bo, heard, monkeypatch):
    heard(cast.said(ana, bo, ENGLISH))
    message, detect = cast.said(ana, bo, ENGLISH), translator.detect

    def edited(text: str) -> str:
        monkeypatch.setattr(translator, "detect", detect)
        cast.do(messages.edit, ana, message.id, FRENCH, 0)
        return detect(text)

    monkeypatch.setattr(translator, "detect", edited)
    assert heard(message) == "fr"


def test_what_was_deleted_meanwhile_stays_unknown(cast, ana, bo, heard):
    message = cast.said(ana, bo, FRENCH)
    cast.do(messages.delete, ana, message.id)
    assert heard(message) == ""


def test_what_turns_out_to_be_in_another_one_is_translated_by_itself(cast, ana, bo, heard):
    heard(cast.said(ana, bo, ENGLISH))
    cast.do(translations.switch, bo, 1, True)
    message = cast.said(ana, bo, FRENCH)
    assert cast.count(Translation) == 0, "it was taken to be in English"
    heard(message)
    assert cast.count(Translation) == 1
    assert cast.again(message).changed_seq > message.seq, "the page is told"


def test_many_are_heard_in_one_run(cast, ana, bo, monkeypatch):
    monkeypatch.setattr(languages, "AT_ONCE", 3)
    for number in range(8):
        cast.said(ana, bo, f"{ENGLISH} {number}")
    assert cast.do(languages.hear) == 8
    assert cast.rows(db.select(Message.language).distinct()) == ["en"]
