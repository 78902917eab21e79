"""Single keys: what they do, when they do nothing, and the sheet that lists them."""

import re

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import LANGUAGES

SHEET = {"en": "Keyboard shortcuts", "fr": "Raccourcis clavier"}


@pytest.fixture
def listed(join):
    """Bo in front of the list of three conversations, and the names in it from the top on."""

    def in_front(language="en", **options):
        bo = join("bo", "freelancer", language=language, **options)
        bo.sign_up()  # by the page, in that language
        clients = [join(f"client{number}", "client").joined() for number in range(3)]
        for client in clients:
            client.post(bo, f"I am {client.name}")
        bo.page.goto("/inbox")
        bo.be_live()
        return bo, clients[::-1]

    return in_front


def brought(person) -> None:
    """The script of the keys is there and acts: whatever does not happen now is not to happen."""
    sheet = person.page.get_by_role("dialog")
    person.page.keyboard.press("?")
    expect(sheet).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def claim(page, key: str, where: str = "#main") -> None:
    """Puts an action on the page that claims the key, as the actions of conversations do; presses are counted."""
    page.evaluate(
        """([key, where]) => document.querySelector(where).insertAdjacentHTML('beforeend',
             `<button type="button" class="claims-${key}" data-shortcut="${key}" data-presses="0">${key}</button>`)""",
        [key, where],
    )
    page.evaluate(
        """key => document.querySelectorAll('.claims-' + key).forEach(button => {
             button.onclick = () => { button.dataset.presses = Number(button.dataset.presses) + 1; }; })""",
        key,
    )


def presses(page, key: str) -> list[str]:
    return page.locator(f".claims-{key}").evaluate_all("all => all.map(each => each.dataset.presses)")


def test_j_and_k_move_and_enter_opens(listed):
    bo, (first, second, third) = listed()
    press = bo.page.keyboard.press

    def link(person):
        return bo.row(person).get_by_role("link")

    press("j")
    expect(link(first)).to_be_focused()
    assert link(first).evaluate("link => link.matches(':focus-visible')")
    press("j"), press("j"), press("j")
    expect(link(third)).to_be_focused()
    press("k")
    expect(link(second)).to_be_focused()
    press("Enter")
    expect(bo.page.get_by_role("heading", level=1, name=second.name)).to_be_visible()
    expect(bo.page).to_have_title(re.compile(rf"^\(2\) {second.name} "))
    press("J")  # as with caps lock
    expect(link(third)).to_be_focused()
    press("Enter")
    expect(bo.page.get_by_role("heading", level=1, name=third.name)).to_be_visible()
    press("r")
    expect(bo.box(third)).to_be_focused()
    press("j"), press("?")
    expect(bo.box(third)).to_have_value("j?")


def test_without_a_focus_j_goes_on_from_the_conversation_that_is_open(listed):
    bo, (_, second, third) = listed()
    bo.open(second)
    bo.page.keyboard.press("j")
    expect(bo.row(third).get_by_role("link")).to_be_focused()


def test_r_on_a_message_answers_it(talk):
    ana, bo = talk
    ana.message("Hello Ana").locator("summary").focus()
    ana.page.keyboard.press("r")
    expect(ana.page.locator("#reply")).to_contain_text("Hello Ana")
    expect(ana.box(bo)).to_be_focused()


def test_a_key_does_what_claims_it_on_the_row_with_the_focus_or_else_on_the_page(listed):
    bo, (first, second, _) = listed()
    brought(bo)
    claim(bo.page, "x")
    bo.page.keyboard.press("x")
    assert presses(bo.page, "x") == ["1"]
    claim(bo.page, "z", "#conversations > li:nth-child(2)")
    bo.page.keyboard.press("z")
    assert presses(bo.page, "z") == ["0"]  # no row has the focus
    bo.row(second).get_by_role("link").focus()
    bo.page.keyboard.press("z"), bo.page.keyboard.press("x")
    assert (presses(bo.page, "z"), presses(bo.page, "x")) == (["1"], ["1"])  # a row answers for itself alone
    bo.row(first).get_by_role("link").focus()
    bo.page.keyboard.press("z")
    assert presses(bo.page, "z") == ["1"]


def test_keys_that_nothing_claims_do_nothing(listed):
    bo, _ = listed()
    brought(bo)
    address = bo.page.url
    for key in ("e", "s", "u", '"', "]", "x", "F2", "Escape"):
        bo.page.keyboard.press(key)
    assert bo.page.url == address
    assert bo.page.evaluate("document.activeElement === document.body")


def test_slash_goes_to_the_search_field(join):
    ana = join("ana", "client").joined()
    ana.page.goto("/people?q=zoe")
    ana.page.keyboard.press("/")
    expect(ana.page.get_by_role("main").get_by_role("searchbox")).to_be_focused()
    ana.page.keyboard.type("y/")
    expect(ana.page.get_by_role("main").get_by_role("searchbox")).to_have_value("y/")


