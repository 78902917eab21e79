"""The people of the tests. Whatever they do, they do through the verbs of the application."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Select

from inbox import clock, passwords
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.services import conversations, logins, messages, people
from inbox.views import session
from tests.client import Browser

PASSWORD = "halle-demo"


@dataclass(frozen=True)
class Role:
    """Who somebody is."""

    name: str
    roles: tuple[str, ...]


ROLES = {
    "ana": Role("Ana Ribeiro", ("role_client",)),
    "bo": Role("Bo Lindqvist", ("role_freelancer",)),
    "chloe": Role("Chloé Martin", ("role_freelancer",)),
    "dev": Role("Dev Patel", ("role_client", "role_freelancer")),
    "mod": Role("Mo Derata", ("moderator",)),
}


class Cast:
    """The people of one application. Nothing here holds an application context open."""

    def __init__(self, app: Flask):
        self.app = app
        self._people: dict[str, Person] = {}
        self._hash = ""

    def person(self, name: str, **more) -> Person:
        """That person, with an account from the first time on; `more` sets fields of a new one. A name that is not in
        the cast is a client."""
        if name not in self._people:
            role = ROLES.get(name, Role(name.capitalize(), ("role_client",)))
            fields = {"display_name": role.name, "roles": role.roles, "time_zone": "UTC"}
            fields |= {"email": f"{name}@halle.test", "email_confirmed_at": clock.now()} | more
            self._people[name] = self.do(
                people.register,
                username=name,
                password_hash=self._password_hash(),
                **fields,
            )
        return self._people[name]

    def settle(self, names: Iterable[str]) -> None:
        """These have accounts in this database already."""
        with self.app.app_context():
            found = db.session.scalars(db.select(Person).where(Person.username.in_(names)))
            self._people |= {person.username: person for person in found}

    def _password_hash(self) -> str:
        if not self._hash:
            with self.app.app_context():
                self._hash = passwords.hash_of(PASSWORD)
        return self._hash

    def do(self, verb, *args, **kwargs):
        """Lets somebody do something: the verb gets rows of its own, as it would from a view."""
        with self.app.app_context():
            mine = [self._anew(arg) for arg in args]
            return verb(*mine, **{name: self._anew(arg) for name, arg in kwargs.items()})

    def _anew(self, thing):
        return db.session.get(type(thing), thing.id) if isinstance(thing, db.Model) else thing

    def said(self, author: Person, other: Person, body: str, key: str = "", reply_to: int | None = None) -> Message:
        """The author wrote that to the other."""
        return self.do(messages.send, author, other, body, key or secrets.token_hex(8), reply_to)

    def read(self, reader: Person, message: Message) -> bool:
        """The reader's screen showed everything up to that message."""
        return self.do(conversations.read, reader, message.conversation_id, message.seq)

    def row(self, model, *key):
        """A row as the database has it now."""
        with self.app.app_context():
            return db.session.get(model, key if len(key) > 1 else key[0])

    def again(self, thing):
        """The same row as the database has it now."""
        return self.row(type(thing), thing.id)

    def part(self, person: Person, message: Message) -> Participation:
        """What that person's list knows of the conversation of the message."""
        return self.row(Participation, message.conversation_id, person.id)

    def rows(self, found: Select) -> list:
        """What a select finds, one value a row."""
        with self.app.app_context():
            return list(db.session.scalars(found).all())

    def count(self, model) -> int:
        """How many rows there are."""
        with self.app.app_context():
            return db.session.scalar(db.select(db.func.count()).select_from(model))

    def logged_in(self, person: Person) -> Browser:
        """A browser in which that person has logged in."""
        return logged_in(self.app, person)


def logged_in(app: Flask, person: Person) -> Browser:
    """A browser in which that person has logged in."""
    client: Browser = app.test_client()
    with app.test_request_context("/login"):
        session.remember(logins.open_for(person.id))
        client.token = session.form_token()
        answer = app.process_response(app.response_class())
    for cookie in answer.headers.getlist("Set-Cookie"):
        name, _, rest = cookie.partition("=")
        client.set_cookie(name, rest.partition(";")[0])
    return client
