"""What putting conversations in order costs: every filter's page, a thousand archived at once, a send's index."""

import asyncio
import contextlib
import io
import itertools
import os
import random
import time
from collections.abc import Callable, Iterator

from app import create_app
from inbox.cli import flood
from inbox.cli.babble import VOCABULARY
from inbox.config import load
from inbox.extensions import db
from inbox.models.person import Person
from inbox.services import entries, messages
from tests.bench.figures import Figure
from tests.bench.harness import http, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, Round, cpu_ms
from tests.bench.harness.sockets import Sockets
from tests.bench.harness.stack import Measured
from tests.bench.pages import ROWS

PAGE = 30
LISTED = "place = 'inbox'"
FILTERS = {
    "": LISTED,
    "filter=unread": f"{LISTED} AND NOT blocked AND (unread > 0 OR marked)",
    "filter=starred": "starred",
    "filter=archived": "place = 'archived'",
    "filter=spam": "place = 'spam'",
    "filter=offers": "0",
    "filter=requests": "0",
    "filter=follow-up": "labels & 1",
    "filter=snoozed": "place = 'snoozed'",
    "filter=waiting": f"{LISTED} AND NOT blocked AND NOT last_deleted AND last_author_id <> person_id",
    f"label={flood.HEAVY_ID}": f"labels & {1 << flood.LABEL_SLOT}",
}
"""What each address shows, said once more."""
TABS = 2
SETTLED = 1.0
"""Seconds in which a second push would have come."""


def run() -> Iterator[Figure]:
    """For the freelancer with a tenth of all conversations; against a tenth of the messages."""
    few, many = chosen.pick((2_000, 5_000), (100_000, 1_000_000), (1_000_000, 10_000_000))
    with stack.running(few) as small, stack.running(many) as large:
        yield from filters(small, large, f"{many:,} messages against {few:,}")
        yield from bulk(large, chosen.pick(10, 1000))
        yield from indexing(large)


def filters(small: Measured, large: Measured, sizes: str) -> Iterator[Figure]:
    """The first page of each filter, against the plain inbox, and against itself with fewer messages."""
    pages = {
        (query, size): _looking(halle, query, where)
        for query, where in FILTERS.items()
        for size, halle in (("small", small), ("large", large))
    }
    results = Results(pages)
    for query in FILTERS:
        name = f"inbox{'?' if query else ''}{query}"
        yield results.figure(f"{name}: CPU of all of Halle a page", (query, "large"), cpu_ms, "ms")
        if query:
            title = f"{name}: CPU against the plain inbox page"
            yield results.ratio(title, (query, "large"), ("", "large"), cpu_ms, most=1.5)
        yield results.ratio(f"{name}: CPU, {sizes}", (query, "large"), (query, "small"), cpu_ms, most=1.5)


def _looking(halle: Measured, query: str, where: str) -> Contender:
    """One page after the other; each holds exactly the rows that a count over the table says."""
    ((count,),) = halle.query(f"SELECT count(*) FROM participation WHERE person_id = ? AND ({where})", flood.HEAVY_ID)
    request = http.get(halle.enter(flood.HEAVY), "/inbox" + ("?" if query else "") + query)

    def check(status: int, body: bytes) -> bool:
        return status == 200 and body.count(ROWS) == min(PAGE, count)

    return Contender(
        lambda: http.saturate(halle.address, [request], 1, chosen.pick(0.3, 1), check),
        halle.pids,
    )


def bulk(halle: Measured, size: int) -> Iterator[Figure]:
    """So many conversations archived by one request, with two tabs of their owner open."""
    with Sockets() as sockets:
        archive = Archive(halle, sockets, size)
        results = Results({"archive": Contender(archive.play, halle.pids)})
    title = f"{size:,} conversations archived by one request"
    yield results.figure(f"{title}: CPU of all of Halle, with the pushes", "archive", cpu_ms, "ms", most=1000)
    yield Figure(f"{title}: pushes a tab, at most", max(archive.pushes), "", most=1)
    yield Figure(f"{title}: pushes a tab, at least", min(archive.pushes), "", least=1)