def test_nothing_acts_while_somebody_types(talk):
    ana, bo = talk
    brought(ana)
    claim(ana.page, "e")
    ana.page.evaluate("""() => document.querySelector('#main').insertAdjacentHTML('beforeend',
        '<select id="pick"><option>e</option></select><input id="line"><div id="free" contenteditable>x</div>')""")
    for field in ("#composer textarea", "#pick", "#line", "#free"):
        ana.page.locator(field).focus()
        ana.page.keyboard.press("e"), ana.page.keyboard.press("?")
    ana.page.keyboard.press("j")
    assert presses(ana.page, "e") == ["0"]
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    expect(ana.box(bo)).to_have_value("e?")


def test_nothing_acts_with_a_modifier(talk):
    ana, _ = talk
    brought(ana)
    claim(ana.page, "e")
    for modifier in ("Control", "Alt", "Meta"):
        ana.page.keyboard.press(f"{modifier}+e")
    assert presses(ana.page, "e") == ["0"]


def test_nothing_acts_while_a_word_is_composed(talk):
    ana, _ = talk
    brought(ana)
    claim(ana.page, "x")
    for composing in ("isComposing: true", "keyCode: 229"):
        ana.page.evaluate(
            f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'x', bubbles: true, {composing}}}))"
        )
    assert presses(ana.page, "x") == ["0"]
    ana.page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'x', bubbles: true}))")
    assert presses(ana.page, "x") == ["1"]


def test_a_key_that_is_held_acts_once(talk):
    ana, _ = talk
    brought(ana)
    claim(ana.page, "x")
    ana.page.keyboard.down("x"), ana.page.keyboard.down("x"), ana.page.keyboard.down("x")
    ana.page.keyboard.up("x")
    assert presses(ana.page, "x") == ["1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_opens_over_the_page_and_gives_the_focus_back(listed, language):
    bo, (first, *_) = listed(language)
    bo.page.keyboard.press("j")
    expect(bo.row(first).get_by_role("link")).to_be_focused()
    bo.page.keyboard.press("?")
    sheet = bo.page.get_by_role("dialog", name=SHEET[language])
    expect(sheet).to_be_visible()
    expect(sheet.locator("kbd").first).to_be_visible()
    expect(bo.page).to_have_url(re.compile("/inbox$"))
    bo.page.evaluate("window.taken = []; addEventListener('keydown', event => taken.push(event.defaultPrevented))")
    bo.page.keyboard.press("j"), bo.page.keyboard.press("?")
    assert bo.page.evaluate("taken") == [False, False]  # nothing acts behind it
    expect(bo.page.get_by_role("dialog")).to_have_count(1)
    bo.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(bo.row(first).get_by_role("link")).to_be_focused()
    bo.page.keyboard.press("?")
    sheet.get_by_role("button", name={"en": "Close", "fr": "Fermer"}[language]).click()
    expect(sheet).to_have_count(0)
    expect(bo.row(first).get_by_role("link")).to_be_focused()
    opener = bo.page.get_by_role("link", name=SHEET[language])
    opener.click()
    expect(sheet).to_be_visible()
    bo.page.mouse.click(5, 5)
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()


def test_whoever_switched_them_off_types_in_peace(listed):
    bo, _ = listed()
    bo.page.goto("/settings/")
    bo.page.get_by_role("group", name="Single keys").get_by_role("radio", name="Do nothing").check()
    bo.page.get_by_role("button", name="Save").click()
    bo.page.goto("/inbox")
    claim(bo.page, "e")
    for key in ("j", "e", "?"):
        bo.page.keyboard.press(key)
    expect(bo.page.locator("script[src*='keys.js']")).to_have_count(0)
    assert presses(bo.page, "e") == ["0"]
    assert bo.page.evaluate("document.activeElement === document.body")
    expect(bo.page.get_by_role("dialog")).to_have_count(0)
    expect(bo.page.get_by_role("link", name="Keyboard shortcuts")).to_have_count(0)


def test_escape_leaves_a_reply_and_the_panel_wherever_the_focus_is(talk):
    ana, bo = talk
    ana.message("Hello Ana").locator("summary").focus()
    ana.page.keyboard.press("r")
    expect(ana.page.locator("#reply")).to_contain_text("Hello Ana")
    ana.message("Hello Ana").locator("summary").focus()
    ana.page.keyboard.press("Escape")
    expect(ana.page.locator("#reply")).to_be_empty()
    expect(ana.box(bo)).to_be_focused()
    ana.page.set_viewport_size({"width": 1000, "height": 800})
    about = ana.page.get_by_role("link", name="About this person")
    about.focus()
    ana.page.keyboard.press("Enter")
    panel = ana.page.get_by_role("complementary", name=f"About {bo.name}")
    expect(panel).to_be_visible()
    expect(panel).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(about).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_list_of_keys_is_a_page(join, language):
    ana = join("ana", "client", language=language, scripts=False)
    ana.sign_up()
    ana.page.goto("/settings/")
    ana.page.get_by_role("link", name={"en": "Show the shortcuts", "fr": "Afficher les raccourcis"}[language]).click()
    expect(ana.page).to_have_url(re.compile("/keyboard$"))
    expect(ana.page.get_by_role("heading", level=1, name=SHEET[language])).to_be_visible()
    expect(ana.page.get_by_text("JavaScript")).to_be_visible()
