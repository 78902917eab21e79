"""All people, as administrators see them: who they are and what they may, and nothing that they wrote."""

from flask import Blueprint, abort, request

from inbox.config import settings
from inbox.extensions import db
from inbox.models.person import ROLES, Person
from inbox.text import plain
from inbox.views.administering import administrators_only
from inbox.views.html import page
from inbox.views.screens import number

bp = Blueprint("roster", __name__)
TYPED_MAX = 100


@bp.get("/admin/people")
@administrators_only
def index():
    """Newest first, by a part of a name or address, and by role."""
    words, role = plain(request.args.get("q", ""))[:TYPED_MAX].strip(), request.args.get("role", "")
    if role and role not in ROLES:
        abort(404)
    size, after = settings().page_people, number(request.args.get("after"))
    found = db.session.scalars(Person.listed(words, role, after).limit(size + 1)).all()
    shown = found[:size]
    more = shown[-1].id if len(found) > size else None
    return page("roster/index.html", people=shown, q=words, role=role, roles=list(ROLES), more_after=more)
