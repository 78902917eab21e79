"""Assistances: what an assistant answers to a new client, once and only while its freelancer is away.

A row is written with the reception; what a client writes makes it due, in the transaction of that message. A worker
takes what is due, makes the answer outside of any transaction (a translator takes seconds), and sends it under the lock
of the conversation if all is still as it was: nobody blocked, nothing edited, and the freelancer has not come. So the
client gets one answer to each thing they wrote, or none, whatever dies meanwhile. What came while the freelancer was
here, and was left without an answer, is looked at again until they are gone.
"""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import Update, exists, select, update

from inbox import answering, prepared, wire
from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once, insert_missing
from inbox.errors import NotAllowed
from inbox.events import AssistanceDue, AssistanceEnded, ClientAnswered, ClientAsked
from inbox.extensions import db
from inbox.models.assistance import HANDED, OPEN, TAKEN, Assistance, Step
from inbox.models.assistant import Assistant
from inbox.models.conversation import Conversation
from inbox.models.message import ASSISTANT, AUTOMATIC, BY_HAND, Message
from inbox.models.participation import ARCHIVED, SPAM
from inbox.models.person import Person
from inbox.services import assistants, conversations, knowledge, messages, replies, thinking
from inbox.services.availability import absence_of
from inbox.services.replies import Voice, Wording
from inbox.services.thinking import Thought, Work
from inbox.transaction import tell, transaction

log = structlog.get_logger()
PATIENCE = timedelta(seconds=20)
"""What has waited for so long, no worker was told of."""
HELD = timedelta(seconds=40)
"""For so long a worker has what it answers: longer than a job may run."""
TRIES, TRIES_IN_ALL = 2, 5
"""After so many nothing is translated; after so many it is the freelancer's."""
AT_ONCE, MOST = 500, 50
"""Conversations of one sweep; messages of a client that are answered together."""
TOLD, LAST = 20, 2**31
"""Messages in a summary; a place that none has."""
LONGEST = 20_000
"""Characters of them that are looked at."""
WHILE_HERE = timedelta(minutes=2)
"""So often somebody looks whether a freelancer has gone who was here when a client wrote, and did not answer."""
LATELY = timedelta(days=1)
"""What was asked before that, and left, is not answered for them any more."""


class Asked(NamedTuple):
    """Something that the client wrote, as it was."""

    id: int
    seq: int
    revision: int
    body: str
    at: datetime


def begin(freelancer: Person, client: Person, conversation: Conversation, due_at: datetime | None) -> None:
    """From now on the assistant answers in that conversation, which is locked. Within the transaction of its
    reception; `due_at`: when what the client has written is looked at; None: with the next that comes."""
    row = {"conversation_id": conversation.id, "freelancer_id": freelancer.id, "client_id": client.id, "state": OPEN}
    row |= {"reason": "", "done_seq": 0, "steps": [], "tries": 0, "created_at": now()}
    if insert_missing(db.session, Assistance, **row, due_at=due_at) and due_at is not None and due_at <= now():
        tell(AssistanceDue(conversation.id))


def heed(event: ClientAsked) -> None:
    """A client who has no answer yet wrote again: within the transaction of that."""
    if prepared.rows(db.session, *_woken(event.conversation_id, now())):
        tell(AssistanceDue(event.conversation_id))


@built_once
def _woken(conversation_id, at) -> Update:
    table = Assistance.__table__  # not the class: no verb that sends has read it before
    its = update(table).where(table.c.conversation_id == conversation_id, table.c.state == OPEN)
    return its.values(due_at=at).returning(table.c.conversation_id)


def due() -> list[int]:
    """The conversations in which no worker was told that something is to be answered."""
    found = Assistance.due(now() - PATIENCE).with_only_columns(Assistance.conversation_id).limit(AT_ONCE)
    return list(db.session.scalars(found))


def answer(conversation_id: int) -> Message | None:
    """Answers what is due, if it still is; says with which message. For jobs."""
    work = _take(conversation_id)
    return _close(conversation_id, work, thinking.think(work)) if work else None


@transaction
def take_over(freelancer: Person, client: Person) -> None:
    """The assistant says nothing more in their conversation. Raises NotAllowed where it is not the freelancer's."""
    conversation = conversations.between(freelancer, client)
    row = _row_of(conversation)
    if row is None or row.freelancer_id != freelancer.id:
        raise NotAllowed(_l("Only the freelancer can take over from the assistant."))
    if row.state == OPEN:
        row.state, row.due_at = TAKEN, None
        _end(row, conversation)


