"""What a freelancer answers in any case: what their assistant hands over, whatever it knows."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from inbox import words
from inbox.answering.figures import in_digits


@dataclass(frozen=True)
class Rules:
    """When to hand over: a client who wants to talk to a person, who says one of these words (or one that begins so),
    or who names an amount of more than so many minor units of that currency. One in another currency cannot be compared
    with it, and is for the freelancer too."""

    wish: bool = True
    words: tuple[str, ...] = ()
    budget: int | None = None
    currency: str = ""  # of the budget


class Amount(NamedTuple):
    """An amount of money that a text names."""

    value: Decimal
    currency: str  # its code; "" where the text names none, or several

    def __str__(self) -> str:
        return f"{self.value:f} {self.currency}".rstrip()


def handed_over(text: str, rules: Rules) -> str:
    """Why a client who writes that is for the freelancer: "person", "word", "budget", "currency"; "" when they are
    not."""
    line = words.line(text)
    if rules.wish and any(_begins(phrase, line) for phrase in _WISHES):
        return "person"
    if any(_begins(phrase, line) for phrase in rules.words):
        return "word"
    return "" if rules.budget is None else _over(amounts(text), rules)


def _over(named: list[Amount], rules: Rules) -> str:
    own = [amount for amount in named if amount.currency in ("", rules.currency)]
    if any(amount.value * 100 > rules.budget for amount in own):
        return "budget"
    return "currency" if len(own) < len(named) else ""


def money_named(text: str) -> set[str]:
    """The codes of the currencies that a text names."""
    return {_code(found[0]) for found in _NAMED.finditer(in_digits(text))}


def amounts(text: str) -> list[Amount]:
    """The amounts of money in a text: numbers with a currency beside them, and all numbers of who speaks of a budget. A
    number with none beside it is in the one currency that the text names."""
    digits, named = in_digits(text), money_named(text)
    usual = named.pop() if len(named) == 1 else ""
    speaks_of_money = not _BUDGET.isdisjoint(words.units(text))
    return [_amount(found, usual) for found in _AMOUNT.finditer(digits) if speaks_of_money or _beside(found)]


def _amount(found: re.Match, usual: str) -> Amount:
    value = Decimal(found["number"].replace(",", "."))
    return Amount(value * 1000 if found["thousands"] else value, _code(_beside(found)) if _beside(found) else usual)


def _beside(found: re.Match) -> str:
    return (found["after"] or found["before"] or "").strip()


@lru_cache(256)
def _code(name: str) -> str:
    return next(code for code, names in _CURRENCIES.items() if re.fullmatch(names, name))


def _begins(phrase: str, line: str) -> bool:
    beginning = words.line(phrase).rstrip()
    return bool(beginning) and beginning in line


_CURRENCIES = {
    "EUR": "€|eur(?:os?)?",
    "CAD": r"cad|ca?\$",
    "AUD": r"aud|au?\$",
    "BRL": r"brl|r\$",
    "USD": r"(?:us)?\$|usd|dollars?|dolar(?:es)?",
    "GBP": "£|gbp|pounds?|livres sterling",
    "CHF": "chf|francs?",
    "SEK": "sek|kron(?:a|or)",
    "kr": "kr", "NOK": "nok", "DKK": "dkk", "PLN": "pln|zloty",
    "JPY": "¥|jpy|yens?", "CNY": "cny|rmb|yuan", "INR": "₹|inr|rupees?",
}  # fmt: skip
"""How a folded text names them. Whoever says dollars and nothing else means those of the United States."""
_MONEY = rf"(?:(?<![a-z])(?:{'|'.join(_CURRENCIES.values())})(?![a-z])|[€$£¥₹])"
_NAMED = re.compile(_MONEY)
_AMOUNT = re.compile(
    rf"(?P<before>{_MONEY}\s?)?(?<![0-9.,])(?P<number>[0-9]{{1,15}}(?:[.,][0-9]{{1,4}})?)(?![0-9])"
    rf"\s?(?P<thousands>(?:k|thousand|mille|mil|tausend)(?![a-z]))?\s?(?P<after>{_MONEY})?"
)
_BUDGET = frozenset(("budget", "budgets", "budjet", "presupuesto", "orcamento", "preventivo"))
_WISHES = (
    "talk to a person", "talk to a human", "talk to somebody", "talk to someone", "real person",
    "talk to you in person", "speak to a person", "speak to a human", "speak with a human", "speak to someone",
    "speak to somebody", "real human",
    "talk to you personally", "a human being", "human please", "not a robot", "not a bot", "no robot", "no bot",
    "stop the assistant", "talk to you directly", "speak to you directly",
    "parler a une personne", "parler a quelqu", "parler avec quelqu", "parler a un humain", "parler avec un humain",
    "une vraie personne", "un vrai humain", "un etre humain", "pas un robot", "pas a un robot", "parler directement",
    "vous parler de vive voix", "vous parler en personne",
    "mit einem menschen", "mit einer person", "echte person", "hablar con una persona", "hablar con alguien",
    "persona real", "falar com uma pessoa", "parlare con una persona", "prata med en manniska", "met een persoon",
)  # fmt: skip
