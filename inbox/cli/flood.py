"""`flask flood`: as many people, conversations and messages as are asked for, to measure with.

The same seed gives the same data, times included; only password hashes have a salt of their own. Everything happens
in one transaction: all of it is there, or nothing.
"""

import random
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import repeat

import click
from flask.cli import with_appcontext
from sqlalchemy import case, func, select, update

from inbox import passwords
from inbox.cli import seed
from inbox.cli.babble import Babble
from inbox.cli.bulk import Bulk, Entries
from inbox.config import settings
from inbox.extensions import db
from inbox.models.conversation import HIGH, LOW, Conversation
from inbox.models.entry import Kind, of_message, of_person, place
from inbox.models.label import Label, LabelOn
from inbox.models.message import Message, MessageVersion
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM, STARRED, TOLD, Participation
from inbox.models.person import Person, name_key
from inbox.text import excerpt
from inbox.transaction import transaction

PASSWORD = "halle-flood"
HEAVY, STEADY = "heavy", "u200"  # a freelancer with a tenth of all conversations; a client with two hundred
HEAVY_ID, STEADY_ID = 1, 2
LAST = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)  # when the last message was sent
SPAN = timedelta(days=730)
WAKES = LAST + 5 * SPAN  # what is snoozed sleeps for long
BLOCK = 50_000
LABEL_NAME, LABEL_SLOT = "Regular", 1  # of the heavy and the steady one; its number is theirs
CACHE_KIB = 2_000_000  # so that SQLite keeps the indexes, which grow at random places, until the end

PERSON = "id username email password_hash display_name name_key role_client role_freelancer time_zone created_at"
CONVERSATION = "id low_id high_id low_language high_language created_at"
MESSAGE = (
    "id conversation_id seq changed_seq author_id body reply_to_id key revision created_at edited_at deleted_at "
    "deleted_by_id language heard"
)
VERSION = "message_id revision body written_at"
PARTICIPATION = (
    "conversation_id person_id other_id last_message_id last_seq last_at last_author_id last_excerpt last_deleted "
    "unread read_seq read_at place starred labels snoozed_until"
)


class NotFlooded(Exception):
    """Why nothing was written; one line for whoever asked for it."""


@click.command("flood")
@click.option("--people", type=click.IntRange(10), default=20_000, show_default=True)
@click.option("--conversations", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--messages", type=click.IntRange(1), default=1_000_000, show_default=True)
@click.option("--seed", "number", type=int, default=1, show_default=True)
@with_appcontext
def command(people: int, conversations: int, messages: int, number: int) -> None:
    """Fill an empty database with people who talk a lot; make the database first, if need be."""
    import flask_migrate  # 10 MB that no server needs

    flask_migrate.upgrade()
    try:
        with click.progressbar(length=messages, label=f"{messages:,} messages") as bar:
            flood(people, conversations, messages, number, bar.update)
    except NotFlooded as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"Log in as {HEAVY} or {STEADY}, password {PASSWORD}.")


def flood(people: int, conversations: int, messages: int, number: int, progress=lambda count: None) -> None:
    """Writes all of it. `progress` hears how many messages were written since it was last told. Raises NotFlooded."""
    if not settings().loopback:
        raise NotFlooded("HOST: the people of a flood have a password that everybody knows: loopback addresses only")
    if conversations > messages:
        raise NotFlooded("--conversations: each needs a message, so there must be as many --messages")
    Flood(people, conversations, messages, number, progress).pour()


class Talk:
    """A conversation while it is being made: the client who began it, the freelancer, and what each of them read."""

    __slots__ = ("babble", "id", "last", "length", "people", "read_at", "read_seq", "seq", "unread")

    def __init__(self, client_id: int, freelancer_id: int):
        self.people = (client_id, freelancer_id)
        self.id, self.seq, self.length, self.last = 0, 0, 1, None
        self.unread, self.read_seq, self.read_at = [0, 0], [0, 0], [None, None]

    def reads(self, side: int, at: datetime) -> None:
        """That side looks at the conversation."""
        if self.unread[side]:
            self.unread[side], self.read_seq[side], self.read_at[side] = 0, self.seq, at

    def parts(self) -> Iterator[tuple]:
        """What the lists of the two know of it."""
        id_, seq, at, author, body, deleted = self.last
        for side in (0, 1):
            mine, theirs = self.people[side], self.people[1 - side]
            yield (
                self.id, mine, theirs, id_, seq, at, author, excerpt(body), deleted,
                self.unread[side], self.read_seq[side], self.read_at[side],
            )  # fmt: skip


