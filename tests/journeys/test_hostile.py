"""Texts and names that try to be more than text: nothing runs, nothing outside the bubble changes."""

import pytest
from playwright.sync_api import expect

from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)

TEXTS = (
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    "</script></textarea></title><svg onload=alert(1)>",
    '<div hx-get="/logout" hx-trigger="load">x</div>',
    '<div hx-ext="ws" ws-connect="/evil">x</div>',
    '<div hx-on::load="alert(1)">x</div>',
    '<ol id="thread" hx-swap-oob="true"><li>gone</li></ol>',
    '<span id="unread">99</span>',
    "{{7*7}} ${7*7} {% print(1) %} <%= 7*7 %>",
    "javascript:alert(1) java\tscript:alert(1) data:text/html,<script>alert(1)</script> vbscript:x",
    "https://example.org/\"onmouseover=alert(1)// http://a'b<c>",
    "https://bank.example@evil.example/ http:\\\\evil.example",
    '"><meta http-equiv=refresh content="0;url=//evil.example"><base href="//evil.example/">',
    "<style>*{display:none}</style><form action=//evil.example><input name=password>",
    "&lt;b&gt; &amp;amp; \u202eevil\u202c \u2066x",
)
SHAPE = """() => [...document.querySelectorAll('body *')]
  .filter(each => !each.closest('.text, .quote, .pv, .chip, bdi, #reply, [data-caution]'))
  .filter(each => !each.closest('#translate, form[action$="/translation"], form[action$="/translation"] + .cap') && !each.matches('.pop > hr'))
  .map(each => each.tagName + '#' + each.id.replace(/\\d+/g, 'N') + '.' + String(each.className.baseVal ?? each.className).replace(/ h\\d/, ''))"""
"""What can be translated, and into which language, depends on what a job has heard by then."""
BARE = """() => [...document.querySelectorAll('.text, .quote, .pv, .chip')].flatMap(place =>
  [...place.querySelectorAll('*')].map(each => each.tagName + [...each.attributes].map(a => ' ' + a.name).sort().join('')))"""
HARMLESS = {"P dir", "BR", "A dir href rel", "B", "BDI", "SPAN class", "I", "svg", "use"}


@pytest.fixture
def attacked(talk):
    """Ana's open page, onto which every text has been pushed, and Bo's, who sent them."""
    ana, bo = talk
    asked = []
    ana.page.on("request", lambda request: asked.append(request.url))
    bo.post(ana, *TEXTS)
    expect(ana.page.locator("#thread > .msg")).to_have_count(2 + len(TEXTS))
    return ana, bo, asked


def test_texts_are_shown_as_they_were_typed(attacked):
    ana, _, _ = attacked
    shown = ana.page.locator("#thread > .msg .text").all_inner_texts()[2:]
    assert [text.strip() for text in shown] == [text.replace("\t", " ") for text in TEXTS]


def test_texts_make_no_elements_but_links_and_lines(attacked):
    ana, _, asked = attacked
    for _ in range(2):  # as pushed, and as drawn with the page
        made = set(ana.page.evaluate(BARE))
        assert {each.removesuffix(" class") for each in made} <= {each.removesuffix(" class") for each in HARMLESS}
        links = ana.page.locator("#thread .text a").evaluate_all("links => links.map(link => link.href)")
        assert all(link.startswith(("https://example.org/", "http://a")) for link in links), links
        ana.page.reload()
        ana.be_live()
    assert [url for url in asked if "evil" in url or "logout" in url] == []
    expect(ana.unread()).to_be_hidden()


def test_the_page_around_them_is_the_page_of_harmless_texts(attacked, join):
    ana, bo, _ = attacked
    clara, dan = join("clara", "client").joined(), join("dan", "freelancer").joined()
    clara.post(dan, "Hello Bo")
    dan.post(clara, "Hello Ana", *("harmless" for _ in TEXTS))
    for person, other in ((clara, dan), (dan, clara), (clara, dan), (ana, bo)):  # all has been read, as Ana and Bo have
        person.open(other)
    until(lambda: ana.page.evaluate(SHAPE) == clara.page.evaluate(SHAPE), what="the two pages are of one shape")


def test_answering_quoting_and_editing_them_runs_nothing(attacked):
    ana, bo, _ = attacked
    for text in (TEXTS[0], TEXTS[6]):
        asked = ana.page.locator("#thread > .msg").filter(has_text=text).first
        asked.hover()
        asked.get_by_role("link", name="Reply", exact=True).click()
        expect(ana.page.locator("#reply")).to_contain_text(text[:30])
        ana.send(bo, f"about {text}")
        expect(bo.see(f"about {text}").locator(".quote")).to_contain_text(text[:30])
    bo.edit(bo.page.locator("#thread > .msg.own").filter(has_text=TEXTS[1]).first, TEXTS[2] + " again")
    ana.see(TEXTS[2] + " again")
    expect(ana.page.locator("#thread")).to_have_count(1)


def test_a_name_is_only_a_name(join):
    bo = join("bo", "freelancer").joined()
    ana = join("ana", "client")
    page = ana.page
    page.goto("/signup")
    for name in ("<img src=x onerror=alert(1)>", "{{7*7}}", "../../evil", "a b"):
        page.get_by_label("Username").fill(name)
        page.get_by_label("Email").fill("ana@example.org")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Username")).to_have_value(name)
    ana.joined()
    page.goto("/people?q=" + "%3Cimg src=x onerror=alert(1)%3E{{7*7}}")
    expect(page.get_by_role("heading", name="Nothing found")).to_contain_text("<img src=x onerror=alert(1)>{{7*7}}")
    page.goto("/inbox/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    expect(page.get_by_role("heading", name="This is not here")).to_be_visible()
    page.goto(f"/inbox/{bo.username}?reply=1&before=1%3Cscript%3E")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
