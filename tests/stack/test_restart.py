"""F37: a new version takes over while people write."""

import signal
import threading
from functools import partial

import pytest

from tests.stack import experiments
from tests.stack.browser import whole_conversation
from tests.stack.waiting import until


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_restart_of_the_pages_costs_no_request_that_is_tried_again(halle, tab, number):
    ana, bo = experiments.pair(halle)
    reader, stop, tries, sent = tab(bo, ana), threading.Event(), [], []

    def write(browser, prefix):
        while not stop.is_set():
            text = f"{prefix} {len(sent)}"
            tries.append(experiments.retried(partial(browser.send, bo.name, text, key=text))[2])
            sent.append(text)

    writers = [threading.Thread(target=write, args=(ana.copy(), f"w{n}")) for n in range(4)]
    for writer in writers:
        writer.start()
    old, workers = halle.pid("pages"), set(halle.workers("pages"))
    halle.kill("pages", number)
    if number == signal.SIGHUP:
        until(lambda: halle.workers("pages") and not workers & set(halle.workers("pages")), 30, "new workers")
        assert halle.pid("pages") == old
    else:
        until(lambda: halle.pid("pages") not in (None, old) and halle.serves("pages"), 30, "a new server")
    count = len(sent)
    until(lambda: len(sent) > count + 8, 20)
    stop.set()
    for writer in writers:
        writer.join(40)
    shown = [text for _, text in whole_conversation(ana, bo.name) if text.startswith("w")]
    assert sorted(shown) == sorted(sent)
    reader.shows(sent[-1])
