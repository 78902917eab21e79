"""The assistant in a browser, in both languages, with scripts and without: set up, tried, watched, taken over."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.plugins.ways import PAIRS
from tests.stack.waiting import until
from tests.values import SERVICE

pytestmark = pytest.mark.heavy(10)

SAY = {
    "en": {
        "switch": "Answer clients before an order while I am away", "save": "Save", "new": "New question", "question": "Question",
        "answer": "Answer", "add": "Add question", "asks": "What it asks new clients", "tries": "What a new client writes",
        "try": "Ask", "answered": "Answered", "handed": "Handed over to you", "watch": "Your assistant answers here",
        "take": "Take over", "taken": "You have taken over from your assistant.", "summary": "Summary",
    },
    "fr": {
        "switch": "Répondre aux clients avant une commande en mon absence", "save": "Enregistrer", "new": "Nouvelle question",
        "question": "Question", "answer": "Réponse", "add": "Ajouter la question", "asks": "Ce qu’il demande aux nouveaux clients",
        "tries": "Ce qu’écrit un nouveau client", "try": "Demander", "answered": "Répondu", "handed": "Transmise à vous",
        "watch": "Votre assistant répond ici", "take": "Prendre le relais", "taken": "Vous avez pris le relais de votre assistant.",
        "summary": "Résumé",
    },
}  # fmt: skip
PRINTS = "No. Your printer does, and I talk to them."
WAIT = {"en": "Wait for {name} instead", "fr": "Attendre {name}"}


@pytest.fixture(params=PAIRS)
def bo(join, request):
    """Bo, a freelancer in that language, with scripts or without, who hides when he is online."""
    language, scripts = request.param
    bo = join("bo", "freelancer", language=language, scripts=scripts)
    bo.sign_up()
    bo.submit("/settings/services", SERVICE | {"key": "k"})
    bo.submit("/settings/privacy", {"presence_hidden": "1", "shows_reading": "1"})
    return bo


def passes_axe(page) -> None:
    """Nothing is wrong with the page; without scripts axe cannot look."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_a_freelancer_sets_it_up_tries_it_watches_it_and_takes_over(bo, join):
    say, page = SAY[bo.language], bo.page
    page.goto("/settings/assistant")
    page.get_by_role("switch", name=say["switch"]).check()
    page.get_by_label(say["asks"]).fill("What for?")
    page.get_by_role("button", name=say["save"], exact=True).click()
    expect(page.get_by_role("switch", name=say["switch"])).to_be_checked()
    page.get_by_role("link", name=say["new"]).click()
    page.get_by_label(say["question"], exact=True).fill("Do you print?")
    page.get_by_label(say["answer"], exact=True).fill(PRINTS)
    page.get_by_role("button", name=say["add"]).click()
    expect(page.locator("#faqs")).to_contain_text("Do you print?")

    for question, becomes in (("Do you print?", "answered"), ("Can you promise it?", "handed")):
        page.get_by_label(say["tries"]).fill(question)
        page.get_by_role("button", name=say["try"], exact=True).click()
        expect(page.locator("#trial [role=status]")).to_contain_text(say[becomes])
    if bo.scripts:
        passes_axe(page)
        page.emulate_media(color_scheme="dark")
        passes_axe(page)

    ana = join("ana", "client").joined()
    ana.open(bo)
    ana.send(bo, "Do you print?")
    answer = ana.page.locator("[data-kind=assistant]")
    expect(answer).to_contain_text(PRINTS, timeout=60_000)  # its translations alone may take 20 s
    expect(answer).to_contain_text("This is an automatic answer")
    expect(answer).to_contain_text("– What for?")

    bo.open(ana)
    expect(page.locator("#assistance")).to_contain_text(say["watch"])
    if bo.scripts:
        passes_axe(page)
    page.get_by_role("button", name=say["take"]).click()
    expect(page.locator("#assistance")).to_contain_text(say["taken"])
    page.get_by_role("link", name=say["summary"]).click()
    expect(page.get_by_role("main")).to_contain_text("Do you print?")
    if bo.scripts:
        passes_axe(page)
    ana.send(bo, "And in colour?")
    bo.open(ana)
    bo.send(ana, "In person: yes.")
    ana.see("In person: yes.")
    expect(ana.page.locator("[data-kind=assistant]")).to_have_count(1)
    expect(page.locator("#assistance")).to_have_text("")


@pytest.fixture(params=PAIRS)
def ana(join, request):
    """Ana, a client in that language, with scripts or without."""
    language, scripts = request.param
    return join("ana", "client", language=language, scripts=scripts)


def test_a_client_waits_for_the_freelancer_instead(ana, join):
    bo = join("bo", "freelancer").joined()
    bo.submit("/settings/assistant/faq", {"question": "Do you print?", "answer": PRINTS})
    bo.submit("/settings/assistant", {"enabled": "1", "tells": "faq"})
    bo.submit("/settings/privacy", {"presence_hidden": "1", "shows_reading": "1"})
    ana.sign_up()
    ana.open(bo)
    ana.send(bo, "Do you print?")
    page, answers = ana.page, ana.page.locator("[data-kind=assistant]")

    def comes(count: int) -> None:
        if not ana.scripts:
            until(lambda: ana.open(bo) and answers.count() == count, 60, "the assistant answers")
        expect(answers).to_have_count(count, timeout=60_000)

    comes(1)
    button = answers.get_by_role("button", name=WAIT[ana.language].format(name=bo.name))
    expect(button).to_be_visible()
    if ana.scripts:
        passes_axe(page)
    ana.box(bo).fill("Half a thought")
    button.click()
    comes(2)
    expect(answers.last).to_contain_text({"en": "I have passed on", "fr": "J’ai transmis"}[ana.language])
    expect(button).to_have_count(0)
    expect(ana.box(bo)).to_have_value("Half a thought")
    bo.open(ana)
    expect(bo.page.locator("#assistance")).to_contain_text("Handed over to you")


def test_at_320_pixels_nothing_of_it_scrolls_sideways(join):
    bo = join("bo", "freelancer", viewport={"width": 320, "height": 640})
    bo.sign_up()
    bo.submit("/settings/services", SERVICE | {"key": "k", "title": "x" * 80})
    bo.submit("/settings/assistant/faq", {"question": "x" * 200, "answer": "y" * 1000})
    for address in (
        "/settings/assistant",
        "/settings/assistant/faq/new",
        f"/settings/assistant/trial?question={'x' * 80}",
    ):
        bo.page.goto(address)
        assert bo.page.evaluate("document.scrollingElement.scrollWidth") <= 320, address
