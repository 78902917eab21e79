"""What was typed, translated before it is sent: as its author sees it, with scripts and without."""

import pytest

from inbox.models.draft import Draft
from inbox.models.message import Message
from inbox.services import draft_translations, languages, messages
from tests.cast import Cast
from tests.provider import Provider, said

OURS = "Olá, preciso de um logo para a minha empresa."
THEIRS = "Hola, necesito un <b>logo</b>"


@pytest.fixture
def provider():
    with Provider(lambda asked: said(THEIRS)) as made:
        yield made


@pytest.fixture
def app(make_app, provider):
    """It has a translator."""
    return make_app(TRANSLATORS="libretranslate", HALLE_LIBRETRANSLATE_URL=provider.url)


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, who has heard from Bo in Spanish."""
    cast.said(ana, bo, "Bonjour Bo, comment allez-vous aujourd'hui ?")
    cast.said(bo, ana, "Hola Ana, dime qué necesitas para tu empresa.")
    return cast.logged_in(ana)


@pytest.fixture
def make(cast, ana, bo):
    """A worker comes by."""
    return lambda: cast.do(draft_translations.make, ana.id, bo.id)


def press(tab, page, button: str, body: str | None = None, **more):
    """Presses a button of the composer on a page that was read before."""
    composer = page.one("form#composer")
    form = {field["name"]: field["value"] for field in composer.all("input[type=hidden]")}
    pressed = next(each for each in composer.all("button") if each.text.startswith(button))
    typed = box(page) if body is None else body
    return tab.send(composer["action"], form | {"body": typed, pressed["name"]: pressed["value"]} | more)


def box(page) -> str:
    """What stands in the composer."""
    return page.field("Message to Bo Lindqvist").raw.removeprefix("\n")


def asked(tab, body: str = OURS, is_again: bool = False):
    """Has that translated into Spanish, without scripts."""
    return press(tab, tab.read("/inbox/bo"), "Translate into another" if is_again else "Choose a", body, translate="es")


def test_without_scripts_a_button_asks_for_it_and_the_page_has_it_when_it_is_there(tab, make):
    answer = asked(tab)
    assert (answer.status_code, answer.goes_to) == (303, "/inbox/bo#composer")
    page = tab.read("/inbox/bo")
    assert box(page) == OURS
    assert page.one("#draft-translation").text == "Translating into Spanish… Check whether it is there"
    make()
    assert press(tab, page, "Check whether").status_code == 303
    page = tab.read("/inbox/bo")
    assert box(page) == THEIRS
    shown = page.one("#draft-translation")
    assert shown.one("summary").text.startswith("Translated from Portuguese into Spanish by LibreTranslate")
    assert shown.one(".text").text == OURS and shown.one(".text")["lang"] == "pt"


def test_send_stays_the_first_button_of_the_form(tab, make):
    for is_again in (False, True, None):
        composer = tab.read("/inbox/bo").one("form#composer")
        sending = [each for each in composer.all("button") if each.get("type") != "button"]
        assert sending[0].text == "Send"
        if is_again is not None:
            asked(tab, f"{OURS} {is_again}", is_again), make()


def test_it_is_offered_in_the_language_that_the_other_one_writes_or_says_to_speak_best(cast, tab):
    assert "Choose a language" in tab.read("/inbox/bo").one("#translate").text, "nobody knows yet"
    cast.do(languages.hear)
    assert "Translate into Spanish" in tab.read("/inbox/bo").one("#translate").text
    cast.person("chloe", languages=[["fr", "basic"], ["sv", "native"]])
    assert "Translate into Swedish" in tab.read("/inbox/chloe").one("#translate").text


def test_who_translates_and_whether_the_text_leaves_this_server_is_said_before(tab):
    assert "By LibreTranslate, on this server" in tab.read("/inbox/bo").one("#translate").text


def test_one_of_all_languages_can_be_chosen_on_a_page_that_loses_nothing(tab, make):
    page = press(tab, tab.read("/inbox/bo"), "Choose a language", OURS).page
    assert OURS in page.source
    answer = tab.submit(page, "/inbox/bo/messages", translate="es")
    assert answer.goes_to == "/inbox/bo#composer"
    make()
    page = tab.read("/inbox/bo")
    assert box(page) == THEIRS
    assert "Translate into Spanish" in page.one("#translate").text, "it is remembered"


def test_the_original_can_be_put_back(tab, make):
    asked(tab), make()
    press(tab, tab.read("/inbox/bo"), "Use my original")
    page = tab.read("/inbox/bo")
    assert box(page) == OURS and page.one("#draft-translation").text == ""


def test_when_there_is_none_it_says_why_and_offers_to_try_again(tab, make, provider):
    provider.answer = lambda _asked: said("", 500)
    asked(tab), make()
    page = tab.read("/inbox/bo")
    assert page.one("#draft-translation").text == "No translation right now. LibreTranslate refused. Try again"
    provider.answer = lambda _asked: said("Hola")
    press(tab, page, "Try again"), make()
    assert box(tab.read("/inbox/bo")) == "Hola"


def test_htmx_gets_the_pieces_and_a_look_at_what_changed_brings_the_text(tab, make):
    pieces = tab.htmx("/inbox/bo/messages", {"body": OURS, "key": "form", "translate": "es"}).page
    assert pieces.one("#draft")["value"] == "1" and "Translating" in pieces.one("#draft-translation").text
    make()
    pieces = tab.htmx("/inbox/bo/changes?since=1", method="GET").page
    assert (pieces.one("#draft")["value"], pieces.one("#draft")["data-text"]) == ("2", THEIRS)
    made = pieces.one("#draft-translation")
    assert (made["data-original"], made["data-text"], made["data-version"]) == (OURS, THEIRS, "2")


def test_once_it_is_sent_nothing_of_it_stands_beside_the_box(tab, make):
    asked(tab), make()
    answer = tab.htmx("/inbox/bo/messages", {"body": THEIRS, "key": "form", "draft": "2", "since": "1"})
    assert answer.page.one("#draft-translation").text == ""


def test_who_never_asked_for_one_gets_no_piece_of_it(tab):
    pieces = tab.htmx("/inbox/bo/draft", {"body": "Hello", "key": "form"}).page
    assert pieces.has("#draft") and not pieces.has("#draft-translation")
    assert not tab.htmx("/inbox/bo/changes?since=1", method="GET").page.has("#draft-translation")


def test_both_read_the_translation_and_its_author_alone_the_original(cast, tab, make, ana, bo):
    asked(tab), make()
    tab.form("/inbox/bo", "/inbox/bo/messages")
    mine = tab.read("/inbox/bo").message(3)
    assert [each.text for each in mine.all(".text")] == [THEIRS, OURS]
    assert mine.one("details.tr summary").text.startswith("You wrote it in Portuguese, translated by LibreTranslate")
    theirs = cast.logged_in(bo)
    for page in (theirs.read("/inbox/ana"), theirs.htmx("/inbox/ana/changes?since=1", method="GET").page):
        assert THEIRS in page.message(3).text and OURS not in page.source
    for path in ("/search?q=preciso", "/inbox", "/messages/3"):
        assert OURS not in theirs.read(path).source
    cast.do(messages.delete, ana, 3)
    assert OURS not in tab.read("/inbox/bo").source and cast.row(Message, 3).original is None


def test_markup_is_text_wherever_it_is_shown(cast, tab, make, provider):
    evil = '<img src=x onerror="alert(1)"> {{7*7}}'
    provider.answer = lambda _asked: said(evil)
    asked(tab, f"Olá, preciso de um logo {evil}"), make()
    page = tab.read("/inbox/bo")
    assert "<img src=x" not in page.source and evil in page.one("#draft-translation .text").text


def test_a_refusal_is_said_beside_the_text(tab):
    answer = asked(tab, " ")
    assert answer.status_code == 422
    assert "Write a message first." in answer.page.one("#draft-state").text


def test_without_a_translator_nothing_is_offered(make_app):
    none = Cast(make_app(TRANSLATORS="none"))
    none.person("bo")
    tab = none.logged_in(none.person("ana"))
    assert not tab.read("/inbox/bo").has("#translate")
    assert tab.send("/inbox/bo/messages", {"body": OURS, "translate": "es"}).status_code == 403
    assert none.count(Draft) == 0
