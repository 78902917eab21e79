"""An email address is whose who confirmed it first, and nobody learns by making an account whose it is."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from inbox import clock
from inbox.errors import Conflict, Invalid, TooMany
from inbox.extensions import db
from inbox.models.letter import Letter
from inbox.models.person import Person
from inbox.services import confirmations, logins, people, resets
from inbox.services.confirmations import Gone
from tests.cast import PASSWORD, Cast

HERE = "127.0.0.1"
FORM = {"email": "ana@halle.test", "password": "long enough", "role": "client", "locale": "en", "time_zone": "UTC"}


@pytest.fixture
def cast(post):
    """The people of the application that sends."""
    return Cast(post.app)


@pytest.fixture
def signed_up(cast):
    """Somebody makes an account of that name, with Ana's address unless another is said."""
    return lambda name, **more: cast.do(people.sign_up, username=name, address=HERE, **FORM | more)


@pytest.fixture
def token(post):
    """The one of the link in the last mail."""

    def last() -> str:
        post.deliver()
        return post.link().rsplit("/", 1)[1]

    return last


def is_confirmed(cast, person) -> bool:
    return cast.again(person).email_confirmed_at is not None


def test_an_account_is_made_with_an_address_that_is_not_confirmed_and_a_letter_asks(cast, post, signed_up, token):
    eve = signed_up("eve")
    assert (eve.email, is_confirmed(cast, eve)) == ("ana@halle.test", False)
    cast.do(confirmations.confirm, token())
    assert is_confirmed(cast, eve)
    assert post.box.envelopes[0].rcpt_tos == ["ana@halle.test"]
    assert "https://" not in post.box.raw[0].decode() and len(post.box.raw) == 1


def test_making_an_account_costs_the_same_statements_whosever_the_address_is(cast, post, ana, signed_up):
    with post.app.app_context():
        engine = db.engine
    ran = []
    for name, email in (("one", "ana@halle.test"), ("two", "nobody@halle.test"), ("three", "two@halle.test")):
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_, seen=seen) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        signed_up(name, email=email)
        event.remove(engine, "before_cursor_execute", note)
        ran.append(seen)
    assert ran[0] == ran[1] == ran[2]
    assert not any("email =" in statement for statement in ran[0])


def test_who_has_an_account_hears_that_somebody_made_another_with_their_address(cast, post, ana, signed_up):
    signed_up("eve")
    post.deliver()
    (mail,) = post.box.mails
    said = mail.get_body(("plain",)).get_content()
    assert "made an account named eve with your email address. You have one already: ana." in " ".join(said.split())
    assert post.link() == "/password/reset"
    assert post.box.envelopes[0].rcpt_tos == ["ana@halle.test"]


def test_the_owner_hears_it_in_their_language(cast, post, ana, signed_up):
    cast.do(people.speak, ana, "fr")
    signed_up("eve")
    post.deliver()
    assert post.box.mails[0]["Subject"] == "Vous avez déjà un compte Halle"
    signed_up("zoe", email="zoe@halle.test", locale="fr")
    post.deliver()
    assert post.box.mails[1]["Subject"] == "Confirmez votre adresse e-mail pour Halle"


def test_two_may_give_one_address_and_the_first_to_confirm_has_it(cast, post, signed_up):
    one, two = signed_up("one"), signed_up("two")
    post.deliver()
    first, second = (post.link(number).rsplit("/", 1)[1] for number in (0, 1))
    cast.do(confirmations.confirm, second)
    with pytest.raises(Conflict):
        cast.do(confirmations.confirm, first)
    assert (is_confirmed(cast, one), is_confirmed(cast, two)) == (False, True)
    cast.do(confirmations.confirm, second)  # twice is once
    assert is_confirmed(cast, two)


