"""The only place that commits. Side effects wait for the commit.

    @transaction
    def edit(...):            # a verb: all of it happens, or nothing
        ...
        tell(MessageEdited(...))

A verb called by another verb joins its transaction. On SQLite a verb starts with BEGIN IMMEDIATE: a transaction that
first reads and then writes fails at once under load otherwise, whatever busy_timeout says.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps

import structlog
from flask import current_app
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import TimeoutError
from sqlalchemy.orm.attributes import set_committed_value

from inbox.extensions import db

log = structlog.get_logger()
PATIENCE = 10
"""Seconds to wait for a turn to write; SQLite itself waits as long for other processes."""
_pen = threading.Lock()
_told: ContextVar[list | None] = ContextVar("told", default=None)
_owed: ContextVar[list] = ContextVar("owed")

Reactions = Mapping[type, tuple[tuple[Callable, ...], tuple[Callable, ...]]]


def make_lock() -> None:
    """That of the live server is made when gevent has come."""
    global _pen
    _pen = threading.Lock()


def tell(event) -> None:
    """Says that something happened. What follows runs within this transaction, or after its commit."""
    events = _told.get()
    if events is None:
        raise RuntimeError(f"{type(event).__name__} was told outside a transaction")
    events.append(event)


def afterwards(verb: Callable, *args) -> None:
    """Has another verb run once this transaction has ended, also when it was undone: what a refusal leaves behind.
    It decides anew, under its own locks; nothing undoes it."""
    if _told.get() is None:
        raise RuntimeError(f"{verb.__name__} was owed outside a transaction")
    _owed.get().append((verb, args))


def transaction(verb):
    """Runs a verb in one transaction: the verb, the reactions within, the commit, the reactions after."""
    return _run(verb, begin)


def passing_transaction(verb):
    """The same, and nobody waits until it is on the disk: it outlives every process, but not always a power cut, which
    takes the latest of what was noted so. For what may be told again, such as how far a file has come."""
    return _run(verb, partial(begin, in_passing=True))


def _run(verb, begin: Callable[[], None]):
    @wraps(verb)
    def run(*args, **kwargs):
        if _told.get() is not None:
            return verb(*args, **kwargs)
        owed: list = []
        try:
            return _by_itself(begin, partial(verb, *args, **kwargs), owed)
        finally:
            for follower, its_args in owed:
                _follow(follower, its_args)

    return run


def _by_itself(begin, verb, owed: list):
    events: list = []
    token, debt = _told.set(events), _owed.set(owed)
    try:
        with _in_turn():
            result = _all_or_nothing(begin, verb, events)
    finally:
        _told.reset(token), _owed.reset(debt)
    _react_after(events)
    return result


def _follow(verb, args) -> None:
    try:
        verb(*args)
    except Exception:  # what was said about the first transaction stands
        log.exception("not followed", verb=verb.__qualname__)


def _all_or_nothing(begin, verb, events: list):
    try:
        begin()
        result = verb()
        _react_within(events)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return result


@contextmanager
def _in_turn():
    """SQLite takes one writer at a time, and those that wait get their turn by luck: one in a hundred waits for
    seconds. Within a process they stand in line here instead."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    db.session.rollback()  # nothing is held while waiting
    if not _pen.acquire(timeout=PATIENCE):
        raise TimeoutError("no turn to write")
    try:
        yield
    finally:
        _pen.release()


def take_turns(what: str) -> None:
    """Until the commit no other transaction that asks for the same turn goes on: for a rule over many rows, which no
    unique key can say. SQLite has one writer at a time anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def begin(in_passing: bool = False) -> None:
    """Leaves the snapshot that the view read from, and starts a transaction that may write."""
    db.session.rollback()
    for thing in db.session:
        _keep_key(thing)
    db.session.connection(execution_options={"for_writing": True, "in_passing": in_passing})


def _keep_key(thing) -> None:
    """The key of a row never changes: asking for it must not load again what the rollback has put out of date."""
    row = inspect(thing)
    for column, value in zip(row.mapper.primary_key, row.identity, strict=True):
        set_committed_value(thing, row.mapper.get_property_by_column(column).key, value)


def _react_within(events: list) -> None:
    position = 0
    while position < len(events):  # a reaction may tell more
        event = events[position]
        for reaction in _reactions()[type(event)][0]:
            reaction(event)
        position += 1


def _react_after(events: list) -> None:
    for event in events:
        for reaction in _reactions()[type(event)][1]:
            try:
                reaction(event)
            except Exception:  # the fact is committed: one reaction that fails harms no other
                log.exception("reaction failed", reaction=reaction.__qualname__, event_type=type(event).__name__)


def _reactions() -> Reactions:
    return current_app.extensions["reactions"]
