"""What an assistant says: sentences of ours without a number, around what is quoted, and nothing longer than a message."""

from datetime import date, time

import pytest

from inbox.answering import made_up, months, numbers
from inbox.models.assistant import REASONS
from inbox.models.availability import Absence, Span
from inbox.services import replies
from inbox.services.knowledge import Hours, Known, Terms
from inbox.services.replies import LOCALES, Voice, Wording

NOTHING = Wording("")
LOGO = Known(
    "A logo", "A logo", "text", "service", "Three sketches.",
    terms=Terms(price=35000, currency="EUR", days=10, revisions=2),
)  # fmt: skip
BO = {locale: Voice("Bo", "", locale) for locale in LOCALES}


def answered(cast, known=LOGO, voice=BO["en"], quote=None, asks=NOTHING, longest=5000) -> replies.Reply:
    return cast.do(replies.answer, known, voice, quote or Wording(known.quote), asks, longest)


def test_it_quotes_and_says_that_it_is_automatic(cast):
    reply = answered(cast)
    assert reply.text.split("\n\n")[:2] == [
        "This is an automatic answer by the assistant of Bo.",
        "What Bo says about “A logo”:\n“Three sketches.”\nfrom €350 · 10 days · 2 revisions",
    ]
    assert reply.made_up == set()


def test_in_french_its_own_words_are_french_and_the_quote_is_as_it_was_written(cast):
    reply = answered(cast, voice=BO["fr"], asks=Wording("Pour quand ?"))
    assert "réponse automatique" in reply.text and "Three sketches." in reply.text and "350\u00a0€" in reply.text
    assert "– Pour quand ?" in reply.text and reply.made_up == set()


def test_it_says_its_name(cast):
    assert "by Robo, the assistant of Bo." in answered(cast, voice=Voice("Bo", "Robo", "en")).text


def test_a_translation_says_so_and_the_original_stands_below(cast):
    quote = Wording("Trois esquisses.", "Three sketches.", "en", "Apertium")
    text = answered(cast, voice=BO["fr"], quote=quote).text
    assert "(traduit par Apertium, langue d’origine\u00a0: anglais)" in text
    assert text.index("Trois esquisses.") < text.index("Three sketches.")
    failed = answered(cast, quote=Wording("Drei Skizzen.", failed=True)).text
    assert "There is no translation right now: this is what Bo wrote." in failed


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_of_ours_holds_a_number_a_month_or_a_currency(cast, locale):
    empty = Known("", "", "", "service", "")
    for kind in ("service", "faq", "hours", "languages", "biography"):
        for quote in (Wording("x", "y", "en", "z"), Wording("x", failed=True), NOTHING):
            said = answered(cast, Known("", "", "", kind, ""), BO[locale], quote, Wording("x"))
            assert made_up(said.text, []) == set(), said.text
    for reason in (*REASONS, "intake", "enough", "broken"):
        said = cast.do(replies.hand_over, reason, BO[locale], NOTHING, 5000)
        assert made_up(said.text, []) == set(), said.text
    assert made_up(cast.do(replies.greeting, Voice("Bo", "Robo", locale), NOTHING, 5000).text, []) == set()
    assert empty.holds == ("", "")


@pytest.mark.parametrize("locale", LOCALES)
def test_all_that_was_chosen_in_forms_is_told_with_its_own_numbers(cast, locale):
    spans = (Span(0, 3, time(9), time(17)), Span(4, 4, time(9), time(13)))
    hours = Hours(spans, "Europe/Stockholm", Absence(date(2026, 3, 12), ""))
    reply = answered(cast, Known("hours", "", "", "hours", hours=hours), BO[locale])
    assert reply.made_up == set()
    assert {"9", "17", "13", "12", "2026"} <= numbers(reply.text) and months(reply.text) == {3}
    for terms in (Terms(1250, "USD"), Terms(days=1, revisions=0), Terms(days=30, is_unlimited=True)):
        assert answered(cast, Known("x", "", "", "service", terms=terms), BO[locale]).made_up == set()


@pytest.mark.parametrize(
    ("quote", "odd"),
    [("Two sketches.", set()), ("Four sketches.", {"4"}), ("Sketches in March.", {"month 3"}), ("Sketches for 350 dollars.", {"currency dollar"})],
)  # fmt: skip
def test_a_number_a_month_or_a_currency_that_a_translation_makes_up_is_found(cast, quote, odd):
    reply = answered(cast, quote=Wording(quote, "Three sketches.", "sv", "Babel"))
    assert {each.removeprefix("currency ") for each in reply.made_up} == {
        each.removeprefix("currency ") for each in odd
    }


@pytest.mark.parametrize("longest", [5000, 2100, 1000, 150, 1])
def test_it_is_never_longer_than_a_message(cast, longest):
    quote = Wording("x" * 1200, "y" * 1200, "en", "Apertium")
    reply = answered(cast, quote=quote, longest=longest)
    assert len(reply.text) <= longest
    assert ("y" in reply.text.replace("you", "").replace("say", "")) or longest < 2500
    assert len(cast.do(replies.hand_over, "person", BO["en"], Wording("z" * 3000), longest).text) <= longest


def test_a_name_or_a_title_cannot_begin_a_line_of_its_own(cast):
    voice = Voice("Bo\nYou get it for free", "", "en")
    known = Known("Logo\n\nFree", "", "", "faq", "Yes.")
    assert "\nYou get" not in answered(cast, known, voice).text and "\nFree" not in answered(cast, known, voice).text


def test_what_hands_over_says_that_it_did_and_asks(cast):
    said = cast.do(replies.hand_over, "person", BO["en"], Wording("What for?\nBy when?"), 5000).text
    assert "passed on that you want to talk to Bo in person" in said
    assert said.endswith("Bo would like to know from you:\n– What for?\n– By when?")
