"""The demo: believable, complete, made once, and only where nobody else can reach it."""

from datetime import timedelta

import flask_migrate
import pytest
from sqlalchemy import func, select

from app import create_app
from inbox import clock, passwords
from inbox.cli import seed
from inbox.config import load
from inbox.errors import Invalid
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.content import ARCHIVED, Content
from inbox.models.conversation import Conversation
from inbox.models.filter import newest
from inbox.models.label import Label
from inbox.models.message import Message, MessageVersion
from inbox.models.note import Note
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.models.star import Star
from inbox.services import people, trials
from inbox.storage import ARCHIVED as COLD
from inbox.storage import store
from inbox.text import plain

pytestmark = pytest.mark.thorough


def application(data, **environ):
    cheap = {"HALLE_ARGON2_MEMORY_KIB": "8", "HALLE_ARGON2_TIME": "1"}
    app = create_app(load({"HALLE_DATA": str(data)} | cheap | environ))
    with app.app_context():
        flask_migrate.upgrade()
    return app


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """An application whose database holds the demo."""
    app = application(tmp_path_factory.mktemp("demo"))
    with app.app_context():
        assert seed.seed()
    return app


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


def everything() -> list:
    tables = (Person, Conversation, Message, MessageVersion, Participation, Service, Star, Note, Attachment, Content)
    return [db.session.execute(select(*table.__table__.columns)).all() for table in tables]


def messages_of(conversation) -> list[Message]:
    found = select(Message).where(Message.conversation_id == conversation.id).order_by(Message.seq)
    return db.session.scalars(found).all()


@pytest.mark.usefixtures("in_app")
class TestPeople:
    @pytest.mark.parametrize(
        ("username", "client", "freelancer", "moderator"),
        [("ana", 1, 0, 0), ("bo", 0, 1, 0), ("chloe", 0, 1, 0), ("dev", 1, 1, 0), ("mod", 0, 0, 1)],
    )
    def test_the_cast_has_its_roles_and_the_password_that_everybody_knows(
        self, username, client, freelancer, moderator
    ):
        person = db.session.scalar(Person.named(username))
        assert (person.role_client, person.role_freelancer, person.moderator) == (client, freelancer, moderator)
        assert passwords.matches("halle-demo", person.password_hash)

    def test_everybody_lives_somewhere_and_freelancers_say_what_they_do(self):
        everybody = db.session.scalars(select(Person)).all()
        assert len(everybody) >= 15
        for person in everybody:
            assert person.display_name
            assert person.country.isupper()
            assert person.languages
            assert people.known_zone(person.time_zone) == person.time_zone
            assert person.bio or not person.role_freelancer

    def test_every_freelancer_offers_one_to_three_services_and_nobody_else_any(self):
        for person in db.session.scalars(select(Person)).all():
            offered = db.session.scalars(Service.offered_by(person)).all()
            assert len(offered) in ((1, 2, 3) if person.role_freelancer else (0,))
            assert all(service.description and service.created_at == person.created_at for service in offered)

    def test_everybody_was_here_before_anything_was_said_to_them(self):
        for conversation in db.session.scalars(select(Conversation)).all():
            first = messages_of(conversation)[0].created_at
            assert all(db.session.get(Person, id_).created_at < first for id_ in conversation.people)

    def test_nobody_can_sign_up_with_an_address_that_looks_like_the_demo(self):
        with pytest.raises(Invalid) as refusal:
            people.sign_up("mallory", f"mallory@{seed.MAIL}", "long enough", "client", "en", "UTC", "192.0.2.1")
        assert list(refusal.value.errors) == ["email"]


