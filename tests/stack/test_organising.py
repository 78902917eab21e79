"""Putting many conversations away while messages come, with two tabs open: nothing is lost or hidden."""

import re
from concurrent.futures import ThreadPoolExecutor

from tests.stack.browser import whole_conversation
from tests.stack.waiting import until

CLIENTS, ROUNDS = 8, 5


def boxes(page: str) -> dict:
    """All check boxes of that page, ticked."""
    return {"filter": "all", "chosen": ",".join(re.findall(r'name="chosen" value="([^"]+)"', page))}


def all_of(page: str) -> dict:
    """All that its filter shows, as the page counted them."""
    return {"filter": "all", "all": "1", "newest": re.search(r'name="newest" value="(\d+)"', page)[1]}


def test_two_tabs_and_bulk_actions_racing_with_messages_lose_nothing(person, bo, tab):
    """Whoever wrote after the page with the check boxes was drawn stands in the inbox, unread, whatever was pressed."""
    clients = [person("client") for _ in range(CLIENTS)]
    for client in clients:
        assert client.send(bo.name, "hello").status == 303
    tabs, wanted = [tab(bo), tab(bo)], {client.name: ["hello"] for client in clients}
    for number in range(ROUNDS):
        page = bo.look("/batches/new").text
        forms = [boxes(page) | {"do": "archive"}, all_of(page) | {"do": "archive"}, boxes(page) | {"do": "read"}]
        with ThreadPoolExecutor(6) as pool:
            done = [pool.submit(bo.copy().post, "/batches", form) for form in forms]
            sent = [pool.submit(client.send, bo.name, f"round {number}") for client in clients]
            assert {each.result().status for each in sent} == {303}
            # Of all that were there before, none may be left: each has been written to since.
            assert [each.result().status in (303, 422) for each in done] == [True] * 3
        listed = bo.look("/inbox").text
        for client in clients:
            wanted[client.name].append(f"round {number}")
            assert re.search(rf'<li [^>]*class="new"[^>]*>\s*<a class="it" href="/inbox/{client.name}"', listed), number
        for each in tabs:
            each.equals_fresh()
        undoing = re.search(r"done=(\d+)", done[0].result().location)[1]
        assert bo.post(f"/batches/{undoing}/undoing", {"filter": "all"}).status == 303
    for client in clients:
        assert [text for _, text in whole_conversation(bo, client.name)] == wanted[client.name]
    until(lambda: tabs[0].state()["rows"] == tabs[1].state()["rows"], what="both tabs show the same list")
