"""What a tab that is looked at has shown."""

import pytest


@pytest.fixture
def said(cast, ana, bo):
    """Three messages from Ana to Bo."""
    return [cast.said(ana, bo, text) for text in ("One", "Two", "Three")]


def test_a_reading_counts_down_and_answers_with_the_new_count(cast, bo, chloe, said):
    cast.said(chloe, bo, "Another conversation")
    tab = cast.logged_in(bo)
    part = tab.htmx("/inbox/ana/reading", {"seq": said[1].seq})
    assert cast.part(bo, said[0]).unread == 1
    assert part.page.one("#unread-count").raw == "2"
    done = tab.htmx("/inbox/ana/reading", {"seq": said[2].seq})
    assert cast.part(bo, said[0]).unread == 0
    assert done.page.one("#unread").text == "Messages, 1 unread"
    assert done.page.one("#unread")["hx-swap-oob"] == "true"


def test_a_plain_browser_is_led_back(cast, bo, said):
    answer = cast.logged_in(bo).send("/inbox/ana/reading", {"seq": 3})
    assert (answer.status_code, answer.goes_to) == (303, "/inbox/ana")
    assert cast.part(bo, said[0]).unread == 0


@pytest.mark.parametrize("seq", ["", "x", "-1", "9" * 30])
def test_a_number_that_is_none_reads_nothing(cast, bo, said, seq):
    assert cast.logged_in(bo).send("/inbox/ana/reading", {"seq": seq}).status_code == 400
    assert cast.part(bo, said[0]).unread == 3


def test_who_has_no_conversation_reads_nothing(cast, chloe, bo, said):
    assert cast.logged_in(chloe).send("/inbox/ana/reading", {"seq": 3}).status_code == 404
    assert cast.logged_in(bo).send("/inbox/nobody/reading", {"seq": 3}).status_code == 404
    assert cast.part(bo, said[0]).unread == 3


def test_the_author_of_the_messages_reads_nothing_for_the_other(cast, ana, bo, said):
    assert cast.logged_in(ana).send("/inbox/bo/reading", {"seq": 3}).status_code == 303
    assert cast.part(bo, said[0]).unread == 3
