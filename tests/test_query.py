"""What somebody meant by what they typed into the search field."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox import query, words
from inbox.query import parse

SYNTAX = ['"', "'", "it's", "-x", "a AND", "AND", "NOT a", "a OR b", "a*", "^a", "a:b", "(", "((((", "NEAR(a b)", "{a}: b", "a & b",
          "!a", "a <-> b", "\\", "%", "_", ":*", "\0", "from:", "from:\"", "before:", "before:2026-13", "after:x", "is:", "is:banana",
          "has:", "has:nothing", "label:", "order:", ":", "::", "from::", '"""', 'label:"', "from:bo:bo", "ＡＮＤ"]  # fmt: skip


def test_words_and_phrases():
    meant = parse('logo "final version" it\'s')
    assert meant.terms == ["logo", "final version", "it's"]
    assert meant.words == "logo final version it's"
    assert not meant.narrowed


def test_operators():
    meant = parse(
        'from:Bo FROM:@chloe has:file has:offer order:HL-2048 label:"To do" label:later is:unread is:starred x'
    )
    assert (meant.authors, meant.has, meant.orders) == (["bo", "chloe"], {"file", "offer"}, ["HL-2048"])
    assert (meant.labels, meant.flags, meant.terms) == (["To do", "later"], {"unread", "starred"}, ["x"])
    assert meant.narrowed


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        ("before:2026", (2026, 1, 1), None),
        ("after:2026", None, (2027, 1, 1)),
        ("before:2026-3 after:2025-12", (2026, 3, 1), (2026, 1, 1)),
        ("before:2026-02-29", None, None),  # there is no such day
        ("after:2024-02-29", None, (2024, 3, 1)),
        ("before:2026 before:2025", (2025, 1, 1), None),
        ("after:2024 after:2025", None, (2026, 1, 1)),
    ],
)
def test_dates_are_years_months_or_days(typed, before, after):
    meant = parse(typed)
    assert meant.before == (before and datetime(*before, tzinfo=UTC))
    assert meant.after == (after and datetime(*after, tzinfo=UTC))


def test_days_begin_where_the_viewer_lives():
    assert parse("before:2026-03-12", ZoneInfo("Asia/Tokyo")).before == datetime(2026, 3, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["before:0001-01-01", "after:9999-12-30", "after:9999", "before:0000"])
def test_the_ends_of_time_are_no_error(typed):
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        parse(typed, ZoneInfo(zone))


@pytest.mark.parametrize(
    "typed", ["is:banana", "has:nothing", "before:2026-13", "after:tomorrow", "http://halle.test/", "a:b"]
)
def test_what_is_no_operator_is_words(typed):
    assert parse(typed).terms == [typed]
    assert not parse(typed).narrowed


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "-", "* % _", "\0", "👩‍👩‍👧"])
def test_nothing_to_look_for(typed):
    assert not parse(typed)


@pytest.mark.parametrize("typed", SYNTAX)
def test_no_syntax_is_an_error_and_the_words_in_it_count(typed):
    meant = parse(typed)
    assert all(words.units(term) for term in meant.terms)
    assert meant.said_by(meant.words)


@given(st.text(max_size=200) | st.lists(st.sampled_from(SYNTAX), max_size=8).map(" ".join))
def test_whatever_is_typed_means_something_or_nothing(typed):
    meant = parse(typed)
    assert len(meant.terms) <= query.TERMS_MAX
    assert meant.said_by(meant.words)


def test_only_the_beginning_of_a_very_long_text_is_looked_at():
    assert len(parse("word " * 10_000).terms) == query.TERMS_MAX
    assert len(parse("x" * 10_000).words) == query.TYPED_MAX


def test_a_text_must_say_all_of_it():
    assert parse('aurora "final version"').said_by("The final, version: AURORA")
    assert not parse('aurora "version final"').said_by("The final version: Aurora")
    assert not parse("aurora").said_by("Auroras")
