"""Amounts, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.money import amount


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("12,50", 1250), ("12.50", 1250), ("12.5", 1250), ("1 200", 120000), ("1\u00a0200,5", 120050), ("1\u202f200", 120000),
     ("1,200", 120000), ("1.200", 120000), ("1,200.50", 120050), ("1.200,50", 120050), ("1 234 567.89", 123456789),
     (" 350 ", 35000), ("0", 0), ("007", 700), ("0,05", 5), ("1'200.00", 120000), ("1’200", 120000)],
)  # fmt: skip
def test_prices_are_understood_however_they_are_written(typed, minor):
    assert amount(typed) == minor


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-1", "+1", "NaN", "nan", "inf", "1e999", "1e3", "0x10", "1_000", "12,505,1", "1,200,50", "0.500", "1 20",
     "12 50", "1.2.3", ",50", "12,", "12,50 €", "free", "１２", "١٢", "1\0", "9" * 5000, "1,200.500", "\ud800"],
)  # fmt: skip
def test_what_is_no_amount_is_none(typed):
    assert amount(typed) is None


@given(st.text(max_size=40))
def test_nothing_breaks_it(typed):
    assert amount(typed) is None or amount(typed) >= 0


@given(st.integers(0, 10**11), st.sampled_from(",."))
def test_every_amount_can_be_typed(minor, point):
    whole, part = divmod(minor, 100)
    assert amount(f"{whole}{point}{part:02}") == minor
    grouped = f"{whole:,}".replace(",", " ")
    assert amount(f"{grouped}{point}{part:02}") == minor
