"""Cutting texts at the ends of sentences."""

import time

from hypothesis import given
from hypothesis import strategies as st

from inbox.translator.pieces import has_words, pieces


@given(st.text(alphabet="ab .!?\n。é", max_size=400), st.integers(1, 50))
def test_pieces_make_up_the_text_again_and_none_is_too_long(text, limit):
    found = pieces(text, limit)
    assert "".join(found) == text
    assert all(0 < len(piece) <= limit for piece in found)


def test_they_end_where_sentences_do():
    assert pieces("One two. Three four! Five?\nSix.", 22) == ["One two. Three four! ", "Five?\nSix."]
    assert pieces("No end at all here", 8) == ["No end ", "at all ", "here"]
    assert pieces("Unbreakable", 4) == ["Unbr", "eaka", "ble"]
    assert pieces("第一句。第二句。", 5) == ["第一句。", "第二句。"]


def test_without_a_limit_it_is_one_and_of_nothing_none():
    assert pieces("One. Two.", None) == ["One. Two."]
    assert pieces("", 5) == []


def test_what_has_no_word():
    assert [has_words(text) for text in ("👍 12:30 €5", "", "ok", "да", "你")] == [False, False, True, True, True]


def test_a_hostile_text_takes_no_longer_than_its_length():
    begun = time.process_time()
    pieces("." * 50_000, 450), pieces(")" * 50_000, 450), pieces(" ." * 25_000, 450)
    assert time.process_time() - begun < 2
