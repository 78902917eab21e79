"""The inbox: what a person sees in the list and in a conversation."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.services import messages
from tests.cast import Cast
from tests.page import Page

THURSDAY = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)


def names(page: Page) -> list[str]:
    """The people of the list, from the top."""
    return [row.one(".who").text for row in page.rows]


def texts(page: Page) -> list[str]:
    """The messages of the thread, from the top."""
    return [message.one(".text").text for message in page.messages]


@pytest.fixture
def tab(cast, bo):
    """Bo's."""
    return cast.logged_in(bo)


def test_the_list_shows_the_newest_conversation_first_with_its_last_message(cast, tab, ana, bo, chloe):
    cast.said(ana, bo, "Hello"), cast.said(chloe, bo, "Lunch?"), cast.said(bo, ana, "Hello,\nAna")
    page = tab.read("/inbox")
    assert names(page) == ["Ana Ribeiro", "Chloé Martin"]
    assert [row.one(".pv").text for row in page.rows] == ["You: Hello, Ana", "Lunch?"]


def test_a_row_says_how_many_messages_are_unread(cast, tab, ana, bo, chloe):
    message = cast.said(ana, bo, "One")
    cast.said(ana, bo, "Two"), cast.said(bo, chloe, "Three")
    page = tab.read("/inbox")
    row = page.one(f"#conversation-{message.conversation_id}")
    assert row.one(".n").text == "Unread: 2"
    assert [r.has(".n") for r in page.rows] == [False, True]


def test_the_envelope_counts_conversations_in_its_name(cast, tab, ana, bo, chloe):
    assert tab.read("/inbox").link("Messages, none unread")["href"] == "/inbox"
    cast.said(ana, bo, "One"), cast.said(ana, bo, "Two"), cast.said(chloe, bo, "Three")
    page = tab.read("/inbox")
    assert page.link("Messages, 2 unread")["href"] == "/inbox"
    assert page.one("#unread-count").raw == "2"


def test_the_filter_unread_shows_what_is_unread_alone(cast, tab, ana, bo, chloe):
    cast.said(ana, bo, "Hello"), cast.said(bo, chloe, "Read by me")
    page = tab.read("/inbox")
    page = tab.read(page.link("Unread 1")["href"])
    assert names(page) == ["Ana Ribeiro"]
    assert page.link("All conversations")["href"] == "/inbox"
    assert names(tab.read("/inbox")) == ["Chloé Martin", "Ana Ribeiro"]


def test_older_conversations_come_page_by_page_each_once(make_app):
    cast = Cast(make_app(HALLE_PAGE_CONVERSATIONS="5"))
    ana, people = cast.person("ana"), [cast.person(f"p{number:02}") for number in range(8)]
    for person in people:
        cast.said(ana, person, "Hello")
    tab = cast.logged_in(ana)
    first = tab.read("/inbox")
    second = tab.read(first.link("Older conversations")["href"])
    assert names(first) + names(second) == [person.name for person in reversed(people)]
    assert len(first.rows) == 5
    assert not second.named("link", "Older conversations")


def test_an_empty_inbox_says_so_and_shows_a_client_the_way_to_freelancers(cast, tab, ana):
    assert "No messages yet" in tab.read("/inbox").text
    assert cast.logged_in(ana).read("/inbox").link("Find a freelancer")["href"] == "/people"


def test_the_newest_five_are_behind_the_envelope(cast, tab, bo):
    for number in range(6):
        cast.said(cast.person(f"p{number}"), bo, f"Hello {number}")
    page = tab.read("/latest")
    assert [node.text for node in page.all(".pv")] == [f"Hello {number}" for number in (5, 4, 3, 2, 1)]
    assert page.link("View all in inbox")["href"] == "/inbox"


def test_a_conversation_shows_its_messages_oldest_first_with_author_and_time(cast, tab, ana, bo):
    clock.freeze(THURSDAY)
    hello, answer = cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    page = tab.read("/inbox/ana")
    assert texts(page) == ["Hello", "Hello, Ana"]
    assert [m.one(".by").text for m in page.messages] == ["Ana Ribeiro 09:48", "You 09:48"]
    assert [page.message(m.id)["data-author"] for m in (hello, answer)] == ["ana", "bo"]
    assert page.message(hello.id)["data-kind"] == "message"
    assert page.one("[role=log]").all("li.msg") == page.messages
    assert page.one("#main")["data-with"] == "ana"


