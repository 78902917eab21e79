"""F39: a backup that is taken while many write, and what is restored from it elsewhere."""

import itertools
import subprocess
import threading
from pathlib import Path

from tests.examples import sized
from tests.stack import experiments
from tests.stack.browser import whole_conversation
from tests.stack.server import ROOT, Halle
from tests.stack.waiting import until

SENDERS = 20
REST = sized(0.0, 0.5)
"""Seconds for which each rests between two messages."""


def flask(halle: Halle, *arguments: str, says: str = "") -> subprocess.CompletedProcess:
    """A management command on the data of that Halle."""
    command = [str(ROOT / "bin" / "flask"), *arguments]
    return subprocess.run(
        command, env=halle._environ(), cwd=ROOT, input=says, capture_output=True, text=True, timeout=120, check=False
    )


def under_load(halle: Halle, archive: Path) -> dict:
    """Twenty write while the backup is taken: who they are, and what they were told was sent before it began, and in
    all."""
    ana, bo = experiments.pair(halle)
    stop, lock, acked = threading.Event(), threading.Lock(), []

    def write(browser, other: str, number: int) -> None:
        for turn in itertools.count():
            if stop.is_set():
                return
            answer, _, _ = experiments.retried(
                lambda n=turn: browser.send(other, f"w{number} {n}", key=f"w{number}-{n}")
            )
            with lock:
                acked.append((answer.message_id, f"w{number} {turn}"))
            stop.wait(REST)

    pairs = itertools.islice(itertools.cycle([(ana, bo), (bo, ana)]), SENDERS)
    writers = [threading.Thread(target=write, args=(one.copy(), other.name, n)) for n, (one, other) in enumerate(pairs)]
    for writer in writers:
        writer.start()
    try:
        until(lambda: len(acked) > 2 * SENDERS, 60, "all write")
        with lock:
            before = list(acked)
        ended = flask(halle, "backup", str(archive))
        count = len(acked)
        until(lambda: len(acked) > count + SENDERS, 60, "they go on writing")
    finally:
        stop.set()
        for writer in writers:
            writer.join(60)
    assert ended.returncode == 0, ended.stderr
    return {"ana": ana, "bo": bo, "before": before, "all": acked, "during": count - len(before)}


def check(found: dict, elsewhere: Halle) -> None:
    """All that was acknowledged before the backup began is there, once, in the order of both, as far as a moment within
    it; and the restored Halle goes on."""
    ana, bo = found["ana"].copy(), found["bo"].copy()
    ana.address = bo.address = f"127.0.0.1:{elsewhere.port}"
    there = [each for each in whole_conversation(ana, bo.name) if each[1] != "hello"]
    assert there == [each for each in whole_conversation(bo, ana.name) if each[1] != "hello"]
    assert len(set(there)) == len(there) and set(found["before"]) <= set(there) <= set(found["all"])
    ids = sorted(id_ for id_, _ in found["all"])
    assert [id_ for id_, _ in there] == ids[: len(there)]  # up to one moment, and nothing from after it
    assert experiments.integrity(elsewhere) == "ok"
    assert ana.send(bo.name, "it goes on").status == 303
