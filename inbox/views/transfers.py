"""Transfers: files that come or go hold a thread for as long as the line takes. Some threads are always left for pages,
and some for other people."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import ClientDisconnected

from inbox.config import settings
from inbox.errors import Busy

PATIENCE = 5
BLOCK = 256 * 1024
_free = threading.Condition()
_held: Counter[int] = Counter()


def make_lock() -> None:
    """That of the live server is made when gevent has come."""
    global _free
    _free = threading.Condition()


def take(person_id: int) -> Callable[[], None]:
    """A place for one transfer of that person; what is returned gives it back, once. Raises Busy."""
    with _free:
        if not _free.wait_for(lambda: _has_room(person_id), PATIENCE):
            raise Busy(_l("Many files are on their way at the moment. Try again in a moment."))
        _held[person_id] += 1
    return _once(person_id)


def _has_room(person_id: int) -> bool:
    most = settings().transfers
    return _held.total() < most and _held[person_id] < max(1, most // 2)


def _once(person_id: int) -> Callable[[], None]:
    is_held = True

    def give_back() -> None:
        nonlocal is_held
        with _free:
            if is_held:
                is_held = False
                _held[person_id] -= 1
                if not _held[person_id]:
                    del _held[person_id]
                _free.notify_all()

    return give_back


@contextmanager
def slot(person_id: int) -> Iterator[None]:
    """The same, for as long as a block runs."""
    give_back = take(person_id)
    try:
        yield
    finally:
        give_back()


def coming() -> Iterator[memoryview]:
    """What this request brings, until it ends or its sender is gone: what came before that is worth keeping. Each block
    is good until the next one is asked for."""
    memory = memoryview(bytearray(BLOCK))
    while count := _read(memory):
        yield memory[:count]


def _read(memory: memoryview) -> int:
    try:
        return request.stream.readinto(memory)
    except (OSError, ClientDisconnected):
        return 0
