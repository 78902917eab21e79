"""The pages of questions and answers."""

from inbox.models.faq import Faq
from inbox.services import faqs

URL = "/settings/assistant/faq"
BACK = "/settings/assistant#faq"


def test_one_is_added_changed_and_deleted(cast, bo):
    tab = cast.logged_in(bo)
    assert tab.read("/settings/assistant").link("New question")["href"] == f"{URL}/new"
    assert tab.form(f"{URL}/new", URL, question="Do you print?", answer="No.").goes_to == BACK
    assert "Do you print?" in tab.read("/settings/assistant").text
    assert tab.read(f"{URL}/1/edit").field("Answer").raw.strip() == "No."
    assert tab.send(f"{URL}/1", {"question": "Do you print?", "answer": "Yes."}).goes_to == BACK
    assert cast.row(Faq, 1).answer == "Yes."
    assert tab.send(f"{URL}/1/deletion").goes_to == BACK
    assert cast.count(Faq) == 0


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(cast, bo):
    cast.do(faqs.create, bo, "Other", "x")
    tab = cast.logged_in(bo)
    for url in (URL, f"{URL}/1"):
        refused = tab.send(url, {"question": "", "answer": "Typed text"})
        assert refused.status_code == 422
        assert "Typed text" in refused.page.field("Answer").raw and refused.page.one("#question-error").text


def test_when_there_are_enough_the_page_says_so(cast, bo):
    for number in range(50):
        cast.do(faqs.create, bo, f"Question {number}", "x")
    tab = cast.logged_in(bo)
    assert "You have 50 questions" in tab.read("/settings/assistant").text
    refused = tab.send(URL, {"question": "One more", "answer": "Typed text"})
    assert refused.status_code == 403 and "Typed text" in refused.page.field("Answer").raw


def test_those_of_somebody_else_are_not_there(cast, bo, dev):
    cast.do(faqs.create, bo, "Secret question", "Secret answer")
    tab = cast.logged_in(dev)
    assert tab.get(f"{URL}/1/edit").status_code == 404
    for url, fields in (
        (f"{URL}/1", {"question": "x", "answer": "y"}),
        (f"{URL}/1/deletion", {}),
        (f"{URL}/1/place", {"to": "up"}),
    ):
        assert tab.send(url, fields).status_code == 404
    for url in ("/settings/assistant", "/settings/assistant/trial?question=secret+question", "/people/bo"):
        assert "Secret" not in tab.read(url).text
    assert cast.row(Faq, 1).question == "Secret question"


def test_clients_have_none(cast, ana):
    tab = cast.logged_in(ana)
    for url in (f"{URL}/new", f"{URL}/1/edit"):
        assert tab.get(url).status_code == 403
    assert tab.send(URL, {"question": "x", "answer": "y"}).status_code == 403
