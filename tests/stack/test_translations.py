"""Translations by the real worker: with real Apertium, and whatever dies meanwhile (F6, F8)."""

import html
import re
import shutil
import signal

import pytest
import redis

from tests.provider import Provider, hanging, said
from tests.stack import experiments, server
from tests.stack.waiting import until
from tests.translator.test_apertium import SAID

needs_it = pytest.mark.skipif(shutil.which("apertium") is None, reason="no apertium (bin/test installs it as root)")
OURS = "Olá, preciso de um logo para a minha empresa."
LONGER = 41
"""Seconds after which a job whose worker died is begun anew."""


def shown(browser, other, message_id: int) -> str:
    """The message on the page, without its tags."""
    page = browser.get(f"/inbox/{other.name}").text
    found = re.search(rf'<li class="msg[^>]* id="message-{message_id}".*?</li>', page, re.DOTALL)[0]
    return html.unescape(re.sub("<[^>]*>", " ", found))


def ask(reader, message_id: int) -> None:
    assert reader.post(f"/messages/{message_id}/translation", {}).status == 303


@needs_it
def test_real_apertium_translates_into_english_and_an_open_page_has_it_live(halle, tab):
    ana, bo = experiments.pair(halle)
    page = tab(bo, ana)
    for source, (text, words) in SAID.items():
        message_id = ana.send(bo.name, text).message_id
        page.shows(text, 20)
        ask(bo, message_id)
        until(lambda: "Show original" in shown(bo, ana, message_id), 60, f"{source} is translated")  # noqa: B023
        done = shown(bo, ana, message_id)
        assert all(word.lower() in done.lower() for word in words), done
        assert text in " ".join(done.split()), "the original is there"
        until(lambda: any("by Apertium" in each for each in page.frames), 20, "it came live")


@pytest.fixture(scope="module")
def provider():
    with Provider() as made:
        yield made


@pytest.fixture(scope="module")
def translating(provider):
    """A Halle that asks this provider."""
    settings = {"TRANSLATORS": "libretranslate", "HALLE_LIBRETRANSLATE_URL": provider.url}
    with server.running(**settings) as halle:
        yield halle
        halle.move_clock(0)


def test_a_worker_that_is_killed_while_it_translates_is_made_up_for(translating, provider):
    ana, bo = experiments.pair(translating)
    message_id = ana.send(bo.name, OURS).message_id
    provider.answer, provider.asked = hanging(provider), []
    ask(bo, message_id)
    until(lambda: provider.asked, 30, "the engine is asked")
    translating.kill("worker")
    provider.answer = lambda _asked: said("Hello, I need a logo.")
    assert "Translating…" in shown(bo, ana, message_id) and OURS in shown(bo, ana, message_id)
    translating.move_clock(LONGER)
    until(lambda: "Hello, I need a logo." in shown(bo, ana, message_id), 60, "another worker made it")
    assert len(provider.asked) == 2


def test_what_was_asked_for_while_redis_was_away_is_made(translating, provider):
    ana, bo = experiments.pair(translating)
    message_id = ana.send(bo.name, OURS).message_id
    provider.answer = lambda _asked: said("Hello once more.")
    translating.kill("redis", signal.SIGSTOP)
    try:
        ask(bo, message_id)
    finally:
        translating.kill("redis", signal.SIGCONT)
    until(lambda: "Hello once more." in shown(bo, ana, message_id), 60, "the sweep found it")


def test_what_redis_forgot_is_found_in_the_database(translating, provider):
    ana, bo = experiments.pair(translating)
    message_id = ana.send(bo.name, OURS).message_id
    provider.answer = lambda _asked: said("Hello after all.")
    translating.kill("worker", signal.SIGSTOP)
    try:
        ask(bo, message_id)
        with redis.Redis.from_url(f"unix://{translating.data / 'redis.sock'}?db=0") as client:
            client.flushall()
    finally:
        translating.kill("worker", signal.SIGCONT)
    until(lambda: "Hello after all." in shown(bo, ana, message_id), 60, "the sweep found it")


def test_a_provider_that_hangs_costs_the_page_nothing_and_the_reader_is_told(translating, provider):
    """F35: the original shows all the time, and within twelve seconds why there is nothing else."""
    ana, bo = experiments.pair(translating)
    message_id = ana.send(bo.name, OURS).message_id
    provider.answer = hanging(provider)
    _, seconds = bo.timed(lambda: bo.post(f"/messages/{message_id}/translation", {}))
    assert seconds < 3
    failed = until(lambda: "No translation right now." in shown(bo, ana, message_id) and shown(bo, ana, message_id), 30)
    assert "LibreTranslate did not answer in time." in failed and "Try again" in failed and OURS in failed
