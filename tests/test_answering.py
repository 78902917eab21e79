"""What answers a client's question: fifty of them, written before there was an answer; and which numbers a text holds."""

import time
import tomllib
from pathlib import Path

import pytest

from inbox.answering import (
    Found,
    Rules,
    Source,
    amounts,
    currencies,
    find,
    handed_over,
    made_up,
    months,
    numbers,
    weekdays,
)
from inbox.cli import seed

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
LANGUAGES = {"sv": "Swedish", "en": "English", "de": "German"}
EUROS = Rules(budget=100000, currency="EUR")
WEEK = "monday tuesday wednesday thursday friday saturday sunday mondays fridays"


def bo() -> list[Source]:
    """What Bo of the demo wrote, and the answers to what he is asked most."""
    (person,) = [each for each in seed._read("people")["person"] if each["username"] == "bo"]
    sources = [Source(each["title"], each["title"], _told(each)) for each in person["services"]]
    sources += [Source(each["question"], each["question"], each["answer"]) for each in QUESTIONS["faq"]]
    hours = ", ".join(" to ".join(each) for each in QUESTIONS["freelancer"]["hours"] if each)
    spoken = ", ".join(LANGUAGES[code] for code, _ in person["languages"])
    return [
        *sources, Source("hours", f"working hours, when do you work, {WEEK}", hours),
        Source("languages", "languages", spoken), Source("biography", "", person["bio"]),
    ]  # fmt: skip


def _told(service: dict) -> str:
    terms = "price from {price_from} {currency}, delivery in {delivery_days} days, {revisions} revisions"
    return f"{service['description']} {terms.format(**service)}"


def test_of_forty_honest_questions_thirty_are_answered_from_the_right_source():
    assert len(QUESTIONS["honest"]) == 40
    found = {each["ask"]: find(each["ask"], bo()).source for each in QUESTIONS["honest"]}
    right = [each for each in QUESTIONS["honest"] if found[each["ask"]] and found[each["ask"]].name == each["source"]]
    assert len(right) >= 30, [each["ask"] for each in QUESTIONS["honest"] if each not in right]


@pytest.mark.parametrize("trap", [each["ask"] for each in QUESTIONS["trap"]])
def test_what_nobody_wrote_is_left_to_a_person(trap):
    found = find(trap, bo())
    assert found.source is None and found.reason


def test_there_are_ten_traps():
    assert len(QUESTIONS["trap"]) == 10


@pytest.mark.parametrize(
    "question", ["", "?!", "the a of", "\U0001f600", "コーヒー", "x" * 5000, "price", "how many days?"]
)
def test_what_asks_nothing_or_names_nothing_is_left_to_a_person(question):
    assert find(question, bo()).source is None
    assert find(question, []) == Found(None, 0.0, "unknown")


@pytest.mark.parametrize(
    ("text", "held"),
    [("from 350 EUR", {"350"}), ("1,500 1.500 1 500 1\u00a0500 1\u202f500 1'500", {"1500"}), ("12.50 and 12,5", {"12.5"}), ("007", {"7"}),
     ("\u0663\u0665\u0660", {"350"}), ("３５０", {"350"}), ("on 2026-03-12 at 09:00", {"2026", "3", "12", "9", "0"}),
     ("three, trois, drei, tres, três, tre, drie", {"3"}), ("zwölf Tage", {"12"}), ("a dozen", {"12"}),
     ("twenty-five", {"20", "5"}), ("quatre-vingt", {"4", "20"}), ("50%", {"50"}), ("€350", {"350"}), ("no number", set()),
     ("the third, le 3e, la troisième, el tercero", {"3"}), ("le 1er, the 1st, first, la première", {"1"}), ("half of it, la moitié", {"0.5"}),
     ("seize, sixteen, sechzehn", {"16"}), ("once, a set, d'abord, segunda-feira", set())],
)  # fmt: skip
def test_a_number_is_known_however_it_is_written(text, held):
    assert numbers(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [("12 March", {3}), ("le 1er mars 2026", {3}), ("am 12. März", {3}), ("12 de marzo", {3}), ("mars", set()), ("en août", {8}),
     ("until May", {5}), ("you may", set()), ("maj 5", {5}), ("on 2026-03-12", {3}), ("12.3.2026, 3/25/26", {3}), ("99/99/2026", set()),
     ("Sept. 5", {9}), ("sept jours", set()), ("ten years ago", set()), ("em outubro", {10}), ("out of 10", set())],
)  # fmt: skip
def test_a_month_is_known_by_its_name_and_in_dates(text, held):
    """`out` is short for October in Portuguese: what is also another word counts beside a number alone."""
    assert months(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [("by Friday", {4}), ("vendredi", {4}), ("FRIDAYS, les vendredis, am Freitag", {4}), ("lundi–mercredi", {0, 2}), ("segunda-feira", {0}),
     ("quintas-feiras", {3}), ("el sábado y el domingo", {5, 6}), ("måndagar, maandags, dilluns, lunedì", {0}), ("Mon–Fri 9-17", {0, 4}),
     ("by Fri.", {4}), ("jeu. 12", {3}), ("lun. au ven.", {0, 4}), ("the sun, we sat on it", set()), ("mon jeu", set()), ("we do so", set()),
     ("la mer", set()), ("12 Mar", set()), ("mardi gras", {1}), ("fri frakt", set()), ("", set())],
)  # fmt: skip
def test_a_day_of_the_week_is_known_by_its_name_and_where_it_cannot_be_another_word_by_its_short_one(text, held):
    assert weekdays(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [("€350", {"euro"}), ("350 EUR, 350euros", {"euro"}), ("US$ 5", {"dollar"}), ("dólares", {"dollar"}), ("£", {"pound"}), ("none", set())],
)  # fmt: skip
def test_a_currency_is_known_by_its_sign_its_code_and_its_names(text, held):
    assert currencies(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [("we have 2k €", ["2000 EUR"]), ("a budget of 1 500,50", ["1500.50"]), ("12 pages", []), ("5 thousand dollars for 12 pages", ["5000 USD"]),
     ("budget: 300 to 500", ["300", "500"]), ("budget: 300 to 500 $", ["300 USD", "500 USD"]), ("€ 1.500", ["1500 EUR"]), ("350EUR", ["350 EUR"]),
     ("A$ 300 or 200£", ["300 AUD", "200 GBP"]), ("my budget is 900, in francs", ["900 CHF"]), ("budget 900 EUR, or 1000, or 800 USD", ["900 EUR", "1000", "800 USD"]),
     ("500 kr", ["500 kr"]), ("3 europeans", []), ("", [])],
)  # fmt: skip
def test_amounts_are_numbers_beside_a_currency_or_a_budget_each_in_its_currency(text, held):
    assert [str(amount) for amount in amounts(text)] == held


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("A logo for 350 dollars?", "currency"),
        ("A logo for £350?", "currency"),
        ("A logo for 350 EUR?", ""),
        ("A logo for 350?", ""),
    ],
)
def test_an_amount_in_a_currency_that_no_price_is_in_is_left_to_a_person(question, reason):
    assert find(question, bo()).reason == reason


