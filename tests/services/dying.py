"""Processes that die in the middle of something, seen from within: what they would have done next is not done."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from inbox.services import attachments, intakes, moves
from inbox.storage import store


class Died(BaseException):
    """As a kill: nobody catches it."""


@contextmanager
def dying(cast, step: str, when: str) -> Iterator[None]:
    """The next call of that function (`store.put`, `moves._arrive`) ends everything `before` it, or `after` it."""
    place, _, name = step.partition(".")
    with cast.app.app_context():
        owner = {"store": store, "moves": lambda: moves, "intakes": lambda: intakes, "attachments": lambda: attachments}
        owner = owner[place]()
    verb = getattr(owner, name)

    def last(*args, **kwargs):
        if when == "after":
            verb(*args, **kwargs)
        raise Died

    with patch.object(owner, name, last):  # and nothing of it stays: a store outlives its test
        yield
