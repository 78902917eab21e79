"""Whatever happens and whatever dies meanwhile: each message that was held or scheduled is sent once, or it was taken
back and is never sent; and the other side sees nothing of it before."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from rq import Queue
from sqlalchemy import event, select

from inbox import clock
from inbox.errors import Conflict
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.waiting import Waiting
from inbox.services import releases, waiting
from jobs import queues, schedule
from jobs.release_waiting import release_waiting
from tests.examples import examples
from tests.waits import count_of, holding

pytestmark = pytest.mark.thorough

STEPS = st.sampled_from([0.1, 4.9, 5, 9.9, 10, 10.1, 3599, 3600, 86400])
MOMENTS = ["before_flush", "after_flush", "before_commit", "after_commit"]
NUMBERS = st.integers(0, 999)


class Killed(BaseException):
    """The process is gone, in the middle of what it did."""


class Death:
    """Kills once, at the moment that is set."""

    at: str | None = None

    @contextmanager
    def listening(self) -> Iterator["Death"]:
        """As long as a whole run: SQLAlchemy's register of listeners mixes up those that come and go in quick turn."""
        blows = [(moment, partial(self.strike, moment)) for moment in MOMENTS]
        for moment, blow in blows:
            event.listen(db.session, moment, blow)
        try:
            yield self
        finally:
            for moment, blow in blows:
                event.remove(db.session, moment, blow)

    def strike(self, moment: str, *_) -> None:
        if self.at == moment:
            self.at = None
            raise Killed


class Waits(RuleBasedStateMachine):
    """Ana, who holds her messages for 10 seconds, writes to Bo."""

    cast = redis = death = None

    @initialize()
    def begin(self) -> None:
        """A conversation of its own, so that what was before does not count."""
        clock.freeze(datetime(2026, 3, 28, 22, 0, tzinfo=UTC))  # the night on which Paris loses an hour
        self.ana = holding(self.cast, self.cast.person("a" + secrets.token_hex(6), time_zone="Europe/Paris"))
        self.bo = self.cast.person("b" + secrets.token_hex(6))
        self.made: list[dict] = []

    def pick(self, number: int) -> dict:
        return self.made[number % len(self.made)]

    @rule()
    def hold(self) -> None:
        self._make(waiting.send)

    @rule(hours=st.sampled_from([1, 2, 24]))
    def schedule(self, hours: int) -> None:
        self._make(waiting.schedule, clock.now() + timedelta(hours=hours))

    def _make(self, verb, *when) -> None:
        body = f"text {len(self.made)}"
        row = self.cast.do(verb, self.ana, self.bo, body, body, *when)
        self.made.append({"id": row.id, "body": body, "due": row.due_at, "back": False, "form": (verb, when)})

    @rule(number=NUMBERS)
    def the_form_comes_again(self, number: int) -> None:
        if self.made:
            one = self.pick(number)
            verb, when = one["form"]
            try:
                self.cast.do(verb, self.ana, self.bo, one["body"], one["body"], *when)
            except Conflict:
                assert one["back"]

    @rule(number=NUMBERS)
    def undo(self, number: int) -> None:
        if self.made:
            one = self.pick(number)
            try:
                self.cast.do(waiting.cancel, self.ana, one["id"])
                one["back"] = True
            except Conflict:
                assert one["body"] in self.sent()

    @rule(number=NUMBERS)
    def send_now(self, number: int) -> None:
        if self.made and not self.pick(number)["back"]:
            one = self.pick(number)
            self.cast.do(releases.release_now, self.ana, one["id"])
            one["due"] = min(one["due"], clock.now())

    @rule(seconds=STEPS)
    def time_passes(self, seconds: float) -> None:
        clock.move(timedelta(seconds=seconds))

    @rule(moment=st.sampled_from(MOMENTS))
    def a_releaser_dies(self, moment: str) -> None:
        """Killed at that point of its first release; whatever it had not committed is gone."""

        self.death.at = moment
        try:
            self.cast.do(releases.release_due)
        except Killed:
            pass
        finally:
            self.death.at = None  # nothing was due

    @rule()
    def a_page_process_looks(self) -> None:
        self.cast.do(releases.release_due)
        self.check_due()

    @rule()
    def a_sweep_is_queued_and_lost(self) -> None:
        """Redis is emptied before any worker came to it, or the worker died with the job."""
        schedule.queue_due(self.redis)
        self.redis.flushall()

    @rule()
    def a_worker_sweeps(self) -> None:
        queues.enqueue(self.redis, "release_waiting")
        for job in Queue(queues.SHORT, connection=self.redis, serializer=queues.SERIALIZER).jobs:
            assert job.func_name.endswith(release_waiting.__name__)
            self.cast.do(release_waiting)
        self.redis.flushall()
        self.check_due()

    def check_due(self) -> None:
        """All that was due is there now."""
        wanted = {one["body"] for one in self.made if not one["back"] and one["due"] <= clock.now()}
        assert wanted == set(self.sent())

    def sent(self) -> list[str]:
        return self.cast.rows(select(Message.body).where(Message.author_id == self.ana.id))

    @invariant()
    def each_is_sent_at_most_once_and_none_that_was_taken_back_or_is_not_due(self) -> None:
        if not hasattr(self, "made"):
            return
        sent = self.sent()
        assert len(sent) == len(set(sent))
        for one in self.made:
            assert not (one["body"] in sent and (one["back"] or one["due"] > clock.now())), one
        assert self.cast.again(self.bo).unread == (1 if sent else 0)
        count, rows = count_of(self.cast, self.ana)
        assert count == rows == len(self.made) - len(sent) - sum(one["back"] for one in self.made)

    def teardown(self) -> None:
        """In the end all are sent that were not taken back."""
        if hasattr(self, "made"):
            clock.move(timedelta(days=9))
            self.cast.do(releases.release_due)
            assert sorted(self.sent()) == sorted(one["body"] for one in self.made if not one["back"])
            assert self.cast.rows(select(Waiting.id).where(Waiting.state == "waiting")) == []


def test_a_message_that_waits_is_sent_once_whatever_dies_meanwhile(cast, redis_server):
    class Here(Waits):
        pass

    Here.cast, Here.redis = cast, redis_server.client
    try:
        checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
        chosen = settings(
            max_examples=examples(25), stateful_step_count=25, deadline=None, suppress_health_check=checks
        )
        with Death().listening() as Here.death:
            run_state_machine_as_test(Here, settings=chosen)
    finally:
        clock.release()
