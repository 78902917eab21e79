"""Mail in tests: a real server, and the letters that an application sends to it."""

import pytest

from inbox.services import letters
from tests.smtp import Server


class Post:
    """The application that sends, and the server that it sends to."""

    def __init__(self, make_app, server: Server):
        self.server, self.box = server, server.box
        self.app = make_app(SMTP_URL=server.url(), PUBLIC_URL="http://halle.test")

    def deliver(self) -> None:
        """Sends what is due, as the jobs do."""
        with self.app.app_context():
            for letter_id in letters.due():
                letters.deliver(letter_id)

    def link(self, number: int = -1) -> str:
        """The path of the link in that mail."""
        words = self.box.mails[number].get_body(("plain",)).get_content().split()
        return next(word for word in words if word.startswith("http://")).removeprefix("http://halle.test")


@pytest.fixture(scope="session")
def smtp_server():
    """The mail server of this session: always at the same address, so that applications know it already."""
    with Server() as server:
        yield server


@pytest.fixture
def smtp(smtp_server):
    """A mail server that accepts what comes."""
    smtp_server.box.empty()
    yield smtp_server
    smtp_server.box.holds.set()


@pytest.fixture
def post(make_app, smtp) -> Post:
    """An application with that mail server."""
    return Post(make_app, smtp)
