"""What lives long is set aside, and what nobody holds any more goes all the same."""

import gc
import weakref

import pytest

from inbox.garbage import MANY, Tidier


class Thing:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def gone():
    """How many sockets have closed; the collector comes only when it is asked, and finds nothing set aside before."""
    gc.disable()
    yield [0]
    gc.enable()


@pytest.fixture
def tidier(gone):
    tidier = Tidier(lambda: gone[0])
    tidier.tidy()
    return tidier


def test_what_lives_on_is_gone_through_once(tidier):
    lasting = [Thing() for _ in range(100)]
    before = gc.get_freeze_count()
    tidier.tidy()
    assert gc.get_freeze_count() >= before + len(lasting)
    assert not any(thing in lasting for thing in gc.get_objects() if type(thing) is Thing)


def test_what_nobody_holds_goes_before_anything_is_set_aside(tidier):
    seen = weakref.ref(Thing())
    assert seen() is not None
    tidier.tidy()
    assert seen() is None


def test_what_was_set_aside_goes_once_many_sockets_have_closed(tidier, gone):
    thing = Thing()
    seen = weakref.ref(thing)
    tidier.tidy()
    del thing
    gone[0] += MANY - 1
    tidier.tidy()
    assert seen() is not None
    gone[0] += 1
    tidier.tidy()
    assert seen() is None
    assert gc.get_freeze_count() > 0
