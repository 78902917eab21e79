"""The message limit and a suspension in a browser: client and freelancer, with scripts and without, both languages."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import LANGUAGES, PAIRS
from tests.stack import server

pytestmark = pytest.mark.heavy(4)

MOST = 2
WORDS = {
    "en": {"left": "You can write to 2 more new people", "wait": "Message limit reached. You can write to new people again at",
           "minutes": "60 min left.", "later": "59 min left.", "refused": "again in 60 min.", "over": "The wait is over",
           "suspended": "Your account is suspended.", "why": "Why, and what you can do", "contest": "Contest this decision",
           "wrong": "Why the decision is wrong", "decides": "A moderator will decide", "out": "Log out"},
    "fr": {"left": "Vous pouvez écrire à 2 nouvelles personnes", "wait": "Limite de messages atteinte. Vous pourrez écrire à",
           "minutes": "Encore 60", "later": "Encore 59", "refused": "dans 60", "over": "L’attente est terminée",
           "suspended": "Votre compte est suspendu.", "why": "Pourquoi, et ce que vous pouvez faire",
           "contest": "Contester la décision", "wrong": "Pourquoi la décision est injustifiée",
           "decides": "La modération va décider", "out": "Se déconnecter"},
}  # fmt: skip
ROLES = {("en", True): "client", ("fr", True): "freelancer", ("en", False): "freelancer", ("fr", False): "client"}


@pytest.fixture(scope="module")
def running(vendor_files):
    """Halle, in which somebody may write to two new people within an hour."""
    more = {"HALLE_ASSETS": "local", "HALLE_LIMIT_PEOPLE": str(MOST)}
    with server.running(vendor_files.values(), **more) as halle:
        yield halle


@pytest.fixture(params=PAIRS)
def writer(request, join):
    """Somebody who writes, and their words; an account made by the page speaks its language."""
    language, scripts = request.param
    ana = join("ana", ROLES[request.param], language=language, scripts=scripts)
    ana.sign_up()
    return ana, WORDS[language]


def freelancers(join, count: int) -> list:
    return [join(f"f{number}", "freelancer").joined() for number in range(count)]


def reach(ana, others) -> None:
    """Writes to so many, and to one too many."""
    for other in others[:MOST]:
        ana.post(other, "Hello")


def try_to_send(ana, other, text: str) -> None:
    ana.box(other).fill(text)
    ana.page.get_by_role("button", name=ana.say("send"), exact=True).click()


def test_the_wait_is_told_with_the_time_left_and_the_text_stays(writer, join, halle):
    ana, words = writer
    others = freelancers(join, MOST + 2)
    ana.open(others[-1])
    expect(ana.page.locator("#limit")).to_contain_text(words["left"])
    reach(ana, others)
    ana.open(others[-2])
    try_to_send(ana, others[-2], "A long thought")
    limit = ana.page.locator("#limit")
    expect(limit).to_contain_text(words["wait"])
    expect(limit).to_contain_text(words["minutes"])
    expect(ana.page.locator("#composer-error")).to_contain_text(words["refused"])
    expect(ana.box(others[-2])).to_have_value("A long thought")
    expect(ana.message("A long thought")).to_have_count(0)
    others[0].post(ana, "I have time")
    ana.open(others[0])
    expect(ana.page.locator("#limit")).to_have_text("")
    ana.send(others[0], "A contact")
    halle.move_clock(3600)
    ana.open(others[-2])
    expect(ana.page.locator("#limit")).to_contain_text(words["left"])
    try_to_send(ana, others[-2], "A long thought")
    ana.see("A long thought")


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_scripts_the_time_runs_and_other_tabs_follow(join, language):
    ana, words = join("ana", "client", language=language), WORDS[language]
    ana.sign_up()
    others = freelancers(join, MOST + 1)
    reach(ana, others)
    second = ana.open(others[0], ana.context.new_page())
    ana.page.clock.install()
    ana.open(others[-1])
    try_to_send(ana, others[-1], "Hello")
    limit = ana.page.locator("#limit")
    expect(limit).to_contain_text(words["minutes"])
    expect(second.locator("#limit")).to_contain_text(words["wait"])  # who has not answered is no contact
    ana.page.clock.fast_forward("01:30")
    expect(limit).to_contain_text(words["later"])
    ana.page.clock.fast_forward("01:00:00")
    expect(limit.locator(".within").first).to_be_hidden()
    expect(limit.locator(".after")).to_be_visible()
    expect(ana.box(others[-1])).to_have_value("Hello")


def test_a_suspended_person_reads_and_appeals(writer, join, halle):
    """The rules suspend: five waits, each a day later."""
    ana, words = writer
    bo = join("bo", "client").joined()
    bo.post(ana, "Hello") if ana.role == "freelancer" else ana.post(bo, "Hello")
    ana.open(bo)
    for day in range(5):
        halle.move_clock(86400 * (day + 1))
        for _ in range(MOST + 1):
            other, key = join("f", "freelancer").joined(), secrets.token_hex(8)
            form = {"body": "Hello", "key": key, "csrf_token": ana.token()}
            ana.context.request.post(f"/inbox/{other.username}/messages", form=form, max_redirects=0)
    if not ana.scripts:
        ana.page.reload()
    expect(ana.page.locator("#standing")).to_contain_text(words["suspended"])
    expect(ana.box(bo)).to_have_count(0)
    ana.see("Hello")
    ana.page.get_by_role("link", name=words["why"]).click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text(words["suspended"].rstrip("."))
    ana.page.get_by_label(words["wrong"]).fill("I only said hello")
    ana.page.get_by_role("button", name=words["contest"]).click()
    expect(ana.page.locator("#appeal")).to_contain_text("I only said hello")
    expect(ana.page.locator("#appeal")).to_contain_text(words["decides"])
    expect(ana.page.get_by_role("link", name=words["out"])).to_be_visible()
