"""A browser without scripts: cookies, forms with their token, and nothing that the standard library does not have."""

import http.client
import itertools
import re
import secrets
import time
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urlencode, urlsplit

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)
AWAY = (OSError, http.client.HTTPException)
"""What a request raises when the server is not there, or dies meanwhile."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def message_id(self) -> int | None:
        """The message that a send led to."""
        found = re.search(r"#message-(\d+)$", self.location)
        return int(found[1]) if found else None


class Browser:
    """One browser with its cookies; it follows nothing by itself."""

    def __init__(self, url: str, timeout: float = 15):
        self.address, self.timeout = urlsplit(url).netloc, timeout
        self.cookies: dict[str, str] = {}
        self.name = ""
        self._token = ""
        self._connection: http.client.HTTPConnection | None = None

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def copy(self) -> "Browser":
        """Another browser with the same cookies."""
        other = Browser(f"http://{self.address}", self.timeout)
        other.cookies, other.name, other._token = dict(self.cookies), self.name, self._token
        return other

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, None, headers)

    def post(self, path: str, fields: dict, **headers: str) -> Answer:
        """Sends a form, with this session's token unless the fields bring one."""
        form = urlencode({"csrf_token": self.token(), **fields})
        return self.request("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        """One request. Raises one of AWAY; an idle connection that the server closed is opened anew."""
        fresh = self._connection is None
        try:
            return self._ask(method, path, body, headers)
        except AWAY:
            self.close()
            if fresh or method != "GET":
                raise
            return self._ask(method, path, body, headers)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def token(self) -> str:
        """The token of this session's forms."""
        if not self._token:
            self._token = token_of(self.get("/settings/" if self.name else "/signup").text)
        return self._token

    def sign_up(self, role: str = "client", name: str = "") -> "Browser":
        """Makes an account with a name that nobody has, and is logged in as it."""
        name = name or f"{role[:6]}{next(_numbers)}-{secrets.token_hex(3)}"
        fields = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "role": role}
        answer = self.post("/signup", fields | {"time_zone": "Europe/Paris"})
        assert answer.status == 303, (answer.status, answer.text[-2000:])
        self.name, self._token = name, ""
        return self

    def log_in(self, name: str, password: str = PASSWORD) -> Answer:
        """Logs in with what is typed; the answer says whether it worked."""
        answer = self.post("/login", {"username": name, "password": password})
        if answer.status == 303:
            self.name, self._token = name, ""
        return answer

    def log_out(self) -> Answer:
        return self.post("/logout", {})

    def send(self, other: str, body: str, key: str = "", **more: object) -> Answer:
        """Sends a message, as the form without scripts does."""
        fields = {"body": body, "key": key or secrets.token_urlsafe(12), "since": 0, **more}
        return self.post(f"/inbox/{quote(other)}/messages", fields)

    def edit(self, message_id: int, body: str, revision: int = 0) -> Answer:
        return self.post(f"/messages/{message_id}", {"body": body, "revision": revision})

    def delete(self, message_id: int) -> Answer:
        return self.post(f"/messages/{message_id}/deletion", {})

    def read(self, other: str, seq: int) -> Answer:
        return self.post(f"/inbox/{quote(other)}/reading", {"seq": seq})

    def timed(self, request) -> tuple[Answer, float]:
        """The answer, and the seconds that it took."""
        started = time.monotonic()
        return request(), time.monotonic() - started

    def look(self, path: str) -> Answer:
        """The page as it is, without reading what is unread."""
        return self.get(path, Purpose="prefetch")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        encoded = body.encode() if body is not None else None
        self._connection.request(method, path, encoded, {"Cookie": self.cookie, **headers})
        response = self._connection.getresponse()
        text = response.read().decode()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, response.headers, text)

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.split(";")[0].partition("=")
            if value and "Max-Age=0" not in line:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)


def token_of(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
    assert found, page[:500]
    return unescape(found[1])


def messages_of(page: str) -> list[tuple[int, str]]:
    """(id, text) of the messages on a page, as they stand."""
    found = re.findall(r'<li class="msg[^>]*id="message-(\d+)".*?<div class="text"[^>]*>(.*?)</div>', page, re.S)
    return [(int(id_), re.sub(r"<[^>]+>", "", unescape(text)).strip()) for id_, text in found]


def whole_conversation(browser: Browser, other: str) -> list[tuple[int, str]]:
    """(id, text) of all messages, oldest first, page by page."""
    path, found = f"/inbox/{other}", []
    while path:
        page = browser.look(path).text
        found = messages_of(page) + found
        older = re.search(r'id="older">.*?href="([^"]*before=\d+)"', page, re.S)
        path = unescape(older[1]) if older else ""
    return found
