"""Every page: nothing for axe to find, in light and dark, wide and narrow; and nothing to scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.examples import WHOLE, sized
from tests.journeys.conftest import joining
from tests.journeys.hard import LONG_WORD, TEXTS

pytestmark = pytest.mark.heavy(14)

SCREENS = {"desktop": {"width": 1440, "height": 900}, "mobile": {"width": 390, "height": 844}}
WIDTHS = """() => [document.scrollingElement, ...document.querySelectorAll('.roll, .scroll, .pop, textarea, main, .sheet')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
  .map(each => `${each.tagName}#${each.id}.${each.className}: ${each.scrollWidth} > ${each.clientWidth}`)"""

OUTSIDE = """() => [...document.querySelectorAll('main a, main button, main h1, main li, main p')]
  .filter(each => !each.closest('.vh, .pop, .list, .tabs, [hidden], .about:not(:target)'))
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.right > innerWidth + 1 || box.left < -1 || box.height > 15 * box.width))
  .map(([each, box]) => `${each.outerHTML.slice(0, 80)}: ${box.left} ${box.right} ${box.width} x ${box.height}`)"""

BEGINNINGS = """() => Object.fromEntries([...document.querySelectorAll('main .cut bdi, main bdi.cut')].map(bdi => {
  const text = document.createTreeWalker(bdi, NodeFilter.SHOW_TEXT).nextNode(), range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(text, 1);
  const first = range.getBoundingClientRect(), whole = bdi.closest('.cut').getBoundingClientRect();
  const middle = (first.left + first.right) / 2;
  return [`${bdi.parentElement.className}: ${text.data}`, !first.width || (middle > whole.left && middle < whole.right)];
}))"""
"""Of each piece of text that is cut where it is too long, whether its first letter is to be seen."""


@pytest.fixture(scope="module")
def talked(running, browser):
    """Ana and Bo, whose conversation has one of everything. They are looked at in many ways, and do nothing more."""
    with joining(browser, running) as join:
        yield converse(join("ana", "client").joined(), join("bo", "freelancer").joined())


@pytest.fixture
def furnished(talked):
    """The same, their pages as wide and as light as at first."""
    for person in talked[:2]:
        person.page.set_viewport_size(SCREENS["desktop"])
        person.page.emulate_media(media="screen", color_scheme="light")
    return talked


def converse(ana, bo):
    """All that a conversation can hold; and the number of a message."""
    ana.post(bo, "Hello Bo", "to be deleted")
    bo.post(ana, *TEXTS)
    ana.open(bo)
    ana.edit(ana.message("Hello Bo"), "Hello dear Bo")
    ana.see("Hello dear Bo")
    ana.delete(ana.message("to be deleted"))
    expect(ana.page.locator(".tomb")).to_be_visible()
    offer(bo)
    ana.submit(f"/people/{bo.username}/star", {})
    ana.submit(f"/people/{bo.username}/note", {"body": LONG_WORD, "revision": "0"})
    bo.open(ana)
    asked = bo.see("Hello dear Bo")
    bo.page.goto(f"/inbox/{ana.username}?reply={asked.get_attribute('id').removeprefix('message-')}")
    bo.send(ana, LONG_WORD + "!")
    return ana, bo, asked.get_attribute("id").removeprefix("message-")


def offer(freelancer):
    """The freelancer offers a service whose words are hard to lay out."""
    page = freelancer.page
    page.goto("/settings/services/new")
    page.get_by_label("Title").fill(LONG_WORD[:80])
    page.get_by_label("Category").select_option("logo")
    page.get_by_label("Description").fill(LONG_WORD)
    page.get_by_label("Price from").fill("1 200,50")
    page.get_by_role("button", name="Add service").click()
    expect(page.get_by_role("link", name="New service")).to_be_visible()


def refuse_note(page):
    """A note that is too long."""
    page.get_by_label("Private note").fill("x " * 2501)
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#note-error")).to_be_visible()


def offering():
    """The pages of a freelancer alone."""
    return {
        "/settings/services": None,
        "/settings/services/new#refused": lambda page: page.get_by_role("button", name="Add service").click(),
        "/settings/services#edit": lambda page: page.locator(".flush a").first.click(),
    }


def pages(ana, bo, message):
    """Every page with a way to bring it into the state that is looked at."""
    there = f"/inbox/{bo.username}"
    return {
        there: None,
        f"{there}?reply={message}": None,
        f"{there}#menu": lambda page: page.locator("#thread .own summary").last.evaluate("menu => menu.click()"),
        f"{there}#about": None,
        "/inbox": lambda page: page.locator(".list summary").click(),
        "/inbox?filter=unread": None,
        f"/messages/{message}/edit": None,
        f"/messages/{message}/history": None,
        f"{there}/report": None,
        f"{there}/report#form": lambda page: page.locator(".flush a").first.click(),
        "/people": None,
        "/people?q=nobody-at-all": None,
        f"/people/{bo.username}": None,
        f"/people/{bo.username}/note": None,
        f"/people/{bo.username}/note#refused": refuse_note,
        "/stars": None,
        "/settings/": None,
        "/settings/profile": None,
        "/settings/account": None,
        "/settings/notifications": None,
        "/keyboard": None,
        "/logout": None,
        "/inbox/nobody-at-all": None,
    }


def guests():
    return {
        "/login": None,
        "/signup": None,
        "/signup#refused": lambda page: page.get_by_role("button", name="Create account").click(),
    }


def visit(page, address, prepare):
    page.goto("about:blank")
    page.goto(address)
    if prepare:
        prepare(page)
        page.wait_for_function("() => document.readyState === 'complete'")


def complaints(page, where: str, **options) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{where}: {each['id']} {each['nodes'][0]['html'][:160]} {each['nodes'][0].get('failureSummary', '')[:200]}"
            for each in found]  # fmt: skip


def look(person, addresses, screen) -> list[str]:
    """Looks at every page, light and dark; with every commit at every second one, on the other screen at the rest."""
    found = []
    person.page.set_viewport_size(SCREENS[screen])
    for number, (address, prepare) in enumerate(addresses.items()):
        if WHOLE or number % 2 == list(SCREENS).index(screen):
            visit(person.page, address, prepare)
            person.page.emulate_media(color_scheme="light")
            found += complaints(person.page, f"{address} {screen} light")
            person.page.emulate_media(color_scheme="dark")  # nothing but colours differs
            found += complaints(person.page, f"{address} {screen} dark", runOnly=["color-contrast"])
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(furnished, join, screen):
    ana, bo, message = furnished
    found = look(ana, pages(ana, bo, message), screen) + look(join("guest"), guests(), screen)
    found += look(bo, offering(), screen)
    assert found == []


def test_axe_finds_nothing_in_what_scripts_open(furnished):
    ana, bo, _ = furnished
    ana.open(bo)
    ana.page.get_by_role("link", name="Messages, none unread").click()
    expect(ana.page.get_by_role("link", name="View all in inbox")).to_be_visible()
    found = complaints(ana.page, "envelope")
    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("?")
    expect(ana.page.get_by_role("dialog")).to_be_visible()
    found += complaints(ana.page, "sheet")
    ana.page.keyboard.press("Escape")
    ana.menu(ana.message("Hello dear Bo")).get_by_role("link", name="Edit", exact=True).click()
    ana.box(bo).fill("x" * 5001)
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.get_by_role("alert")).to_be_visible()
    ana.page.evaluate("document.getElementById('offline').hidden = false")
    assert found + complaints(ana.page, "edit form, refused text, bar") == []


@pytest.fixture(params=sized(("long", "short"), ("long",)))
def named(furnished, request):
    """The same, while Bo has a name that is as long as one can be."""
    _, bo, _ = furnished
    if request.param == "long":
        bo.submit("/settings/profile", {"display_name": "W" * 60, "roles": "freelancer"})
    yield furnished
    bo.submit("/settings/profile", {"display_name": bo.username, "roles": "freelancer"})


def test_nothing_scrolls_sideways_and_nothing_is_outside_at_320_pixels(named, join):
    ana, bo, message = named
    found = []
    for person, addresses in (
        (ana, pages(ana, bo, message) | {f"/search?q={'w' * 60}": None}),
        (bo, {f"/inbox/{ana.username}": None} | offering()),
        (join("guest"), guests()),
    ):
        person.page.set_viewport_size({"width": 320, "height": 640})
        for address, prepare in addresses.items():
            visit(person.page, address, prepare)
            found += [f"{address} {wide}" for wide in person.page.evaluate(WIDTHS)]
            if person is ana:
                found += [f"{address} {wide}" for wide in person.page.evaluate(OUTSIDE)]
    assert found == []


def test_what_reads_from_the_right_is_cut_at_its_end_as_all_else_is(join):
    """A name, a message, a label and a file that are too long where they stand."""
    ana, bo = join("ana", "client").joined(), join("bo", "freelancer").joined()
    long = "محمد عبد الرحمن بن عبد العزيز آل سعود الطويل"
    bo.submit("/settings/profile", {"display_name": long, "roles": "freelancer"})
    bo.name = long
    ana.submit("/labels", {"name": long[:30], "colour": "1"})
    ana.open(bo)
    ana.page.locator("#files").set_input_files({"name": f"{long} {long}.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(ana.page.locator("#composer [name=upload]")).to_have_count(1)
    asked = ana.send(bo, f"{long} {long}").get_attribute("id").removeprefix("message-")
    ana.page.set_viewport_size({"width": 320, "height": 640})
    lost, there = [], f"/inbox/{bo.username}"
    places = ("/inbox", there, f"{there}?reply={asked}", there + "/files", "/labels", "/batches/new")
    for address in (*places, f"/search?q={long.split()[0]}"):
        ana.page.goto(address)
        found = ana.page.evaluate(BEGINNINGS)
        assert found, address
        lost += [f"{address} {text}" for text, is_there in found.items() if not is_there]
    assert lost == []


def test_on_paper_a_conversation_is_whole_and_nothing_to_press_is_on_it(furnished):
    ana, bo, _ = furnished
    ana.page.set_viewport_size({"width": 800, "height": 400})
    ana.open(bo)
    ana.page.emulate_media(media="print")
    assert ana.page.evaluate("document.scrollingElement.scrollHeight") > 400
    assert ana.page.evaluate("getComputedStyle(document.querySelector('.roll')).overflow") == "visible"
    expect(ana.box(bo)).to_be_hidden()
    expect(ana.page.get_by_role("button")).to_have_count(0)