class Flood:
    """One flood: who talks with whom, in which order, and the blocks of rows on their way."""

    def __init__(self, people: int, conversations: int, messages: int, number: int, progress):
        self.random = random.Random(number)
        self.people, self.messages, self.progress = people, messages, progress
        self.talks = self._talks(conversations)
        self.babbles, self.shares = Babble.all(messages, self.random)
        self.begun = 0
        self.started: list[tuple] = []
        self.said: list[tuple] = []
        self.versions: list[tuple] = []
        self.findable: list[tuple] = []

    @transaction
    def pour(self) -> None:
        """Writes everything."""
        if db.session.scalar(select(Person.id).limit(1)) is not None:
            raise NotFlooded("There are people in this database already: a flood needs an empty one")
        if db.engine.dialect.name == "sqlite":
            db.session.connection().exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")
        tables = ((Person, PERSON), (Conversation, CONVERSATION), (Message, MESSAGE), (MessageVersion, VERSION))
        self.into = {model: Bulk(model.__table__, names, LAST) for model, names in tables}
        self.entries, persons = Entries(), list(self._persons())
        self.into[Person].write(persons)
        self.entries.write([(place(Kind.PERSON, one[0]), of_person(one[1], one[4])) for one in persons])
        self._converse()
        parts = [(*part, *self._kept(part[1])) for talk in self.talks for part in talk.parts()]
        Bulk(Participation.__table__, PARTICIPATION, LAST).write(parts)
        self._label(parts)
        count_up()
        for model in (Person, Conversation, Message):
            self.into[model].number_on()
        Bulk(Label.__table__, "id", LAST).number_on()

    def _kept(self, person_id: int) -> tuple:
        """(place, starred, labels, snoozed until) of one person's side: most have most of it in their inbox."""
        chance = self.random.random()
        place = INBOX if chance < 0.93 else ARCHIVED if chance < 0.97 else SPAM if chance < 0.99 else SNOOZED
        labels = (1 << LABEL_SLOT) * (person_id in (HEAVY_ID, STEADY_ID) and self.random.random() < 0.05)
        return place, self.random.random() < 0.03, labels, WAKES if place == SNOOZED else None

    def _label(self, parts: list[tuple]) -> None:
        """A label of the two who have many conversations, on one in twenty."""
        found: dict[int, list] = {HEAVY_ID: [], STEADY_ID: []}
        for part in parts:
            if part[-2]:
                found[part[1]].append((part[1], part[0], part[1], part[3]))
        labels = [(owner, owner, LABEL_NAME, LABEL_NAME.casefold(), LABEL_SLOT, len(on)) for owner, on in found.items()]
        Bulk(Label.__table__, "id owner_id name folded slot size", LAST).write(labels)
        for on in found.values():
            Bulk(LabelOn.__table__, "label_id conversation_id owner_id last_message_id", LAST).write(on)

    def _talks(self, conversations: int) -> list[Talk]:
        """Who talks with whom: each pair once, the heavy freelancer and the steady client as often as they should."""
        clients = [id_ for id_ in range(3, self.people + 1) if id_ % 5]
        freelancers = [id_ for id_ in range(3, self.people + 1) if not id_ % 5]
        heavy = conversations // 10
        steady = min(200, len(freelancers), conversations // 5)
        rest = conversations - heavy - steady
        if heavy > len(clients) or rest * 2 > len(clients) * len(freelancers):
            raise NotFlooded(f"--people: {self.people} are too few for {conversations} conversations")
        pairs = [(id_, HEAVY_ID) for id_ in self.random.sample(clients, heavy)]
        pairs += [(STEADY_ID, id_) for id_ in self.random.sample(freelancers, steady)]
        pairs += self._pairs(clients, freelancers, rest)
        return [Talk(*pair) for pair in pairs]

    def _pairs(self, clients: list[int], freelancers: list[int], count: int) -> list[tuple[int, int]]:
        found: dict[tuple[int, int], None] = {}  # a set that keeps its order
        while len(found) < count:
            found[self.random.choice(clients), self.random.choice(freelancers)] = None
        return list(found)

    def _persons(self) -> Iterator[tuple]:
        password_hash, (firsts, lasts) = passwords.hash_of(PASSWORD), Babble.names()
        for id_ in range(1, self.people + 1):
            first, last = self.random.choice(firsts), self.random.choice(lasts)
            username = {HEAVY_ID: HEAVY, STEADY_ID: STEADY}.get(id_, f"{first.lower()}{id_}")
            freelancer = id_ == HEAVY_ID or (id_ > 2 and id_ % 5 == 0)
            name = f"{first} {last}"
            yield (
                id_, username, f"{username}@{seed.MAIL}", password_hash, name, name_key(name),
                not freelancer, freelancer,
                self.random.choice(("UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo")), LAST - 2 * SPAN,
            )  # fmt: skip

    def _converse(self) -> None:
        step = SPAN / self.messages
        for number, index in enumerate(self._order(), 1):
            self._say(self.talks[index], number, LAST - step * (self.messages - number))
            if len(self.said) == BLOCK:
                self._flush()
        self._flush()
        for talk in self.talks:  # most have read the end of it too
            for side in (0, 1):
                if self.random.random() < 0.8:
                    talk.reads(side, LAST)

    def _order(self) -> Iterator[int]:
        """Whose turn it is, message by message: few talks are long, and all go on at the same time, a sitting of some
        messages now and then."""
        self._share_out()
        sittings = array("Q")
        for index, talk in enumerate(self.talks):
            left = talk.length
            while left:
                some = min(left, self.random.randint(1, 9))
                sittings.append(index * 16 + some)
                left -= some
        self.random.shuffle(sittings)
        for sitting in sittings:
            yield from repeat(sitting // 16, sitting % 16)

    def _share_out(self) -> None:
        """How long each talk becomes."""
        weights = [min(self.random.paretovariate(1.2), 20_000) for _ in self.talks]
        more, total = self.messages - len(self.talks), sum(weights)
        for talk, weight in zip(self.talks, weights, strict=True):
            talk.length += int(more * weight / total)
        for index in range(self.messages - sum(talk.length for talk in self.talks)):
            self.talks[index % len(self.talks)].length += 1

    def _say(self, talk: Talk, id_: int, at: datetime) -> None:
        """The next message of that talk, as the verbs would have written it; a few are edited or taken back at once."""
        chance = self.random.random()
        side = 0 if talk.last is None else talk.people.index(talk.last[3]) ^ (chance < 0.65)
        self._start(talk, at) if talk.last is None else talk.reads(side, at)
        body, soon, fate = talk.babble.say(), at + timedelta(minutes=1), self.random.random()
        edited, deleted = fate < 0.01, fate > 0.996
        seq, author = talk.seq + 1, talk.people[side]
        talk.seq = changed = seq + (edited or deleted)
        answered = talk.last[0] if chance > 0.95 and talk.last and not talk.last[5] else None
        if edited:
            self.versions.append((id_, 0, talk.babble.say(), at))
        body = "" if deleted else body
        self.said.append((
            id_, talk.id, seq, changed, author, body, answered, f"f{id_:x}", int(edited), at,
            soon if edited else None, soon if deleted else None, author if deleted else None,
            talk.babble.language, True,
        ))  # fmt: skip
        if not deleted:
            self.findable.append((place(Kind.MESSAGE, id_), of_message(talk.people, author, body)))
        talk.last = (id_, seq, at, author, body, deleted)
        talk.unread[1 - side] += not deleted

    def _start(self, talk: Talk, at: datetime) -> None:
        self.begun += 1
        talk.id, talk.babble = self.begun, self.random.choices(self.babbles, self.shares)[0]
        self.started.append((talk.id, *sorted(talk.people), talk.babble.language, talk.babble.language, at))

    def _flush(self) -> None:
        self.progress(len(self.said))
        for model, rows in ((Conversation, self.started), (Message, self.said), (MessageVersion, self.versions)):
            self.into[model].write(rows)
            rows.clear()
        self.entries.write(self.findable)
        self.findable.clear()


def count_up() -> None:
    """The numbers that the verbs keep up to date, from what is there."""
    last = select(func.max(Message.changed_seq)).where(Message.conversation_id == Conversation.id)
    first = select(Message.author_id).where(Message.conversation_id == Conversation.id, Message.seq == 1)
    wrote = case((_said(Conversation.low_id), LOW), else_=0) + case((_said(Conversation.high_id), HIGH), else_=0)
    values = {"seq": last.scalar_subquery(), "opener_id": first.scalar_subquery(), "wrote": wrote}
    db.session.execute(update(Conversation).values(values))
    for column, condition in ((Person.unread, TOLD), (Person.starred, STARRED)):
        found = select(func.count()).where(Participation.person_id == Person.id, condition)
        db.session.execute(update(Person).values({column: found.scalar_subquery()}))


def _said(person_id):
    """Whether that one of the two has written in the conversation."""
    its = (Message.conversation_id == Conversation.id, Message.author_id == person_id)
    return select(Message.id).where(*its).exists()
