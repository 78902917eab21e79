"""A draft is on the server: in every tab, on every device, for its author alone, until it is sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.cast import Person
from tests.plugins.ways import LANGUAGES

pytestmark = pytest.mark.heavy(4)


@pytest.fixture
def again(join, browser, halle):
    """The same person on another device."""
    others: list[Person] = []

    def device(person: Person, **options) -> Person:
        made = Person(browser, halle.url, "x", person.role, language=person.language, **options)
        made.name = made.username = person.username
        others.append(made)
        made.page.goto("/login")
        made.log_in()
        expect(made.page).to_have_url(re.compile("/inbox$"))
        return made

    yield device
    complaints = [complaint for person in others for complaint in person.complaints]
    for person in others:
        person.context.close()
    assert complaints == []


def kept(person):
    """What the server answers to the next save."""
    return person.page.expect_response(lambda answer: answer.url.endswith("/draft"))


def type_and_keep(person, other, text):
    """Types at the end of the box, and waits until the server has it."""
    person.box(other).focus()
    person.page.keyboard.press("Control+End")
    with kept(person) as answer:
        person.page.keyboard.type(text)
    assert answer.value.status == 200


def test_what_is_typed_here_stands_there_and_goes_when_it_is_sent(talk, again):
    ana, bo = talk
    elsewhere = again(ana)
    elsewhere.open(bo)
    type_and_keep(ana, bo, "Half a thought")
    expect(elsewhere.box(bo)).to_have_value("Half a thought")
    expect(elsewhere.row(bo)).to_contain_text("Draft: Half a thought")
    expect(ana.row(bo)).to_contain_text("Draft: Half a thought")
    type_and_keep(elsewhere, bo, " is done")
    expect(ana.box(bo)).to_have_value("Half a thought is done")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    ana.see("Half a thought is done"), elsewhere.see("Half a thought is done")
    for person in (ana, elsewhere):
        expect(person.box(bo)).to_have_value("")
        expect(person.row(bo)).not_to_contain_text("Draft:")
    ana.page.reload()
    expect(ana.box(bo)).to_have_value("")


def test_the_other_side_never_hears_of_a_draft(talk):
    ana, bo = talk
    frames = []
    bo.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    bo.open(ana)
    type_and_keep(ana, bo, "Secret thoughts")
    bo.post(ana, "still there?")
    ana.see("still there?"), bo.see("still there?")
    assert frames
    assert not any("Secret" in frame for frame in frames)
    assert "Secret" not in bo.page.content()


def test_a_draft_survives_the_end_of_the_tab_a_second_after_the_last_key_or_sooner(pair, again):
    ana, bo = pair
    ana.open(bo)
    ana.box(bo).press_sequentially("Before the first word")
    ana.page.goto("/settings/")
    elsewhere = again(ana)
    elsewhere.open(bo)
    expect(elsewhere.box(bo)).to_have_value("Before the first word")


def test_two_who_type_at_once_lose_nothing(talk, again):
    ana, bo = talk
    elsewhere = again(ana)
    elsewhere.open(bo)
    elsewhere.context.set_offline(True)
    elsewhere.box(bo).press_sequentially("typed on the train")
    type_and_keep(ana, bo, "typed at home")
    with kept(elsewhere) as answer:
        elsewhere.context.set_offline(False)
        elsewhere.box(bo).press_sequentially("!")
    assert answer.value.status == 409
    expect(elsewhere.box(bo)).to_have_value("typed on the train!")
    state = elsewhere.page.locator("#draft-state")
    expect(state).to_contain_text("This draft was changed meanwhile")
    expect(state).to_contain_text("typed at home")
    expect(ana.box(bo)).to_have_value("typed at home")
    type_and_keep(elsewhere, bo, "!")
    expect(ana.box(bo)).to_have_value("typed on the train!!")
    expect(state).to_contain_text("typed at home")
    state.get_by_role("button", name="Use this text").click()
    expect(elsewhere.box(bo)).to_have_value("typed at home")
    expect(ana.box(bo)).to_have_value("typed at home")
    expect(state).to_be_empty()


def test_what_is_typed_behind_a_message_on_its_way_is_the_next_draft(talk, again):
    ana, bo = talk
    held = []
    ana.page.route("**/messages", lambda route: held.append(route))
    ana.box(bo).fill("first")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.locator(".pending")).to_contain_text("first")
    ana.box(bo).fill("first and then")
    with kept(ana) as answer:
        held[0].continue_()
        ana.see("first")
    assert answer.value.status == 200
    expect(ana.box(bo)).to_have_value("and then")
    elsewhere = again(ana)
    elsewhere.open(bo)
    expect(elsewhere.box(bo)).to_have_value("and then")


def test_a_save_that_is_slower_than_its_message_brings_nothing_back(talk, again):
    ana, bo = talk
    held = []
    ana.page.route("**/draft", lambda route: route.continue_() if held else held.append(route))
    with ana.page.expect_request("**/draft"):
        ana.box(bo).press_sequentially("Hello wrold")
    ana.send(bo, "Hello world")
    with ana.page.expect_response("**/draft"):  # when its answer shows the old text, the page empties it in turn
        held[0].continue_()
    expect(ana.row(bo)).not_to_contain_text("Draft:")
    expect(ana.box(bo)).to_have_value("")
    elsewhere = again(ana)
    elsewhere.open(bo)
    expect(elsewhere.box(bo)).to_have_value("")


def test_a_draft_outlives_a_login_that_ended(pair):
    ana, bo = pair
    ana.open(bo)
    type_and_keep(ana, bo, "kept on the server")
    ana.context.clear_cookies()
    with kept(ana) as answer:
        ana.box(bo).press_sequentially(", and in the tab")
    assert answer.value.status == 401
    ana.page.goto(f"/inbox/{bo.username}")
    ana.log_in()
    expect(ana.box(bo)).to_have_value("kept on the server, and in the tab")
    expect(ana.page.locator("#draft-state")).to_be_empty()
    with kept(ana):
        ana.box(bo).press_sequentially(".")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    ana.see("kept on the server, and in the tab.")


def test_a_draft_that_is_far_too_long_stays_with_a_sentence(pair):
    ana, bo = pair
    ana.open(bo)
    # Pasted at once, in short lines: typing a megabyte, or one line of it, takes the browser itself half a minute.
    ana.box(bo).evaluate(
        "box => { box.value = ('x'.repeat(99) + '\\n').repeat(10000);"
        " box.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    state = ana.page.locator("#draft-state")
    expect(state).to_have_text("The text has 1000000 characters; 20000 are possible.")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    refused = ana.page.locator("#composer-error")
    expect(refused).to_contain_text("The text has 1000000 characters", timeout=30_000)
    assert ana.box(bo).evaluate("box => box.value.length") == 1_000_000
    with kept(ana):
        ana.box(bo).evaluate("box => { box.value = 'x'; box.dispatchEvent(new Event('input', { bubbles: true })); }")
    expect(state).to_be_empty()


def test_a_draft_that_answers_a_message_answers_it_elsewhere_too(talk, again):
    ana, bo = talk
    elsewhere = again(ana)
    elsewhere.open(bo)
    ana.message("Hello Ana").hover()
    ana.message("Hello Ana").get_by_role("link", name="Reply").first.click()
    expect(ana.page.locator("#reply .chip")).to_be_visible()
    type_and_keep(ana, bo, "Hello you")
    expect(elsewhere.box(bo)).to_have_value("Hello you")
    expect(elsewhere.page.locator("#reply .chip")).to_contain_text("Hello Ana")
    with kept(ana):
        ana.page.get_by_role("link", name="Stop replying").click()
    expect(ana.page.locator("#reply .chip")).to_have_count(0)
    expect(elsewhere.page.locator("#reply .chip")).to_have_count(0)
    expect(elsewhere.box(bo)).to_have_value("Hello you")


WITHOUT = {"en": ("Save as draft", "Draft saved", "Draft: Half"), "fr": ("Enregistrer le brouillon", "Brouillon enregistré", "Brouillon : Half")}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_a_button_keeps_it(join, language):
    ana = join("ana", "client", scripts=False, language=language).joined()
    bo = join("bo", "freelancer").joined()
    ana.post(bo, "Hello Bo")
    ana.submit("/language", {"language": language})
    button, saved, row = WITHOUT[language]
    ana.open(bo)
    ana.box(bo).fill("Half a thought")
    ana.page.get_by_role("button", name=button).click()
    expect(ana.page.get_by_text(saved)).to_be_visible()
    expect(ana.row(bo)).to_contain_text(row)
    ana.page.goto("/inbox")
    ana.row(bo).get_by_role("link").click()
    expect(ana.box(bo)).to_have_value("Half a thought")
    ana.page.get_by_role("button", name=ana.say("send"), exact=True).click()
    ana.see("Half a thought")
    expect(ana.box(bo)).to_have_value("")


def test_with_scripts_there_is_no_button_for_it(talk):
    ana, _ = talk
    expect(ana.page.get_by_role("button", name="Save as draft")).to_be_hidden()


LOGGED_OUT = {"en": "You are logged out here", "fr": "Vous n’êtes plus connecté ici"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_saved_on_after_another_log_in_and_a_page_that_cannot_says_so(join, language):
    ana, bo = join("ana", "client", language=language).joined(), join("bo", "freelancer").joined()
    ana.page.goto("/settings/")
    ana.submit("/language", {"language": language})
    ana.open(bo)
    ana.context.clear_cookies()
    tab = ana.context.new_page()
    tab.goto("/login")
    ana.log_in(tab)
    expect(tab).to_have_url(re.compile("/inbox$"))
    with ana.page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.status == 200):
        ana.box(bo).type("Half a thought")
    tab.goto(f"/inbox/{bo.username}")
    expect(tab.locator("#body")).to_have_value("Half a thought")
    ana.context.clear_cookies()
    with kept(ana) as answer:
        ana.box(bo).type(" more")
    assert answer.value.status == 401
    expect(ana.page.locator("#draft-state")).to_contain_text(LOGGED_OUT[language])


def test_what_somebody_types_is_never_saved_for_who_logged_in_after_them(join):
    ana, bo, eve = join("ana", "client").joined(), join("bo", "freelancer").joined(), join("eve", "client").joined()
    ana.open(bo)
    ana.context.clear_cookies()
    ana.context.add_cookies(eve.context.cookies())
    with kept(ana) as answer:
        ana.box(bo).type("Half a thought")
    assert answer.value.status == 400
    expect(ana.page.locator("#draft-state")).to_contain_text("You are logged out here")
    eve.open(bo)
    expect(eve.box(bo)).to_have_value("")


def reload_while_on_its_way(ana, bo):
    """Sends a text whose request is held back, and reloads; returns what brings the request to the server after all."""
    on_its_way = []
    ana.page.route("**/messages", lambda route: route.continue_() if on_its_way else on_its_way.append(route.request))
    ana.box(bo).fill("Once, please")
    with ana.page.expect_request("**/messages"):
        ana.page.get_by_role("button", name="Send", exact=True).click()
    ana.open(bo)
    expect(ana.box(bo)).to_have_value("Once, please")
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    def arrive() -> None:
        request = ana.context.request
        arrived = request.post(on_its_way[0].url, data=on_its_way[0].post_data, headers=form, max_redirects=0)
        assert arrived.status == 303

    return arrive


@pytest.mark.parametrize("again_sent", [False, True])
def test_a_reload_while_a_message_is_on_its_way_sends_it_once(talk, again_sent):
    ana, bo = talk
    arrive = reload_while_on_its_way(ana, bo)
    if again_sent:
        ana.page.get_by_role("button", name="Send", exact=True).click()
        ana.see("Once, please")
    arrive()
    ana.see("Once, please"), bo.see("Once, please")
    expect(ana.box(bo)).to_have_value("")
    expect(ana.row(bo)).not_to_contain_text("Draft:")
    ana.open(bo)
    expect(ana.box(bo)).to_have_value("")
    assert ana.page.locator("li.msg", has_text="Once, please").count() == 1


def test_another_text_after_such_a_reload_is_a_message_of_its_own_and_the_same_one_again_too(talk):
    ana, bo = talk
    arrive = reload_while_on_its_way(ana, bo)
    ana.send(bo, "Something else")
    arrive()
    ana.see("Once, please")
    expect(ana.box(bo)).to_have_value("")
    ana.box(bo).fill("Once, please")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(bo.message("Once, please")).to_have_count(2)
    expect(bo.message("Something else")).to_have_count(1)