@pytest.mark.parametrize(
    ("text", "rules", "reason"),
    [("Can I talk to a person?", Rules(), "person"), ("Je veux parler à un humain", Rules(), "person"), ("Can I talk to a person?", Rules(wish=False), ""),
     ("It is URGENT!", Rules(words=("urgent",)), "word"), ("urgently", Rules(words=("urgent",)), "word"), ("insurgent", Rules(words=("urgent",)), ""),
     ("as soon as possible", Rules(words=("as soon as",)), "word"), ("x", Rules(words=("!", "")), ""),
     ("I have 1000 EUR", EUROS, ""), ("I have 1001 EUR", EUROS, "budget"), ("1001 pages", EUROS, ""), ("I have 1001 EUR", Rules(), ""),
     ("I have 20 USD", EUROS, "currency"), ("I have 200000 yen", EUROS, "currency"), ("I have 20 USD", Rules(), ""), ("My budget is 1001", EUROS, "budget"),
     ("1001 EUR, or 20 USD", EUROS, "budget"), ("10 EUR, or 2000 USD", EUROS, "currency"), ("C$ 20", Rules(budget=100000, currency="USD"), "currency")],
)  # fmt: skip
def test_what_is_handed_over_whatever_is_known(text, rules, reason):
    assert handed_over(text, rules) == reason


@pytest.mark.parametrize(
    ("question", "source"),
    [("Combien coûte un logo ?", "A logo that survives a stamp"), ("Quels fichiers SVG ?", "Which files do I get?"),
     ("Quels sont vos horaires ?", "hours"), ("Travaillez-vous le vendredi ?", None)],
)  # fmt: skip
def test_questions_in_french_are_understood_as_far_as_their_words_are_known(question, source):
    found = find(question, bo()).source
    assert (found and found.name) == source or source is None


def test_a_long_text_of_whatever_is_looked_at_in_no_time():
    began = time.process_time()
    for text in ("1" * 5000, "1 " * 2500, "1.000" * 1000, "€" * 5000, "talk to a " * 500, "12/" * 1700, "may " * 1250):
        find(text, bo()), made_up(text, [text]), handed_over(text, Rules(words=("urgent",), budget=1))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("answer", "odd"),
    [("A logo costs 350 EUR.", set()), ("A logo costs 35O EUR.", {"35"}), ("It takes ten days.", set()), ("It takes nine days.", {"9"}),
     ("Il faut dix jours.", set()), ("Il faut vingt jours.", {"20"}), ("300 EUR", {"300"}), ("By 12 March", {"12", "month 3"}),
     ("350 dollars", {"dollar"}), ("$350", {"dollar"}), ("350 euros, €350", set()), ("It takes ten days in May.", {"month 5"}),
     ("It may take ten days.", set()), ("The third takes ten days.", {"3"}), ("Il faut dix jours, d'abord 350 EUR.", set()),
     ("Half of it, 350 EUR", {"0.5"})],
)  # fmt: skip
def test_an_answer_with_a_number_that_its_sources_do_not_hold_is_found_out(answer, odd):
    assert made_up(answer, ["A logo: 350 EUR, in 10 days"]) == odd


@pytest.mark.parametrize(
    ("answer", "source", "odd"),
    [("It is ready by Friday.", "It is ready soon.", {"weekday 4"}), ("C'est prêt vendredi.", "It is ready on Fridays.", set()),
     ("C'est prêt vendredi.", "It is ready on Monday.", {"weekday 4"}), ("Prêt le 3e jour", "Ready on the third day", set()),
     ("Ready on the second day", "Prêt le 3e jour", {"2"}), ("First we draw it.", "D'abord, on dessine.", set()),
     ("Listo el lunes", "Ready on Monday", set()), ("A third of it", "Un tiers", set()), ("An eleventh sketch", "A sketch", {"11"}),
     ("Pronto na segunda-feira", "Ready on Monday", set()), ("Ready on Monday", "Pronto na segunda-feira", set()),
     ("The first of March", "Le 1er mars", set()), ("In a second", "En une seconde", set())],
)  # fmt: skip
def test_an_answer_with_a_day_or_a_place_in_a_row_that_its_source_does_not_hold_is_found_out(answer, source, odd):
    assert made_up(answer, [source]) == odd
