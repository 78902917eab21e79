"""The long forms of the fault experiments, against bin/run with its default settings where it matters."""

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.stack import experiments, hostile
from tests.stack.server import Halle, running

CONVERSATIONS, TABS, MESSAGES = 25, 20, 40
RACES = 200
FLOODS = {
    "1 MB/s of words": hostile.flood_of_words,
    "tiny frames": hostile.flood_of_tiny_frames,
    "pings": hostile.flood_of_pings,
    "endless fragments": hostile.flood_of_fragments,
    "a reader that never reads": hostile.reader_that_never_reads,
}


def run() -> Iterator[Figure]:
    """F1, F12, F22 and F25."""
    with running() as halle:
        yield from sends(halle)
        yield from deletions(halle)
        yield from crash(halle)
        yield from floods(halle)


def sends(halle: Halle) -> Iterator[Figure]:
    """F1: 1,000 sends by 20 clients, 5 kills of the page server."""
    found = experiments.sends_while_killed(halle, sends=1000, kills=5)
    experiments.check_sends(found)
    yield Figure("F1 messages lost or doubled, of 1,000, through 5 kills", 0, "", 0)
    yield Figure("F1 slowest send with its retries", found["longest"], most=5)
    yield Figure("F1 99th percentile", found["p99"])
    yield Figure("F1 all of it", found["seconds"])


def deletions(halle: Halle) -> Iterator[Figure]:
    """F12: 200 messages, each deleted in the moment in which it is answered."""
    experiments.check_deletions(experiments.deletions_against_answers(halle, RACES), RACES)
    yield Figure("F12 answers lost, or texts that were left, of 200 races", 0, "", 0)


def crash(halle: Halle) -> Iterator[Figure]:
    """F22: the live server is killed under 500 sockets."""
    found = experiments.crash_of_the_live_server(halle, CONVERSATIONS, TABS, MESSAGES)
    yield Figure("F22 sockets", found["sockets"], "")
    yield Figure("F22 messages sent meanwhile", found["messages"], "")
    yield Figure("F22 until all were sent", found["sending"])
    yield Figure("F22 until all sockets had all of theirs once, after the last", found["after_last_send"], most=15)
    yield Figure("F22 memory of the live server", found["live_memory"], "MiB")


def floods(halle: Halle) -> Iterator[Figure]:
    """F25: delivery to others beside each kind of hostile peer."""
    for name, flood in FLOODS.items():
        found = experiments.beside_a_hostile_peer(halle, flood, count=200)
        yield Figure(f"F25 delivery to others beside {name}, p50", found["p50"])
        yield Figure(f"F25 delivery to others beside {name}, p99", found["p99"], most=1)
        yield Figure(f"F25 {name}: dropped after", found["dropped_after"], most=30)
        yield Figure(f"F25 {name}: the live server grew by", found["memory_after"] - found["memory_before"], "MiB", 60)