def test_the_name_in_the_address_has_no_case(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    assert texts(tab.read("/inbox/ANA")) == ["Hello"]


def test_each_day_has_one_separator_in_the_viewers_time_zone(cast, make_app, ana):
    bo = cast.person("bo", time_zone="Pacific/Auckland")
    for hours in (-48, -1, 0, 2, 3):  # 11:00 UTC is midnight in Auckland
        clock.freeze(THURSDAY.replace(hour=9, minute=0) + timedelta(hours=hours))
        cast.said(ana, bo, "Hello")
    days = [day.text for day in cast.logged_in(bo).read("/inbox/ana").all("li.day[data-day]")]
    assert days == ["Tuesday 10 March", "Yesterday, Thursday 12 March", "Today"]


def test_it_opens_at_the_first_unread_and_reads_it(cast, tab, ana, bo):
    first = cast.said(ana, bo, "Old")
    cast.read(bo, first)
    new = cast.said(ana, bo, "New")
    page = tab.read("/inbox/ana")
    order = [node.get("id") for node in page.one("#thread").all("li[id]")]
    assert order.index("first-unread") == order.index(f"message-{new.id}") - 1
    assert cast.part(bo, new).unread == 0
    assert not tab.read("/inbox/ana").has("#first-unread")
    assert page.one("#unread-count").raw == "0"


@pytest.fixture
def small(make_app) -> Cast:
    """The people of an application that shows ten messages at a time."""
    return Cast(make_app(HALLE_PAGE_MESSAGES="10"))


def test_more_unread_than_a_page_are_all_shown(small):
    ana, bo = small.person("ana"), small.person("bo")
    for number in range(20):
        small.said(ana, bo, f"Number {number}")
    page = small.logged_in(bo).read("/inbox/ana")
    assert (texts(page)[0], len(page.messages)) == ("Number 0", 20)


def test_older_messages_come_page_by_page_each_once(small):
    ana, bo = small.person("ana"), small.person("bo")
    sent = [small.said(ana, bo, f"Number {number}") for number in range(25)]
    small.read(bo, sent[-1])
    tab, seen = small.logged_in(bo), []
    page = tab.read("/inbox/ana")
    while page.named("link", "Older messages"):
        assert len(page.messages) == 10
        seen = texts(page) + seen
        page = tab.read(page.link("Older messages")["href"])
    assert texts(page) + seen == [f"Number {number}" for number in range(25)]
    assert "This is the start of your conversation." in page.text
    assert page.link("Newest messages")["href"] == "/inbox/ana"


def test_looking_at_older_messages_reads_nothing(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    tab.read(f"/inbox/ana?before={message.seq + 1}")
    assert cast.part(bo, message).unread == 1


def test_the_receipt_follows_the_last_message_of_mine_and_turns_to_seen(cast, ana, bo):
    tab, clock_time = cast.logged_in(ana), THURSDAY
    clock.freeze(clock_time)
    message = cast.said(ana, bo, "Hello")
    receipt = tab.read("/inbox/bo").one("#receipt")
    assert (receipt.text, receipt["data-seq"]) == ("Sent", str(message.seq))
    cast.read(bo, message)
    assert tab.read("/inbox/bo").one("#receipt").text == "Seen at 09:48"


def test_a_conversation_without_messages_of_mine_has_a_hidden_receipt(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    assert "hidden" in tab.read("/inbox/ana").one("#receipt").attrs


def test_before_the_first_message_a_client_finds_an_empty_conversation_and_a_box(cast, ana, bo):
    page = cast.logged_in(ana).read("/inbox/bo")
    assert "You and Bo Lindqvist have not written to each other yet." in page.text
    assert page.field("Message to Bo Lindqvist")["name"] == "body"
    assert page.button("Send")


def test_a_freelancer_reads_why_a_client_who_never_wrote_cannot_be_written_to(cast, tab, ana):
    page = tab.read("/inbox/ana")
    assert "You can write to Ana Ribeiro once Ana Ribeiro has written to you." in page.text
    assert not page.named("button", "Send")


def test_the_panel_shows_what_is_known_and_nothing_that_is_not(cast, tab, bo):
    clock.freeze(THURSDAY)
    ana = cast.person("ana", country="PT", time_zone="Asia/Tokyo", languages=[["pt", "native"]], bio="I make\nchairs.")
    cast.said(ana, bo, "Hello")
    facts = tab.read("/inbox/ana").one("#about")
    assert [dd.text for dd in facts.all("dd")] == ["Portugal", "18:48, 9 h ahead", "Portuguese", "Mar 2026"]
    assert "I make chairs." in facts.text
    assert "client" in facts.text
    dev = cast.person("dev")
    cast.said(dev, bo, "Hello")
    facts = tab.read("/inbox/dev").one("#about")
    assert [dt.text for dt in facts.all("dt")] == ["Local time", "Member since"]
    assert "client and freelancer" in facts.text


def test_who_made_a_request_in_the_last_minute_is_online_in_the_head_and_the_list(cast, tab, ana, bo, redis_server):
    cast.said(ana, bo, "Hello")
    page = tab.read("/inbox/ana")
    assert page.one("#presence").text.startswith("Offline")
    cast.logged_in(ana).read("/inbox")
    page = tab.read("/inbox/ana")
    assert page.one("#presence").text.startswith("Online")
    assert ", online" in page.rows[0].text
    redis_server.client.delete(f"halle:presence:{ana.id}")
    assert tab.read("/inbox/ana").one("#presence").text.startswith("Offline")


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}]
)
def test_prefetching_reads_nothing(cast, tab, ana, bo, headers):
    message = cast.said(ana, bo, "Hello")
    assert texts(tab.get("/inbox/ana", headers=headers).page) == ["Hello"]
    assert cast.part(bo, message).unread == 1


