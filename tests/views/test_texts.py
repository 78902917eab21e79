"""Every route that can show what somebody said is in this list; `tests/plugins/texts.py` finds one that is not. On each
of them: whoever may not see a text does not, whatever became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from inbox import clock
from inbox.errors import NotAllowed
from inbox.services import blocks, clearings, messages, waiting
from tests.client import Answer, Browser
from tests.plugins.texts import KEY, unregistered, without_tags

TEXT = "Between the walls"
LATE = timedelta(minutes=16)


def get(path: str) -> Callable[[Browser], Answer]:
    return lambda tab: tab.get(path)


def htmx(path: str, **fields: str) -> Callable[[Browser], Answer]:
    return lambda tab: tab.htmx(path, fields)


def late(tab: Browser) -> Answer:
    """Too late, the form for the message is shown again, with the reason."""
    clock.freeze(clock.now() + LATE)
    return tab.htmx("/messages/1/deletion")


# endpoint -> how Ana is shown by it what she said to Bo. Message 1 is hers, edited once, and answered by one of hers
# that waits.
SHOWING: dict[str, tuple[Callable[[Browser], Answer], ...]] = {
    "actions.create": (htmx("/inbox/bo/actions", do="star", filter="all"),),
    "batches.create": (htmx("/batches", filter="all"),),
    "batches.new": (get("/batches/new"),),
    "cancellations.create": (htmx("/waiting/1/cancellation"),),
    "conversation_labels.update": (htmx("/inbox/bo/labels", filter="all"),),
    "conversations.index": (get("/inbox"), get("/inbox?filter=all")),
    "conversations.latest": (get("/latest"),),
    "conversations.show": (
        get("/inbox/bo"), get("/inbox/bo?at=1"), get("/inbox/bo?before=99"), get("/inbox/bo?reply=1"),
    ),
    "deletions.create": (late,),
    "histories.show": (get("/messages/1/history"),),
    "live.changes": (get("/inbox/bo/changes?since=0"), get("/inbox/bo/changes?since=1")),
    "live.refresh": (get("/changes"),),
    "messages.create": (htmx("/inbox/bo/messages", body="More", key="more", since="0"),),
    "messages.edit": (get("/messages/1/edit"),),
    "messages.show": (lambda tab: tab.htmx("/messages/1", method="GET"),),
    "messages.update": (htmx("/messages/1", body="Something else", revision="0"),),
    "searches.index": (get("/search?q=walls"), get("/search?q=between&kind=messages"), get("/search?q=from:me")),
    "waiting.create": (htmx("/inbox/bo/waiting", body="More", key="more", reply_to="1"),),
    "waiting.edit": (get("/waiting/1/edit"),),
    "waiting.index": (get("/waiting"),),
}  # fmt: skip
NOT_HERE = {"live.socket": "sends what live.changes draws: tests/stack listens to it"}

WAYS = [
    pytest.param(way, id=f"{endpoint}-{number}")
    for endpoint, ways in SHOWING.items()
    for number, way in enumerate(ways)
]


@pytest.fixture
def said(cast, ana, bo):
    """What Ana said, and edited; her answer to it waits."""
    message = cast.said(ana, bo, f"{TEXT}, at first")
    cast.do(messages.edit, ana, message.id, f"{TEXT}, in the end", 0)
    kept = cast.do(waiting.schedule, ana, bo, "Later", "k", clock.now() + timedelta(hours=1), message.id)
    assert (message.id, kept.id) == (1, 1)
    return message


def shown(way: Callable[[Browser], Answer], tab: Browser) -> bool:
    """Whether that route shows something of it."""
    return TEXT in without_tags(way(tab).text)


def test_every_route_of_the_list_is_one_of_ours(app):
    assert SHOWING.keys() | NOT_HERE.keys() <= app.view_functions.keys()


@pytest.mark.parametrize("way", WAYS)
def test_its_author_is_shown_what_was_said(cast, ana, said, way):
    assert shown(way, cast.logged_in(ana))


@pytest.mark.every_url
@pytest.mark.parametrize("way", WAYS)
def test_nobody_else_is_and_nobody_whose_login_ended(cast, ana, dev, said, way):
    tab = cast.logged_in(ana)
    tab.send("/logout")
    for other in (cast.logged_in(dev), tab, cast.app.test_client()):
        assert not shown(way, other)


@pytest.mark.every_url
@pytest.mark.parametrize("way", WAYS)
def test_what_was_deleted_is_shown_to_nobody(cast, ana, bo, said, way):
    cast.do(messages.delete, ana, said.id)
    for one in (ana, bo):
        assert not shown(way, cast.logged_in(one))


@pytest.mark.every_url
@pytest.mark.parametrize("way", WAYS)
def test_a_text_from_before_an_edit_is_shown_by_its_history_alone(cast, ana, bo, said, way):
    for one in (ana, bo):
        found = "at first" in without_tags(way(cast.logged_in(one)).text)
        assert found == (way in SHOWING["histories.show"] and one is ana)


@pytest.mark.every_url
@pytest.mark.parametrize("way", WAYS)
def test_what_somebody_deleted_for_themselves_is_shown_to_the_other_alone(cast, ana, bo, said, way):
    cast.do(clearings.clear, ana, {said.conversation_id: None})
    assert not shown(way, cast.logged_in(ana))
    assert shown(get("/inbox/ana"), cast.logged_in(bo))


@pytest.mark.every_url
@pytest.mark.parametrize("way", WAYS)
def test_what_a_blocked_person_tries_to_say_is_shown_nowhere(cast, ana, bo, said, way):
    cast.do(blocks.block, ana, bo)
    with pytest.raises(NotAllowed):
        cast.said(bo, ana, f"{TEXT}, forbidden")
    for one in (ana, bo):
        assert "forbidden" not in way(cast.logged_in(one)).text


def test_a_route_that_shows_what_was_said_is_noticed(cast, bo, said, request):
    found = request.config.stash[KEY]
    found.shown_by.pop("conversations.show", None)
    cast.logged_in(bo).get("/inbox/ana")
    (complaint,) = unregistered(found.shown_by, found.shown_by.keys() - {"conversations.show"})
    assert complaint.startswith("conversations.show shows what was said")


def test_what_the_request_brought_along_is_not_shown_by_its_answer(cast, ana, said, request):
    request.config.stash[KEY].shown_by.pop("people.index", None)
    assert TEXT in cast.logged_in(ana).get(f"/people?q={TEXT}, in the end").text
    assert "people.index" not in request.config.stash[KEY].shown_by
