"""Filters: their names, what each shows, its empty state, and pages by key."""

import pytest

from inbox.config import settings
from inbox.services import labels, participations
from inbox.views import filters
from tests.values import crowd

NAMES = [
    ("", "All conversations", "Toutes les conversations"), ("?filter=unread", "Unread", "Non lues"),
    ("?filter=starred", "Starred", "Étoilées"), ("?filter=archived", "Archived", "Archivées"),
    ("?filter=spam", "Spam", "Spam"), ("?filter=offers", "Custom offers", "Offres personnalisées"),
    ("?filter=requests", "Requests", "Demandes"), ("?filter=follow-up", "Follow-up", "Suivi"),
    ("?filter=snoozed", "Snoozed", "En pause"), ("?filter=waiting", "Waiting for me", "À répondre"),
]  # fmt: skip


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


@pytest.mark.parametrize(("query", "english", "french"), NAMES)
def test_each_has_its_address_its_name_and_something_to_say_when_it_is_empty(cast, query, english, french):
    for locale, name in (("en", english), ("fr", french)):
        tab = cast.logged_in(cast.person(f"eve{locale}", locale=locale))
        page = tab.read(f"/inbox{query}")
        assert name in page.title
        (current,) = page.all("#filters [aria-current=page]")
        assert current.text.startswith(name) and current["href"] == f"/inbox{query}"
        assert page.one(".list .void h2").text and page.one(".list .void p").text
        assert page.rows == []


def test_only_who_has_no_conversation_is_told_to_find_somebody(cast, tab, ana, bo):
    invitation = "Start with a freelancer"
    assert invitation in tab.read("/inbox").text
    cast.said(ana, bo, "Hello")
    assert invitation not in tab.read("/inbox").text
    assert invitation not in tab.read("/inbox?filter=offers").text


def test_each_shows_its_own(cast, tab, ana, bo, dev, chloe):
    for other in (bo, dev, chloe):
        message = cast.said(ana, other, "Hello")
        cast.said(other, ana, "Hello")
        if other is bo:
            cast.do(participations.star, ana, {message.conversation_id: None})
            cast.do(labels.follow, ana, [message.conversation_id])
        elif other is dev:
            cast.do(participations.archive, ana, {message.conversation_id: None})
        else:
            cast.do(participations.mark_spam, ana, {message.conversation_id: None})
    wanted = {"all": ["Bo"], "unread": ["Bo"], "starred": ["Bo"], "archived": ["Dev"], "spam": ["Chloé"], "offers": [],
              "requests": [], "follow-up": ["Bo"], "snoozed": [], "waiting": ["Bo"]}  # fmt: skip
    for name, people in wanted.items():
        rows = tab.read(f"/inbox?filter={name}").rows
        assert [row.one(".who").text.split()[0] for row in rows] == people, name
    counts = {link["href"]: number.text for link in tab.read("/inbox").all("#filters a") for number in link.all(".num")}
    assert counts == {"/inbox?filter=unread": "1", "/inbox?filter=starred": "1", "/inbox?filter=follow-up": "1"}


def test_a_label_is_a_filter_of_its_owner_alone(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    label = cast.do(labels.create, ana, "<b>VIP", 6)
    cast.do(labels.apply, ana, [message.conversation_id], label.id)
    page = tab.read(f"/inbox?label={label.id}")
    assert "<b>VIP" in page.title and len(page.rows) == 1
    assert page.one(f"#filters [href=/inbox?label={label.id}]").text == "<b>VIP 1"
    assert page.one("#conversation-1 .tag.h6").text == "<b>VIP"
    assert cast.logged_in(bo).get(f"/inbox?label={label.id}").status_code == 404
    assert "VIP" not in cast.logged_in(bo).read("/inbox").text


@pytest.mark.parametrize("query", ["filter=nonsense", "filter=label-1", "label=1", "label=99", "filter=all'--"])
def test_a_filter_that_there_is_not_is_404(tab, query):
    assert tab.get(f"/inbox?{query}").status_code == 404


@pytest.mark.parametrize("filter", ["all", "unread", "starred", "follow-up", "waiting"])
def test_a_made_up_key_begins_at_the_top(cast, tab, ana, bo, filter):
    cast.said(ana, bo, "Hello")
    for key in ("x", "-1", "1e9", "9" * 30, "%00", "1;DROP", "٣"):
        assert len(tab.read(f"/inbox?filter={filter}&after={key}").all("#conversations")) == 1, key


def test_pages_neither_skip_nor_repeat_while_messages_come(app, cast, tab, ana):
    ids, size = crowd(app, ana, 75), 30
    with app.app_context():
        assert settings().page_conversations == size
    label = cast.do(labels.create, ana, "VIP", 6)
    cast.do(labels.apply, ana, ids, label.id)
    for url in ("/inbox", f"/inbox?label={label.id}"):
        seen, page = [], tab.read(url)
        while True:
            seen += [row["id"] for row in page.rows]
            cast.said(ana, cast.person(f"late{len(seen)}{len(url)}", roles=("role_freelancer",)), "Hello")
            links = page.all("#more a")
            if not links:
                break
            page = tab.read(links[0]["href"])
        wanted = [f"conversation-{id_}" for id_ in reversed(ids)]
        assert [id_ for id_ in seen if id_ in set(wanted)] == wanted


def test_where_the_rows_are_is_said_of_those_that_are_elsewhere(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.do(participations.star, ana, {message.conversation_id: None})
    cast.do(participations.archive, ana, {message.conversation_id: None})
    assert "Archived" in tab.read("/inbox?filter=starred").one("#conversation-1").text


def test_every_name_has_words(app):
    with app.test_request_context():
        assert all(filters.name_of(name, {}) and filters.void_of(name)[1] for name, *_ in filters.listed())
