"""Files of a gigabyte: how fast they come and go against a bare copy, in how much memory, and what others notice."""

import base64
import contextlib
import itertools
import re
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.harness import http, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, Round, p50, rate
from tests.bench.harness.sockets import Sockets, at_rate, deliveries
from tests.stack.waiting import until

MIB = 2**20
PIECE = 8 * MIB
BLOCK = 256 * 1024
EDGE = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
"""Between the fields of a form, as browsers write it."""
PROBES = 20
"""Pages a second that others ask for meanwhile."""
WRITES = 10
"""Messages a second that others send meanwhile."""


def run() -> Iterator[Figure]:
    """Up in pieces and by the plain form, down, and beside it the pages and sockets of others."""
    with stack.running(chosen.pick(2_000, 100_000)) as halle, Sockets() as sockets:
        stage = Stage(halle, sockets)
        with stack.copy_floor(halle.data) as copy, stack.file_floor(stage.stored()) as served:
            yield from coming(stage, copy)
            yield from going(stage, served)
        yield from memory(stage)
        yield from beside(stage)


def coming(stage: "Stage", copy: stack.Floor) -> Iterator[Figure]:
    """MB a second, from a socket onto the disk."""
    pids = stage.halle.pids
    results = Results({
        "floor": Contender(lambda: stage.bare(copy, 0), copy.pids),
        "kept": Contender(lambda: stage.bare(copy, PIECE), copy.pids),
        "pieces": Contender(stage.timed(stage.up_in_pieces), pids),
        "form": Contender(stage.timed(stage.up_by_form), pids),
    }, chosen.pick(2, 5, 3))  # fmt: skip
    size = f"{stage.size // MIB} MiB"
    yield results.figure(f"floor: {size} from a bare socket into a file", "floor", rate, "MB/s")
    yield results.figure("floor: the same, on the disk after each 8 MiB", "kept", rate, "MB/s")
    yield results.figure(f"{size} by PATCHes of 8 MiB", "pieces", rate, "MB/s")
    yield results.figure(f"{size} by the plain form", "form", rate, "MB/s")
    yield results.ratio("by PATCHes against the bare copy", "pieces", "floor", rate, least=0.5)
    yield results.ratio("by PATCHes against one that is on the disk", "pieces", "kept", rate)
    yield results.ratio("by the plain form against the bare copy", "form", "floor", rate, least=0.2)


def going(stage: "Stage", served: stack.Floor) -> Iterator[Figure]:
    """MB a second, from the store through a socket."""
    results = Results({
        "floor": Contender(stage.timed(lambda: stage.down(served.address, b"GET / HTTP/1.1\r\nHost: floor\r\n\r\n")), served.pids),
        "ours": Contender(stage.timed(stage.download), stage.halle.pids),
    }, chosen.pick(2, 5, 3))  # fmt: skip
    yield results.figure("floor: a bare send_file", "floor", rate, "MB/s")
    yield results.figure("a download that looks at the viewer", "ours", rate, "MB/s")
    yield results.ratio("a download against a bare send_file", "ours", "floor", rate, least=0.8)


def memory(stage: "Stage") -> Iterator[Figure]:
    """How much the page processes grow, and how often each byte is written."""
    for name, transfer in stage.transfers().items():
        grown, written = stage.footprint(transfer)
        yield Figure(f"{name}: growth of a page process at its peak", max(0.001, grown), "MiB", most=16)
        if name != "download":
            yield Figure(f"{name}: bytes written of each that came", written, "x", most=1.05)


def beside(stage: "Stage") -> Iterator[Figure]:
    """What others notice while one person sends or fetches files, one after the other."""
    quiet = {"nothing": None, **stage.transfers()}
    pages = Results({name: Contender(lambda t=t: stage.pages(t), stage.halle.pids) for name, t in quiet.items()}, chosen.pick(2, 3))
    sockets = Results({name: Contender(lambda t=t: stage.sends(t), stage.halle.pids) for name, t in quiet.items()}, chosen.pick(2, 3))
    for name, transfer in quiet.items():
        bound = {"most": 100} if transfer else {}
        yield pages.figure(f"others' pages beside {name}: p50", name, p50, "ms")
        yield pages.figure(f"others' pages beside {name}: the worst", name, worst, "ms", **bound)
        yield sockets.figure(f"POST -> socket of others beside {name}: p50", name, p50, "ms")
        yield sockets.figure(f"POST -> socket of others beside {name}: the worst", name, worst, "ms", **bound)
    yield sockets.late("messages of others that were not there 10 s after the last was due")


def worst(found: Round) -> float:
    """The longest latency in ms."""
    return found.percentile_ms(1)


