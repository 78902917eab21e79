"""Searching: everything that the viewer may see and that says what was typed."""

from flask import Blueprint, abort, request, url_for
from flask_babel import get_timezone
from flask_login import login_required

from inbox.config import settings
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.query import TYPED_MAX, parse
from inbox.services import conversations
from inbox.text import plain
from inbox.views import hits, queries
from inbox.views.html import leave_for, page
from inbox.views.screens import number
from inbox.views.viewer import viewer

bp = Blueprint("searches", __name__)
FEW = 5
"""People, notes and files where all kinds are shown."""


def _messages(viewer, query, after: str | None, size: int):
    return hits.messages(viewer, query, number(after), size)


def _files(viewer, query, after: str | None, size: int):
    return hits.files(viewer, query, number(after), size)


FINDING = {"people": hits.people, "notes": hits.notes, "files": _files, "messages": _messages}


@bp.get("/search")
@login_required
def index():
    """The results, grouped. Exactly somebody's username leads to the conversation with them, unless `kind` asks for
    results."""
    typed, kind = plain(request.args.get("q", ""))[:TYPED_MAX], request.args.get("kind", "")
    if kind and kind != "all" and kind not in FINDING:
        abort(404)
    if not kind and (named := _named(typed)):
        return leave_for(url_for("conversations.show", username=named, q=typed))
    return page("searches/index.html", q=typed, kind=kind or "all", **_found(typed, kind or "all"))


def _named(typed: str) -> str | None:
    """The person of exactly that name, when the viewer may open a conversation with them."""
    other = queries.person_called(typed.removeprefix("@"))
    if other is None or other.id == viewer().id:
        return None
    conversation = db.session.scalar(Conversation.between(viewer().id, other.id))
    opens = conversation is not None or conversations.refusal(viewer(), other, None) is None
    return other.username if opens else None


def _found(typed: str, kind: str) -> dict:
    query, whole, size = parse(typed, get_timezone()), kind == "all", settings().page_results
    found = {"asked": bool(query), "people": [], "notes": [], "files": [], "messages": [], "more": {}}
    after = None if whole else request.args.get("after")
    for name, finding in FINDING.items():
        if whole or kind == name:
            most = FEW if whole and name != "messages" else size
            found[name], found["more"][name] = finding(viewer(), query, after, most)
    return found
