"""That failed jobs were queued again is told once, and only when any were."""

from inbox.events import JobsRetried
from inbox.services import retries


def test_it_is_told_who_had_how_many_queued_again(app, cast, ana):
    events = []
    app.extensions["reactions"] = {**app.extensions["reactions"], JobsRetried: ((events.append,), ())}
    cast.do(retries.note, ana, 3)
    cast.do(retries.note, ana, 0)
    assert events == [JobsRetried(ana.id, 3)]