def test_head_reads_nothing(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    assert tab.head("/inbox/ana").status_code == 200
    assert cast.part(bo, message).unread == 1


@pytest.mark.parametrize(
    "query",
    ["?before=x", "?before=-1", f"?before={'9' * 30}", "?reply=x", "?before=１", f"?reply={2**62 + 1}"],
)
def test_a_number_that_is_none_is_refused_with_a_page(tab, ana, query):
    page = tab.read(f"/inbox/ana{query}", 400)
    assert page.one("h1").text == "This cannot be understood"


@pytest.mark.parametrize(
    "url", ["/inbox/nobody", "/inbox/%00", "/inbox/%ED%A0%80", f"/inbox/{'a' * 3000}", "/inbox?filter=nonsense"]
)
def test_what_is_not_there_is_not_found(tab, url):
    assert tab.read(url, 404).one("h1").text == "This is not here"


def test_the_chip_of_a_reply_names_what_is_answered(cast, tab, ana, bo):
    message = cast.said(ana, bo, "When is it ready?")
    page = tab.read("/inbox/ana")
    page = tab.read(page.message(message.id).one("a.ib")["href"].partition("#")[0])
    assert page.one("#reply .chip").text.startswith("Replying to Ana Ribeiro · When is it ready?")
    assert page.one("#reply input[name=reply_to]")["value"] == str(message.id)


def test_a_message_of_another_conversation_is_never_quoted(cast, tab, ana, bo, chloe):
    foreign = cast.said(ana, chloe, "Between us")
    cast.said(ana, bo, "Hello")
    page = tab.read(f"/inbox/ana?reply={foreign.id}")
    assert "Between us" not in page.source
    assert not page.has("#reply input")


def test_a_quote_follows_its_original_and_says_when_it_is_gone(cast, tab, ana, bo):
    question = cast.said(ana, bo, "When is it ready?")
    answer = cast.said(bo, ana, "Soon", reply_to=question.id)
    quote = tab.read("/inbox/ana").message(answer.id).one(".quote")
    assert (quote.text, quote["href"]) == ("In reply to Ana Ribeiro When is it ready?", f"#message-{question.id}")
    cast.do(messages.edit, ana, question.id, "When will it be ready?", 0)
    assert "When will it be ready?" in tab.read("/inbox/ana").message(answer.id).one(".quote").text
    cast.do(messages.delete, ana, question.id)
    page = tab.read("/inbox/ana")
    assert "This message was deleted" in page.message(answer.id).one(".quote").text
    assert "ready" not in page.source


def test_htmx_gets_the_main_part_and_going_back_the_whole_page(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    part = tab.htmx("/inbox/ana", method="GET")
    assert part.page.has("#app #thread") and not part.page.has("head")
    assert part.page.title == "Ana Ribeiro · Inbox · Halle"
    assert "HX-Request" in part.vary
    back = tab.htmx("/inbox/ana", method="GET", HX_History_Restore_Request="true")
    assert back.page.has("head link")