@transaction
def ask_for_person(client: Person, freelancer: Person) -> None:
    """The client waits for the freelancer instead: the assistant says that it has passed this on, and nothing more.
    Twice is once. Raises NotAllowed for everybody but the client whom it answers."""
    conversation = conversations.between(freelancer, client)
    row = _row_of(conversation)
    if row is None or row.client_id != client.id:
        raise NotAllowed(_l("Only the client whom an assistant answers can wait for the person instead."))
    if row.state != OPEN or _has_spoken(freelancer, conversation):
        return
    if not _is_kept_apart(freelancer, client, conversation):
        voice = Voice(freelancer.name, freelancer.assistant_name, thinking.spoken(client.locale))
        said = replies.hand_over("person", voice, Wording(""), settings().message_max)
        key = f"assistant-person-{conversation.id}"
        message = messages.say(freelancer, client, conversation, said.text, ASSISTANT, key)
        message.language, message.heard = voice.locale, True
    _hand(row, conversation, "person")


def step_back(event: ClientAnswered) -> None:
    """The freelancer has written: what the assistant said last does not offer them any more. Within the transaction of
    that message."""
    row = db.session.get(Assistance, event.conversation_id)
    if row is not None and (offering := _offering(row)):
        offering.instead, offering.changed_seq = False, db.session.get(Conversation, event.conversation_id).seq


class Part(NamedTuple):
    """Something that the client wrote, and what became of it: the title of the source that answered it, "" where none
    did, None where nobody looked at it."""

    id: int
    seq: int
    at: datetime
    excerpt: str
    source: str | None
    is_reply: bool  # it came after the assistant's questions


class Summary(NamedTuple):
    """What an assistant did in a conversation, for its freelancer."""

    state: str
    reason: str
    parts: tuple[Part, ...]
    amounts: tuple[str, ...]  # that the client named
    intake: tuple[str, ...]  # what the client was asked


def summary(viewer: Person, client: Person) -> Summary | None:
    """What the viewer's assistant did for that client, out of the messages that the viewer sees: what was taken back or
    deleted is in no summary. None where it did nothing."""
    between = Conversation.between(viewer.id, client.id).with_only_columns(Conversation.id).scalar_subquery()
    found = select(Assistance).where(Assistance.conversation_id == between, Assistance.freelancer_id == viewer.id)
    row = db.session.scalar(found)
    if row is None:
        return None
    theirs = Message.of(viewer).where(
        Message.conversation_id == row.conversation_id, Message.author_id == row.client_id, Message.kind == BY_HAND,
        Message.deleted_at.is_(None),
    )  # fmt: skip
    wrote = db.session.scalars(theirs.order_by(Message.seq).limit(TOLD)).all()
    answered = {step.message_id: step.title for step in map(_step, row.steps)}
    parts = tuple(
        Part(
            each.id, each.seq, each.created_at, each.excerpt, answered.get(each.id), each.seq > (row.asked_seq or LAST)
        )
        for each in wrote
    )
    named = dict.fromkeys(str(amount) for each in wrote for amount in answering.amounts(each.body))
    intake = assistants.of(viewer).intake if row.asked_seq else ()
    return Summary(row.state, row.reason, parts, tuple(named), tuple(intake))


def _step(step: list) -> Step:
    return Step(*step)


def is_away(freelancer: Person) -> bool:
    """Whether an assistant answers for them now: offline, or out of office. Who hides their presence is offline."""
    return absence_of(freelancer) is not None or freelancer.id not in wire.online((freelancer.id,))


@transaction
def _take(conversation_id: int) -> Work | None:
    """What is to be answered; nobody else gets it for a while."""
    found = _under_lock(conversation_id)
    if found is None:
        return None
    row, freelancer, client, conversation = found
    if row.state != OPEN or row.due_at is None or row.due_at > now():
        return None
    asked = _asked(row)[:MOST]
    if _is_silent(row, freelancer, client, conversation, asked):
        return None
    row.tries, row.due_at = row.tries + 1, now() + HELD
    if row.tries > TRIES_IN_ALL:
        log.warning("assistance given up", conversation=conversation_id)
        _hand(row, conversation, "broken")
        return None
    return _work(row, freelancer, client, asked)


@transaction
def _close(conversation_id: int, work: Work, thought: Thought) -> Message | None:
    """Sends it, unless something has changed."""
    row, freelancer, client, conversation = _under_lock(conversation_id)
    if row.state != OPEN or row.done_seq != work.done_seq:  # another worker was faster
        return None
    asked = _asked(row)
    if _is_silent(row, freelancer, client, conversation, asked):
        return None
    if [each[:3] for each in asked[: len(work.asked)]] != list(work.asked):  # edited, or taken back
        row.due_at = now()
        tell(AssistanceDue(conversation_id))
        return None
    id_, row.done_seq, _revision = work.asked[-1]
    row.tries, row.due_at, message = 0, None, None
    if thought.text:
        before = _offering(row)
        message = messages.say(freelancer, client, conversation, thought.text, ASSISTANT, f"assistant-{id_}")
        message.language, message.heard, message.instead = thought.language, True, not thought.hands_over
        if before is not None:  # the newest one alone offers the person
            before.instead, before.changed_seq = False, message.seq
        _note(row, id_, thought, message)
    if thought.hands_over:
        _hand(row, conversation, thought.reason)
    elif len(asked) > len(work.asked):  # the client wrote more meanwhile
        row.due_at = now()
        tell(AssistanceDue(conversation_id))
    return message


