"""How long a message takes until the other one's page has it, beside many open pages, long talks and busy pages."""

import asyncio
import contextlib
import itertools
import secrets
import sqlite3
import time
from collections.abc import Iterator

from inbox.cli import flood
from tests.bench.figures import Figure
from tests.bench.harness import audit, http, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, Round, cpu_ms, p50, p99
from tests.bench.harness.sockets import Sockets, deliveries
from tests.bench.harness.wire import Publisher
from tests.bench.memory import enter
from tests.stack.browser import Browser

PAIRS, PER_SECOND, LIGHT = 20, 50, 10
LONG = 10_000
PREFIX = "bench push "
FLOOR_FRAME = "<li>" + "x" * 1000 + "</li>"


def run() -> Iterator[Figure]:
    """Against a bare websocket server; while pages are saturated; in a conversation of 10,000 messages."""
    with (
        stack.running(chosen.pick(2_000, 100_000)) as halle,
        Sockets() as sockets,
        stack.socket_floor(halle.data / "redis.sock") as floor,
    ):
        stage = Stage(halle, floor, sockets)
        yield from against_the_floor(stage)
        yield from beside_busy_pages(stage)
        yield from in_a_long_conversation(stage)
        yield audit.acknowledged(halle, PREFIX, stage.acknowledged, unsure=stage.sent)


def against_the_floor(stage: "Stage") -> Iterator[Figure]:
    """A POST until the frame at the other's socket, against a publication until the frame at a bare socket."""
    results = Results({
        "post": Contender(stage.post_to_socket, stage.halle.pids),
        "light": Contender(lambda: stage.post_to_socket(LIGHT), stage.halle.pids),
        "publish": Contender(stage.publish_to_socket, stage.halle.pids),
        "floor": Contender(stage.publish_to_floor, stage.floor.pids),
    })  # fmt: skip
    beside = f"{PER_SECOND}/s beside {stage.idle} open sockets"
    yield results.figure(f"floor: publish -> bare socket, {beside}, p50", "floor", p50, "ms")
    yield results.figure("floor: p99", "floor", p99, "ms")
    yield results.figure("publish -> socket (Halle draws what changed), p50", "publish", p50, "ms")
    yield results.figure("publish -> socket, p99", "publish", p99, "ms")
    yield results.figure("POST -> the other's socket, p50", "post", p50, "ms")
    yield results.figure("POST -> the other's socket, p99", "post", p99, "ms")
    yield results.figure(f"POST -> the other's socket at {LIGHT}/s, p50", "light", p50, "ms")
    yield results.figure(f"POST -> the other's socket at {LIGHT}/s, p99", "light", p99, "ms")
    yield results.figure("CPU of all of Halle a message sent and pushed to both", "post", cpu_ms, "ms")
    yield results.late("not there 10 s after the last was due: Halle could not keep up")
    yield results.ratio("POST -> the other's socket against the floor, p50", "post", "floor", p50, most=6)
    yield results.ratio("POST -> the other's socket against the floor, p99", "post", "floor", p99, most=5)


def beside_busy_pages(stage: "Stage") -> Iterator[Figure]:
    """The live server shares its core with pages that are asked for as fast as they are answered."""
    results = Results({
        "calm": Contender(stage.publish_to_socket, stage.halle.pids),
        "busy": Contender(lambda: stage.publish_to_socket(busy=True), stage.halle.pids),
    })  # fmt: skip
    yield results.figure("publish -> socket while pages are saturated, p50", "busy", p50, "ms")
    yield results.figure("publish -> socket while pages are saturated, p99", "busy", p99, "ms")
    yield results.late("while pages are saturated: not there 10 s after the last was due")
    yield results.ratio("publish -> socket, saturated against calm, p99", "busy", "calm", p99, most=3)


def in_a_long_conversation(stage: "Stage") -> Iterator[Figure]:
    """One message after the other, as htmx sends them, both sides with an open page."""
    count, fresh = chosen.pick(5, 150), [stage.fresh() for _ in range(chosen.rounds + 1)]
    results = Results({
        "fresh": Contender(lambda: fresh.pop().send(count), stage.halle.pids),
        "long": Contender(lambda: stage.long.send(count), stage.halle.pids),
    })  # fmt: skip
    yield results.figure("a message in a fresh conversation: CPU", "fresh", cpu_ms, "ms")
    yield results.figure("a message in a conversation of 10,000: CPU", "long", cpu_ms, "ms")
    yield results.ratio(
        "CPU of a message, conversation of 10,000 against a fresh one", "long", "fresh", cpu_ms, most=1.1
    )
    yield results.ratio("answer p50, conversation of 10,000 against a fresh one", "long", "fresh", p50, most=1.1)


