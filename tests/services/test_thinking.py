"""How an assistant comes to what it says: its source, its language, and when it leaves it to the freelancer."""

import time

import pytest

from inbox import endpoint, translator
from inbox.answering import Rules
from inbox.endpoint import NoAnswer, Worded
from inbox.services import thinking
from inbox.services.knowledge import PRICE, Known, Terms
from inbox.services.thinking import Work
from inbox.translator import NoTranslation, Translation

LOGO = Known(
    "A logo", "A logo", "Three sketches, for shops. price from 350 EUR, delivery in 10 days, 2 revisions", "service",
    "Three sketches, for shops and cafés, by hand.", terms=Terms(35000, "EUR", 10, 2),
)  # fmt: skip
PRINT = Known("Do you print?", "Do you print?", "No.", "faq", "No. Your own printer prints it, and I talk to them.")
QUESTION = "¿Cuánto cuesta un logotipo para mi tienda?"


def work(question: str, **more) -> Work:
    found = {
        "question": question, "asked": ((1, 1, 0),), "done_seq": 0, "freelancer": "Bo", "names": "Bo bo", "assistant": "",
        "locale": "en", "reads": ("en",), "writes": ("en",), "sources": (LOGO, PRINT), "rules": Rules(), "closed": frozenset(),
        "intake": "", "awaits": False, "is_first": True, "is_enough": False, "translates": True, "longest": 5000, "until": time.monotonic() + 20,
    }  # fmt: skip
    return Work(**found | more)


def thought(cast, question: str, **more) -> thinking.Thought:
    return cast.do(thinking.think, work(question, **more))


@pytest.fixture
def says(monkeypatch):
    """Lets the translator say that, by the languages that it is asked for; it is told what it was asked."""
    asked, answers = [], {}

    def translate(text, target, source="", likely=(), seconds=0):
        asked.append((text, target))
        said = answers.get(target)
        if said is None:
            raise NoTranslation("pair")
        return Translation(said, source, "apertium")

    monkeypatch.setattr(translator, "translate", translate)
    answers["asked"] = asked
    return answers


def test_what_it_knows_it_quotes(cast):
    said = thought(cast, "How much does a logo cost?")
    assert (said.known, said.reason, said.hands_over) == (LOGO, "", False)
    assert "Three sketches" in said.text and "€350" in said.text


@pytest.mark.parametrize(
    ("question", "more", "reason"),
    [("What is the weather like?", {}, "unknown"), ("A logo for 20 EUR, is that possible?", {}, "number"),
     ("Do you promise that a logo is ready?", {}, "promise"), ("How much does a logo cost?", {"closed": PRICE}, "closed"),
     ("How much does a logo cost?", {"is_enough": True}, "enough"), ("I want to talk to a person about a logo", {}, "person"),
     ("A logo, urgently", {"rules": Rules(words=("urgent",))}, "word"),
     ("A logo, we have 2k €", {"rules": Rules(budget=100000, currency="EUR")}, "budget"),
     ("A logo, we have 20 dollars", {"rules": Rules(budget=100000, currency="EUR")}, "currency"),
     ("A logo for 350 dollars?", {}, "currency")],
)  # fmt: skip
def test_what_it_hands_over_says_so_and_quotes_nothing(cast, question, more, reason):
    said = thought(cast, question, **more)
    assert (said.known, said.reason, said.hands_over) == (None, reason, True)
    assert "passed" in said.text and "sketches" not in said.text


def test_who_greets_is_asked_what_they_want_and_thanks_get_no_answer(cast):
    first = thought(cast, "Hello Bo!", intake="What for?")
    assert (
        not first.hands_over
        and "Ask what you want to know" in first.text
        and "– What for?" in first.text
        and first.asks
    )
    assert thought(cast, "Thank you very much", is_first=False).text == ""


def test_what_comes_after_its_questions_is_an_answer_to_them_unless_something_is_asked(cast):
    assert thought(cast, "A logo for a bakery, by hand", awaits=True).reason == "intake"
    assert thought(cast, "How much does a logo cost?", awaits=True).known == LOGO
    assert thought(cast, "Let me talk to a person", awaits=True).reason == "person"


def test_a_question_in_another_language_is_found_by_its_translation_and_answered_in_it(cast, says):
    says |= {"en": "How much does a logo cost for my shop?", "es": "Tres bocetos, para tiendas, a mano."}
    said = thought(cast, QUESTION)
    assert said.known == LOGO
    assert "“Tres bocetos, para tiendas, a mano.”" in said.text and "translated from English by Apertium" in said.text
    assert said.text.index("Tres bocetos") < said.text.index("Three sketches")


