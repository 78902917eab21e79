"""What answers a client's question: fifty of them, written before there was an answer; and which numbers a text holds."""

import tomllib
from pathlib import Path

import pytest

from inbox.answering import Found, Source, find, made_up, numbers
from inbox.cli import seed

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
LANGUAGES = {"sv": "Swedish", "en": "English", "de": "German"}
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
     ("twenty-five", {"20", "5"}), ("quatre-vingt", {"4", "20"}), ("50%", {"50"}), ("€350", {"350"}), ("no number", set())],
)  # fmt: skip
def test_a_number_is_known_however_it_is_written(text, held):
    assert numbers(text) == held


@pytest.mark.parametrize(
    ("answer", "odd"),
    [("A logo costs 350 EUR.", set()), ("A logo costs 35O EUR.", {"35"}), ("It takes ten days.", set()), ("It takes nine days.", {"9"}),
     ("Il faut dix jours.", set()), ("Il faut vingt jours.", {"20"}), ("300 EUR", {"300"}), ("By 12 March", {"12"})],
)  # fmt: skip
def test_an_answer_with_a_number_that_its_sources_do_not_hold_is_found_out(answer, odd):
    assert made_up(answer, ["A logo: 350 EUR, in 10 days"]) == odd
