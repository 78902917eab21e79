"""People: making an account, finding a freelancer, and what is known of somebody."""

from flask import Blueprint, request, url_for
from flask_babel import get_locale
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox import wire
from inbox.config import settings
from inbox.errors import Invalid, TooMany
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.models.star import Star, mark_of_person, mark_of_service
from inbox.services import conversations, logins, people
from inbox.text import plain
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.screens import number, person_named
from inbox.views.session import remember
from inbox.views.viewer import viewer

bp = Blueprint("people", __name__)
FIELDS = ("username", "email", "password", "role", "time_zone")


@bp.get("/signup")
def new():
    """The form for a new account."""
    if viewer():
        return leave_for(url_for("conversations.index"))
    return page("people/new.html", form={"role": "client"}, errors={})


@bp.post("/signup")
def create():
    """Makes the account and logs in."""
    form = {name: request.form.get(name, "") for name in FIELDS}
    try:
        person = people.sign_up(**form, locale=str(get_locale()), address=request.remote_addr or "")
    except (Invalid, TooMany) as refusal:
        errors = refusal.errors or {"username": refusal.sentence}
        return page("people/new.html", refusal.status, form=form | {"password": ""}, errors=errors)
    remember(logins.open_for(person.id, request.user_agent.string))
    return leave_for(url_for("conversations.index"))


@keeping.comes_back("people.create")
def _again(form: MultiDict, status: int, notice):
    typed = {name: form.get(name, "") for name in FIELDS}
    return page("people/new.html", status, form=typed, errors={"password": notice})


@bp.get("/people")
@login_required
def index():
    """Freelancers to write to."""
    words, after = plain(request.args.get("q", ""))[:60].strip(), number(request.args.get("after"))
    size = settings().page_people
    others = Person.freelancers(words, after).where(Person.id != viewer().id)
    found = db.session.execute(others.add_columns(Star.is_on_person(viewer().id)).limit(size + 1)).all()
    shown, more = found[:size], found[size - 1][0].id if len(found) > size else None
    here = wire.online([person.id for person, _ in shown])
    online = {person.id for person, _ in shown if person.is_seen_among(here)}
    people = [(person, mark_of_person(person, starred)) for person, starred in shown]
    return page("people/index.html", people=people, online=online, more_after=more, q=words)


@bp.get("/people/<username>")
@login_required
def show(username):
    """The profile of that person."""
    other = person_named(username)
    conversation = db.session.scalar(Conversation.between(viewer().id, other.id))
    shown = {"services": _services(other), "mark": None if other.id == viewer().id else _mark(other)}
    shown |= {"online": other.is_seen_among(wire.online([other.id]))}
    shown |= {"writable": conversations.refusal(viewer(), other, conversation)}
    return page("people/show.html", other=other, **shown)


def _services(owner: Person) -> list[tuple]:
    """What that person offers, each with the viewer's star; nobody stars their own."""
    found = db.session.execute(Service.offered_by(owner).add_columns(Star.is_on_service(viewer().id)))
    is_own = owner.id == viewer().id
    return [
        (service, None if is_own else mark_of_service(service.id, service.title, owner, starred))
        for service, starred in found
    ]


def _mark(other: Person):
    return mark_of_person(
        other, db.session.scalar(db.select(Star.of(viewer()).where(Star.person_id == other.id).exists()))
    )
