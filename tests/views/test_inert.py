"""What people write is text: nothing in it runs, loads, connects, or reaches out of its place."""

import pytest

from inbox.services import people
from tests.page import Page

HOSTILE = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    '"><svg onload=alert(1)>', "' onmouseover='alert(1)", "{{7*7}}{% include 'x' %}", "</li></ol></main>",
    '<div hx-get="/logout" hx-trigger="load">', '<div hx-on:click="alert(1)" ws-connect="ws://evil">',
    '<li id="thread" hx-swap-oob="true">', '<input id="since" hx-swap-oob="true">', "&lt;b&gt; &amp; &#60;",
    "<!-- --><style>*{display:none}</style>", "]]></script><noscript>", "\u202egnp.exe\u202c", "Z\u0336" * 300,
]  # fmt: skip
LINKS = [
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "java\tscript:alert(1)",
    "https://bank.example@evil.test",
]
OURS = {"href", "id", "class", "dir", "rel", "data-author", "hx-disable"}


@pytest.fixture
def tab(cast, bo):
    """Bo's."""
    return cast.logged_in(bo)


def skeleton(page: Page) -> list[tuple]:
    """All elements of a page with the names of their attributes: what text must not change. But for the cautions, which
    are about the text."""
    cautions = {id(node) for each in page.all("[data-caution]") for node in (each, *each.walk())}
    shown = [node for node in page.walk() if node.tag not in ("p", "br") and id(node) not in cautions]
    return [(node.tag, tuple(sorted(node.attrs))) for node in shown]


def test_markup_in_a_message_is_shown_as_it_was_typed(cast, tab, ana, bo):
    messages = [cast.said(ana, bo, body) for body in HOSTILE]
    page = tab.read("/inbox/ana")
    for message in messages:
        shown = page.message(message.id).one(".text")
        assert "".join(shown.raw.split()) == "".join(message.body.split())
        assert {node.tag for node in shown.walk()} <= {"p", "br"}
        assert {name for node in shown.walk() for name in node.attrs} <= {"dir"}


def test_hostile_messages_leave_the_page_as_plain_ones_do(cast, tab, ana, bo, chloe):
    for body in HOSTILE:
        cast.said(ana, bo, body), cast.said(chloe, bo, "plain")
    hostile, plain = [tab.read(f"/inbox/{name}").one("#thread") for name in ("ana", "chloe")]
    assert skeleton(hostile) == skeleton(plain)


@pytest.mark.parametrize("link", LINKS)
def test_only_web_addresses_become_links(cast, tab, ana, bo, link):
    message = cast.said(ana, bo, f"See {link} now")
    assert not tab.read("/inbox/ana").message(message.id).one(".text").has("a")


def test_a_web_address_becomes_a_link_that_gives_nothing_away(cast, tab, ana, bo):
    message = cast.said(ana, bo, 'See https://halle.example/a?b=1&c="x" now')
    link = tab.read("/inbox/ana").message(message.id).one(".text a")
    assert link["href"] == "https://halle.example/a?b=1&c="
    assert link["rel"] == "nofollow noopener ugc"


def test_a_refused_text_comes_back_inside_the_box(cast, ana, bo):
    tab = cast.logged_in(ana)
    page = tab.read("/inbox/bo")
    for body in HOSTILE:
        box = tab.submit(page, "/inbox/bo/messages", body=body + "x" * 5001).page.field("Message to Bo Lindqvist")
        assert box.raw.removeprefix("\n").startswith(body[:100])
        assert not list(box.walk())


def test_the_edit_form_and_the_quote_hold_text_alone(cast, ana, bo):
    tab = cast.logged_in(ana)
    for body in HOSTILE:
        message = cast.said(ana, bo, body)
        box = tab.read(f"/messages/{message.id}/edit").one("textarea")
        assert box.raw.removeprefix("\n") == body
        answer = cast.said(bo, ana, "Yes", reply_to=message.id)
        page = tab.read(f"/inbox/bo?reply={message.id}")
        assert {node.tag for node in page.message(answer.id).one(".quote").walk()} == {"span", "b", "br", "bdi"}
        assert {node.tag for node in page.one("#reply bdi").walk()} == set()


def test_markup_in_a_name_is_shown_as_it_was_typed(cast, tab, bo):
    def page_of(username: str, name: str) -> Page:
        cast.said(cast.person(username, display_name=name), bo, "Hello")
        return tab.read(f"/inbox/{username}").one(".conv")

    plain = skeleton(page_of("fred", "Fred"))
    for number, name in enumerate(HOSTILE[:12]):
        page = page_of(f"eve{number}", name[:60])
        assert name[:60].split()[0] in page.one("h1").raw
        assert skeleton(page) == plain


def test_a_name_cannot_turn_the_direction_of_what_follows(cast, bo):
    eve = cast.person("eve", display_name="\u202eevE")
    cast.said(eve, bo, "Hello")
    page = cast.logged_in(bo).read("/inbox/eve")
    outside = page.source
    for node in page.all("bdi"):
        outside = outside.replace(f"<bdi>{node.raw}</bdi>", "")
    assert "\u202e" not in outside


def test_what_was_typed_into_a_search_is_shown_as_text(cast, ana):
    page = cast.logged_in(ana).read("/people?q=%3Cimg src=x onerror=alert(1)%3E%22%3E")
    assert page.one("main input[name=q]")["value"] == '<img src=x onerror=alert(1)>">'
    assert not page.has("img")


def test_a_bio_is_text_with_links_at_most(cast, bo):
    eve = cast.person("eve", bio="<script>alert(1)</script> https://halle.example")
    cast.said(eve, bo, "Hello")
    about = cast.logged_in(bo).read("/inbox/eve").one("#about .bio")
    assert {node.tag for node in about.walk()} == {"p", "a"}


def test_a_username_in_the_log_in_form_comes_back_as_text(guest):
    page = guest.form("/login", "/login", username='"><script>', password="wrong password").page
    assert page.field("Username")["value"] == '"><script>'


def test_no_page_has_inline_scripts_styles_or_handlers(cast, tab, ana, bo):
    message = cast.said(bo, cast.person("chloe"), "Hello")
    cast.do(people.speak, bo, "fr")
    for url in (
        "/inbox",
        "/inbox/chloe",
        f"/messages/{message.id}/edit",
        "/settings/",
        "/settings/profile",
        "/settings/account",
        "/people",
        "/logout",
    ):
        for node in tab.read(url).walk():
            assert not any(name.startswith(("on", "hx-on")) or name == "style" for name in node.attrs), node
            assert node.tag != "style" and (node.tag != "script" or node.get("src")), node
