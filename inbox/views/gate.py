"""What a suspended person may still do, asked before every view: they read what they have, and whatever would change
something is refused, but for a few things that concern nobody else."""

from flask import Flask, request

from inbox.errors import NotAllowed
from inbox.services import standings
from inbox.views.viewer import viewer

STILL_WORKS = {
    "logins.create", "logins.destroy", "other_logins.destroy",  # in, out, and out everywhere
    "accounts.update", "resets.create", "resets.update", "confirmations.create", "confirmations.update",
    "languages.update",
    "readings.create",  # as opening the conversation does
    "cancellations.create",  # what waits to be sent
    "appeals.create", "warning_confirmations.create",
    "reports.create",  # who is harmed may say so, whatever they did
}  # fmt: skip
"""What a suspended person still sends; everything else that is sent is refused, also what is yet to be built."""


def register(app: Flask) -> None:
    """Stands before all views. A socket only listens, and what it draws is asked for anew each time."""
    app.before_request(guard)


def guard() -> None:
    """Raises NotAllowed."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint in STILL_WORKS:
        return
    person = viewer()
    if person is not None and person.is_suspended:
        raise NotAllowed(standings.suspended())
