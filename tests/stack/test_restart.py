"""F37: a new version takes over while people write, and brings the database of the one before it up to date."""

import signal
import threading
from functools import partial

import pytest

from tests.stack import backups, experiments, server
from tests.stack.browser import whole_conversation
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(14)


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


def test_a_new_version_migrates_what_is_there_and_an_old_tab_goes_on():
    with server.running() as halle:
        ana, bo = experiments.pair(halle)
        for number in range(20):
            assert ana.send(bo.name, f"w{number}", key=f"w{number}").status == 303
        assert bo.post(f"/inbox/{ana.name}/draft", {"body": "half an answer", "draft": 0}).status < 400
        before = whole_conversation(bo, ana.name)
        assert halle.stop() == 0
        back = backups.flask(halle, "db", "downgrade")
        assert back.returncode == 0, back.stderr
        halle.start()
        for old in (ana, bo):  # their pages, tokens and logins are from before
            old.close()
        assert whole_conversation(bo, ana.name) == before
        assert "half an answer" in bo.look(f"/inbox/{ana.name}").text
        assert "w19" in bo.look(f"/inbox/{ana.name}/changes?since=0&filter=all").text
        assert ana.send(bo.name, "w19", key="w19").message_id == before[-1][0]
        assert bo.send(ana.name, "half an answer").status == 303
        assert [text for _, text in whole_conversation(ana, bo.name)][-1] == "half an answer"
