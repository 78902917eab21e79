"""Receptions: what answers a new client's first message while the freelancer has not. The rule, in one place.

`heed` opens a reception in the transaction of the first message; a worker answers it (`answer`), and a sweep finds
what no worker was told of (`due`). All of an answer is one transaction under the lock of the conversation, and a
reception is answered once: whatever dies meanwhile, the client gets one automatic message, or none. Where the assistant
answers, it takes over from here (`assistances`), and answers what the client writes next too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from inbox.clock import now
from inbox.database import insert_missing
from inbox.events import ClientCame, ReceptionOpened
from inbox.extensions import db
from inbox.models.auto_reply import AutoReply
from inbox.models.conversation import Conversation
from inbox.models.message import AUTOMATIC, Message
from inbox.models.participation import SPAM
from inbox.models.person import Person
from inbox.models.reception import Reception, Way
from inbox.services import assistances, assistants, conversations, messages
from inbox.services.availability import absence_of
from inbox.transaction import tell, transaction

PATIENCE = timedelta(seconds=20)
"""What has waited for so long, no worker was told of."""
AT_ONCE = 500


@dataclass(frozen=True)
class Standing:
    """All that the way depends on."""

    barred: bool = False  # a block, spam or a suspension is between them, or it is a freelancer no more
    answered: bool = False  # the freelancer was faster
    away: bool = False
    assistant: bool = False  # is on, and the freelancer is not there
    auto_reply: bool = False  # is on


def way_of(standing: Standing) -> Way:
    """What answers a first message: the first of these that there is."""
    if standing.barred or standing.answered:
        return Way.NOTHING
    if standing.away:
        return Way.AWAY
    if standing.assistant:
        return Way.ASSISTANT
    return Way.AUTO_REPLY if standing.auto_reply else Way.NOTHING


def heed(event: ClientCame) -> None:
    """A new client wrote for the first time: within the transaction of that."""
    row = {"conversation_id": event.conversation_id, "freelancer_id": event.freelancer_id, "created_at": now()}
    row |= {"client_id": event.client_id, "message_id": event.message_id, "due_at": now()}
    if insert_missing(db.session, Reception, **row):
        tell(ReceptionOpened(event.conversation_id))


def due() -> list[int]:
    """The conversations whose receptions no worker was told of."""
    found = Reception.due(now() - PATIENCE).with_only_columns(Reception.conversation_id).limit(AT_ONCE)
    return list(db.session.scalars(found))


@transaction
def answer(conversation_id: int) -> Message | None:
    """Answers it if nobody did; says with which message."""
    reception = db.session.get(Reception, conversation_id)
    if reception is None or reception.due_at is None:
        return None
    freelancer, client = (db.session.get(Person, id) for id in (reception.freelancer_id, reception.client_id))
    conversation = conversations.between(freelancer, client)  # its lock comes first, as in every send
    reception = _locked(conversation_id)
    if reception.due_at is None:  # another worker was faster
        return None
    reception.due_at = None
    standing = standing_of(freelancer, client, conversation)
    reception.way = way = way_of(standing)
    if not (standing.barred or standing.answered) and assistants.is_on(freelancer):
        assistances.begin(freelancer, client, conversation, _looked_at(way))
    text = _text(way, freelancer)
    if not text:
        return None
    key = f"reception-{reception.message_id}"
    message = messages.say(freelancer, client, conversation, text, AUTOMATIC, key)
    reception.answer_id = message.id
    return message


def standing_of(freelancer: Person, client: Person, conversation: Conversation) -> Standing:
    """How things are between them, under the lock of their conversation."""
    part = conversations.side(conversation.id, freelancer.id)
    refused = conversations.refusal(freelancer, client, conversation) is not None
    reply = db.session.get(AutoReply, freelancer.id)
    return Standing(
        barred=refused or part.place == SPAM or not freelancer.role_freelancer,
        answered=conversation.has_heard(client.id),
        away=absence_of(freelancer) is not None,
        assistant=assistants.is_on(freelancer) and assistances.is_away(freelancer),
        auto_reply=reply is not None and reply.enabled,
    )


def _looked_at(way: Way) -> datetime | None:
    """When the assistant looks at the first message: of who is out of office the next one is the first that it answers;
    who is here may answer themselves."""
    if way is Way.AWAY:
        return None
    return now() if way is Way.ASSISTANT else now() + assistances.WHILE_HERE


def _text(way: Way, freelancer: Person) -> str:
    if way is Way.AUTO_REPLY:
        return db.session.get(AutoReply, freelancer.id).body
    return _away_text(freelancer) if way is Way.AWAY else ""


def _away_text(freelancer: Person) -> str:
    """What the freelancer wrote for their absence; until when it lasts, in their language, for who wrote nothing."""
    absence = absence_of(freelancer)
    if absence.message:
        return absence.message
    with force_locale(freelancer.locale):
        day = format_date(absence.last, "long", locale=freelancer.locale)
        return _("Thank you for your message. I am out of office until %(day)s.", day=day)


def _locked(conversation_id: int) -> Reception:
    found = select(Reception).where(Reception.conversation_id == conversation_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
