"""Another password by a link: for its owner alone, once, for a while, and nobody learns who has an account."""

from datetime import timedelta

import pytest

from inbox import clock, passwords
from inbox.errors import Invalid, TooMany
from inbox.models.letter import Letter
from inbox.models.login import Login
from inbox.models.reset import Reset
from inbox.services import logins, resets
from inbox.services.resets import Gone
from tests.cast import PASSWORD, Cast

HERE = "127.0.0.1"
NEW = "another long password"


@pytest.fixture
def cast(post):
    """The people of the application that sends."""
    return Cast(post.app)


@pytest.fixture
def asked(cast, post):
    """Somebody asks with that name; the token of the link that comes."""

    def ask(name: str = "ana") -> str:
        cast.do(resets.ask, name, HERE)
        post.deliver()
        return post.link().rsplit("/", 1)[1]

    return ask


def is_password(cast, person, password: str) -> bool:
    """Whether this is the person's password now."""
    return cast.do(passwords.matches, password, cast.again(person).password_hash)


@pytest.mark.parametrize("name", ["ana", " ANA ", "ana@halle.test", "Ana@Halle.Test"])
def test_the_link_goes_to_the_address_of_the_account_and_changes_the_password(cast, post, ana, asked, name):
    token = asked(name)
    assert post.box.envelopes[0].rcpt_tos == ["ana@halle.test"]
    assert cast.do(resets.use, token, NEW) == ana.id
    assert is_password(cast, ana, NEW) and not is_password(cast, ana, PASSWORD)


def test_nobody_of_that_name_gets_nothing(cast, post, ana):
    cast.do(resets.ask, "nobody", HERE)
    cast.do(resets.ask, "nobody@halle.test", HERE)
    post.deliver()
    assert post.box.raw == []
    assert (cast.count(Reset), cast.do(resets.ask, "nobody", HERE)) == (0, None)


def test_asking_costs_the_same_statements_for_every_name(cast, post, ana):
    from sqlalchemy import event  # noqa: PLC0415

    from inbox.extensions import db  # noqa: PLC0415

    with post.app.app_context():
        engine = db.engine
    ran: dict[str, list[str]] = {}
    for name in ("ana", "eve", "ana@halle.test", "eve@halle.test"):
        seen = ran.setdefault(name, [])

        def note(_connection, _cursor, statement, *_, seen=seen) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        cast.do(resets.ask, name, HERE)
        event.remove(engine, "before_cursor_execute", note)
    assert ran["ana"] == ran["eve"] == ran["ana@halle.test"] == ran["eve@halle.test"]
    assert not any("person" in statement for statement in ran["ana"])


def test_all_logins_of_the_person_end_and_no_one_elses(cast, ana, bo, asked):
    for person in (ana, ana, bo):
        cast.do(logins.open_for, person.id)
    cast.do(resets.use, asked(), NEW)
    assert [cast.row(Login, id).ended_at is not None for id in (1, 2, 3)] == [True, True, False]


def test_a_link_opens_once(cast, ana, asked):
    token = asked()
    cast.do(resets.use, token, NEW)
    for verb in (lambda: cast.do(resets.use, token, "yet another password"), lambda: cast.do(resets.find, token)):
        with pytest.raises(Gone):
            verb()
    assert is_password(cast, ana, NEW)


def test_of_two_uses_at_once_one_counts(cast, ana, asked, monkeypatch):
    """The second finds the link open, and used once it has hashed."""
    token, real = asked(), passwords.hash_of

    def while_another_was_faster(password: str) -> str:
        monkeypatch.setattr(passwords, "hash_of", real)
        cast.do(resets.use, token, "the faster password")
        return real(password)

    monkeypatch.setattr(passwords, "hash_of", while_another_was_faster)
    with pytest.raises(Gone):
        cast.do(resets.use, token, NEW)
    assert is_password(cast, ana, "the faster password")


def test_a_link_works_for_an_hour_from_its_sending(cast, ana, asked):
    clock.freeze(clock.now())
    token = asked()
    clock.move(timedelta(minutes=59))
    assert cast.do(resets.find, token).id == ana.id
    clock.move(timedelta(minutes=1))
    with pytest.raises(Gone):
        cast.do(resets.use, token, NEW)


def test_a_newer_request_ends_the_older_link_of_that_person_alone(cast, ana, bo, asked):
    first, of_bo, second = asked(), asked("bo"), asked("ana@halle.test")
    with pytest.raises(Gone):
        cast.do(resets.use, first, NEW)
    assert cast.do(resets.use, of_bo, NEW) == bo.id
    assert cast.do(resets.use, second, NEW) == ana.id


def test_an_older_letter_that_comes_late_ends_nothing(cast, post, ana):
    clock.freeze(clock.now())
    post.box.answer = "451 later"
    cast.do(resets.ask, "ana", HERE)
    post.deliver()
    post.box.answer = ""
    cast.do(resets.ask, "ana", HERE)
    post.deliver()
    clock.move(timedelta(minutes=1))
    post.deliver()
    assert len(post.box.raw) == 1
    assert cast.do(resets.find, post.link().rsplit("/", 1)[1]).id == ana.id


@pytest.mark.parametrize("token", ["", "abc", "\0", "x" * 5000, "é", "\ud800"])
def test_what_is_no_token_opens_nothing(cast, ana, asked, token):
    asked()
    with pytest.raises(Gone):
        cast.do(resets.use, token, NEW)


def test_the_database_holds_no_token(cast, ana, asked):
    token = asked()
    stored = [str(vars(row)) for row in (cast.row(Letter, 1), cast.row(Reset, 1))]
    assert not any(token in row for row in stored)


def test_no_token_is_logged_when_there_is_a_mail_server(cast, ana, asked, logged):
    assert asked() not in logged.text


@pytest.mark.parametrize("password", ["", "nine char", "x" * 257, "ana", "long enough\0"])
def test_a_password_that_breaks_the_rules_uses_nothing_up(cast, ana, asked, password):
    token = asked()
    with pytest.raises(Invalid) as caught:
        cast.do(resets.use, token, password)
    assert set(caught.value.errors) == {"new_password"}
    assert is_password(cast, ana, PASSWORD)
    assert cast.do(resets.use, token, NEW) == ana.id


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "a\0b", "\ud800"])
def test_no_name_is_asked_for_again(cast, name):
    with pytest.raises(Invalid) as caught:
        cast.do(resets.ask, name, HERE)
    assert set(caught.value.errors) == {"username"}
    assert cast.count(Letter) == 0


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_one_name_gets_three_links_an_hour_whoever_asks(cast, ana, name):
    for number in range(3):
        cast.do(resets.ask, name, f"10.0.0.{number}")
    with pytest.raises(TooMany) as caught:
        cast.do(resets.ask, name.upper(), "10.0.0.9")
    assert "Wait 60 min" in str(caught.value.sentence)
    assert cast.count(Letter) == 3


def test_one_address_asks_twenty_times_an_hour(cast):
    for number in range(20):
        cast.do(resets.ask, f"name{number}", HERE)
    with pytest.raises(TooMany):
        cast.do(resets.ask, "another", HERE)
    cast.do(resets.ask, "another", "10.0.0.1")


def test_a_letter_is_there_though_redis_is_away(make_app, tmp_path):
    cast = Cast(make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock"))
    cast.do(resets.ask, "ana", HERE)
    assert cast.count(Letter) == 1
