"""Whatever dies, the page comes back by itself, catches up, and says meanwhile that it is away."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(7)

# A socket to an address that nobody answers: the handshake fails as with a port that is shut.
SHUT = """
  const Real = WebSocket;
  window.WebSocket = class extends Real {
    constructor(url) { super(new URL(url).port === '%s' || '%s' === 'all' ? `ws://${location.host}/nowhere` : url); }
  };
"""


def banner(person):
    return person.page.locator("#offline")


def test_what_was_sent_while_the_live_server_died_arrives(halle, talk):
    ana, bo = talk
    for worker in halle.workers("live"):
        os.kill(worker, signal.SIGKILL)
    bo.post(ana, "sent while the worker was dead")
    ana.see("sent while the worker was dead")
    ana.be_live()
    halle.kill("live")
    bo.post(ana, "sent while the master was dead")
    ana.see("sent while the master was dead")
    until(lambda: halle.serves("live"), 30, "the live server is back")
    expect(banner(ana)).to_be_hidden(timeout=40_000)
    ana.be_live()
    bo.post(ana, "sent when all was well again")
    ana.see("sent when all was well again")
    expect(ana.page.locator("#thread > .msg")).to_have_count(5)


def launcher_of(halle) -> int:
    """The pid of bin/run itself."""
    return int((halle.data / "halle.lock").read_text())


@pytest.fixture
def blackout(halle):
    """Takes pages and live server away, and gives them back."""
    launcher = launcher_of(halle)
    os.kill(launcher, signal.SIGSTOP)

    def take_away():
        halle.kill("live"), halle.kill("pages")

    def give_back():
        os.kill(launcher, signal.SIGCONT)
        until(lambda: halle.serves("pages") and halle.serves("live"), 60, "Halle is back")

    yield take_away, give_back
    give_back()


def test_a_page_without_a_server_says_so_and_keeps_the_text(talk, blackout):
    ana, bo = talk
    take_away, give_back = blackout
    ana.box(bo).fill("written in the dark")
    take_away()
    expect(banner(ana)).to_contain_text(re.compile(r"You are offline. Reconnecting in \d+ s."), timeout=30_000)
    expect(ana.page.locator("#presence")).to_contain_text("Status unknown while you are offline")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.get_by_role("alert")).to_contain_text("Not sent: the server did not answer")
    expect(ana.box(bo)).to_have_value("written in the dark")
    give_back()
    expect(banner(ana)).to_be_hidden(timeout=40_000)
    ana.page.get_by_role("button", name="Try again").click()
    ana.see("written in the dark")
    expect(ana.box(bo)).to_have_value("")
    bo.see("written in the dark")


def test_a_send_whose_answer_was_lost_lands_once(talk):
    ana, bo = talk

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    ana.page.route("**/messages", lose_the_answer, times=1)
    ana.box(bo).fill("two lines:\ndid they arrive?")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    # The socket brings the message; the page asks once more under the same key, and knows.
    expect(ana.box(bo)).to_have_value("")
    expect(ana.page.locator("#composer-error")).to_be_empty()
    expect(ana.page.locator("#thread > .msg")).to_have_count(3)
    expect(bo.page.locator("#thread > .msg").filter(has_text="did they arrive?")).to_have_count(1)


def test_a_send_during_which_the_page_server_was_killed_lands_once(halle, talk):
    ana, bo = talk
    hold = [os.kill(pid, signal.SIGSTOP) or pid for pid in halle.workers("pages")]
    ana.box(bo).fill("into the void")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.locator("#thread .pending")).to_contain_text("into the void")
    for pid in hold:
        os.kill(pid, signal.SIGKILL)
    until(lambda: halle.serves("pages"), 30, "the pages are back")
    # Chromium may repeat the request by itself on a fresh connection; else the person does.
    again = ana.page.get_by_role("button", name="Try again")
    expect(ana.message("into the void").or_(again)).to_be_visible(timeout=20_000)
    if again.is_visible():
        expect(ana.box(bo)).to_have_value("into the void")
        again.click()
    expect(ana.message("into the void")).to_have_count(1)
    expect(ana.page.locator("#thread .pending")).to_have_count(0)
    expect(bo.message("into the void")).to_have_count(1)


def test_messages_arrive_when_redis_was_killed(halle, talk):
    ana, bo = talk
    halle.kill("redis")
    bo.post(ana, "sent without Redis")
    expect(ana.message("sent without Redis")).to_be_visible(timeout=20_000)
    until(halle.redis_answers, 20, "Redis is back")
    ana.page.reload()
    ana.be_live()
    bo.post(ana, "sent with Redis again")
    ana.see("sent with Redis again")


def test_without_the_live_port_the_socket_is_this_servers_own(halle, pair):
    ana, bo = pair
    ana.post(bo, "Hello")
    ana.context.add_init_script(SHUT % (halle.live_port, halle.live_port))
    with ana.page.expect_websocket(lambda socket: socket.url == f"ws://127.0.0.1:{halle.port}/live", timeout=25_000):
        ana.page.goto(f"/inbox/{bo.username}")
    ana.be_live()
    bo.post(ana, "by another door")
    ana.see("by another door")


def test_without_any_socket_the_page_asks_again_and_again(pair):
    ana, bo = pair
    ana.post(bo, "Hello")
    ana.context.add_init_script(SHUT % ("all", "all"))
    ana.page.goto(f"/inbox/{bo.username}")
    expect(banner(ana)).to_contain_text("New messages arrive a little later", timeout=30_000)
    bo.post(ana, "by asking")
    expect(ana.message("by asking")).to_be_visible(timeout=20_000)
    ana.send(bo, "and answered")
    expect(ana.message("by asking")).to_have_count(1)
