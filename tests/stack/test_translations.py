"""Translations by the real worker: with real Apertium, and whatever dies meanwhile (F6, F8)."""

import html
import re
import secrets
import shutil
import signal

import pytest
import redis

from tests.provider import Provider, hanging, said
from tests.stack import experiments, server
from tests.stack.waiting import until
from tests.translator.test_apertium import SAID

pytestmark = pytest.mark.heavy(8)

needs_it = pytest.mark.skipif(shutil.which("apertium") is None, reason="no apertium (bin/test installs it as root)")
OURS = "Olá, preciso de um logo para a minha empresa."
TYPED = "Segunda-feira está bem para mim, obrigado."
LONGER = 41
"""Seconds after which a job whose worker died is begun anew."""


def shown(browser, other, message_id: int) -> str:
    """The message on the page, without its tags."""
    page = browser.get(f"/inbox/{other.name}").text
    found = re.search(rf'<li class="msg[^>]* id="message-{message_id}".*?</li>', page, re.DOTALL)[0]
    return html.unescape(re.sub("<[^>]*>", " ", found))


def ask(reader, message_id: int) -> None:
    assert reader.post(f"/messages/{message_id}/translation", {}).status == 303


class Asked:
    """Two translations that are asked for at once: of what Ana wrote to Bo, and of what Bo is about to write to her."""

    def __init__(self, halle):
        self.ana, self.bo = experiments.pair(halle)
        self.message_id = self.ana.send(self.bo.name, OURS).message_id

    def ask(self) -> None:
        ask(self.bo, self.message_id)
        form = {"body": TYPED, "key": secrets.token_hex(8), "translate": "es"}
        assert self.bo.post(f"/inbox/{self.ana.name}/messages", form).status == 303

    def message(self) -> str:
        """What Bo's page shows of the message."""
        return shown(self.bo, self.ana, self.message_id)

    def box(self) -> str:
        """What stands in Bo's box, and below it."""
        page = self.bo.get(f"/inbox/{self.ana.name}").text
        found = re.search(
            r'<textarea id="body".*?>(.*?)</textarea>.*(<div id="draft-translation".*?</div>)', page, re.DOTALL
        )
        return html.unescape(re.sub("<[^>]*>", " ", " ".join(found.groups())))

    def are_made(self, text: str, why: str) -> None:
        """Both come, and what they were made of stays."""
        until(lambda: text in self.message() and text in self.box(), 60, why)
        assert OURS in " ".join(self.message().split()) and TYPED in " ".join(self.box().split())


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
    asked = Asked(translating)
    provider.answer, provider.asked = hanging(provider), []
    asked.ask()
    until(lambda: provider.asked, what="the engine is asked")
    assert "Translating…" in asked.message() and "Translating into Spanish…" in asked.box()
    translating.kill("worker")
    provider.answer = lambda _asked: said("Made after all.")
    translating.end_pause("sweep_translations", LONGER)
    asked.are_made("Made after all.", "another worker made it")
    assert len(provider.asked) == 3


def test_what_was_asked_for_while_redis_was_away_is_made(translating, provider):
    asked = Asked(translating)
    provider.answer = lambda _asked: said("Made once more.")
    translating.kill("redis", signal.SIGSTOP)
    try:
        asked.ask()
    finally:
        translating.kill("redis", signal.SIGCONT)
    translating.end_pause("sweep_translations")
    asked.are_made("Made once more.", "the sweep found it")


def test_what_redis_forgot_is_found_in_the_database(translating, provider):
    asked = Asked(translating)
    provider.answer = lambda _asked: said("Made of the rows.")
    experiments.stop(translating, "worker")
    try:
        asked.ask()
        with redis.Redis.from_url(f"unix://{translating.data / 'redis.sock'}?db=0") as client:
            client.flushall()
    finally:
        translating.kill("worker", signal.SIGCONT)
    asked.are_made("Made of the rows.", "the sweep found it")


def test_a_provider_that_hangs_costs_the_page_nothing_and_the_reader_is_told(translating, provider):
    """F35: the original shows all the time, and within twelve seconds why there is nothing else."""
    ana, bo = experiments.pair(translating)
    message_id = ana.send(bo.name, OURS).message_id
    provider.answer = hanging(provider)
    _, seconds = bo.timed(lambda: bo.post(f"/messages/{message_id}/translation", {}))
    assert seconds < 8  # the provider has ten
    failed = until(lambda: "No translation right now." in shown(bo, ana, message_id) and shown(bo, ana, message_id), 30)
    assert "LibreTranslate did not answer in time." in failed and "Try again" in failed and OURS in failed
