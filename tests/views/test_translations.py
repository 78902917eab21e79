"""The translation of a message, as its reader sees it."""

import pytest

from inbox.services import blocks, languages, messages, translations
from tests.cast import Cast
from tests.provider import Provider, said

OURS = "Olá, preciso de um logo para a minha empresa."


@pytest.fixture
def provider():
    with Provider(lambda asked: said("Hello, I need a <b>logo</b>")) as made:
        yield made


@pytest.fixture
def app(make_app, provider):
    """It has a translator."""
    return make_app(TRANSLATORS="libretranslate", HALLE_LIBRETRANSLATE_URL=provider.url)


@pytest.fixture
def message(cast, ana, bo):
    """Ana wrote to Bo, in Portuguese."""
    return cast.said(ana, bo, OURS)


@pytest.fixture
def tab(cast, bo):
    return cast.logged_in(bo)


def shown(tab, message):
    """The message on Bo's page."""
    return tab.read("/inbox/ana").message(message.id)


def test_without_scripts_a_button_asks_for_it_and_the_page_shows_it_when_it_is_there(cast, tab, message):
    page = tab.read("/inbox/ana")
    answer = tab.submit(page, f"/messages/{message.id}/translation")
    assert (answer.status_code, answer.goes_to) == (303, f"/inbox/ana#message-{message.id}")
    waiting = shown(tab, message)
    assert OURS in waiting.text and "Translating…" in waiting.text
    cast.do(translations.make, message.id, "en")
    done = shown(tab, message)
    texts = [each.text for each in done.all(".text")]
    assert texts == ["Hello, I need a <b>logo</b>", OURS], "the translation first, and the original below it"
    assert (
        done.one("details.tr summary").text == "Translated from Portuguese by LibreTranslate Show originalHide original"
    )
    assert [each.get("lang") for each in done.all(".text")] == ["en", "pt"]


def test_markup_in_an_answer_is_text(cast, tab, message, provider):
    provider.answer = lambda _asked: said('<img src=x onerror="alert(1)"><script>alert(2)</script> {{7*7}} &lt;b&gt;')
    tab.send(f"/messages/{message.id}/translation")
    cast.do(translations.make, message.id, "en")
    page = tab.read("/inbox/ana")
    assert "<img src=x" not in page.source and "<script>alert" not in page.source
    assert '<img src=x onerror="alert(1)"><script>alert(2)</script> {{7*7}} &lt;b&gt;' in page.message(message.id).text


def test_htmx_gets_the_message_that_waits_in_its_place(tab, message):
    answer = tab.htmx(f"/messages/{message.id}/translation")
    assert answer.status_code == 200 and not answer.page.has("head")
    assert "Translating…" in answer.page.message(message.id).text


def test_it_comes_with_the_next_look_at_what_changed(cast, tab, message):
    tab.htmx(f"/messages/{message.id}/translation")
    since = cast.again(message).changed_seq
    cast.do(translations.make, message.id, "en")
    pieces = tab.htmx(f"/inbox/ana/changes?since={since}", method="GET").page
    assert "Hello, I need a <b>logo</b>" in pieces.message(message.id).text


def test_when_there_is_none_it_says_why_and_offers_to_try_again(cast, tab, message, provider):
    provider.answer = lambda _asked: said("", 500)
    tab.send(f"/messages/{message.id}/translation")
    cast.do(translations.make, message.id, "en")
    page = tab.read("/inbox/ana")
    failed = page.message(message.id)
    assert OURS in failed.text
    assert "No translation right now. LibreTranslate refused." in failed.text
    provider.answer = lambda _asked: said("Hello")
    assert "Try again" in [each.text for each in failed.all("button")]
    tab.submit(page, f"/messages/{message.id}/translation")
    cast.do(translations.make, message.id, "en")
    assert shown(tab, message).all(".text")[0].text == "Hello"


def test_what_is_in_my_language_can_be_translated_too(cast, ana, bo, tab):
    """Whatever it seems to be in: that is a guess, and the engine says when it is needless."""
    english = cast.said(ana, bo, "Hello, I need a logo for my shop.")
    cast.do(languages.hear)
    assert cast.again(english).language == "en"
    assert shown(tab, english).has(f"form[action=/messages/{english.id}/translation]")


def test_my_own_cannot(cast, ana, message):
    tab = cast.logged_in(ana)
    assert "translation" not in tab.read("/inbox/bo").message(message.id).html()
    assert tab.send(f"/messages/{message.id}/translation").status_code == 403


def test_what_is_not_mine_is_not_there(cast, message):
    tab = cast.logged_in(cast.person("chloe"))
    assert tab.send(f"/messages/{message.id}/translation").status_code == 404
    assert tab.send("/messages/999/translation").status_code == 404


def test_no_translation_of_what_was_deleted(cast, ana, bo, tab, message):
    tab.send(f"/messages/{message.id}/translation")
    cast.do(translations.make, message.id, "en")
    cast.do(messages.delete, ana, message.id)
    for page in (tab.read("/inbox/ana"), tab.htmx("/inbox/ana/changes?since=1", method="GET").page):
        assert "Hello, I need" not in page.source and OURS not in page.source


def test_an_edited_one_is_made_anew_and_the_old_one_is_gone(cast, ana, tab, message):
    tab.send(f"/messages/{message.id}/translation")
    cast.do(translations.make, message.id, "en")
    cast.do(messages.edit, ana, message.id, "Preciso de outra coisa agora.", 0)
    waiting = shown(tab, message)
    assert "Hello" not in waiting.text and "Preciso de outra coisa agora." in waiting.text


def test_across_a_block_there_is_none(cast, ana, bo, tab, message):
    cast.do(blocks.block, bo, ana)
    assert not shown(tab, message).has(f"form[action=/messages/{message.id}/translation]")
    refused = tab.htmx(f"/messages/{message.id}/translation")
    assert refused.status_code == 403
    assert "Nothing is translated while one of you blocks the other." in refused.page.message(message.id).text
    assert tab.send(f"/messages/{message.id}/translation").status_code == 403


def test_the_menu_says_who_translates_and_whether_text_leaves(make_app, bo, tab, message):
    assert "By LibreTranslate, on this server" in shown(tab, message).text
    elsewhere = Cast(make_app(TRANSLATORS="google,mymemory"))
    page = elsewhere.logged_in(elsewhere.again(bo)).read("/inbox/ana")
    assert "By Google or MyMemory: the text is sent there" in page.message(message.id).text


def test_without_a_translator_nothing_is_offered(make_app, cast, bo, message):
    none = Cast(make_app(TRANSLATORS="none"))
    page = none.logged_in(none.again(bo)).read("/inbox/ana")
    assert "translation" not in page.message(message.id).html().lower()


def test_in_french(cast, ana, message, provider):
    french = cast.person("flo", locale="fr", roles=("role_freelancer",))
    theirs = cast.said(ana, french, OURS)
    tab = cast.logged_in(french)
    assert (
        tab.read("/inbox/ana").message(theirs.id).one(f"form[action=/messages/{theirs.id}/translation] button").text
        == "Traduire"
    )
    tab.send(f"/messages/{theirs.id}/translation")
    cast.do(translations.make, theirs.id, "en")
    assert "Afficher l’original" in tab.read("/inbox/ana").message(theirs.id).text
