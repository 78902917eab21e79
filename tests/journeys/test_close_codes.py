"""However a socket ends, and also when it only seems to be open, the page comes back and has missed nothing."""

import re
import time

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.examples import sized

pytestmark = pytest.mark.heavy(3)


class Wire:
    """Stands between a page and the live server: it can end the socket with any code, or swallow all that it carries."""

    def __init__(self, page):
        self.page, self.sockets, self.heard, self.dead = page, [], {}, set()
        page.route_web_socket(re.compile(r"/live$"), self._join)

    def _join(self, socket: WebSocketRoute) -> None:
        server, number = socket.connect_to_server(), len(self.sockets)
        self.sockets.append(socket)
        self.heard[number] = 0
        socket.on_message(lambda message: None if number in self.dead else server.send(message))
        server.on_message(lambda message: self._pass(number, socket, message))

    def _pass(self, number: int, socket: WebSocketRoute, message) -> None:
        if number not in self.dead:
            self.heard[number] += 1
            socket.send(message)

    def carries(self, number: int) -> None:
        """Waits until that many sockets were opened, and the newest has brought something."""
        deadline = time.monotonic() + 20
        while len(self.sockets) < number or not self.heard[len(self.sockets) - 1]:
            assert time.monotonic() < deadline, f"{len(self.sockets)} sockets were opened, and the last is silent"
            self.page.wait_for_timeout(20)  # lets Playwright tell what happened

    def close(self, code: int) -> None:
        """Ends the newest socket as a server does."""
        self.sockets[-1].close(code=code, reason="told by the test")

    def go_deaf(self) -> None:
        """The newest socket stays open and carries nothing any more, as when a router forgot it."""
        self.dead.add(len(self.sockets) - 1)


@pytest.fixture
def wired(pair):
    """Ana's page with Bo, on such a wire."""
    ana, bo = pair
    ana.post(bo, "Hello")
    wire = Wire(ana.page)
    ana.page.goto(f"/inbox/{bo.username}")
    wire.carries(1)
    return ana, bo, wire


# The bar is there until the page is back, which may be sooner than anybody looks.
WATCH = """() => {
  const look = () => { window.noticed ||= !document.querySelector("#offline").hidden; };
  new MutationObserver(look).observe(document.body, {subtree: true, attributeFilter: ["hidden"]});
}"""


@pytest.mark.parametrize("code", sized((1000, 1001, 1008, 1011, 1012, 1013, 4000), (1000, 1008, 1012, 4000)))
def test_a_page_comes_back_after_every_way_to_close(wired, code):
    ana, bo, wire = wired
    ana.page.evaluate("window.stayed = true")
    wire.close(code)
    bo.post(ana, "sent while away")
    ana.see("sent while away")
    wire.carries(2)
    expect(ana.page.locator("#offline")).to_be_hidden()
    bo.post(ana, "sent when back")
    ana.see("sent when back")
    expect(ana.page.locator("#thread > .msg")).to_have_count(3)
    assert ana.page.evaluate("window.stayed"), "the page was loaded anew"


def test_a_connection_that_only_seems_open_is_noticed_within_ten_seconds(wired):
    ana, bo, wire = wired
    ana.box(bo).fill("half-written")
    ana.page.evaluate(WATCH)
    wire.go_deaf()
    bo.post(ana, "sent into the void")
    # Five seconds until it asks, and four and a half for the answer; a busy machine adds its own.
    ana.page.wait_for_function("() => window.noticed", timeout=30_000)
    expect(ana.message("sent into the void")).to_be_visible(timeout=30_000)
    wire.carries(2)
    expect(ana.page.locator("#offline")).to_be_hidden(timeout=30_000)
    expect(ana.box(bo)).to_have_value("half-written")
    bo.post(ana, "sent when back")
    ana.see("sent when back")
