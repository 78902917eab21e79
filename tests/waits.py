"""What tests of messages that wait share: a clock that stands still, and somebody who holds their messages."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.models.waiting import REFUSED, WAITING, Waiting
from inbox.services import people, waiting

START = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = START + HOUR


@pytest.fixture(autouse=True)
def still():
    """The clock stands still until a test moves it."""
    clock.freeze(START)
    yield
    clock.release()


def holding(cast, person, seconds: str = "10"):
    """That person, who holds their messages for so long from now on."""
    cast.do(people.change_settings, person, person.locale, person.time_zone, person.enter_key, "on", seconds)
    return cast.again(person)


def refusal(cast, kind, verb, *args):
    """The refusal, whose sentence can be read once the verb is over."""
    with pytest.raises(kind) as caught:
        cast.do(verb, *args)
    return caught.value


def scheduled(cast, author, other, body="Later", key="k", at=LATER, **more) -> Waiting:
    """A message that the author sends later."""
    return cast.do(waiting.schedule, author, other, body, key, at, **more)


def held(cast, author, other, body="Hello", key="k") -> Waiting:
    """A message that the author sends, and holds."""
    return cast.do(waiting.send, author, other, body, key)


def count_of(cast, person) -> tuple[int, int]:
    """What the person's row remembers, and how many wait."""
    found = select(Waiting.id).where(Waiting.author_id == person.id, Waiting.state.in_((WAITING, REFUSED)))
    return cast.again(person).waiting, len(cast.rows(found))
