"""Who hides is nowhere to be heard on the wire, and hears everything."""

import json

import pytest
import redis

from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(9)


def hide(browser) -> None:
    """Turns the switch."""
    assert browser.post("/settings/privacy", {"presence_hidden": "1", "shows_reading": "1"}).status == 303


def test_the_socket_of_a_hider_wakes_nobody_and_still_hears(halle, ana, bo, tab):
    ana.post(f"/inbox/{bo.name}/messages", {"body": "Hello", "key": "k-1"})
    hide(bo)
    looking, hiding = tab(ana, bo), tab(bo, ana)
    with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        marks = client.pubsub(ignore_subscribe_messages=True)
        marks.psubscribe("halle:presence")
        marks.get_message(timeout=1)
        ours = {int(key.rsplit(b":", 1)[1]) for key in client.scan_iter("halle:presence:*")}
        before = {person for person in ours if client.ttl(f"halle:presence:{person}") > 0}
        again = tab(bo)  # one more page of his, and then the socket looks around a few times
        until(lambda: hiding.age() > 8, 30, "three times the pause of looking around have passed")
        ana.post(f"/inbox/{bo.name}/messages", {"body": "Are you there?", "key": "k-2"})
        hiding.shows("Are you there?")
        said = [json.loads(note["data"])["person"] for note in iter(lambda: marks.get_message(timeout=0.2), None)]
        after = {int(key.rsplit(b":", 1)[1]) for key in client.scan_iter("halle:presence:*")}
    assert again.code is None and looking.code is None
    assert len(after) == 1 and after <= before  # ana alone is here
    assert set(said) <= after
