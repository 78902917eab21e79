"""The people of the journeys, and what they do in a browser."""

import re
import secrets
import time
from functools import cached_property

from playwright.sync_api import Browser, Dialog, Locator, Page, WebSocket, expect

from tests.journeys.words import WORDS
from tests.stack.waiting import PATIENCE

PASSWORD = "correct horse battery"
WATCH = """
  addEventListener('securitypolicyviolation', event =>
    console.error('POLICY ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
"""


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, url: str, name: str, role: str, language="en", scripts=True, **options):
        self.name = self.username = f"{name}-{secrets.token_hex(3)}"
        self.url, self.role, self.language, self.scripts = url, role, language, scripts
        self.complaints: list[str] = []
        self._token: tuple[str | None, str] = (None, "")
        self.live: set[Page] = set()
        settings = {"locale": language, "timezone_id": "UTC", "reduced_motion": "reduce"}
        settings["viewport"] = {"width": 1440, "height": 900}
        self.context = browser.new_context(base_url=url, java_script_enabled=scripts, **settings | options)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.context.add_init_script(WATCH)
        self.context.on("page", self._listen)

    @cached_property
    def page(self) -> Page:
        """The first tab."""
        return self.context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("dialog", self._answer)
        page.on("console", lambda said: self._hear(said.text))
        page.on("framenavigated", lambda _: self.live.discard(page))
        page.on("websocket", lambda socket: self._follow(page, socket))

    def _answer(self, dialog: Dialog) -> None:
        """Whoever leaves a page while a file is on its way is asked, and means it; no other dialog is ours."""
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.complaints.append(f"dialog: {dialog.message}")
            dialog.dismiss()

    def _follow(self, page: Page, socket: WebSocket) -> None:
        socket.on("framereceived", lambda _: self.live.add(page))
        socket.on("close", lambda _: self.live.discard(page))

    def _hear(self, said: str) -> None:
        if "POLICY" in said or "Content Security Policy" in said:
            self.complaints.append(said)

    def say(self, key: str, **values) -> str:
        """The words of the page in this person's language."""
        return WORDS[self.language][key].format(**values)

    # ---- by forms, behind the pages: what a journey takes for granted

    def joined(self) -> "Person":
        """Makes the account."""
        form = {"username": self.username, "email": f"{self.username}@example.org", "password": PASSWORD}
        self.submit("/signup", form | {"role": self.role, "time_zone": "UTC"}, token_from="/signup")
        return self

    def submit(self, path: str, form: dict, token_from: str = "/settings/") -> None:
        """POSTs a form, with the token of a page."""
        token = self.token(token_from)
        answer = self.context.request.post(path, form=form | {"csrf_token": token}, max_redirects=0)
        assert answer.status == 303, f"{path}: {answer.status} {answer.text()}"

    def token(self, page: str = "/settings/") -> str:
        """The token that the forms of that page carry. It is the session's: while that is the same, so is the token."""
        if self._session() is None or self._session() != self._token[0]:
            html = self.context.request.get(page).text()
            self._token = self._session(), re.search(r'name="csrf_token" value="([^"]+)"', html)[1]
        return self._token[1]

    def _session(self) -> str | None:
        """The cookie of the session."""
        return next((each["value"] for each in self.context.cookies() if each["name"] == "halle"), None)

    def post(self, other: "Person", *texts: str) -> None:
        """Sends messages without a page."""
        token, address = self.token(), f"/inbox/{other.username}/messages"
        for text in texts:
            form = {"body": text, "key": secrets.token_hex(8), "csrf_token": token}
            answer = self.context.request.post(address, form=form, max_redirects=0)
            assert answer.status == 303, answer.text()

    # ---- in the browser

    def sign_up(self) -> None:
        """Makes the account, by the page."""
        page = self.page
        page.goto("/signup")
        page.get_by_role("radio", name=self.say(self.role)).check()
        page.get_by_label(self.say("username")).fill(self.username)
        page.get_by_label(self.say("email")).fill(f"{self.username}@example.org")
        page.get_by_label(self.say("password")).fill(PASSWORD)
        page.get_by_role("button", name=self.say("create")).click()
        expect(page).to_have_url(f"{self.url}/inbox")

    def log_in(self, page: Page | None = None) -> None:
        """Logs in on the log-in page that is open."""
        page = page or self.page
        page.get_by_label(self.say("username")).fill(self.username)
        page.get_by_label(self.say("password")).fill(PASSWORD)
        page.get_by_role("button", name=self.say("log in")).click()

    def open(self, other: "Person", page: Page | None = None) -> Page:
        """Opens the conversation, and waits until it is live."""
        page = page or self.page
        page.goto(f"/inbox/{other.username}")
        if self.scripts:
            self.be_live(page)
        return page

    def be_live(self, page: Page | None = None) -> None:
        """Waits until the page has heard from its socket."""
        page = page or self.page
        deadline = time.monotonic() + PATIENCE
        while page not in self.live:
            assert time.monotonic() < deadline, f"{page.url} never heard from its socket"
            page.wait_for_timeout(20)  # lets Playwright tell what happened

    def box(self, other: "Person") -> Locator:
        """The box of the composer."""
        return self.page.get_by_role("textbox", name=self.say("message to", name=other.name))

    def send(self, other: "Person", text: str) -> Locator:
        """Writes and sends; returns the message."""
        self.box(other).fill(text)
        self.page.get_by_role("button", name=self.say("send"), exact=True).click()
        return self.see(text)

    def see(self, text: str, page: Page | None = None) -> Locator:
        """The message with that text, once it is there."""
        message = self.message(text, page)
        expect(message).to_be_visible()
        return message

    def message(self, text: str, page: Page | None = None) -> Locator:
        """The message with exactly that text."""
        exactly = re.compile(rf"^\s*{re.escape(text)}\s*$")
        of_text = (page or self.page).locator(".text", has_text=exactly)
        return (page or self.page).locator("#thread > .msg:not(.pending)").filter(has=of_text)

    def menu(self, message: Locator) -> Locator:
        """Opens the menu of a message, in the tab in front: in others nothing is drawn, and a click waits for that."""
        message.page.bring_to_front()
        message.hover()
        message.locator("details.menu > summary").click()
        return message.locator(".pop")

    def edit(self, message: Locator, text: str) -> None:
        """Changes a message by its menu."""
        where = self.page.locator(f"#{message.get_attribute('id')}")
        self.menu(where).get_by_role("link", name=self.say("edit")).click()
        where.get_by_role("textbox").fill(text)
        where.get_by_role("button", name=self.say("save")).click()

    def edit_on_its_page(self, message: Locator, text: str) -> None:
        """Changes a message on the page that its menu leads to without scripts."""
        self.menu(message).get_by_role("link", name=self.say("edit")).click()
        self.page.locator("textarea[name=body]").fill(text)
        self.page.get_by_role("button", name=self.say("save")).click()

    def delete(self, message: Locator) -> None:
        """Deletes a message by its menu."""
        self.menu(message).get_by_role("button", name=self.say("delete")).click()

    def unread(self) -> Locator:
        """The number at the envelope."""
        return self.page.locator("#unread-count")

    def row(self, other: "Person") -> Locator:
        """The row of that person in the list."""
        return self.page.locator("#conversations > li").filter(has_text=other.name)
