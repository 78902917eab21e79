"""From the click on Translate to the text on the page, against the engine's own time: warm Apertium.

The engine is `apertium-apy`, whose programs are ready; the click is a POST, the page a socket that shows what came.
"""

import re
import shutil
import statistics
import time
from collections.abc import Iterator

import requests

from tests.apy import warm
from tests.bench.figures import Figure
from tests.bench.harness.options import chosen
from tests.stack.browser import Browser
from tests.stack.experiments import pair
from tests.stack.live import Tab
from tests.stack.server import running
from tests.stack.waiting import percentile, until
from tests.translator.test_apertium import SAID


def run() -> Iterator[Figure]:
    """Spanish, French and Portuguese into English, in turn."""
    if shutil.which("apertium-apy") is None:
        raise SystemExit("bench translation needs apertium-apy: bin/test installs it as root")
    texts = [SAID[source][0] for source in ("es", "fr", "pt")]
    chains = ["spa|eng", "fra|cat|eng", "por|cat|eng"]
    with warm() as url, running(TRANSLATORS="apertium", HALLE_APERTIUM_URL=url) as halle:
        ana, bo = pair(halle)
        tab = Tab(halle, bo, ana.name).greeted()
        for text in texts:  # the first of each starts what it needs
            clicked(ana, bo, tab, text)
        own, whole = [], []
        for number in range(chosen.pick(2, 20)):
            for text, chain in zip(texts, chains, strict=True):
                own.append(asked(url, f"{text} {number}", chain))
                whole.append(clicked(ana, bo, tab, f"{text} {number}"))
        tab.close()
    yield Figure("floor: the engine's own time, p50", statistics.median(own) * 1000, "ms")
    yield Figure("click -> text on the page, p50", statistics.median(whole) * 1000, "ms")
    yield Figure("click -> text on the page, p99", percentile(whole, 0.99) * 1000, "ms")
    ratio = statistics.median(whole) / statistics.median(own)
    yield Figure("click -> text on the page against the engine's own time, p50", ratio, "x", most=5)


def asked(url: str, text: str, chain: str) -> float:
    """Seconds of the engine alone."""
    path, field = ("translate", "langpair") if chain.count("|") == 1 else ("translateChain", "langpairs")
    begun = time.perf_counter()
    requests.post(f"{url}/{path}", data={field: chain, "q": text, "format": "txt"}, timeout=30).raise_for_status()
    return time.perf_counter() - begun


def clicked(ana: Browser, bo: Browser, tab: Tab, text: str) -> float:
    """Seconds from Bo's click until the translation of what Ana wrote came over his socket."""
    message_id = ana.send(bo.name, text).message_id
    tab.shows(text, 20)
    card = re.compile(rf'id="message-{message_id}".{{0,2000}}?details class="tr"', re.DOTALL)
    begun, seen = time.perf_counter(), len(tab.frames)
    assert bo.post(f"/messages/{message_id}/translation", {}).status == 303
    until(lambda: any(card.search(frame) for frame in tab.frames[seen:]), 30, "it is translated")
    return time.perf_counter() - begun
