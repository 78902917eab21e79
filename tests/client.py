"""A browser without JavaScript, and what htmx would send: on top of Flask's test client."""

import re
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.page import Node, Page


class Answer(TestResponse):
    """An answer, with its page."""

    @property
    def page(self) -> Page:
        """The page, read anew."""
        return Page(self.get_data(as_text=True))

    @property
    def goes_to(self) -> str:
        """Where a redirect leads, without the site."""
        return urlsplit(self.headers["Location"])._replace(scheme="", netloc="").geturl()


class Browser(FlaskClient):
    """Keeps cookies, reads pages, fills in forms. An answer of 500 is always a failure."""

    may_break = False

    def __init__(self, application, *args, **kwargs):
        super().__init__(application, Answer, *args[1:], **{"use_cookies": True, **kwargs})
        self._token = ""

    def open(self, *args, **kwargs) -> Answer:
        """Sends one request."""
        answer = super().open(*args, **{"buffered": True, **kwargs})  # read to its end and closed, as browsers do
        assert answer.status_code != 500 or self.may_break, f"broken: {args} {answer.request.path}"
        return answer

    def read(self, url: str, status: int = 200, **headers: str) -> Page:
        """The page at that address, after whatever redirects."""
        answer = self.get(url, follow_redirects=True, headers=_headers(headers))
        assert answer.status_code == status, f"{url}: {answer.status_code}"
        return answer.page

    def form(self, url: str, action: str, **fields) -> Answer:
        """Fills in and sends the form with that action on the page at that address."""
        return self.submit(self.read(url), action, **fields)

    def submit(self, page: Page, action: str, **fields) -> Answer:
        """Fills in and sends a form of a page that was read before, hidden fields included."""
        forms = [form for form in page.all("form") if form.get("action") == action]
        assert forms, f"no form with action {action}"
        values = filled(forms[0], fields)
        return self.open(action, method=forms[0].get("method", "get").upper(), data=values)

    def send(self, url: str, fields=None, **more) -> Answer:
        """A POST with the token of this browser's forms, and nothing else that a page would bring."""
        return self.post(url, data=self.with_token(fields), **more)

    def with_token(self, fields=None) -> MultiDict:
        """The fields, with the token."""
        values = MultiDict(fields or {})
        if "csrf_token" not in values:
            values["csrf_token"] = self.token
        return values

    def htmx(self, url: str, fields=None, method: str = "POST", **headers: str) -> Answer:
        """What htmx sends: a GET, or a POST with the token."""
        asked = {"HX-Request": "true", **_headers(headers)}
        if method == "GET":
            return self.get(url, headers=asked)
        return self.post(url, data=self.with_token(fields), headers=asked)

    @property
    def token(self) -> str:
        """The token of this browser's forms."""
        if not self._token:
            text = self.get("/logout", follow_redirects=True).text  # for a guest the log-in: a form for everybody
            self.token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text)[1]
        return self._token

    @token.setter
    def token(self, token: str) -> None:
        """Known to who made the session."""
        self._token = token

    def forget_token(self) -> None:
        """After a log-in or log-out there is another one."""
        self.token = ""


def _headers(given: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}


def filled(form: Node, fields: dict) -> MultiDict:
    """What a browser would send: every field of the form, with these values in place of its own."""
    values = MultiDict()
    for node in form.walk():
        if node.tag in ("input", "textarea", "select") and node.get("name") and "disabled" not in node.attrs:
            for value in _values(node):
                values.add(node["name"], value.replace("\n", "\r\n"))
    for name, value in fields.items():
        names = {node.get("name") for node in form.walk()}
        assert name in names, f"the form has no field {name}: {names}"
        values.setlist(name, [str(value)])
    return values


def _values(node: Node) -> list[str]:
    if node.tag == "textarea":
        return [node.raw.removeprefix("\n")]
    if node.tag == "select":
        options = node.all("option")
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        return [option.get("value", option.raw.strip()) for option in chosen]
    if node.get("type") == "file":  # nothing was chosen
        return []
    if node.get("type") in ("radio", "checkbox"):
        return [node.get("value", "on")] if "checked" in node.attrs else []
    return [node.get("value", "")]
