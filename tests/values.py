"""Values that more than one test sends."""

from inbox.clock import now
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.participation import Participation
from inbox.models.person import Person

# What nobody may set through a form: every column of every table, with a value that would show.
ODD = {"role": "admin", "author_id": "99", "person_id": "99", "created_at": "2001-01-01", "seq": "999", "deleted": "1",
       "suspended": "1", "moderator": "1", "unread": "77", "locale": "fr", "enter_key": "send"}  # fmt: skip
MODEL_COLUMNS = {column.name: "7" for table in db.metadata.tables.values() for column in table.columns} | ODD

# The form of a service, filled in.
SERVICE = {"title": "A logo for your shop", "category": "logo", "description": "Three sketches.", "price_from": "350",
           "currency": "EUR", "delivery_days": "7", "revisions": "2", "active": "1"}  # fmt: skip


def crowd(app, person, count: int) -> list[int]:
    """So many conversations of that person, each with one message, past the verbs: for what is about amounts."""
    with app.app_context():
        made = [
            Person(username=f"crowd{n}", email=f"crowd{n}@halle.test", password_hash="x", role_freelancer=True)
            for n in range(count)
        ]
        db.session.add_all(made)
        db.session.flush()
        talks = [Conversation(low_id=person.id, high_id=other.id, seq=1) for other in made]
        db.session.add_all(talks)
        db.session.flush()
        for talk in talks:
            said = Message(conversation_id=talk.id, seq=1, changed_seq=1, author_id=person.id, body="Hello", key="k",
                           created_at=now())  # fmt: skip
            db.session.add(said)
            db.session.flush()
            for one, two in ((talk.low_id, talk.high_id), (talk.high_id, talk.low_id)):
                db.session.add(Participation(
                    conversation_id=talk.id, person_id=one, other_id=two, last_message_id=said.id, last_seq=1,
                    last_at=now(), last_author_id=person.id, last_excerpt="Hello", unread=int(one != person.id),
                ))  # fmt: skip
        db.session.commit()
        return [talk.id for talk in talks]