class Stage:
    """The people, their sockets, and the idle ones around them."""

    def __init__(self, halle: stack.Measured, floor: stack.Floor, sockets: Sockets):
        self.halle, self.floor, self.sockets = halle, floor, sockets
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self._numbers = itertools.count()
        self.idle = chosen.pick(10, 200, 1000)
        names = halle.pairs(chosen.pick(3, PAIRS) + 1)
        self.long = Talk(self, *map(halle.enter, names.pop()))
        lengthen(halle, self.long.one.name, self.long.other.name)
        self.long.open()
        self.senders = [(halle.enter(one), halle.enter(other)) for one, other in names]
        self.tabs = [sockets.join_halle(halle, other, one.name) for one, other in self.senders]
        for one, other in self.senders:  # who sends has a page open too, and it is told as well
            sockets.join_halle(halle, one, other.name)
        self.channels = [f"floor-{number}" for number in range(len(names))]
        self.bare = [sockets.join_floor(floor, channel) for channel in self.channels]
        people = enter(halle, self.idle, skip=len(names) + 1)
        for number in range(self.idle):
            sockets.join_halle(halle, people[number % len(people)], None)
            sockets.join_floor(floor, f"idle-{number}")
        self.reader = halle.enter(flood.HEAVY)
        self.strangers = self._strangers(chosen.rounds + 1, skip=len(names) + 1 + len(people))

    def text(self) -> str:
        """A text that no other message has, and that no other one begins with."""
        self.sent.append(f"{PREFIX}{next(self._numbers)}.")
        return self.sent[-1]

    def fresh(self) -> "Talk":
        """Two people who have never written to each other, with their pages open: both with a list as long as those of
        the long conversation have."""
        talk = Talk(self, *map(self.halle.enter, self.strangers.pop()))
        talk.open()
        return talk

    def _strangers(self, count: int, skip: int) -> list[tuple[str, str]]:
        """So many clients and freelancers who write to others, and not to each other."""
        pairs = self.halle.pairs(2 * count, skip)
        mixed = [(pairs[number][0], pairs[number - 1][1]) for number in range(len(pairs))]
        found = [(one, other) for one, other in mixed if not self._know_each_other(one, other)]
        return found[:count]

    def _know_each_other(self, one: str, other: str) -> bool:
        find = "SELECT id FROM person WHERE username = ?"
        a, b = (self.halle.query(find, name)[0][0] for name in (one, other))
        return bool(self.halle.query("SELECT 1 FROM participation WHERE person_id = ? AND other_id = ?", a, b))

    def post_to_socket(self, per_second: float = PER_SECOND) -> Round:
        """Forms at even times; each text is looked for in the frames of the other side."""
        arrived: dict[int, float] = {}
        texts = [self.text() for _ in range(int(per_second * _seconds()))]
        tabs = {self.tabs[i]: list(range(i, len(texts), len(self.tabs))) for i in range(len(self.tabs))}
        idle = [http.Connection(self.halle.address) for _ in self.senders]

        def heard(number: int, frame: str) -> None:
            for message in tabs.get(number, ()):
                if message not in arrived and texts[message] in frame:
                    arrived[message] = time.perf_counter()

        async def send(number: int) -> None:
            one, other = self.senders[number % len(self.senders)]
            fields = {"body": texts[number], "key": secrets.token_urlsafe(16), "since": 0}
            request = http.post(one, f"/inbox/{other.name}/messages", fields)
            connection = idle.pop() if idle else http.Connection(self.halle.address)
            status, _, _ = await connection.ask(request)
            assert status == 303, status
            self.acknowledged.append(texts[number])
            idle.append(connection)

        found = self._deliveries(heard, send, arrived, per_second)
        for connection in idle:
            connection.close()
        return found

    def publish_to_socket(self, busy: bool = False) -> Round:
        """What Halle's own wire says after a message, at even times; the answer is a frame of what changed."""
        ids = [self._ids(one, other) for one, other in self.senders]
        notes = [(f"halle:user:{person}", f'{{"conversation": {conversation}}}') for conversation, person in ids]
        return self._publish(self.tabs, notes, busy)

    def publish_to_floor(self) -> Round:
        """The same, to bare sockets."""
        return self._publish(self.bare, [(channel, FLOOR_FRAME) for channel in self.channels], busy=False)

    def _publish(self, numbers: list[int], notes: list[tuple[str, str]], busy: bool) -> Round:
        arrived: dict[int, float] = {}
        waiting: dict[int, list[int]] = {number: [] for number in numbers}
        publisher = Publisher(self.halle.data / "redis.sock")

        def heard(number: int, _frame: str) -> None:
            for message in waiting.get(number, ()):  # two that came while one was drawn are one frame
                arrived[message] = time.perf_counter()
            waiting.get(number, []).clear()

        async def send(number: int) -> None:
            waiting[numbers[number % len(numbers)]].append(number)
            await publisher.publish(*notes[number % len(notes)])

        return self._deliveries(heard, send, arrived, PER_SECOND, self._read_pages if busy else None)

    def _deliveries(self, heard, send, arrived: dict, per_second: float, beside=None) -> Round:
        async def play() -> Round:
            task = asyncio.ensure_future(beside()) if beside else None
            found = await deliveries(send, arrived, per_second, _seconds())
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            return found

        self.sockets.heard = heard
        return self.sockets.loop.run_until_complete(play())

    async def _read_pages(self) -> None:
        request = http.get(self.reader, "/inbox")

        async def go_on() -> None:
            connection = http.Connection(self.halle.address)
            while True:
                status, _, _ = await connection.ask(request)
                assert status == 200, status

        await asyncio.gather(*(go_on() for _ in range(8)))

    def _ids(self, one: Browser, other: Browser) -> tuple[int, int]:
        return self.halle.query(
            "SELECT conversation_id, person_id FROM participation JOIN person ON person.id = person_id "
            "WHERE username = ? AND other_id = (SELECT id FROM person WHERE username = ?)", other.name, one.name
        )[0]  # fmt: skip


