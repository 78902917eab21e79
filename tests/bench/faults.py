"""The long forms of the fault experiments, against bin/run with its default settings where it matters."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from inbox.cli import assets
from inbox.vendor import SCRIPTS
from tests.bench.figures import Figure
from tests.bench.harness.options import chosen
from tests.journeys import uploading
from tests.journeys.cast import Person
from tests.plugins.browsers import SHELL, WHOLE, first
from tests.stack import experiments, hostile, uploads
from tests.stack.server import ROOT, Halle, running
from tests.stack.waiting import until

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
    """F1, F12, F22, F25 and F30."""
    with running() as halle:
        yield from sends(halle)
        yield from deletions(halle)
        yield from crash(halle)
        yield from floods(halle)
    place = ROOT / ".cache" / "assets"
    assets.fetch(place)
    with running([place / script.local_name for script in SCRIPTS], HALLE_ASSETS="local") as halle:
        yield from a_gigabyte(halle)


def a_gigabyte(halle: Halle) -> Iterator[Figure]:
    """F30: it is cut at 99 % and the servers die: by tuspy, and in a browser."""
    path = halle.data / "work of weeks.bin"
    sha256 = uploads.made(path, chosen.pick(64, 1024) * uploads.MIB)

    def crash_all() -> None:
        halle.crash()
        halle.start()

    for who, crash in {"the page server": lambda: halle.kill_and_wait("pages"), "everything": crash_all}.items():
        found = uploads.cut_and_resumed(halle, *experiments.pair(halle), path, path.stat().st_size // 128, crash)
        assert found["sha256"] == sha256
        yield Figure(f"F30 tuspy, {who} killed at 99 %: sent again", 100 * found["resent"] / found["size"], "%", most=1)
        yield Figure(f"F30 tuspy, {who} killed: a page process at its peak", found["peak"], "MiB", most=150)
    again = in_a_browser(halle, path, sha256)
    yield Figure("F30 a browser, the page server killed and the page reloaded at 99 %: sent again", again, "%", most=1)
    yield Figure("F30 files that arrived otherwise than they were sent, of three", 0, "", 0)


def in_a_browser(halle: Halle, path: Path, sha256: str) -> float:
    """The same by tus-js-client in the page; how much was sent again, in percent."""
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=first(SHELL + WHOLE), args=quiet)
        ana, bo = (Person(browser, halle.url, name, role).joined() for name, role in (("ana", "client"), ("bo", "freelancer")))
        ana.post(bo, "Hello")
        page, size, offsets = ana.open(bo), path.stat().st_size, []
        page.on("request", lambda asked: asked.method == "PATCH" and offsets.append(int(asked.headers["upload-offset"])))
        line = uploading.Line(page)
        line.be(size // 12)
        page.locator("#files").set_input_files(path)
        uploading.reaches(page, 96)
        line.be(size // 400)
        uploading.reaches(page, 99)
        halle.kill_and_wait("pages")
        offsets.clear()
        page.reload()
        page.locator("#files").set_input_files(path)
        until(lambda: page.wait_for_timeout(20) or offsets, 30, "it goes on")
        line.be(uploading.FAST)
        uploading.is_ready(page)
        ana.box(bo).fill("Here it is")
        uploading.send(ana)
        bo.open(ana)
        bo.see("Here it is")
        assert uploading.downloaded(bo.page) == sha256
        browser.close()
    return max(0.0, 99 - 100 * offsets[0] / size)


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