def _note(row: Assistance, asked_id: int, thought: Thought, message: Message) -> None:
    known = thought.known
    step = Step(asked_id, known.kind if known else "", known.name if known else "", message.id)
    row.steps = [*row.steps, list(step)]
    if thought.asks:
        row.asked_seq = message.seq


def _hand(row: Assistance, conversation: Conversation, reason: str) -> None:
    row.state, row.reason, row.due_at = HANDED, reason, None
    _end(row, conversation)


def _end(row: Assistance, conversation: Conversation) -> None:
    """What both see of it changes."""
    if offering := _offering(row):
        offering.instead, offering.changed_seq = False, conversations.advance(conversation)
    tell(AssistanceEnded(row.conversation_id, conversation.people))


def _offering(row: Assistance) -> Message | None:
    """The answer that offers the client to wait for the freelancer instead: the last one, if it still does."""
    last = _step(row.steps[-1]).answer_id if row.steps else None
    message = last and db.session.get(Message, last, populate_existing=True)
    return message if message and message.instead else None


def _is_silent(
    row: Assistance, freelancer: Person, client: Person, conversation: Conversation, asked: list[Asked]
) -> bool:
    """Whether nothing may be said, under the lock: nothing is asked, something keeps them apart, or the freelancer has
    ever said something here by hand. Or the freelancer is here: then it is looked at again, until they are gone."""
    spoke = conversation.has_heard(client.id) or _has_spoken(freelancer, conversation)
    if not asked or spoke or _is_kept_apart(freelancer, client, conversation):
        row.due_at = None
        return True
    if is_away(freelancer):
        return False
    is_put_away = conversations.side(conversation.id, freelancer.id).place == ARCHIVED
    is_old = asked[-1].at <= now() - LATELY
    row.due_at, row.tries = None if is_put_away or is_old else now() + WHILE_HERE, 0
    return True


def _is_kept_apart(freelancer: Person, client: Person, conversation: Conversation) -> bool:
    """Whether the assistant is off, or something is between them."""
    if not assistants.is_on(freelancer) or conversations.refusal(freelancer, client, conversation) is not None:
        return True
    return conversations.side(conversation.id, freelancer.id).place == SPAM


def _has_spoken(freelancer: Person, conversation: Conversation) -> bool:
    """Also by an offer or the like; what was taken back was said."""
    its = (Message.conversation_id == conversation.id, Message.author_id == freelancer.id)
    return db.session.scalar(select(exists().where(*its, Message.kind.not_in((AUTOMATIC, ASSISTANT)))))


def _asked(row: Assistance) -> list[Asked]:
    """What the client wrote that nobody has looked at, the oldest first."""
    found = select(Message.id, Message.seq, Message.revision, Message.body, Message.created_at).where(
        Message.conversation_id == row.conversation_id, Message.author_id == row.client_id, Message.kind == BY_HAND,
        Message.seq > row.done_seq, Message.deleted_at.is_(None),
    )  # fmt: skip
    return [Asked(*each) for each in db.session.execute(found.order_by(Message.seq).limit(MOST + 1))]


def _work(row: Assistance, freelancer: Person, client: Person, asked: list[Asked]) -> Work:
    assistant = db.session.get(Assistant, freelancer.id)
    steps = [_step(step) for step in row.steps]
    return Work(
        question="\n".join(each.body for each in asked)[:LONGEST],
        asked=tuple(each[:3] for each in asked),
        done_seq=row.done_seq,
        freelancer=freelancer.name,
        names=assistants.names_of(freelancer),
        assistant=freelancer.assistant_name,
        locale=client.locale,
        reads=(client.locale, client.translate_to, *client.spoken),
        writes=(*freelancer.spoken, freelancer.locale),
        sources=tuple(knowledge.of(freelancer, assistant)),
        rules=assistants.rules_of(assistant),
        closed=knowledge.closed(assistant),
        intake="" if row.asked_seq else "\n".join(assistant.intake),
        awaits=row.asked_seq is not None and row.done_seq < row.asked_seq,
        is_first=not steps,
        is_enough=sum(bool(step.kind) for step in steps) >= settings().assistant_answers_max,
        translates=row.tries <= TRIES,
        longest=settings().message_max,
        until=time.monotonic() + thinking.SECONDS,
    )


def _under_lock(conversation_id: int) -> tuple[Assistance, Person, Person, Conversation] | None:
    row = db.session.get(Assistance, conversation_id)
    if row is None:
        return None
    freelancer, client = (db.session.get(Person, id_) for id_ in (row.freelancer_id, row.client_id))
    conversation = conversations.between(freelancer, client)  # its lock comes first, as in every send
    return _row_of(conversation), freelancer, client, conversation


def _row_of(conversation: Conversation | None) -> Assistance | None:
    if conversation is None:
        return None
    return db.session.get(Assistance, conversation.id, populate_existing=True, with_for_update=True)
