"""Large parts of pages, kept as bytes and sewn in."""

import pytest
from flask_babel import force_locale
from markupsafe import Markup, escape

from inbox.views.fragments import NotPlain
from inbox.views.speech import settled
from inbox.views.wholes import Whole, sewn


def test_parts_stand_where_the_page_says():
    def page() -> str:
        first, second = Whole.of([b"<p>", b"</p>"], ["a & b"]), Whole.of(["<é>".encode()])
        return f"<html>{second}-{first}-{second}</html>"

    assert sewn(page).decode() == "<html><é>-<p>a &amp; b</p>-<é></html>"


def test_a_part_may_stand_within_another():
    inner = Markup("<b>")
    assert sewn(lambda: str(Whole.of([b"[", b"]"], [Whole.of([b"(", b")"], [inner])]))) == b"[(<b>)]"


def test_where_no_page_is_sewn_a_part_is_its_text():
    assert Whole.of([b"<p>", b"</p>"], ["<"]) == "<p>&lt;</p>"
    sewn(lambda: "one page")
    assert Whole.of([b"<p>"]) == "<p>"


def test_a_page_that_breaks_leaves_no_seam_behind():
    with pytest.raises(ZeroDivisionError):
        sewn(lambda: str(1 / 0))
    assert Whole.of([b"<p>"]) == "<p>"


def test_who_sends_what_looks_like_a_seam_sees_it_again():
    sent = "\0" + "0" * 32 + "-0\0"
    assert sewn(lambda: f"{Whole.of([b'<p>'])}{sent}").decode() == f"<p>{sent}"


@pytest.mark.parametrize("typed", ["one\0two", "\0", "\0\0<b>"])
def test_what_was_typed_and_refused_is_no_gap(cast, ana, bo, typed):
    """The gaps of a page are marked by what no text that is stored can hold; a text that is refused may hold it."""
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    answer = tab.send("/inbox/bo/messages", {"body": typed, "key": "the-key"})
    assert answer.status_code == 422
    (key,) = answer.page.all("#composer-key")
    assert key["value"] == "the-key" and len(answer.page.all("#thread .msg")) == 1
    assert f"\n{escape(typed)}</textarea>" in answer.text and answer.text.count("the-key") == 1


def test_the_key_of_a_form_is_text(cast, ana, bo):
    answer = cast.logged_in(ana).send("/inbox/bo/messages", {"body": "", "key": '"><script>'})
    assert answer.status_code == 422 and "<script>" not in answer.text and escape('"><script>') in answer.text


def test_what_is_loaded_again_is_the_same_bytes(app):
    fragment = app.jinja_env.globals["fragment"]
    with app.test_request_context(), settled():
        first = sewn(lambda: str(fragment.whole("layouts/_words.html")))
        pieces = []
        for _ in range(2):
            sewn(lambda: pieces.append(fragment.whole("layouts/_words.html").parts) or "")
        assert pieces[0][0] is pieces[1][0] == first


def test_it_is_known_by_all_that_it_shows_and_by_nothing_that_could_change(app):
    fragment = app.jinja_env.globals["fragment"]
    with app.test_request_context(), settled():
        shown = {str(fragment.whole("layouts/_account.html", name=name, initials="A", hue=1)) for name in ("Ana", "Bo")}
        assert len(shown) == 2
        with force_locale("fr"), settled():
            shown.add(str(fragment.whole("layouts/_account.html", name="Ana", initials="A", hue=1)))
        assert len(shown) == 3
        with pytest.raises(NotPlain):
            fragment.whole("layouts/_account.html", name=Markup("Else"), initials="A", hue=1)
