"""The messaging limit: so many new people within an hour, then a wait; contacts are always free."""

from datetime import timedelta

import pytest

from inbox import clock
from inbox.errors import TooMany
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.offence import Offence
from tests.cast import Cast

MOST = 3
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def app(make_app):
    """The application, in which somebody may write to three new people within an hour."""
    return make_app(HALLE_LIMIT_PEOPLE=str(MOST))


def freelancers(cast: Cast, count: int, start: int = 0) -> list:
    """So many people to write to."""
    return [cast.person(f"f{number}", roles=("role_freelancer",)) for number in range(start, start + count)]


def at_the_limit(cast: Cast, person) -> None:
    """That person has written to as many new people as they may."""
    clock.freeze(clock.now())
    for other in freelancers(cast, MOST):
        cast.said(person, other, "Hello")


def waits(cast: Cast, person) -> None:
    """That person has tried one more."""
    at_the_limit(cast, person)
    with pytest.raises(TooMany):
        cast.said(person, *freelancers(cast, 1, MOST), "Hello")


def test_one_more_than_the_limit_is_refused_with_the_minutes_and_nothing_of_it_stays(cast, ana):
    at_the_limit(cast, ana)
    with pytest.raises(TooMany) as caught:
        cast.said(ana, *freelancers(cast, 1, MOST), "Hello")
    assert str(caught.value) == "Message limit reached. You can write to new people again in 60 min."
    assert caught.value.seconds == 3600
    assert cast.count(Message) == cast.count(Conversation) == MOST
    assert cast.again(ana).limited_until == clock.now() + HOUR
    assert [(each.at, each.until) for each in cast.rows(Offence.__table__.select().with_only_columns(Offence.id)) and
            [cast.row(Offence, 1)]] == [(clock.now(), clock.now() + HOUR)]  # fmt: skip
