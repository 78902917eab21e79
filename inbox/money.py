"""Amounts of money: whole minor units (cents) and a currency, and how people type them."""

import re

CURRENCIES = ("EUR", "USD", "GBP")
"""What prices may be in; each has a hundred minor units."""

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")  # what spreadsheets and French texts put between thousands
_AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,12}|[1-9][0-9]{0,2}(?:(?P<by>[ .,'’])[0-9]{3})(?:(?P=by)[0-9]{3}){0,3})"
    r"(?:(?P<point>[.,])(?P<part>[0-9]{1,2}))?"
)


def amount(text: str) -> int | None:
    """Minor units of what was typed: `12,50`, `12.50`, `1 200`, `1,200.50`; None when it is no such amount."""
    found = _AMOUNT.fullmatch(text.translate(_SPACES).strip())
    if found is None or (found["by"] and found["by"] == found["point"]):
        return None
    whole = re.sub(r"[^0-9]", "", found["whole"])
    return int(whole) * 100 + int((found["part"] or "").ljust(2, "0"))
