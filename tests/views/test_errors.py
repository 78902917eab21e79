"""What goes wrong is said in a sentence, in the viewer's language, on a page that leads on."""

import pytest


@pytest.mark.parametrize(
    ("locale", "title", "way"),
    [("en", "This is not here", "Back to inbox"), ("fr", "Introuvable", "Retour à la boîte")],
)
def test_what_is_not_there_is_said_in_the_viewers_language(cast, locale, title, way):
    page = cast.logged_in(cast.person("eve", locale=locale)).read("/nowhere", 404)
    assert page.one("html")["lang"] == locale
    assert page.one("h1").text == title
    assert page.link(way)["href"] == "/"


def test_htmx_gets_an_error_in_place_of_the_page(cast, ana):
    answer = cast.logged_in(ana).htmx("/inbox/nobody", method="GET")
    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#app"
    assert answer.page.one("#app h1").text == "This is not here"


def test_a_form_that_is_too_large_is_said_so(cast, ana, bo):
    answer = cast.logged_in(ana).send("/settings/profile", {"bio": "x" * 600_000})
    assert (answer.status_code, answer.page.one("h1").text) == (413, "This is too large")


def test_a_guest_with_an_old_form_is_asked_to_repeat(guest):
    answer = guest.post("/language", data={"language": "fr"})
    assert (answer.status_code, answer.page.one("h1").text) == (400, "This page was open for too long")


def test_a_sentence_of_a_verb_reaches_the_page(cast, ana, bo):
    answer = cast.logged_in(bo).send("/inbox/ana/messages", {"body": "Hire me", "key": "k"})
    assert "You can write to Ana Ribeiro once" in answer.page.text


def test_scripts_get_a_word_and_no_page(guest):
    answer = guest.get("/live", headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    assert (answer.status_code, answer.mimetype) == (403, "text/plain")


def test_when_what_every_page_needs_is_broken_a_plain_sentence_is_the_answer(app, cast, ana, monkeypatch, logged):
    def fail(*_, **__):
        raise RuntimeError("secret detail")

    tab = cast.logged_in(ana)
    tab.may_break = True
    monkeypatch.setitem(app.jinja_env.globals, "url_for", fail)
    answer = tab.get("/inbox")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert answer.text == "Something broke on our side.\n"
    assert "the error page broke too" in logged.text