class Archive:
    """Archives the next ones of the inbox, again and again; looks into the database whether all of them went."""

    def __init__(self, halle: Measured, sockets: Sockets, size: int):
        self.halle, self.sockets, self.size = halle, sockets, size
        self.browser = halle.enter(flood.HEAVY)
        self.tabs = [sockets.join_halle(halle, self.browser, None) for _ in range(TABS)]
        self.frames = dict.fromkeys(self.tabs, 0)
        self.pushes: list[int] = []
        sockets.heard = self._heard

    def _heard(self, number: int, _frame: str) -> None:
        self.frames[number] += 1

    def play(self) -> Round:
        """One request, and the pushes that come of it."""
        found = self.halle.query(
            "SELECT conversation_id, last_message_id FROM participation WHERE person_id = ? AND place = 'inbox' "
            "ORDER BY last_message_id DESC LIMIT ?", flood.HEAVY_ID, self.size,
        )  # fmt: skip
        form = {"filter": "all", "do": "archive", "chosen": ",".join(f"{id_}-{key}" for id_, key in found)}
        took = self.sockets.loop.run_until_complete(self._ask(http.post(self.browser, "/batches", form)))
        ids = ",".join(str(id_) for id_, _ in found)
        where = f"person_id = ? AND place = 'archived' AND conversation_id IN ({ids})"
        ((done,),) = self.halle.query(f"SELECT count(*) FROM participation WHERE {where}", flood.HEAVY_ID)
        assert done == len(found) == self.size, f"{done} of {len(found)} were archived"
        return Round(1, took, [took])

    async def _ask(self, request: bytes) -> float:
        await asyncio.sleep(SETTLED)  # what came of the last one
        self.frames = dict.fromkeys(self.tabs, 0)
        connection, started = http.Connection(self.halle.address), time.perf_counter()
        status, head, _ = await connection.ask(request)
        took = time.perf_counter() - started
        assert status == 303 and b"done=" in head, status
        connection.close()
        await asyncio.sleep(SETTLED)
        self.pushes += self.frames.values()
        return took


def indexing(halle: Measured) -> Iterator[Figure]:
    """What the search index adds to a send: in an application of our own, with its entries and without."""
    environ = {"HALLE_DATA": str(halle.data), "REDIS_URL": f"unix://{halle.data / 'redis.sock'}?db=0"}
    with contextlib.redirect_stderr(io.StringIO()):
        app = create_app(load(environ))
    sender, count = Sender(app, halle), chosen.pick(20, 300)
    kept = entries.add

    def without() -> Round:
        entries.add = lambda *_: None
        try:
            return sender.send(count)
        finally:
            entries.add = kept

    mine = lambda: [os.getpid()]  # noqa: E731
    results = Results({"with": Contender(lambda: sender.send(count), mine), "without": Contender(without, mine)})
    yield results.figure("CPU of a send in its process, with the index", "with", cpu_ms, "ms")
    yield results.figure("CPU of a send in its process, without", "without", cpu_ms, "ms")
    yield results.ratio("CPU of a send, with the index against without", "with", "without", cpu_ms, most=1.5)
    with app.app_context():
        ((there,),) = halle.query("SELECT count(*) FROM message WHERE key LIKE 'bench-%'")
        assert there == sender.sent, f"{there} of {sender.sent} messages are there"


class Sender:
    """Sends messages of a usual length in one conversation."""

    def __init__(self, app, halle: Measured):
        self.app, self.sent, self.random = app, 0, random.Random(1)
        self.pair = halle.pairs(1)[0]
        self.words: Callable[[], list[str]] = lambda: self.random.choices(_WORDS, k=14)

    def send(self, count: int) -> Round:
        """So many, one after the other."""
        started = time.perf_counter()
        for name in itertools.islice(itertools.cycle((self.pair, self.pair[::-1])), count):
            with self.app.app_context():
                one, other = (db.session.scalar(Person.named(each)) for each in name)
                messages.send(one, other, " ".join(self.words()), f"bench-{self.sent}", None)
            self.sent += 1
        return Round(count, time.perf_counter() - started, [])


_WORDS = VOCABULARY["language"]["en"]["words"].split()
