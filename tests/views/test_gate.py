"""What a suspended person still reaches: every address that there is, and every one that will be."""

from datetime import timedelta

import pytest

from inbox import clock
from inbox.services import services, standings, waiting
from inbox.views.gate import STILL_WORKS
from tests.values import SERVICE
from tests.views.test_matrix import path

SENTENCE = {
    "en": "Your account is suspended. You can read what you have, and write to nobody.",
    "fr": "Votre compte est suspendu. Vous pouvez lire ce que vous avez, mais n’écrire à personne.",
}
READING = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(params=SENTENCE)
def sentence(request) -> str:
    """What is said to them, in each language."""
    return SENTENCE[request.param]


@pytest.fixture
def eve(cast, bo, sentence):
    """Somebody who has a conversation, and something that waits."""
    locale = next(locale for locale, said in SENTENCE.items() if said == sentence)
    person = cast.person("eve", locale=locale)
    cast.said(person, bo, "Between the two of us")
    cast.said(bo, person, "And what else?")
    cast.do(services.create, bo, "k", **SERVICE)
    cast.do(waiting.schedule, person, bo, "Later", "k", clock.now() + timedelta(hours=1))
    return person


@pytest.fixture
def tab(cast, eve):
    """Theirs, who have been suspended with pages open."""
    browser = cast.logged_in(eve)
    assert browser.token
    cast.do(standings.suspend, None, eve, "spam")
    return browser


def sent_to(app) -> list:
    """The addresses that something is sent to."""
    return [rule for rule in app.url_map.iter_rules() if rule.methods - READING]


@pytest.mark.every_url
def test_nothing_is_changed_but_what_is_named(app, tab, sentence):
    for rule in sent_to(app):
        for method in sorted(rule.methods - READING):
            if rule.endpoint not in STILL_WORKS:
                answer = tab.open(path(app, rule.rule), method=method, data=tab.with_token())
                assert (answer.status_code, sentence in answer.text) == (403, True), rule


@pytest.mark.every_url
def test_what_is_named_exists_and_gets_through(app, tab, sentence):
    assert {rule.endpoint for rule in sent_to(app)} >= STILL_WORKS
    for rule in sent_to(app):
        if rule.endpoint in STILL_WORKS - {"logins.destroy"}:
            assert sentence not in tab.send(path(app, rule.rule)).text, rule


@pytest.mark.every_url
def test_everything_can_still_be_read(app, tab):
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "live.socket":
            assert tab.get(path(app, rule.rule)).status_code in (200, 303, 403, 404), rule


@pytest.mark.parametrize("address", ["/inbox/bo/messages", "/inbox/dev/messages", "/inbox/bo/waiting", "/messages/1"])
def test_a_text_that_is_sent_comes_back_with_the_reason(cast, tab, sentence, address):
    cast.person("dev")
    answer = tab.send(address, {"body": "My long text", "key": "k", "revision": "0"})
    assert answer.status_code == 403
    assert sentence in answer.text and "My long text" in answer.text
    said = tab.htmx(address, {"body": "My long text", "key": "k"})
    assert (said.status_code, sentence in said.text) == (403, True)


def test_who_is_suspended_no_more_goes_on(cast, eve, tab):
    cast.do(standings.lift, None, eve)
    assert tab.send("/inbox/bo/messages", {"body": "Hello", "key": "k9"}).status_code == 303
