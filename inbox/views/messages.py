"""Messages: sending one, and changing one's own."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.errors import Conflict, Refused, TooMany
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.models.waiting import Waiting
from inbox.services import messages, waiting
from inbox.views import cards, composing, filters, receiving, screens, waits
from inbox.views.html import asked_by_htmx, place, swap
from inbox.views.screens import number, ordinal, person_named
from inbox.views.viewer import viewer

bp = Blueprint("messages", __name__)


@bp.post("/inbox/<username>/messages")
@login_required
def create(username):
    """Sends what is in the composer, holds it for some seconds, goes on to choose when it is sent, or does what another
    of its buttons says.

    A form without a key, as a script may write one, lands as often as it is sent."""
    other = person_named(username)
    files, refusal = receiving.tokens(viewer(), other)
    form = request.form
    if refusal is not None:
        return _refused(other, refusal)
    if answer := composing.pressed(other):
        return answer
    key = form.get("key") or screens.new_key()
    since, typed = number(form.get("since")) or 0, composing.typed()
    if "later" in form:
        asked = {"body": typed.body, "reply_to": typed.reply_to, "key": key, "typed": waits.typed(form), "files": files}
        return _later(other, asked | {"reply_to_file": form.get("reply_to_file", "")})
    there = _address(other)  # now, while the name is known: the verb begins with a rollback
    try:
        sent = waiting.send(viewer(), other, typed.body, key, typed.reply_to, typed.version, files, typed.reply_to_file)
    except Refused as refusal:
        return _refused(other, refusal)
    shown = {}
    if asked_by_htmx():
        notes = {sent.conversation_id} if isinstance(sent, Message) else set()
        shown = screens.changes(viewer(), other, since, filters.given(form.get("filter")), notes)
        shown["unsent"] = cards.unsent(viewer(), other) if files else None
    return swap("messages/create.html", otherwise=f"{there}#{_anchor(sent)}", key=screens.new_key(), **shown)


@bp.get("/messages/<id:id>")
@login_required
def show(id):
    """One message, where it stands in its conversation."""
    message, other = _message(id)
    return _drawn(message, other)


@bp.get("/messages/<id:id>/edit")
@login_required
def edit(id):
    """The form for changing one's own message, in its place."""
    _, other = _own(id)
    m = screens.line(viewer(), other, id)
    if m.editable:
        return _form(m, other, m.body)
    return _form(m, other, m.body, 403, messages.gone() if m.deleted else messages.over())


@bp.post("/messages/<id:id>")
@login_required
def update(id):
    """Saves the new text."""
    _, other = _own(id)
    body = request.form.get("body", "")
    try:
        message = messages.edit(viewer(), id, body, ordinal(request.form.get("revision")) or 0)
    except Refused as refusal:
        m = screens.line(viewer(), other, id)
        theirs = m.body if isinstance(refusal, Conflict) else None
        return _form(m, other, body, refusal.status, refusal.sentence, theirs)
    return _drawn(message, other)


def _form(m, other: Person, body: str, status: int = 200, error=None, theirs: str | None = None):
    shown = {"m": m, "other": other, "body": body, "error": error, "theirs": theirs, "revision": m.revision}
    return place("messages/_edit.html", "messages/edit.html", status, **shown)


def _drawn(message: Message, other: Person):
    """The message in its place for htmx, the way to it for a plain browser."""
    m = screens.line(viewer(), other, message.id)
    place_of = f"{_address(other)}#message-{message.id}"
    return swap("messages/update.html", otherwise=place_of, m=m, other=other, writable=None)


def _refused(other: Person, refusal: Refused):
    """The composer with the reason, and everything typed still there."""
    spent = isinstance(refusal, Conflict) or "key" in refusal.errors
    key = screens.new_key() if spent else request.form.get("key", "")
    if asked_by_htmx():
        limit = screens.limit_beside(viewer(), other) if isinstance(refusal, TooMany) else None
        said = {"key": key, "error": refusal.sentence, "limit": limit}
        return swap("messages/refused.html", "", refusal.status, other=other, **said)
    return composing.again(other, refusal.status, key=key, error=refusal.sentence)


def _message(id: int) -> tuple[Message, Person]:
    message = db.session.scalar(Message.of(viewer()).where(Message.id == id)) or abort(404)
    return message, screens.facing(viewer(), message)


def _own(id: int) -> tuple[Message, Person]:
    message, other = _message(id)
    return (message, other) if message.author_id == viewer().id else abort(403)


def _later(other: Person, form: dict):
    reply = screens.quote_of(viewer(), other, form["reply_to"])
    return waits.later(viewer(), other, form, error=None, theirs=None, sent=None, reply=reply)


def _address(other: Person) -> str:
    return url_for("conversations.show", username=other.username)


def _anchor(sent: Message | Waiting) -> str:
    return f"message-{sent.id}" if isinstance(sent, Message) else "waiting"
