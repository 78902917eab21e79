"""Whatever happens in whatever order: what the rows remember equals a recount over all messages, in plain Python."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from inbox import clock
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import Message, MessageVersion
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.services import conversations, messages
from inbox.text import excerpt
from inbox.views import screens
from tests.examples import examples

pytestmark = pytest.mark.thorough

NAMES = ("ana", "carl", "cyd")  # clients, who may all write to each other
names, bodies = st.sampled_from(NAMES), st.text("ab \n", min_size=1).map(lambda text: f"x{text}")


class Talk(RuleBasedStateMachine):
    """Three people who write, edit, delete and read."""

    cast = None

    @initialize()
    def begin(self) -> None:
        """Nobody said anything yet."""
        with self.cast.app.app_context():
            for model in (MessageVersion, Participation):
                db.session.execute(delete(model))
            for message in db.session.scalars(select(Message).order_by(Message.id.desc())):
                db.session.delete(message)
                db.session.flush()
            db.session.execute(delete(Conversation))
            db.session.execute(db.update(Person).values(unread=0))
            db.session.commit()
        self.sent: list[dict] = []
        self.read: dict[tuple[int, int], int] = {}

    def pick(self, number: int) -> dict:
        """One of the messages."""
        return self.sent[number % len(self.sent)]

    @rule(author=names, other=names, body=bodies, answer=st.booleans())
    def send(self, author: str, other: str, body: str, answer: bool) -> None:
        """Somebody writes to somebody."""
        if author == other:
            return
        one, two = self.cast.person(author), self.cast.person(other)
        earlier = [m["id"] for m in self.sent if m["pair"] == {one.id, two.id}]
        message = self.cast.said(one, two, body, reply_to=earlier[-1] if answer and earlier else None)
        said = {"id": message.id, "seq": message.seq, "conversation": message.conversation_id, "author": one.id}
        self.sent.append(said | {"pair": {one.id, two.id}, "body": body, "revision": 0, "deleted": False})

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 50), body=bodies)
    def edit(self, number: int, body: str) -> None:
        """Its author changes a message."""
        message = self.pick(number)
        if message["deleted"]:
            return
        author = self.cast.row(Person, message["author"])
        message["revision"] = self.cast.do(messages.edit, author, message["id"], body, message["revision"]).revision
        message["body"] = body

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 50))
    def delete(self, number: int) -> None:
        """Its author takes a message back."""
        message = self.pick(number)
        self.cast.do(messages.delete, self.cast.row(Person, message["author"]), message["id"])
        message["deleted"], message["body"] = True, ""

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 50), first=st.booleans(), ahead=st.integers(-2, 3))
    def look(self, number: int, first: bool, ahead: int) -> None:
        """One of the two reads up to about there."""
        message = self.pick(number)
        reader, up_to = sorted(message["pair"])[first], max(0, message["seq"] + ahead)
        seq = self.cast.row(Conversation, message["conversation"]).seq
        self.cast.do(conversations.read, self.cast.row(Person, reader), message["conversation"], up_to)
        key = message["conversation"], reader
        self.read[key] = max(self.read.get(key, 0), min(up_to, seq))

    @invariant()
    def the_rows_equal_a_recount(self) -> None:
        """Every number and every excerpt."""
        if hasattr(self, "sent"):
            with self.cast.app.app_context():
                self._recount()

    def _recount(self) -> None:
        parts = {(p.conversation_id, p.person_id): p for p in db.session.scalars(select(Participation))}
        assert set(parts) == {(m["conversation"], person) for m in self.sent for person in m["pair"]}
        for key, part in parts.items():
            said = [m for m in self.sent if m["conversation"] == key[0]]
            self._check(part, said, self.read.get(key, 0))
            self._check_receipt(part, said)
        for person in db.session.scalars(select(Person)):
            assert person.unread == sum(part.unread > 0 for key, part in parts.items() if key[1] == person.id)

    def _check(self, part: Participation, said: list[dict], read: int) -> None:
        waiting = [m for m in said if m["author"] != part.person_id and not m["deleted"] and m["seq"] > read]
        last = max(said, key=lambda m: m["seq"])
        assert part.unread == len(waiting)
        shown = (part.last_message_id, part.last_seq, part.last_author_id, part.last_excerpt, part.last_deleted)
        assert shown == (last["id"], last["seq"], last["author"], excerpt(last["body"]), last["deleted"])

    def _check_receipt(self, part: Participation, said: list[dict]) -> None:
        mine = [m["seq"] for m in said if m["author"] == part.person_id and not m["deleted"]]
        viewer, other = db.session.get(Person, part.person_id), db.session.get(Person, part.other_id)
        receipt = screens.thread(viewer, other)["receipt"]
        if not mine:
            assert receipt is None
        else:
            seen = self.read.get((part.conversation_id, part.other_id), 0) >= max(mine)
            assert (receipt.seq, receipt.seen) == (max(mine), seen)


def test_counts_excerpts_and_receipts_equal_a_recount(cast):
    assert len([cast.person(name) for name in NAMES]) == 3
    clock.freeze(clock.now())  # nobody runs out of time to edit
    machine = type("Ours", (Talk,), {"cast": cast})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(10), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
