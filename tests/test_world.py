"""The countries and languages that a profile can name."""

import re

from inbox.world import COUNTRIES, LANGUAGES


def test_countries_are_those_of_the_standard():
    assert {"FR", "PT", "IN", "TW", "XK"} <= COUNTRIES
    assert not {"EU", "UN", "ZZ", "QO", "XA"} & COUNTRIES
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
    assert 245 <= len(COUNTRIES) <= 255


def test_languages_are_those_that_have_a_name():
    assert {"fr", "pt", "pt-BR", "zh-Hant", "yue", "gu"} <= LANGUAGES
    assert not {"", "root", "tlh", "xx", "FR"} & LANGUAGES
