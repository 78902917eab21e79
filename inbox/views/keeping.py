"""What a person typed into a form whose login or token had ended: it travels through the log-in, in the forms
themselves, and comes back on a page from which it can be sent. The server keeps none of it."""

from collections.abc import Callable

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from inbox.views import composing
from inbox.views.addresses import COMPOSERS
from inbox.views.html import whole

PREFIX = "kept_"
RESUMED = ("messages.update", "notes.update", "waiting.create", "waiting.update")
NEVER = {"csrf_token", "password", "current_password", "new_password", "since"}
FOR_ALL = ("logins.create", "people.create", "resets.create", "resets.update")
"""Forms that nobody has to log in for: no log-in is in their way."""
Drawing = Callable[..., Response]
FORMS: dict[str, Drawing] = {}
"""How a form with fields of its own is drawn again, by the view that it is sent to."""
TEXT_ALONE = (PREFIX + "action", PREFIX + "field_body", PREFIX + "field_key")


def comes_back(endpoint: str) -> Callable[[Drawing], Drawing]:
    """Declares who draws that form again: from the fields, the values of the address, a status, and a sentence."""

    def declare(drawing: Drawing) -> Drawing:
        FORMS[endpoint] = drawing
        return drawing

    return declare


def of_this_request() -> list[tuple[str, str]]:
    """The fields of this POST, to travel as hidden fields; nothing when there is no text worth keeping. Of a form for
    passwords alone it is only the way back to it."""
    if request.endpoint not in FORMS and not request.form.get("body"):
        return []
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER]
    return [(PREFIX + "action", request.path), *((PREFIX + "field_" + name, value) for name, value in fields)]


def carried(form: MultiDict) -> list[tuple[str, str]]:
    """The kept fields among those of a log-in form."""
    return [(name, value) for name, value in form.items(multi=True) if name.startswith(PREFIX)]


def resume(kept: list[tuple[str, str]], status: int = 200, error=None) -> Response:
    """The page that gives back what was typed and can send it."""
    fields = MultiDict((name.removeprefix(PREFIX + "field_"), value) for name, value in kept)
    path = fields.pop(PREFIX + "action", "")
    endpoint, values = _view(path)
    if endpoint in FORMS and (error or endpoint not in FOR_ALL):
        return FORMS[endpoint](fields, **values, status=status, notice=error)
    action, endpoint = _action(path)
    for button in composing.BUTTONS:  # it is not pressed again: from there on the text is a message
        fields.poplist(button)
    shown = {"action": action, "is_note": endpoint == "notes.update", "body": fields.pop("body", "")}
    return whole("logins/resume.html", status, fields=list(fields.items(multi=True)), error=error, **shown)


def unsaved() -> str:
    """What is said of a form that came back after the log-in."""
    return _("You had been logged out, so nothing was saved yet. Read it again and save it.")


def _action(path: str) -> tuple[str, str]:
    """Where the text may go from there, and the view: on as a message, whatever was to be done with it in the
    composer."""
    endpoint, values = _view(path)
    if endpoint in COMPOSERS:
        return url_for("messages.create", **values), "messages.create"
    return (path, endpoint) if endpoint in RESUMED else ("/inbox", "")


def _view(path: str) -> tuple[str, dict]:
    """The view that a POST to that address reaches, and what the address says."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return "", {}
    return endpoint, dict(values)
