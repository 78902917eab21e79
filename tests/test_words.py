"""What a text consists of when it is searched."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox import words

TEXTS = st.text(max_size=60) | st.text("aé́b ßœ京都東 カﾞがทย한국ि-_'\"*:()½ﷺ\u200b\u00ad", max_size=40)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("The sign, Padaria AURORA!", ["the", "sign", "padaria", "aurora"]),
        ("résumé RE\u0301SUME\u0301", ["resume", "resume"]),
        ("Straße STRASSE straſse", ["strasse"] * 3),
        ("œuvre Łódź Ærø İstanbul ılık", ["oeuvre", "lodz", "aero", "istanbul", "ilik"]),
        ("ｅｖｅ ２０２６ ﬁn", ["eve", "2026", "fin"]),
        ("so\u00adft zero\u200dwidth", ["soft", "zerowidth"]),
        ("it's it’s e-mail snake_case", ["it", "s", "it", "s", "e", "mail", "snake", "case"]),
        ("東京都です", ["東", "京", "都", "で", "す"]),
        ("カﾞラス ガラス", ["ガ", "ラ", "ス", "ガ", "ラ", "ス"]),
        ("한국어를", ["한", "국", "어", "를"]),
        ("iPhone東京2026", ["iphone", "東", "京", "2026"]),
        ("مَرْحَبًا", ["مرحبا"]),
        ("हिन्दी में", ["हिनदी", "में"]),
        ("½ ① ㎞", ["1", "2", "1", "km"]),
        ("\"'-*:()%_\\ \0 👩‍👩‍👧", []),
    ],
)
def test_a_text_consists_of_words_and_signs(text, units):
    assert words.units(text) == units


def test_a_text_is_found_by_its_words_its_signs_and_two_signs_side_by_side():
    assert words.tokens("Padaria 東京都") == {"padaria", "東", "京", "都", "東京", "京都"}
    assert words.wanted("東京都") == {"東京", "京都"}
    assert words.wanted("京 Padaria") == {"京", "padaria"}


def test_a_name_is_found_by_any_part_of_its_words():
    held = words.grams("Chloé Martin")
    for part in ("c", "ch", "chl", "hlo", "mart", "RTIN", "m", "ma", "chloé mar"):
        assert words.wanted_grams(part) <= held, part
    for part in ("x", "hl", "lo", "marc"):  # of one or two letters only the beginnings
        assert not words.wanted_grams(part) <= held, part


@given(TEXTS)
def test_tokens_are_letters_and_digits_and_never_empty(text):
    for token in words.tokens(text) | words.grams(text):
        assert token and not set(token) & set(" \"':*()&|!<>\\-+^~\0\t\n{}")


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_is_a_part_of_a_text_is_found_in_it(before, said, after):
    text = f"{before} {said} {after}"
    assert words.wanted(said) <= words.tokens(text)
    assert words.line(said).strip() in words.line(text)


@given(TEXTS)
def test_case_and_form_make_no_difference(text):
    assert words.units(words.fold(text)) == words.units(text)


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_marking_changes_no_text(text, phrases):
    assert "".join(piece for piece, _ in words.marked(text, phrases)) == text


@pytest.mark.parametrize(
    ("text", "phrase", "marks"),
    [
        ("The sign says Padaria Aurora, not “Aurora”.", "aurora", ["Aurora", "Aurora"]),
        ("My résumé.", "RESUME", ["résumé"]),
        ("東京都です", "京都", ["京都"]),
        ("ガラス", "カ", []),
        ("It’s on", "it's", ["It", "s"]),
        ("Nothing", "else", []),
    ],
)
def test_what_was_looked_for_is_marked(text, phrase, marks):
    assert [piece for piece, hit in words.marked(text, [phrase]) if hit] == marks


def test_a_part_of_a_name_marks_its_word():
    assert words.part_marked("Chloé Martin", ["mart"]) == [("Chloé ", False), ("Martin", True)]


def test_where_a_text_first_says_it():
    assert words.first("Once upon a résumé", ["resume"]) == 12
    assert words.first("Nothing of it", ["resume"]) == 0


@pytest.mark.parametrize(
    "char", ["(", "a", "a@", "é", "e\u0301", "\u0301", "京", "ﷺ", "\U0010ffff", "\u200b", "ก", "_"]
)
def test_long_texts_take_no_longer_than_their_length(char):
    text = (char * 50_000)[:50_000]
    started = time.process_time()
    words.tokens(text), words.line(text), words.marked(text, ["a", char]), words.grams(text[:60])
    assert time.process_time() - started < 2


def test_a_word_without_end_counts_by_its_beginning():
    assert words.units("a" * 1000) == ["a" * words.WORD_MAX]
    assert words.wanted("a" * 1000) == words.tokens("a" * 2000)


def test_no_text_fills_the_memory_with_what_its_characters_become():
    words.tokens("".join(map(chr, range(0x3000, 0x20000))).encode("utf-8", "ignore").decode())
    assert len(words._bare) <= 0x3000