def test_a_link_works_for_a_week_and_says_nothing_that_was_not_signed(cast, signed_up, token):
    clock.freeze(clock.now())
    eve, good = signed_up("eve"), token()
    number, until, sign = good.split("-", 2)
    wrong = (f"{int(number) + 1}-{until}-{sign}", f"{number}-{int(until) + 1}-{sign}", f"{number}-{until}-", "", "x", "1-2",
             "9" * 30 + "-1-x", "\0", "é-1-x", "1-²-x", "\ud800", good + "x")  # fmt: skip
    for each in wrong:
        with pytest.raises(Gone):
            cast.do(confirmations.confirm, each)
    clock.move(timedelta(days=7))
    with pytest.raises(Gone):
        cast.do(confirmations.confirm, good)
    assert not is_confirmed(cast, eve)


def test_the_link_is_of_the_address_that_it_was_sent_to(cast, signed_up, token):
    eve, link = signed_up("eve"), token()
    with cast.app.app_context():
        db.session.get(Person, eve.id).email = "another@halle.test"
        db.session.commit()
    with pytest.raises(Gone):
        cast.do(confirmations.confirm, link)


def test_it_can_be_asked_for_again_three_times_an_hour_and_six_mails_a_day_come_of_it(cast, post, signed_up):
    clock.freeze(clock.now())
    eve = signed_up("eve")
    for _ in range(3):
        cast.do(confirmations.ask, eve)
    with pytest.raises(TooMany):
        cast.do(confirmations.ask, eve)
    for number in range(6):
        signed_up(f"eve{number}")
    post.deliver()
    assert (cast.count(Letter), len(post.box.raw)) == (10, 6)


def test_nothing_comes_once_it_is_confirmed(cast, post, signed_up, token):
    eve = signed_up("eve")
    cast.do(confirmations.confirm, token())
    cast.do(confirmations.ask, eve)
    post.deliver()
    assert len(post.box.raw) == 1


# ---- the log-in


def whose(cast, name: str, password: str) -> str | None:
    """Whom that name and password log in."""
    try:
        token = cast.do(logins.log_in, name, password, HERE)
    except Invalid:
        return None
    with cast.app.app_context():
        return logins.find(token).person.username


def test_an_address_logs_in_its_owner_and_who_gave_it_last_each_by_their_password(cast, ana, signed_up):
    assert whose(cast, "ana@halle.test", "long enough") is None
    signed_up("eve")
    assert whose(cast, "ana@halle.test", "long enough") == "eve"  # as with an address that nobody else has
    assert whose(cast, "ana@halle.test", PASSWORD) == "ana"
    signed_up("zoe", email="zoe@halle.test")
    assert whose(cast, "zoe@halle.test", "long enough") == "zoe"


def test_an_address_costs_the_same_work_whosever_it_is(cast, ana, signed_up, monkeypatch):
    from inbox import passwords  # noqa: PLC0415

    signed_up("zoe", email="zoe@halle.test"), signed_up("eve")
    asked, real = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *args: asked.append(1) or real(*args))
    for email in ("ana@halle.test", "zoe@halle.test", "nobody@halle.test", "x\0@halle.test"):
        asked.clear()
        assert whose(cast, email, "wrong password") is None
        assert len(asked) == 2, email
    for email, password in (("ana@halle.test", PASSWORD), ("zoe@halle.test", "long enough")):
        asked.clear()
        assert whose(cast, email, password) and len(asked) == 2


# ---- another password


def test_a_reset_by_the_address_is_its_owners(cast, post, ana, signed_up, token):
    signed_up("eve")
    post.deliver()
    cast.do(resets.ask, "ana@halle.test", HERE)
    assert cast.do(resets.use, token(), "another long password") == ana.id


def test_who_only_gave_the_address_of_another_gets_no_letters_there(cast, post, ana, signed_up):
    signed_up("eve")
    post.deliver()
    cast.do(resets.ask, "eve", HERE)
    post.deliver()
    assert len(post.box.raw) == 1  # the one that tells Ana


def test_a_reset_reaches_an_address_that_is_nobody_elses_and_confirms_it(cast, signed_up, post, token):
    zoe = signed_up("zoe", email="zoe@halle.test")
    post.deliver()
    cast.do(resets.ask, "zoe@halle.test", HERE)
    cast.do(resets.use, token(), "another long password")
    assert is_confirmed(cast, zoe)
