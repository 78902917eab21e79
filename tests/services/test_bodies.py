"""What is wrong with the longer texts of forms."""

import pytest

from inbox.services.bodies import wrong_with

NOTHING = "Write something."
BLANK = "\u200b\u3164"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("four", None),
        ("fiver", "The text has 5 characters; 4 are possible."),
        ("a\0b", "The text holds a character that cannot be stored. Remove it."),
        ("\ud800 and far too long", "The text holds a character that cannot be stored. Remove it."),
        ("", None),
        (BLANK, None),
    ],
)
def test_a_text_that_cannot_be_kept_has_a_sentence(app, text, wrong):
    with app.test_request_context():
        found = wrong_with(text, 4)
        assert (found and str(found)) == wrong


@pytest.mark.parametrize(("text", "wrong"), [("", NOTHING), (BLANK * 9, NOTHING), ("four", None)])
def test_where_something_must_be_written_nothing_has_a_sentence_of_its_own(app, text, wrong):
    with app.test_request_context():
        assert wrong_with(text, 4, nothing=NOTHING) == wrong
