"""Whatever two people do with their conversations, in whatever order: every filter, every count and the unread number
equal a recount over all that happened, in plain Python."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from inbox import clock
from inbox.errors import NotAllowed
from inbox.extensions import db
from inbox.models.batch import Batch
from inbox.models.block import Block
from inbox.models.filter import NAMES as FILTERS
from inbox.models.filter import newest, of_label
from inbox.models.label import BUILT_IN, Label, LabelOn
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM
from inbox.models.person import Person
from inbox.services import actions, batches, clearings, labels, messages, participations
from inbox.text import excerpt
from inbox.views import screens
from tests.examples import examples
from tests.services.test_recount import NAMES, Talk, bodies, names

pytestmark = pytest.mark.thorough

HOUR = timedelta(hours=1)
SIMPLE = sorted(set(actions.VERBS) - actions.WITH_ARGUMENT)
numbers = st.integers(0, 50)


@dataclass
class Side:
    """What one person did with one conversation."""

    place: str = INBOX
    starred: bool = False
    marked: bool = False
    blocked: bool = False
    until: datetime | None = None
    cleared: int = 0
    labels: set = field(default_factory=set)  # names; "" is Follow-up


class Organised(Talk):
    """Three people who write, edit, delete and read, and put their conversations in order."""

    @initialize()
    def begin(self) -> None:
        """Nobody said anything yet; everybody has a label."""
        with self.cast.app.app_context():
            for model in (LabelOn, Label, Block, Batch):
                db.session.execute(delete(model))
            db.session.execute(db.update(Person).values(starred=0))
            db.session.commit()
        super().begin()
        self.sides = defaultdict(Side)
        self.vip = {name: self.cast.do(labels.create, self.cast.person(name), "VIP", 3).id for name in NAMES}
        self.done: list[tuple] = []

    def side(self, person, message: dict) -> tuple[Side, Side]:
        """That person's side of the conversation of the message, and the other one's."""
        (other,) = message["pair"] - {person.id}
        key = message["conversation"]
        return self.sides[key, person.id], self.sides[key, other]

    def someone(self, message: dict, first: bool) -> Person:
        """One of the two."""
        return self.cast.row(Person, sorted(message["pair"])[first])

    @rule(author=names, other=names, body=bodies, answer=st.booleans())
    def send(self, author: str, other: str, body: str, answer: bool) -> None:
        """Somebody writes to somebody; what was put away comes back to who gets it."""
        one, two = self.cast.person(author), self.cast.person(other)
        known = [m for m in self.sent if m["pair"] == {one.id, two.id}]
        mine, theirs = self.side(one, known[0]) if known and author != other else (Side(), Side())
        if mine.blocked or theirs.blocked:
            with pytest.raises(NotAllowed):
                self.cast.said(one, two, body)
            return
        seen = [m for m in known if m["seq"] > mine.cleared]
        super().send(author, other, body, answer and bool(seen) and seen[-1] is known[-1])
        if theirs.place in (ARCHIVED, SNOOZED):
            theirs.place, theirs.until = INBOX, None

    @precondition(lambda self: self.sent)
    @rule(number=numbers, body=bodies)
    def edit(self, number: int, body: str) -> None:
        """Its author changes a message, unless they deleted it for themselves."""
        message = self.pick(number)
        author = self.cast.row(Person, message["author"])
        if self.side(author, message)[0].cleared >= message["seq"]:
            with pytest.raises(NotAllowed):
                self.cast.do(messages.edit, author, message["id"], body, message["revision"])
            return
        super().edit(number, body)

    @precondition(lambda self: self.sent)
    @rule(number=numbers)
    def delete(self, number: int) -> None:
        """Its author takes a message back, as far as they still see it."""
        message = self.pick(number)
        author = self.cast.row(Person, message["author"])
        if self.side(author, message)[0].cleared < message["seq"]:
            super().delete(number)

    @precondition(lambda self: self.sent)
    @rule(number=numbers, first=st.booleans(), name=st.sampled_from(SIMPLE))
    def act(self, number: int, first: bool, name: str) -> None:
        """Somebody presses a button of a menu."""
        message = self.pick(number)
        who = self.someone(message, first)
        self.cast.do(actions.perform, who, name, {message["conversation"]: None})
        self.note(name, who, message)

    @precondition(lambda self: self.sent)
    @rule(number=numbers, first=st.booleans(), name=st.sampled_from(["label", "unlabel"]))
    def label(self, number: int, first: bool, name: str) -> None:
        """Somebody puts their label on a conversation, or takes it off."""
        message = self.pick(number)
        who = self.someone(message, first)
        self.cast.do(actions.perform, who, name, {message["conversation"]: None}, self.vip[who.username])
        mine, _ = self.side(who, message)
        mine.labels = mine.labels | {"VIP"} if name == "label" else mine.labels - {"VIP"}

    @precondition(lambda self: self.sent)
    @rule(number=numbers, first=st.booleans(), hours=st.integers(1, 3))
    def snooze(self, number: int, first: bool, hours: int) -> None:
        """Somebody puts a conversation to sleep."""
        message = self.pick(number)
        who, until = self.someone(message, first), clock.now() + hours * HOUR
        self.cast.do(participations.snooze, who, {message["conversation"]: None}, until)
        mine, _ = self.side(who, message)
        if mine.place != SPAM:
            mine.place, mine.until = SNOOZED, until

    @rule()
    def an_hour_goes_by(self) -> None:
        """What slept long enough wakes, as unread."""
        clock.move(HOUR)
        self.cast.do(participations.wake_due)
        for side in self.sides.values():
            if side.place == SNOOZED and side.until <= clock.now():
                side.place, side.until, side.marked = INBOX, None, True

    @precondition(lambda self: self.sent)
    @rule(number=numbers, first=st.booleans(), some=st.booleans())
    def clear(self, number: int, first: bool, some: bool) -> None:
        """Somebody deletes a conversation for themselves: all of it, or what they had seen of it."""
        message = self.pick(number)
        who = self.someone(message, first)
        said = [m for m in self.sent if m["conversation"] == message["conversation"]]
        last = message if some else said[-1]
        self.cast.do(clearings.clear, who, {message["conversation"]: message["id"] if some else None})
        mine, _ = self.side(who, message)
        if last["seq"] > mine.cleared:
            place = SPAM if mine.place == SPAM else INBOX
            self.sides[message["conversation"], who.id] = Side(place=place, blocked=mine.blocked, cleared=last["seq"])

    @precondition(lambda self: self.sent)
    @rule(name=names, action=st.sampled_from(["archive", "star", "spam", "follow", "unread", "unarchive"]))
    def batch_and_undo(self, name: str, action: str) -> None:
        """Somebody does something to all of their conversations, and takes it back: nothing has changed."""
        who = self.cast.person(name)
        mine = {m["conversation"]: None for m in self.sent if who.id in m["pair"]}
        if mine:
            batch = self.cast.do(batches.perform, who, action, mine)
            self.cast.do(batches.undo, who, batch.id)
            self.cast.do(batches.undo, who, batch.id)

    def note(self, name: str, who: Person, message: dict) -> None:
        """What that action means, once more."""
        (mine, _theirs), key = self.side(who, message), (message["conversation"], who.id)
        said = [m for m in self.sent if m["conversation"] == message["conversation"]]
        match name:
            case "star" | "unstar":
                mine.starred = name == "star"
            case "block" | "unblock":
                mine.blocked = name == "block"
            case "follow":
                mine.labels = mine.labels | {""}
            case "unfollow":
                mine.labels = mine.labels - {""}
            case "archive" if mine.place in (INBOX, SNOOZED):
                mine.place = ARCHIVED
            case "unarchive" if mine.place == ARCHIVED:
                mine.place = INBOX
            case "spam":
                mine.place = SPAM
            case "unspam" if mine.place == SPAM:
                mine.place = INBOX
            case "unsnooze" if mine.place == SNOOZED:
                mine.place = INBOX
            case "unread" if not self.unread(key, said) and said[-1]["seq"] > mine.cleared:
                mine.marked = True
            case "read":
                if self.unread(key, said):
                    self.read[key] = max(self.read.get(key, 0), said[-1]["seq"])
                mine.marked = False

    def unread(self, key: tuple, said: list[dict]) -> int:
        """How many messages that person has not read."""
        from_ = max(self.read.get(key, 0), self.sides[key].cleared)
        return sum(m["author"] != key[1] and not m["deleted"] and m["seq"] > from_ for m in said)

    @invariant()
    def the_rows_equal_a_recount(self) -> None:
        """Every row, every filter, every number."""
        if hasattr(self, "sides"):
            with self.cast.app.app_context():
                for person in db.session.scalars(select(Person)):
                    self._recount_of(person)

    def _recount_of(self, person: Person) -> None:
        talks = defaultdict(list)
        for m in self.sent:
            if person.id in m["pair"]:
                talks[m["conversation"]].append(m)
        newest_first = sorted(talks, key=lambda id_: -talks[id_][-1]["id"])
        sides = {id_: self.sides[id_, person.id] for id_ in newest_first}
        new = {id_: self.unread((id_, person.id), said) for id_, said in talks.items()}
        wanted = {name: [id_ for id_, s in sides.items() if self._is_in(name, person, s, talks[id_], new[id_])]
                  for name in (*FILTERS, "VIP")}  # fmt: skip
        for name in FILTERS:
            found = db.session.execute(newest(person.id, name)).all()
            assert [row[0] for row in found] == wanted[name], name
        vip = self.vip.get(person.username)
        assert [row[0] for row in db.session.execute(newest(person.id, of_label(vip or 0)))] == wanted["VIP"]
        assert (person.unread, person.starred) == (len(wanted["unread"]), len(wanted["starred"]))
        sizes = {label.kind: label.size for label in db.session.scalars(Label.of(person))}
        assert sizes.get("own", 0) == len(wanted["VIP"]) and sizes.get(BUILT_IN, 0) == len(wanted["follow-up"])
        self._check_rows(person, sides, talks, new)

    def _is_in(self, name: str, person: Person, side: Side, said: list[dict], new: int) -> bool:
        last = said[-1]
        there = side.place == INBOX and not side.blocked
        waits = last["author"] != person.id and not last["deleted"] and last["seq"] > side.cleared
        return {
            "all": side.place == INBOX, "archived": side.place == ARCHIVED, "spam": side.place == SPAM,
            "snoozed": side.place == SNOOZED, "starred": side.starred, "follow-up": "" in side.labels,
            "VIP": "VIP" in side.labels, "unread": there and bool(new or side.marked), "waiting": there and waits,
            "offers": False, "requests": False,
        }[name]  # fmt: skip

    def _check_rows(self, person: Person, sides: dict, talks: dict, new: dict) -> None:
        shown = {row.conversation_id: row for name in ("all", "archived", "spam", "snoozed")
                 for row in screens.listing(person, name)["rows"]}  # fmt: skip
        assert set(shown) == set(sides)
        for id_, row in shown.items():
            last, side = talks[id_][-1], sides[id_]
            gone = last["seq"] <= side.cleared
            assert (row.unread, row.marked, row.starred, row.cleared) == (new[id_], side.marked, side.starred, gone)
            assert row.excerpt == ("" if gone else excerpt(last["body"]))
            assert row.labels == ((("VIP", 3),) if "VIP" in side.labels else ())


def recount(cast, monkeypatch, count: int) -> None:
    """So many histories, each as long as it takes to get entangled."""
    assert len([cast.person(name) for name in NAMES]) == 3
    monkeypatch.setattr(cast.app.config["HALLE"], "edit_minutes", 1440)
    clock.freeze(clock.now())
    machine = type("Ours", (Organised,), {"cast": cast})
    checks = list(HealthCheck)
    chosen = settings(max_examples=count, stateful_step_count=18, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(machine, settings=chosen)


def test_every_filter_and_every_number_equal_a_recount(cast, monkeypatch):
    recount(cast, monkeypatch, examples(15))


@pytest.mark.postgres
def test_the_same_on_postgresql(cast, monkeypatch):
    with cast.app.app_context():
        assert db.engine.dialect.name == "postgresql"
    recount(cast, monkeypatch, examples(12))