@pytest.mark.parametrize(
    "made_up",
    ["Cuatro bocetos.", "Tres bocetos en marzo.", "Tres bocetos por 350 dólares.", "Bocetos, 500.", "Tres bocetos el viernes.", "Tres bocetos, el sexto gratis."],
)  # fmt: skip
def test_a_translation_that_says_another_number_is_not_sent_but_the_original(cast, says, made_up):
    says |= {"en": "How much does a logo cost for my shop?", "es": made_up}
    said = thought(cast, QUESTION)
    assert said.known == LOGO and made_up not in said.text and "“Three sketches" in said.text
    assert "There is no translation right now" in said.text


def test_a_source_whose_own_number_is_not_where_it_says_is_not_quoted_at_all(cast):
    """It cannot be; but whatever is put together is looked at, not what was meant."""
    wrong = Known("A logo", "A logo", "logo", "biography", "Sketches.", languages=("9",))
    said = thought(cast, "A logo", sources=(wrong,))
    assert (said.known, said.reason) == (None, "number")


def test_without_a_translation_it_hands_over_what_it_does_not_understand(cast, says):
    said = thought(cast, "¿Puede hacer un dibujo de mi perro para la pared?")
    assert said.reason == "unknown" and says["asked"]


@pytest.mark.parametrize("more", [{"translates": False}, {"until": 0.0}])
def test_after_some_tries_and_after_its_seconds_no_translator_is_asked(cast, says, more):
    says |= {"en": "How much does a logo cost?", "es": "Tres bocetos."}
    thought(cast, QUESTION, **more)
    assert says["asked"] == []


def test_a_few_words_are_in_the_language_of_the_pages(cast, says):
    said = thought(cast, "prix logo ?", locale="fr", reads=("fr",))
    assert said.known == LOGO and "réponse automatique" in said.text
    assert "Three sketches" in said.text


def test_what_it_asks_is_translated_too_and_in_its_own_words_when_a_number_changed(cast, says):
    says |= {"en": "How much does a logo cost for my shop?", "es": "¿Para cuándo?"}
    assert "– ¿Para cuándo?" in thought(cast, QUESTION, intake="By when do you need the logo?").text
    says["es"] = "¿Para el 12?"
    said = thought(
        cast,
        QUESTION,
        intake="By when do you need the logo?",
        sources=(Known("A logo", "A logo", "logo", "service", ""),),
    )
    assert "12" not in said.text and "– By when do you need the logo?" in said.text


@pytest.fixture
def words(monkeypatch):
    """Lets an endpoint say that: an answer and its source, None, or nothing of use."""
    asked = []

    def set_to(answer):
        def ask(question, sources, end):
            asked.append(question)
            if answer is NoAnswer:
                raise NoAnswer("away")
            return answer

        monkeypatch.setattr(endpoint, "host", lambda: "model.example")
        monkeypatch.setattr(endpoint, "ask", ask)
        return asked

    return set_to


def test_what_an_endpoint_says_stands_above_the_quote_that_it_is_out_of(cast, words):
    words(Worded(PRINT, "No, but I talk to your own printer."))
    said = thought(cast, "Where can my posters be produced?")
    assert said.known == PRINT
    assert said.text.index("No, but I talk") < said.text.index("“No. Your own printer prints it")


def test_where_an_endpoint_sees_no_answer_a_person_gives_it(cast, words):
    words(None)
    assert thought(cast, "How much does a logo cost?").reason == "unknown"


def test_without_an_answer_of_an_endpoint_all_is_as_without_one(cast, words):
    words(NoAnswer)
    assert thought(cast, "How much does a logo cost?").known == LOGO
    assert thought(cast, "What is the weather like?").reason == "unknown"


@pytest.mark.parametrize(
    "question", ["Do you promise a logo?", "A logo for 20 EUR?", "I want to talk to a person", "Hello Bo"]
)
def test_what_is_for_a_person_in_any_case_is_sent_to_no_endpoint(cast, words, question):
    asked = words(Worded(LOGO, "A logo by hand."))
    assert thought(cast, question).known is None and asked == []


def test_a_number_that_an_endpoint_got_past_the_door_is_not_said(cast, words):
    words(Worded(LOGO, "Four sketches for shops."))
    said = thought(cast, "How much does a logo cost?")
    assert said.known == LOGO and "Four" not in said.text and "“Three sketches" in said.text
