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


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("url", ["/people/nobody/star", "/inbox/nobody/actions", "/messages/7/deletion"])
def test_what_htmx_sends_in_vain_leaves_the_page_as_it_is(cast, url, locale):
    answer = cast.logged_in(cast.person("eve", locale=locale)).htmx(url, {"do": "star"})
    assert answer.status_code == 404
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#notice", "innerHTML")
    assert answer.headers["HX-Reselect"] == "unset"  # whatever it would have taken out of a good answer
    title = {"en": "This is not here.", "fr": "Introuvable."}[locale]
    assert answer.page.one("b").text == title and not answer.page.has("main")


def test_a_piece_that_htmx_asks_for_in_vain_leaves_the_page_as_it_is(cast, ana):
    answer = cast.logged_in(ana).htmx("/messages/7/edit", method="GET", HX_Target="message-7")
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (404, "#notice")


@pytest.mark.parametrize("body", [b"body=hello%ED%A0%80", b"body=hello%FF", b"body=\xff\xfe"])
def test_what_the_composer_sent_and_cannot_be_read_is_said_in_it(cast, ana, bo, body):
    tab = cast.logged_in(ana)
    body, form = body + b"&csrf_token=" + tab.token.encode(), "application/x-www-form-urlencoded"
    asked = {"HX-Request": "true", "HX-Trigger": "composer"}
    answer = tab.post("/inbox/bo/messages", data=body, content_type=form, headers=asked)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (400, "#composer-error")
    place = answer.page.one("#composer-error[role=alert]")
    assert "Your text is kept: look at it and send it again." in place.text


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


@pytest.mark.parametrize(("locale", "title", "way"), [("en", "Halle is busy", "Try again"), ("fr", "", "Réessayer")])
def test_a_database_that_is_away_is_said_on_a_page_that_asks_it_nothing(cast, monkeypatch, locale, title, way):
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from inbox.extensions import db  # noqa: PLC0415

    def fail(*_, **__):
        raise OperationalError("SELECT", {}, Exception("secret detail"))

    tab = cast.logged_in(cast.person("eve", locale=locale))
    tab.read("/inbox")
    for verb in ("scalar", "scalars", "execute", "get", "refresh"):
        monkeypatch.setattr(db.session, verb, fail)
    answer = tab.get("/search?q=x", headers={"Accept-Language": locale})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.page.one("html")["lang"] == locale
    assert title in answer.page.one("h1").text and "secret detail" not in answer.text
    assert answer.page.link(way)["href"] == "/search?q=x"
    monkeypatch.undo()
    assert tab.get("/inbox").status_code == 200  # it has logged nobody out


def test_a_refused_upload_is_told_in_a_sentence(cast, ana):
    answer = cast.logged_in(ana).open("/uploads/nothing", method="HEAD", headers={"Tus-Resumable": "1.0.0"})
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
