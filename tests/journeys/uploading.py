"""Files that a browser uploads and downloads, over a line that is slow, cut, or neither."""

import hashlib

from playwright.sync_api import Locator, Page, expect

from tests.stack.uploads import MIB
from tests.stack.waiting import until

SLOW = 12 * MIB
"""Bytes a second of a line on which something can happen meanwhile."""
FAST = -1


class Line:
    """The line of one tab."""

    def __init__(self, page: Page):
        self._session = page.context.new_cdp_session(page)
        self.be(SLOW)

    def be(self, speed: int, is_cut: bool = False) -> None:
        """From now on it takes so many bytes a second, or none at all."""
        conditions = {"offline": is_cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        self._session.send("Network.emulateNetworkConditions", conditions)


def card(page: Page) -> Locator:
    """What the composer shows of the file."""
    return page.locator("#unsent .file")


def percent(page: Page) -> float:
    """How far it is, as the card says."""
    return card(page).locator("progress").evaluate("bar => 100 * bar.value / bar.max")


def reaches(page: Page, share: float) -> None:
    """Waits until so much has arrived."""
    until(lambda: percent(page) >= share, 40, f"{share} % have arrived")


def is_ready(page: Page) -> None:
    """Waits until all of it has arrived."""
    expect(card(page)).to_have_count(1)
    expect(card(page)).to_contain_text("Ready, ", timeout=40_000)


def send(person) -> None:
    person.page.get_by_role("button", name="Send", exact=True).click()


def downloaded(page: Page) -> str:
    """The SHA-256 of the file that the newest message brought, as the browser saves it."""
    with page.expect_download() as started:
        page.locator("#thread > .msg a.file").last.click()
    with open(started.value.path(), "rb") as saved:
        return hashlib.file_digest(saved, "sha256").hexdigest()