class Stage:
    """Who sends files, who gets them, and the others."""

    def __init__(self, halle: stack.Measured, sockets: Sockets):
        self.halle, self.sockets = halle, sockets
        self.size = chosen.pick(16, 256, 1024) * MIB
        self.bytes = memoryview(secrets.token_bytes(PIECE))
        self._numbers = itertools.count()
        first, second = halle.pairs(2)
        self.ana, self.bo = map(halle.enter, first)
        self.others = tuple(map(halle.enter, second))
        self.token = ""

    def transfers(self) -> dict[str, Callable]:
        """What may go on beside something else."""
        return {"PATCHes": self.up_in_pieces, "the plain form": self.up_by_form, "download": self.download}

    def stored(self) -> Path:
        """Sends one file, which is downloaded later; returns where it is in the store."""
        self.token = self.up_in_pieces()
        assert self.ana.copy().send(self.bo.name, "", upload=self.token).status == 303
        find = "SELECT c.digest FROM attachment a JOIN content c ON c.id = a.content_id WHERE a.token = ?"
        ((digest,),) = until(lambda: self.halle.query(find, self.token), 120, "the file is in the store")
        return self.halle.data / "files" / "hot" / digest[:2] / digest

    # ---- transfers

    def timed(self, transfer: Callable) -> Callable[[], Round]:
        """That transfer as a round: its operations are MB."""

        def play() -> Round:
            started = time.perf_counter()
            transfer()
            seconds = time.perf_counter() - started
            self.take_back()
            return Round(self.size / 1e6, seconds, [])

        return play

    def bare(self, floor: stack.Floor, piece: int) -> Round:
        """As fast as a socket and a file are."""
        started = time.perf_counter()
        with connected(floor.address) as connection:
            connection.sendall(struct.pack("!QQ", self.size, piece))
            for _ in range(self.size // PIECE):
                connection.sendall(self.bytes)
                if piece:
                    assert connection.recv(1) == b"."
            if not piece:
                assert connection.recv(1) == b"."
        seconds = time.perf_counter() - started
        # As `take_back` does with ours: whose file stays would write over memory that is at hand, and a virtual machine
        # may have to fetch what a file before it gave back.
        (self.halle.data / "floor.part").unlink()
        return Round(self.size / 1e6, seconds, [])

    def up_in_pieces(self) -> str:
        """By tus; returns its token."""
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.ana.token(), "Content-Length": "0"}
        told = {"Upload-Length": str(self.size), "Upload-Metadata": f"filename ZmlsZQ==,to {self.to()}"}
        made = self.ana.copy().request("POST", "/uploads/", None, headers | told)
        assert made.status == 201, made.text
        with connected(self.halle.address) as connection:
            for offset in range(0, self.size, PIECE):
                connection.sendall(self.head("PATCH", made.location, f"Upload-Offset: {offset}", PIECE))
                connection.sendall(self.bytes)
                assert answer(connection) == 204
        return made.location.rpartition("/")[2]

    def up_by_form(self) -> None:
        """By the form that needs no script, kept as a draft."""
        fields = {"csrf_token": self.ana.token(), "body": "", "key": secrets.token_hex(8), "keep": "1"}
        said = f"--{EDGE}\r\nContent-Disposition: form-data; name="
        texts = "".join(f'{said}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        start = f'{texts}{said}"files"; filename="file"\r\n\r\n'.encode()
        end, path = f"\r\n--{EDGE}--\r\n".encode(), f"/inbox/{self.bo.name}/messages"
        length = len(start) + self.size + len(end)
        with connected(self.halle.address) as connection:
            connection.sendall(self.head("POST", path, "", length, f"multipart/form-data; boundary={EDGE}") + start)
            for _ in range(self.size // PIECE):
                connection.sendall(self.bytes)
            connection.sendall(end)
            assert answer(connection) == 303

    def download(self) -> None:
        self.down(self.halle.address, http.get(self.bo, f"/files/{self.token}"))

    def down(self, address: str, request: bytes) -> None:
        """All bytes of that answer."""
        buffer = memoryview(bytearray(BLOCK))
        with connected(address) as connection:
            connection.sendall(request)
            head, rest = read_head(connection)
            assert head.startswith(b"HTTP/1.1 200"), head
            left = self.size - len(rest)
            while left:
                count = connection.recv_into(buffer, min(BLOCK, left))
                assert count, "the answer is too short"
                left -= count

    def take_back(self) -> None:
        """What was uploaded goes, once a worker has hashed and stored it: it shares the core with what comes next."""
        coming = "SELECT count(*) FROM attachment WHERE state IN ('uploading', 'processing')"
        until(lambda: self.halle.query(coming) == [(0,)], 300, "all is stored")
        page = self.ana.copy().look(f"/inbox/{self.bo.name}").text
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.ana.token()}
        for token in re.findall(r'data-upload="([^"]+)"', page):
            assert self.ana.copy().request("DELETE", f"/uploads/{token}", None, headers).status == 204

    def head(self, method: str, path: str, more: str, length: int, kind="application/offset+octet-stream") -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: {self.halle.address}", f"Cookie: {self.ana.cookie}", "Tus-Resumable: 1.0.0",
            f"X-CSRFToken: {self.ana.token()}", f"Content-Type: {kind}", f"Content-Length: {length}", *([more] if more else []),
        ]  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode()

    def to(self) -> str:
        """For whom the files are, as tus writes it."""
        return base64.b64encode(self.bo.name.encode()).decode()

    # ---- what it costs

    def footprint(self, transfer: Callable) -> tuple[float, float]:
        """MiB that a page process grew at its peak, and bytes written by them for each that came."""
        pids = self.halle.workers("pages")
        for pid in pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        before, wrote = [fact(pid, "status", "VmRSS") for pid in pids], sum(fact(pid, "io", "wchar") for pid in pids)
        transfer()
        self.take_back()
        peaks, written = [fact(pid, "status", "VmHWM") for pid in pids], sum(fact(pid, "io", "wchar") for pid in pids)
        return max(b - a for a, b in zip(before, peaks, strict=True)) / 1024, (written - wrote) / self.size

    # ---- what others notice

    def pages(self, transfer: Callable | None) -> Round:
        """Pages of another person, at even times."""
        request, took = http.get(self.others[0], "/inbox"), []
        idle = [http.Connection(self.halle.address) for _ in range(4)]

        async def ask(_number: int) -> None:
            started = time.perf_counter()
            connection = idle.pop() if idle else http.Connection(self.halle.address)
            status, _, _ = await connection.ask(request)
            assert status == 200, status
            took.append(time.perf_counter() - started)
            idle.append(connection)

        with self.going_on(transfer):
            self.sockets.loop.run_until_complete(at_rate(ask, PROBES, _seconds()))
        for connection in idle:
            connection.close()
        return Round(len(took), _seconds(), took)

    def sends(self, transfer: Callable | None) -> Round:
        """Messages of others, from when each is due until the other one's socket has it."""
        one, other = self.others
        texts = [f"bench files {next(self._numbers)}." for _ in range(int(WRITES * _seconds()))]
        arrived: dict[int, float] = {}
        # One for each round: in between nobody answers pings for so long that the server gives a socket up.
        tab = self.sockets.join_halle(self.halle, other, one.name)

        def heard(number: int, frame: str) -> None:
            for message, text in enumerate(texts):
                if number == tab and message not in arrived and text in frame:
                    arrived[message] = time.perf_counter()

        async def send(number: int) -> None:
            fields = {"body": texts[number], "key": secrets.token_urlsafe(16), "since": 0}
            connection = http.Connection(self.halle.address)
            status, _, _ = await connection.ask(http.post(one, f"/inbox/{other.name}/messages", fields))
            assert status == 303, status
            connection.close()

        self.sockets.heard = heard
        with self.going_on(transfer):
            found = self.sockets.loop.run_until_complete(deliveries(send, arrived, WRITES, _seconds()))
        return found

    @contextlib.contextmanager
    def going_on(self, transfer: Callable | None) -> Iterator[None]:
        """That transfer goes on meanwhile, in a thread that is mostly in the kernel: one after the other, each once what
        the one before it brought is in the store and gone again, as files of a gigabyte do not come five at once."""
        stop, failed = threading.Event(), []

        def repeat() -> None:
            try:
                while not stop.is_set():
                    transfer()
                    self.take_back()
            except Exception as error:  # the round is worth nothing then
                failed.append(error)

        thread = threading.Thread(target=repeat)
        if transfer:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            if transfer:
                thread.join(120)
        assert not failed, failed


def connected(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=60)


def read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head of an answer, and what came of its body with it."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(4096)
        assert more, f"no answer: {read!r}"
        read += more
    head, _, rest = read.partition(b"\r\n\r\n")
    return head, rest


def answer(connection: socket.socket) -> int:
    """The status of an answer, once all of it was read."""
    head, rest = read_head(connection)
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    left = int(length[1]) - len(rest) if length else 0
    while left > 0:
        left -= len(connection.recv(min(left, 65536)))
    return int(head[9:12])


def fact(pid: int, file: str, name: str) -> int:
    """A number that the kernel keeps of a process."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _seconds() -> float:
    return chosen.pick(0.5, 4, 8)