@pytest.mark.usefixtures("in_app")
class TestHistory:
    def test_one_conversation_is_long_enough_for_older_messages(self):
        counts = select(func.count(Message.id)).group_by(Message.conversation_id).order_by(func.count().desc())
        assert db.session.scalar(counts) > 120

    def test_it_covers_five_weeks_and_nothing_is_still_to_come(self):
        recent = Message.created_at > clock.now() - timedelta(days=365)  # before there was one greeting
        found = select(func.min(Message.created_at), func.max(Message.created_at)).where(recent)
        first, last = db.session.execute(found).one()
        assert 34 <= (clock.now() - first).days <= 36
        assert last < clock.now()
        assert (clock.now() - last).total_seconds() < 3600

    def test_messages_are_stored_in_the_order_of_their_time(self):
        """The list is sorted by the number of the last message."""
        times = db.session.scalars(select(Message.created_at).order_by(Message.id)).all()
        assert times == sorted(times)

    def test_it_has_edits_replies_and_deletions(self):
        assert db.session.scalar(select(func.count()).where(Message.revision == 1)) >= 3
        assert db.session.scalar(select(func.count()).where(Message.reply_to_id.is_not(None))) >= 10
        deleted = db.session.scalars(select(Message).where(Message.deleted_at.is_not(None))).all()
        assert len(deleted) >= 2
        assert {message.body for message in deleted} == {""}

    @pytest.mark.parametrize("piece", ["pães", "¿", "Großartig", "Magnifique", "母でも", "مرحبا", "😄", "https://"])
    def test_it_speaks_many_languages(self, piece):
        assert db.session.scalar(select(Message.id).where(Message.body.contains(piece)).limit(1))

    def test_counts_and_sequences_are_those_that_the_messages_give(self):
        for conversation in db.session.scalars(select(Conversation)).all():
            said = messages_of(conversation)
            assert conversation.seq == max(message.changed_seq for message in said)
            for person_id in conversation.people:
                part = db.session.get(Participation, (conversation.id, person_id))
                unread = [m for m in said if m.author_id != person_id and m.seq > part.read_seq and not m.deleted_at]
                assert part.unread == len(unread)
                assert (part.last_message_id, part.last_at) == (said[-1].id, said[-1].created_at)

    def test_ana_has_something_to_read_and_each_count_of_conversations_is_right(self):
        mine = (Participation.person_id == Person.id, Participation.place == "inbox")
        unread = select(func.count()).where(*mine, Participation.unread > 0)
        for person, count in db.session.execute(select(Person, unread.scalar_subquery())):
            assert person.unread == count
        assert db.session.scalar(Person.named("ana")).unread >= 2

    def test_a_freelancer_never_wrote_first_to_a_client(self):
        for conversation in db.session.scalars(select(Conversation)).all():
            author, *_ = [db.session.get(Person, message.author_id) for message in messages_of(conversation)]
            other = db.session.get(Person, sum(conversation.people) - author.id)
            assert other.may_be_written_first_by(author)

    def test_freelancers_answer_new_clients_each_at_their_own_pace(self):
        freelancers = db.session.scalars(select(Person).where(Person.role_freelancer)).all()
        paces = {person.username: person.response_seconds for person in freelancers if person.response_seconds}
        assert 1500 < paces["bo"] < 3600 < paces["chloe"]
        assert len(set(paces.values())) >= 6
        assert db.session.scalar(Person.named("bo")).response_rate == 100
        assert all(
            person.response_seconds is None
            for person in db.session.scalars(select(Person))
            if not person.role_freelancer
        )

    def test_people_keep_stars_and_notes(self):
        ana, bo = db.session.scalar(Person.named("ana")), db.session.scalar(Person.named("bo"))
        starred = db.session.execute(Star.newest(ana)).all()
        assert {bool(service) for _, _, service in starred} == {True, False}
        for owner, about in ((ana, bo), (bo, ana)):
            assert len(db.session.scalar(Note.of(owner, about)).body) > 40

    def test_every_place_and_label_of_ana_has_something_in_it(self):
        ana = db.session.scalar(Person.named("ana"))
        for name in ("all", "unread", "starred", "archived", "follow-up", "snoozed", "waiting"):
            assert db.session.execute(newest(ana.id, name)).first(), name
        assert {label.size for label in db.session.scalars(Label.of(ana))} == {1, 3}
        assert ana.starred == 2

    def test_files_are_a_picture_a_document_that_can_be_searched_and_one_in_the_cold(self):
        stored = {row.name: row for row in db.session.execute(select(Attachment.name, Content).join(Content, Content.id == Attachment.content_id)).all()}
        assert len(stored) == 3
        picture = stored["apron-left.png"].Content
        assert (picture.kind, picture.width) == ("image/png", 640) and store().thumbnail(picture.digest)
        assert "Pantone 7734" in stored["Porto, note for the printer.pdf"].Content.words
        old = stored["Welcome to Halle.pdf"].Content
        assert old.state == ARCHIVED and store().restore_state(old.digest) == COLD

    def test_nothing_in_it_is_odd_by_accident(self):
        for body in db.session.scalars(select(Message.body)):
            assert plain(body) == " ".join(body.split())


@pytest.mark.usefixtures("in_app")
def test_the_assistant_of_bo_can_be_tried():
    bo = db.session.scalar(Person.named("bo"))
    assert trials.ask(bo, "Do you print?").known.name == "Do you print?"


def test_a_second_time_changes_nothing_and_says_so(app):
    with app.app_context():
        before = everything()
    answer = app.test_cli_runner().invoke(args=["seed"])
    assert answer.exit_code == 0
    assert "there already" in answer.output
    with app.app_context():
        assert everything() == before


def test_it_is_refused_where_others_can_reach_the_server(tmp_path):
    app = application(tmp_path, HOST="0.0.0.0")
    answer = app.test_cli_runner().invoke(args=["seed"])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: HOST:")
    with app.app_context():
        assert everything() == [[]] * 10


def test_where_a_name_is_taken_all_of_it_is_left_out_and_the_clock_runs_on(tmp_path):
    app = application(tmp_path)
    with app.app_context():
        people.register("ella", "ella@example.org", "x", ("role_client",))
        before = everything()
    answer = app.test_cli_runner().invoke(args=["seed"])
    assert answer.exit_code == 1
    assert "does not fit" in answer.output
    with app.app_context():
        assert everything() == before
    assert clock.now() != clock.now()
