"""On a real PostgreSQL, in every run: the main job, and many at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inbox import clock, passwords
from inbox.errors import Conflict, NotAllowed
from inbox.extensions import db
from inbox.models import entry
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.label import LabelOn
from inbox.models.letter import Letter
from inbox.models.message import Message
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.waiting import Waiting
from inbox.services import (
    batches,
    blocks,
    clearings,
    confirmations,
    conversations,
    drafts,
    labels,
    logins,
    messages,
    people,
    profiles,
    releases,
    resets,
    waiting,
)
from inbox.transaction import transaction
from tests.cast import PASSWORD, Cast
from tests.waits import count_of, held, holding

pytestmark = pytest.mark.postgres


def test_the_main_job(app, cast, ana, bo):
    with app.app_context():
        assert db.engine.dialect.name == "postgresql"
    tab = app.test_client()
    assert tab.form("/login", "/login", username="ana", password=PASSWORD).goes_to == "/inbox"
    tab.forget_token()
    tab.form("/inbox/bo", "/inbox/bo/messages", body="Hello, Bo – é 👩‍👩‍👧")
    answering = cast.logged_in(bo)
    page = answering.read("/inbox/ana")
    assert page.messages[0].one(".text").text == "Hello, Bo – é 👩‍👩‍👧"
    assert cast.again(bo).unread == 0
    tab.form("/messages/1/edit", "/messages/1", body="Hello again")
    pieces = answering.read("/inbox/ana/changes?since=1")
    assert pieces.message(1).one(".text").text == "Hello again"
    tab.form("/inbox/bo", "/messages/1/deletion")
    assert answering.read("/inbox/ana").message(1).one(".tomb").text == "Ana Ribeiro deleted this message"
    tab.send("/logout")
    assert tab.get("/inbox").status_code == 303


@pytest.mark.parametrize(
    "url", ["/inbox/%00", "/people?q=%00", "/people?q=%ED%A0%80", f"/inbox?after={2**62}", f"/inbox/bo?before={2**62}",
            f"/messages/{10**17}", f"/inbox/bo?before={10**17}", f"/inbox/bo?at={10**17}", f"/inbox/bo/changes?since={10**17}",
     "/search?q=bo&kind=people&after=999999999999999999-1-999999999999999999", "/search?q=hello&kind=all",
     "/search?q=%22+OR+a%27+AND+-x&kind=all", f"/inbox?after={10**17}&filter=starred", f"/inbox?label={10**17}", "/inbox/bo?reply=99999999999", "/people?after=4611686018427387904"],
)  # fmt: skip
def test_odd_values_break_nothing(cast, ana, bo, url):
    cast.said(ana, bo, "Hello")
    assert cast.logged_in(ana).get(url).status_code in (200, 400, 404)


@pytest.mark.parametrize("field", ["draft", "step", "since", "seen", "revision"])
def test_numbers_that_fit_no_column_break_nothing(cast, ana, bo, field):
    said, tab, value = cast.said(ana, bo, "Hello"), cast.logged_in(ana), str(10**17)
    for address in (
        "/inbox/bo/messages",
        "/inbox/bo/draft",
        f"/messages/{said.id}",
        "/people/bo/note",
        "/inbox/bo/reading",
    ):
        answer = tab.send(address, {"body": "Hello", "key": "k", "seq": value} | {field: value})
        assert answer.status_code in (200, 303, 204, 409, 422), address


@pytest.mark.parametrize("field", ["body", "key", "reply_to", "since"])
@pytest.mark.parametrize("value", ["\0", "a\0b", "x" * 6000])
def test_odd_fields_break_nothing(cast, ana, bo, field, value):
    answer = cast.logged_in(ana).send("/inbox/bo/messages", {"body": "Hello", "key": "k"} | {field: value})
    assert answer.status_code in (400, 422) or field == "since"
    assert cast.count(Message) == 0


@pytest.mark.parametrize("field", ["username", "email", "password", "role", "time_zone"])
def test_odd_accounts_break_nothing(app, field):
    good = {"username": "eve", "email": "eve@halle.test", "password": "long enough", "role": "client"}
    for value in ("\0", "x" * 400):
        assert app.test_client().send("/signup", good | {field: value}).status_code in (303, 422)


def test_fifty_parallel_sends_with_one_key_are_one_row(cast, ana, bo):
    with ThreadPoolExecutor(25) as pool:
        sent = list(pool.map(lambda _: cast.said(ana, bo, "Hello", "key-1").id, range(50)))
    assert len(set(sent)) == cast.count(Message) == 1


def test_parallel_sends_of_one_key_with_two_texts_are_one_row_and_conflicts(cast, ana, bo):
    def send(number: int):
        try:
            return cast.said(ana, bo, f"Text {number % 2}", "key-1").body
        except Conflict:
            return None

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(send, range(20)))
    assert cast.count(Message) == 1
    assert results.count(None) == 10 and len(set(results)) == 2


def test_twenty_parallel_first_messages_are_one_conversation(cast, ana, bo):
    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda number: cast.said(ana, bo, f"Hello {number}"), range(20)))
    assert cast.count(Conversation) == 1
    assert sorted(message.seq for message in sent) == list(range(1, 21))
    assert (cast.part(bo, sent[0]).unread, cast.again(bo).unread) == (20, 1)


def test_of_ten_parallel_accounts_of_one_name_one_is_made(cast):
    def sign_up(number: int) -> bool:
        try:
            return bool(cast.do(people.sign_up, "eve", f"{number}@a.b", "long enough", "client", "en", "UTC", "::1"))
        except people.Invalid:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(sign_up, range(10))) == 1
    assert cast.count(Person) == 1


def test_of_ten_people_who_take_one_name_at_once_one_gets_it(cast):
    everybody, together = [cast.person(f"p{number}") for number in range(10)], threading.Barrier(10)

    def take(person: Person) -> bool:
        together.wait(10)
        try:
            cast.do(
                profiles.change,
                person,
                profiles.Profile("Eve  Adams" if person.id % 2 else "eve adams", ["client"], "", [], ""),
            )
        except people.Invalid:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(take, everybody)) == 1


def test_an_account_and_a_display_name_at_once_do_not_both_get_the_name(cast, bo):
    together = threading.Barrier(2)

    def sign_up() -> bool:
        together.wait(10)
        try:
            return bool(cast.do(people.sign_up, "eve", "e@a.b", "long enough", "client", "en", "UTC", "::1"))
        except people.Invalid:
            return False

    def take() -> bool:
        together.wait(10)
        try:
            cast.do(profiles.change, bo, profiles.Profile("Eve", ["freelancer"], "", [], ""))
        except people.Invalid:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(sign_up), pool.submit(take)]
        assert sum(result.result(20) for result in results) == 1


def test_of_ten_uses_at_once_of_a_link_one_counts(post, monkeypatch):
    cast = Cast(post.app)
    ana = cast.person("ana")
    cast.do(resets.ask, "ana", "::1")
    post.deliver()
    token, together, real = post.link().rsplit("/", 1)[1], threading.Barrier(10), passwords.hash_of

    def together_with_the_others(password: str) -> str:
        together.wait(10)
        return real(password)

    monkeypatch.setattr(passwords, "hash_of", together_with_the_others)

    def use(number: int) -> str | None:
        try:
            cast.do(resets.use, token, f"long password {number}")
        except resets.Gone:
            return None
        return f"long password {number}"

    with ThreadPoolExecutor(10) as pool:
        (password,) = filter(None, pool.map(use, range(10)))
    assert cast.do(passwords.matches, password, cast.again(ana).password_hash)


def test_a_slow_transaction_makes_nobody_skip_its_message(cast, ana, bo):
    """Whoever sends meanwhile waits for the number, so no catch-up can have seen a later one and not this one."""
    cast.said(ana, bo, "First")
    holds, go_on, order = threading.Event(), threading.Event(), []

    @transaction
    def send_slowly(author, other):
        message = messages.send(author, other, "Slow", "slow")
        holds.set()
        go_on.wait(10)
        return message

    def slow() -> None:
        order.append(cast.do(send_slowly, ana, bo).body)

    def quick() -> None:
        order.append(cast.said(bo, ana, "Quick").body)

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    threads[0].start()
    assert holds.wait(10)
    threads[1].start()
    deadline = time.monotonic() + 10
    while not _waiting_for_a_lock(cast) and time.monotonic() < deadline:
        pass
    seen = cast.rows(select(Message.body).where(Message.changed_seq > 1))
    since = cast.rows(select(Conversation.seq))[0]
    go_on.set()
    [thread.join(10) for thread in threads]
    assert (seen, since, order) == ([], 1, ["Slow", "Quick"])
    missed = cast.rows(select(Message.body).where(Message.changed_seq > since).order_by(Message.seq))
    assert missed == ["Slow", "Quick"]


def _waiting_for_a_lock(cast) -> bool:
    with cast.app.app_context():
        return bool(db.session.scalar(db.text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_eight_at_once_neither_deadlock_nor_lose_count(cast, ana, bo, dev):
    first = cast.said(ana, bo, "Hello")
    cast.said(dev, bo, "Hello"), cast.said(ana, dev, "Hello")
    pairs = [(ana, bo), (bo, ana), (dev, bo), (bo, dev), (ana, dev), (dev, ana), (ana, bo), (bo, ana)]

    def busy(number: int) -> None:
        author, other = pairs[number]
        for turn in range(12):
            message = cast.said(
                author,
                other,
                f"{number}.{turn}",
                reply_to=first.id if {author.id, other.id} == {ana.id, bo.id} else None,
            )
            cast.do(messages.edit, author, message.id, f"{number}.{turn} edited", 0)
            cast.read(other, message)
            if turn % 4 == 0:
                cast.do(messages.delete, author, message.id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(busy, range(8)))
    assert cast.count(Message) == 3 + 8 * 12
    for part in cast.rows(select(Participation)):
        waiting = select(func.count()).where(
            Message.conversation_id == part.conversation_id, Message.author_id != part.person_id,
            Message.deleted_at.is_(None), Message.seq > part.read_seq,
        )  # fmt: skip
        assert cast.rows(waiting) == [part.unread]
    for conversation in cast.rows(select(Conversation)):
        stamps = cast.rows(select(func.max(Message.changed_seq)).where(Message.conversation_id == conversation.id))
        assert stamps == [conversation.seq]


def test_of_ten_who_confirm_one_address_at_once_one_has_it(post):
    cast = Cast(post.app)
    made = {"email": "one@halle.test", "email_confirmed_at": None}
    for number in range(10):
        cast.do(confirmations.write, cast.person(f"name{number}", **made).username)
    with post.app.app_context():
        db.session.execute(db.update(Letter).values(tries=1))  # past the limit of one mailbox
        db.session.commit()
    post.deliver()
    tokens = [post.link(number).rsplit("/", 1)[1] for number in range(10)]

    def confirm(token: str) -> bool:
        try:
            cast.do(confirmations.confirm, token)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(confirm, tokens)) == 1


def test_reading_and_logging_in_go_on_while_a_conversation_is_locked(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    with cast.app.app_context():
        conversations.locked(Conversation.between(ana.id, bo.id))
        with ThreadPoolExecutor(1) as pool:
            token = pool.submit(cast.do, logins.log_in, "bo", PASSWORD, "::1").result(10)
            found = pool.submit(cast.rows, select(Message.body).where(Message.id == message.id)).result(10)
        db.session.rollback()
    assert token and found == ["Hello"]


def test_parallel_saves_of_one_form_end_with_its_last(cast, ana, bo):
    def save(step: int):
        cast.do(drafts.save, ana, bo, drafts.Writing(f"Text {step}", key="form", step=step))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(save, [*range(40, 0, -2), *range(1, 40, 2)]))
    assert cast.row(Draft, ana.id, bo.id).body == "Text 40"


def test_saves_that_race_with_their_message_leave_no_draft(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    with ThreadPoolExecutor(6) as pool:
        for key in ("a", "b", "c", "d", "e"):
            texts = ("On", "On its", "On its w", "On its way")
            saves = [
                pool.submit(cast.do, drafts.save, ana, bo, drafts.Writing(text, key=key, step=step))
                for step, text in enumerate(texts, 1)
            ]
            sent = pool.submit(cast.said, ana, bo, texts[-1], key)
            for one in (*saves, sent):
                one.result()
            assert cast.row(Draft, ana.id, bo.id).body == "", key


def test_twenty_releasers_at_once_send_what_is_due_once_and_none_waits_for_another_for_ever(cast, ana, bo, dev):
    """Of three people who write to each other in a circle, with sends and holds in between."""
    for person in (ana, bo, dev):
        holding(cast, person)
    cast.said(ana, bo, "Hello"), cast.said(dev, bo, "Hello"), cast.said(ana, dev, "Hello")
    pairs = [(ana, bo), (bo, dev), (dev, ana), (bo, ana), (dev, bo), (ana, dev)]
    rows = [held(cast, *pair, f"Held {number}", f"{number}") for number in range(4) for pair in pairs]
    clock.freeze(clock.now() + timedelta(seconds=11))
    try:
        with ThreadPoolExecutor(20) as pool:
            released = [pool.submit(cast.do, releases.release, row.id) for _ in range(3) for row in rows]
            others = [pool.submit(cast.said, *pair, "Meanwhile") for pair in pairs]
            more = [pool.submit(held, cast, *pair, "Held meanwhile", "more") for pair in pairs]
            sent = [job.result() for job in released]
            [job.result() for job in others + more]
    finally:
        clock.release()
    assert sum(message is not None for message in sent) == len(rows)
    assert len(cast.rows(select(Message.id).where(Message.body.startswith("Held ")))) == len(rows)
    assert [count_of(cast, person) for person in (ana, bo, dev)] == [(2, 2)] * 3


def test_twenty_parallel_holds_of_one_form_are_one_row(cast, ana, bo):
    holding(cast, ana)
    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(lambda _: held(cast, ana, bo).id, range(20)))
    assert len(ids) == cast.count(Waiting) == 1
    assert count_of(cast, ana) == (1, 1)


def test_undo_and_release_at_once_agree(cast, ana, bo):
    """Either it was taken back and nobody sees it, or it was sent and Undo says so."""
    holding(cast, ana)
    rows = [held(cast, ana, bo, f"Held {number}", str(number)) for number in range(12)]
    clock.freeze(clock.now() + timedelta(seconds=11))

    def undo(row) -> bool:
        try:
            return bool(cast.do(waiting.cancel, ana, row.id))
        except Conflict:
            return False

    try:
        with ThreadPoolExecutor(16) as pool:
            undone = [pool.submit(undo, row) for row in rows]
            sent = [pool.submit(cast.do, releases.release, row.id) for row in rows]
            pairs = [(back.result(), bool(message.result())) for back, message in zip(undone, sent, strict=True)]
    finally:
        clock.release()
    assert all(back != was_sent for back, was_sent in pairs)
    assert cast.count(Message) == sum(was_sent for _, was_sent in pairs)
    assert count_of(cast, ana) == (0, 0)


def test_putting_away_while_messages_come_loses_none_and_keeps_count(cast, ana, bo, dev):
    """Two people archive, delete, label and block; both write to each other meanwhile; nobody waits for ever."""
    talks = {cast.said(ana, other, "Hello").conversation_id: None for other in (bo, dev)}
    vip = cast.do(labels.create, ana, "VIP", 3)
    sent = []

    def write(number: int) -> None:
        one, two = ((bo, ana), (dev, ana), (ana, bo))[number % 3]
        try:
            sent.append(cast.said(one, two, f"Number {number}").id)
        except NotAllowed:
            pass

    def organise(number: int) -> None:
        name = ("archive", "spam", "unspam", "star", "unread", "read", "label", "block", "unblock", "unlabel")[
            number % 10
        ]
        argument = vip.id if "label" in name else None
        cast.do(batches.perform, ana, name, talks, argument)

    def clear(number: int) -> None:
        who = (ana, bo)[number % 2]
        first = min(talks)
        cast.do(clearings.clear, who, {first: None})

    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(each, number) for number in range(30) for each in (write, organise, clear)]
        assert [job.exception() for job in work if job.exception()] == []
    for part in cast.rows(select(Participation)):
        mine = [m for m in cast.rows(select(Message).where(Message.conversation_id == part.conversation_id))
                if m.author_id != part.person_id and m.seq > max(part.read_seq, part.cleared_seq)]  # fmt: skip
        assert part.unread == len(mine), part.person_id
    for person in (ana, bo, dev):
        told = sum(part.is_told for part in cast.rows(select(Participation)) if part.person_id == person.id)
        starred = sum(part.starred for part in cast.rows(select(Participation)) if part.person_id == person.id)
        assert (cast.again(person).unread, cast.again(person).starred) == (told, starred)
    assert {m.id for m in cast.rows(select(Message))} >= set(sent)
    labelled = sum(bool(part.labels & vip.bit) for part in cast.rows(select(Participation)))
    assert cast.again(vip).size == labelled == cast.count(LabelOn)


def test_of_a_block_and_a_first_message_at_once_one_comes_first(cast, bo):
    for number in range(6):
        client = cast.person(f"client{number}")
        with ThreadPoolExecutor(2) as pool:
            blocked = pool.submit(cast.do, blocks.block, bo, client)
            said = pool.submit(cast.said, client, bo, "Hello")
            assert blocked.exception() is None and (
                said.exception() is None or isinstance(said.exception(), NotAllowed)
            )
        for part in cast.rows(
            select(Participation).where(Participation.person_id == bo.id, Participation.other_id == client.id)
        ):
            assert part.blocked and cast.row(Conversation, part.conversation_id).is_blocked_by(bo.id)


def test_an_answer_to_a_message_that_is_deleted_at_once_is_kept_and_quotes_nothing(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    for number in range(40):
        original = cast.said(ana, bo, f"Secret {number}")
        with ThreadPoolExecutor(2) as pool:
            answer = pool.submit(cast.said, bo, ana, f"Answer {number}", "", original.id)
            gone = pool.submit(cast.do, messages.delete, ana, original.id)
            assert answer.exception() is None and gone.exception() is None
    text = cast.logged_in(bo).read("/inbox/ana/changes?since=0").text
    assert "Secret" not in text and "Answer 39" in text and "This message was deleted" in text
    assert len(cast.rows(select(Message.id).where(Message.body.startswith("Answer")))) == 40
    assert cast.rows(select(Message.id).where(Message.body.startswith("Secret"))) == []


def test_edits_searches_and_a_deletion_at_once_leave_no_word_of_it(cast, ana, bo):
    """F13: whichever comes last, the index holds nothing of a text that is gone."""
    for number in range(15):
        said = cast.said(ana, bo, f"zeugma{number} at first")
        with ThreadPoolExecutor(6) as pool:
            edits = [pool.submit(cast.do, messages.edit, ana, said.id, f"zeugma{number} {edit}", 0) for edit in "ab"]
            looks = [pool.submit(cast.logged_in(bo).get, f"/search?q=zeugma{number}&kind=all") for _ in range(2)]
            gone = pool.submit(cast.do, messages.delete, ana, said.id)
            assert gone.exception() is None and {look.result().status_code for look in looks} == {200}
            assert {type(edit.exception()) for edit in edits} <= {type(None), Conflict, NotAllowed}
    with cast.app.app_context():
        for number in range(15):
            assert db.session.execute(entry.holding({f"zeugma{number}"}, None, 5)).all() == []
        for table in ("message", "message_version", "participation", "draft"):
            assert "zeugma" not in str(db.session.execute(db.text(f"SELECT * FROM {table}")).all())
