"""What a person typed into a form whose login or token had ended: it travels through the log-in, in the forms
themselves, and comes back on a page from which it can be sent. The server keeps none of it."""

from flask import Response, current_app, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from inbox.views.addresses import COMPOSERS
from inbox.views.html import whole

PREFIX = "kept_"
RESUMED = ("messages.update", "notes.update")
NEVER = {"csrf_token", "password", "current_password", "new_password", "since"}


def of_this_request() -> list[tuple[str, str]]:
    """The fields of this POST, to travel as hidden fields; nothing when there is no text worth keeping."""
    if not request.form.get("body"):
        return []
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER]
    return [(PREFIX + "action", request.path), *((PREFIX + "field_" + name, value) for name, value in fields)]


def carried(form: MultiDict) -> list[tuple[str, str]]:
    """The kept fields among those of a log-in form."""
    return [(name, value) for name, value in form.items(multi=True) if name.startswith(PREFIX)]


def resume(kept: list[tuple[str, str]], status: int = 200, error=None) -> Response:
    """The page that gives the text back and can send it."""
    fields = {name.removeprefix(PREFIX + "field_"): value for name, value in kept}
    action, endpoint = _action(fields.pop(PREFIX + "action", ""))
    shown = {"action": action, "is_note": endpoint == "notes.update", "body": fields.pop("body", "")}
    return whole("logins/resume.html", status, fields=list(fields.items()), error=error, **shown)


def _action(path: str) -> tuple[str, str]:
    """Where the text may go from there, and the view: on as a message, whatever was to be done with it in the
    composer."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return "/inbox", ""
    if endpoint in COMPOSERS:
        return url_for("messages.create", **values), "messages.create"
    return (path, endpoint) if endpoint in RESUMED else ("/inbox", "")