class Talk:
    """Two people with a conversation between them."""

    def __init__(self, stage: Stage, one: Browser, other: Browser):
        self.stage, self.one, self.other = stage, one, other

    def open(self) -> None:
        """Both have the conversation open."""
        self.stage.sockets.join_halle(self.stage.halle, self.other, self.one.name)
        self.stage.sockets.join_halle(self.stage.halle, self.one, self.other.name)

    def send(self, count: int) -> Round:
        """So many messages, one after the other."""
        return self.stage.sockets.loop.run_until_complete(self._send(count))

    async def _send(self, count: int) -> Round:
        connection, latencies = http.Connection(self.stage.halle.address), []
        found = self.stage.halle.query(
            "SELECT seq FROM conversation c JOIN person a ON a.id IN (low_id, high_id) JOIN person b ON b.id IN "
            "(low_id, high_id) WHERE a.username = ? AND b.username = ?", self.one.name, self.other.name
        )  # fmt: skip
        latest = found[0][0] if found else 0
        began = time.perf_counter()
        for number in range(count):
            text = self.stage.text()
            fields = {"body": text, "key": secrets.token_urlsafe(16), "since": latest + number}
            started = time.perf_counter()
            status, _, body = await connection.ask(
                http.post(self.one, f"/inbox/{self.other.name}/messages", fields, htmx=True)
            )
            latencies.append(time.perf_counter() - started)
            assert status == 200 and text.encode() in body, status
            self.stage.acknowledged.append(text)
        await asyncio.sleep(0.2)  # the last push is drawn
        connection.close()
        return Round(count, time.perf_counter() - began, latencies)


def lengthen(halle: stack.Measured, one: str, other: str) -> None:
    """Their conversation gets as many messages as a long one has, past Halle."""
    with contextlib.closing(sqlite3.connect(halle.database, timeout=30)) as rows:
        find = "SELECT id FROM person WHERE username = ?"
        people = [rows.execute(find, [name]).fetchone()[0] for name in (one, other)]
        pair = "SELECT id, seq FROM conversation WHERE low_id = ? AND high_id = ?"
        conversation, seq = rows.execute(pair, sorted(people)).fetchone()
        columns = [row[1] for row in rows.execute("PRAGMA table_info(message)")]
        like = dict(
            zip(
                columns,
                rows.execute("SELECT * FROM message WHERE conversation_id = ?", [conversation]).fetchone(),
                strict=True,
            )
        )
        like |= {
            "id": None,
            "reply_to_id": None,
            "edited_at": None,
            "deleted_at": None,
            "deleted_by_id": None,
            "revision": 0,
        }
        more = (
            like | {"seq": n, "changed_seq": n, "author_id": people[n % 2], "key": f"long-{n}", "body": f"Number {n}"}
            for n in range(seq + 1, seq + 1 + LONG)
        )
        marks = ", ".join(f":{name}" for name in columns)
        rows.executemany(f"INSERT INTO message VALUES ({marks})", more)
        rows.execute("UPDATE conversation SET seq = seq + ? WHERE id = ?", [LONG, conversation])
        rows.execute(
            "UPDATE participation SET last_seq = last_seq + ?, last_message_id = (SELECT max(id) FROM message), "
            "unread = 0, read_seq = ? WHERE conversation_id = ?", [LONG, seq + LONG, conversation]
        )  # fmt: skip
        rows.commit()


def _seconds() -> float:
    return chosen.pick(0.5, 4)
