"""The sentences of templates: in the viewer's language, and escaped where they are HTML."""

import pytest
from flask import render_template_string
from flask_babel import force_locale
from markupsafe import Markup

from inbox.views import speech


@pytest.fixture
def drawn(app):
    """Draws a template in a language."""

    def drawing(language: str, source: str, **context) -> str:
        with app.test_request_context(), force_locale(language), speech.settled():
            return render_template_string(source, **context)

    return drawing


def test_a_sentence_is_that_of_the_language_whoever_asked_before(drawn):
    said = [drawn(language, "{{ _('Send') }}") for language in ("en", "fr", "en", "fr")]
    assert said == ["Send", "Envoyer"] * 2


def test_what_fills_a_sentence_is_escaped_and_the_sentence_is_not(drawn):
    assert drawn("en", "{{ _('About %(name)s', name='<b>') }}") == "About &lt;b&gt;"
    assert drawn("fr", "{{ _('Your account & settings, %(name)s', name='<b>'|safe) }}").endswith("& settings, <b>")
    assert drawn("en", "{{ _('100%% sure') }}") == "100% sure"


def test_the_number_decides_the_sentence_and_stands_in_it(drawn):
    source = "{{ ngettext('%(num)s conversation has new messages.', '%(num)s conversations have new messages.', n) }}"
    assert [drawn("en", source, n=n) for n in (1, 2)] == [
        "1 conversation has new messages.",
        "2 conversations have new messages.",
    ]
    assert drawn("fr", source, n=2).startswith("2 conversations")


def test_a_plain_text_is_not_escaped(app):
    letters = app.jinja_env.overlay(autoescape=False)
    with app.test_request_context():
        assert letters.from_string("{{ _('About %(name)s', name='<b>') }}").render() == "About <b>"
        assert type(letters.from_string("{% set said = _('Send') %}").module.said) is str


def test_outside_of_a_drawing_it_speaks_as_one_would_now(app):
    with app.test_request_context():
        with force_locale("fr"):
            assert speech.speech().sentences["Send"] == ("Envoyer", Markup("Envoyer"))
        with force_locale("en"):
            assert speech.speech().sentences["Send"] == ("Send", Markup("Send"))


def test_while_a_page_is_drawn_its_speech_stays_the_same(app):
    with app.test_request_context(), force_locale("fr"), speech.settled():
        before = speech.speech()
        with force_locale("en"):
            assert speech.speech() is before
