"""Every route that can show what somebody said is in this list; `tests/plugins/texts.py` finds one that is not. On each
of them: whoever may not see a text does not, whatever became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from inbox import clock
from inbox.errors import NotAllowed
from inbox.services import blocks, clearings, messages, receptions, reports, waiting
from tests.client import Answer, Browser
from tests.plugins.texts import KEY, unregistered, without_tags
from tests.services.test_assistants import switched_on

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
    "translations.create": (htmx("/messages/1/translation"),),
    "waiting.create": (htmx("/inbox/bo/waiting", body="More", key="more", reply_to="1"),),
    "waiting.edit": (get("/waiting/1/edit"),),
    "waiting.index": (get("/waiting"),),
}  # fmt: skip
# endpoint -> how it is shown to Bo, who may report it and whose assistant looks at it, and to nobody else; not even to
# Ana, who said it.
TO_THE_READER: dict[str, tuple[Callable[[Browser], Answer], ...]] = {
    "assistances.show": (get("/inbox/ana/assistance"),),
    "conversation_reports.new": (get("/inbox/ana/report"),),
    "reports.create": (htmx("/reports/message/1", reason="none"),),
    "reports.new": (get("/reports/message/1"),),
}
# endpoint -> how it is shown to a moderator, once Bo has reported it.
TO_MODERATORS: dict[str, tuple[Callable[[Browser], Answer], ...]] = {
    "cases.show": (get("/moderation/1"),),
    "decisions.create": (htmx("/moderation/1/decision", outcome="none"),),
}
NOT_HERE = {
    "live.socket": "sends what live.changes draws: tests/stack listens to it",
    "logins.create": "draws the page of a form that comes back, by the view of that form, which is listed",
}


def params(table: dict) -> list:
    """Each way of a table, with its name."""
    return [
        pytest.param(way, id=f"{endpoint}-{number}")
        for endpoint, ways in table.items()
        for number, way in enumerate(ways)
    ]


WAYS = params(SHOWING)
LISTED = SHOWING.keys() | TO_THE_READER.keys() | TO_MODERATORS.keys() | NOT_HERE.keys()


@pytest.fixture
def said(cast, ana, bo):
    """What Ana said, and edited; her answer to it waits."""
    message = cast.said(ana, bo, f"{TEXT}, at first")
    cast.do(messages.edit, ana, message.id, f"{TEXT}, in the end", 0)
    kept = cast.do(waiting.schedule, ana, bo, "Later", "k", clock.now() + timedelta(hours=1), message.id)
    assert (message.id, kept.id) == (1, 1)
    switched_on(cast, bo)
    cast.do(receptions.answer, message.conversation_id)
    return message


def shown(way: Callable[[Browser], Answer], tab: Browser) -> bool:
    """Whether that route shows something of it."""
    return TEXT in without_tags(way(tab).text)


def test_every_route_of_the_list_is_one_of_ours(app):
    assert app.view_functions.keys() >= LISTED


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


@pytest.mark.every_url
@pytest.mark.parametrize("way", params(TO_THE_READER))
class TestReporting:
    def test_who_got_it_is_shown_what_they_report(self, cast, bo, said, way):
        assert shown(way, cast.logged_in(bo))
        assert "at first" not in without_tags(way(cast.logged_in(bo)).text)

    def test_nobody_else_is(self, cast, ana, bo, dev, said, way):
        gone = cast.logged_in(bo)
        gone.send("/logout")
        for tab in (*map(cast.logged_in, (ana, dev, cast.person("mod"))), gone, cast.app.test_client()):
            assert not shown(way, tab)

    def test_what_was_deleted_or_cleared_is_shown_to_nobody(self, cast, ana, bo, said, way):
        cast.do(clearings.clear, bo, {said.conversation_id: None})
        assert not shown(way, cast.logged_in(bo))
        cast.do(messages.delete, ana, said.id)
        assert not shown(way, cast.logged_in(bo))


@pytest.mark.every_url
@pytest.mark.parametrize("way", params(TO_MODERATORS))
class TestModerating:
    @pytest.fixture(autouse=True)
    def case(self, cast, bo, said):
        """Bo has reported it."""
        cast.do(reports.report, bo, "message", said.id, "insult")

    def test_moderators_are_shown_it_with_its_history_whatever_became_of_it(self, cast, ana, bo, said, way):
        mod = cast.logged_in(cast.person("mod"))
        cast.do(messages.delete, ana, said.id)
        cast.do(clearings.clear, bo, {said.conversation_id: None})
        assert shown(way, mod)
        assert "at first" in without_tags(way(mod).text)

    def test_nobody_else_is(self, cast, ana, bo, dev, way):
        gone = cast.logged_in(cast.person("mod"))
        gone.send("/logout")
        for tab in (*map(cast.logged_in, (ana, bo, dev)), gone, cast.app.test_client()):
            assert not shown(way, tab)

    def test_nothing_that_is_said_later_is_shown(self, cast, ana, bo, way):
        cast.said(ana, bo, "Much later, between us")
        assert "Much later" not in without_tags(way(cast.logged_in(cast.person("mod"))).text)


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
