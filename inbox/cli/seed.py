"""`flask seed`: the people of the demo, what they offer, what they said to each other in the last weeks, and what
they keep to themselves, told through the verbs.

The texts are in `demo/`. Everything happens in one transaction, in the order of its time: all of it is there, or
nothing. Running it again changes nothing.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from inbox import clock, passwords
from inbox.cli import drawn
from inbox.config import settings
from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.services import (
    actions,
    auto_replies,
    availability,
    conversations,
    faqs,
    intakes,
    labels,
    messages,
    moves,
    notes,
    people,
    quick_replies,
    receptions,
    responses,
    services,
    stars,
    uploads,
)
from inbox.transaction import transaction

DEMO = Path(__file__).parent / "demo"
TALKS = ("bakery", "ana", "others")
PASSWORD = "halle-demo"  # everybody may know it: the demo is for this machine alone
MAIL = "halle_demo.invalid"  # signing up refuses the underscore: nobody can pass for a demo account
MINUTE = timedelta(minutes=1)


class NotSeeded(Exception):
    """Why there is no demo; one line for whoever asked for it."""


@click.command("seed")
@with_appcontext
def command() -> None:
    """Fill the database with demo people and their messages; make the database first, if need be."""
    import flask_migrate  # 10 MB that no server needs

    flask_migrate.upgrade()
    try:
        made = seed()
    except NotSeeded as reason:
        raise click.ClickException(str(reason)) from reason
    if made:
        click.echo(f"The demo is there: log in as ana or bo, password {PASSWORD}.")
    else:
        click.echo("The demo people are there already; nothing was changed.")


def seed() -> bool:
    """Makes the demo; says whether there was anything to make. Raises NotSeeded."""
    if not settings().loopback:
        raise NotSeeded(
            "HOST: demo people have a password that everybody knows, so they live on a loopback address only"
        )
    if is_there():
        return False
    try:
        _fill(today := clock.now())
        _store_files(today)
    except Refused as refusal:
        raise NotSeeded(f"The demo does not fit into this database: {refusal}") from refusal
    finally:
        clock.release()
    return True


def _store_files(today: datetime) -> None:
    """Takes in what was sent, each file on its day, and then puts away what nobody opened for years. The sweep would do
    so too."""
    sent = db.session.execute(select(Attachment.id, Attachment.sent_at).order_by(Attachment.id)).all()
    for attachment_id, sent_at in sent:
        clock.freeze(sent_at)
        intakes.take_in(attachment_id)
    clock.freeze(today)
    moves.archive_due()


def is_there() -> bool:
    """Whether demo people have accounts here."""
    return db.session.scalar(select(Person.id).where(Person.email.endswith(f"@{MAIL}")).limit(1)) is not None


@transaction
def _fill(today: datetime) -> None:
    cast = _cast(today)
    talks = [talk for name in TALKS for talk in _read(name)["talk"]]
    steps = [step for talk in talks for step in Telling(talk, cast, today).steps()]
    steps += [*_kept_private(cast, today), *_in_order(cast, today), *_answering(cast, today)]
    for step in sorted(steps, key=lambda step: step.at):
        clock.freeze(step.at)
        step.happens()
    clock.freeze(today)
    responses.measure_all()


def _cast(today: datetime) -> dict[str, Person]:
    """Registers the people, the oldest accounts first."""
    password_hash = passwords.hash_of(PASSWORD)
    found = sorted(_read("people")["person"], key=lambda about: -about["since"])
    return {about["username"]: _register(about, password_hash, today) for about in found}


def _register(about: dict, password_hash: str, today: datetime) -> Person:
    more = {key: value for key, value in about.items() if key not in ("username", "roles", "since", "services")}
    clock.freeze(today - timedelta(days=about["since"]))
    person = people.register(
        username=about["username"],
        email=f"{about['username']}@{MAIL}",
        password_hash=password_hash,
        email_confirmed_at=clock.now(),
        roles=tuple(f"role_{role}" for role in about["roles"]),
        **more,
    )
    for number, service in enumerate(about.get("services", ())):
        services.create(person, f"demo-{number}", **service, active="1")
    return person


def _kept_private(cast: dict[str, Person], today: datetime) -> Iterator["Step"]:
    """Stars and notes."""
    found = _read("private")
    for star in found["star"]:
        yield Step(today - timedelta(days=star["ago"]), partial(_star, cast[star["by"]], cast[star["person"]], star))
    for note in found["note"]:
        by, about = cast[note["by"]], cast[note["about"]]
        yield Step(today - timedelta(days=note["ago"]), partial(notes.write, by, about, note["says"], 0))


def _answering(cast: dict[str, Person], today: datetime) -> Iterator["Step"]:
    """What answers for somebody."""
    found = _read("words")
    for reply in found["auto_reply"]:
        change = partial(auto_replies.change, cast[reply["by"]], True, reply["says"])
        yield Step(today - timedelta(days=reply["ago"]), change)
    for reply in found["quick_reply"]:
        keep = partial(quick_replies.create, cast[reply["by"]], reply["title"], reply["says"])
        yield Step(today - timedelta(days=reply["ago"]), keep)
    for faq in found["faq"]:
        keep = partial(faqs.create, cast[faq["by"]], faq["question"], faq["answer"])
        yield Step(today - timedelta(days=faq["ago"]), keep)
    for absence in found["absence"]:
        begins = today - timedelta(days=absence["ago"])
        yield Step(begins, partial(_leave, cast[absence["by"]], begins, today, absence["says"]))


def _leave(person: Person, begins: datetime, today: datetime, says: str) -> None:
    """Out of office from that day up to the Sunday that follows today."""
    until = today + timedelta(days=6 - today.weekday())
    days = (f"{moment:%Y-%m-%d}" for moment in (begins, until))
    no_hours = [("", "")] * availability.DAYS
    availability.change(person, availability.Availability(no_hours, *days, says, True, "", person.budget_currency))


def _in_order(cast: dict[str, Person], today: datetime) -> Iterator["Step"]:
    """Labels, and what was put away."""
    found = _read("private")
    for label in found["label"]:
        yield Step(today, partial(_label, cast, label))
    for done in found["done"]:
        until = today + timedelta(days=2) if done["do"] == "snooze" else None
        yield Step(today, partial(_do, cast, done, until))


def _label(cast: dict[str, Person], label: dict) -> None:
    owner = cast[label["by"]]
    made = labels.create(owner, label["name"], label["colour"])
    labels.apply(owner, _talks(cast, label["by"], label["on"]), made.id)


def _do(cast: dict[str, Person], done: dict, until: datetime | None) -> None:
    actions.perform(cast[done["by"]], done["do"], _talks(cast, done["by"], done["with"]), until)


def _talks(cast: dict[str, Person], one: str, others: list[str]) -> dict[int, None]:
    """The numbers of their conversations."""
    found = (Conversation.between(cast[one].id, cast[other].id) for other in others)
    return {db.session.scalars(each.with_only_columns(Conversation.id)).one(): None for each in found}


def _star(owner: Person, person: Person, star: dict) -> None:
    if "service" not in star:
        return stars.star_person(owner, person)
    service = db.session.scalars(Service.of(person).where(Service.title == star["service"])).one()
    return stars.star_service(owner, service)


def _read(name: str) -> dict:
    return tomllib.loads((DEMO / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Step:
    """Something that happens at a time."""

    at: datetime
    happens: Callable[[], None]


class Telling:
    """One conversation of the demo, turned into steps."""

    def __init__(self, talk: dict, cast: dict[str, Person], today: datetime):
        self.talk, self.today = talk, today
        self.pair = {name: cast[name] for name in talk["between"]}
        self.sent: list[tuple[str, Message]] = []  # the words of each message, and the message

    def steps(self) -> Iterator[Step]:
        """Day by day, what was said and done; the last day stays unread when the talk says so."""
        days = self.talk["day"]
        for day in days:
            yield from self._day(day, stays_unread=self.talk.get("unread") and day is days[-1])

    def _day(self, day: dict, stays_unread: bool) -> Iterator[Step]:
        """Each message, after its author has read; then what became of it; then the other side's reading."""
        before, at = None, self._start(day)
        for said in map(_with_names, day["said"]):
            if before not in (None, said["by"]):
                yield Step(at - MINUTE, partial(self._read, said["by"]))
            yield Step(at, partial(self._send, said))
            yield from self._afterthought(at, said)
            waits = day.get("first_answer_after", 0) if before is None else 0
            before, at = said["by"], at + (waits or 2 + len(said["says"]) % 5) * MINUTE
        if not stays_unread:
            yield Step(at - MINUTE, partial(self._read, self._facing(before)))

    def _start(self, day: dict) -> datetime:
        if "minutes_ago" in day:
            return self.today - day["minutes_ago"] * MINUTE
        return datetime.combine(self.today.astimezone(UTC) - timedelta(days=day["ago"]), day["at"], UTC)

    def _afterthought(self, at: datetime, said: dict) -> Iterator[Step]:
        if "before_edit" in said:
            yield Step(at + MINUTE / 2, partial(self._edit, said))
        if "taken_back" in said:
            yield Step(at + MINUTE / 2, partial(self._take_back, said))

    def _send(self, said: dict) -> None:
        author, other = self.pair[said["by"]], self.pair[self._facing(said["by"])]
        answered = self._sent(said["answers"]).id if "answers" in said else None
        body, key = said.get("before_edit", said["says"]), f"demo-{len(self.sent)}"
        files = [self._upload(author, other, name) for name in said.get("files", ())]
        message = messages.send(author, other, body, key, answered, files=files)
        self.sent.append((said["says"], message))
        receptions.answer(message.conversation_id)

    def _upload(self, author: Person, other: Person, name: str) -> str:
        data = drawn.file(name)
        return uploads.take(author, other, name, [data], len(data)).token

    def _edit(self, said: dict) -> None:
        messages.edit(self.pair[said["by"]], self._sent(said["says"]).id, said["says"], revision=0)

    def _take_back(self, said: dict) -> None:
        messages.delete(self.pair[said["by"]], self._sent(said["says"]).id)

    def _read(self, reader: str) -> None:
        last = self.sent[-1][1]
        conversations.read(self.pair[reader], last.conversation_id, last.seq)

    def _sent(self, beginning: str) -> Message:
        return next(message for words, message in reversed(self.sent) if words.startswith(beginning))

    def _facing(self, name: str) -> str:
        return next(other for other in self.pair if other != name)


def _with_names(said: str | dict) -> dict:
    """`bo: Hello` is short for `{ by = "bo", says = "Hello" }`."""
    if isinstance(said, dict):
        return said
    by, says = said.split(": ", 1)
    return {"by": by, "says": says}
