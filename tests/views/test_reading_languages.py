"""The settings of translation."""

from tests.cast import Cast


def test_the_language_is_english_until_another_one_is_chosen(cast, bo):
    tab = cast.logged_in(bo)
    page = tab.read("/settings/translation")
    assert page.one("#target option[selected]").text == "English"
    assert not page.has("input[name=automatic][checked]")
    answer = tab.send("/settings/translation", {"target": "fr", "automatic": "1"})
    assert (answer.status_code, answer.goes_to) == (303, "/settings/translation?saved=1")
    saved = tab.read("/settings/translation?saved=1")
    assert saved.one("#target option[selected]").text == "French" and saved.has("input[name=automatic][checked]")
    assert "Saved" in saved.text
    assert (cast.again(bo).translate_to, cast.again(bo).translates) == ("fr", True)


def test_what_nobody_translates_into_is_refused_in_a_sentence(cast, bo):
    answer = cast.logged_in(bo).send("/settings/translation", {"target": "tlh"})
    assert answer.status_code == 422
    assert "Choose a language from the list" in answer.page.text
    assert cast.again(bo).translate_to == "en"


def test_the_page_names_who_translates_and_says_when_text_leaves(make_app, cast, bo):
    here = {"TRANSLATORS": "libretranslate,google", "HALLE_LIBRETRANSLATE_URL": "http://127.0.0.1:5000"}
    some = Cast(make_app(**here))
    text = some.logged_in(some.again(bo)).read("/settings/translation").text
    assert "LibreTranslate On this server: the text does not leave it." in text
    assert "Google The text of the message is sent there: it leaves this server." in text
    none = Cast(make_app(TRANSLATORS="none"))
    assert "No translator is set up here." in none.logged_in(none.again(bo)).read("/settings/translation").text
