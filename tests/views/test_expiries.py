"""The letter about files that will be deleted: it leads to the inbox, whose cards say the same day."""

from datetime import UTC, datetime

from inbox import clock
from inbox.services import expiries
from tests.cast import Cast
from tests.files import stored


def test_the_letter_leads_to_the_inbox_and_the_card_of_the_file_says_its_day(post):
    clock.freeze(datetime(2028, 2, 29, 12, tzinfo=UTC))
    cast = Cast(post.app)
    ana, bo = cast.person("ana"), cast.person("bo")
    stored(cast, ana, bo, "offer.pdf")
    clock.freeze(datetime(2031, 2, 10, 12, tzinfo=UTC))
    assert cast.do(expiries.warn_due) == 1
    post.deliver()
    tab = cast.logged_in(ana)
    page = tab.read(post.link())
    assert page.one("#conversation-1") and "offer.pdf" in page.rows[0].text
    assert "1 Mar 2031" in tab.read("/inbox/bo").one("#message-1").text
