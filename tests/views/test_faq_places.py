"""The order of questions and answers, by plain buttons and by htmx."""

from inbox.services import faqs
from tests.services.test_faqs import add, questions


def test_one_is_moved_by_plain_buttons_and_by_htmx(cast, bo):
    one, two = add(cast, bo, "One"), add(cast, bo, "Two")
    tab = cast.logged_in(bo)
    url = "/settings/assistant/faq/{}/place"
    assert tab.send(url.format(two.id), {"to": "up"}).goes_to == f"/settings/assistant#faq-{two.id}"
    assert questions(cast, bo) == ["Two", "One"]
    piece = tab.htmx(url.format(one.id), {"to": "up"})
    assert piece.status_code == 200 and 'id="faqs"' in piece.get_data(as_text=True)
    assert [faq.question for faq in cast.do(faqs.all_of, bo)] == ["One", "Two"]
