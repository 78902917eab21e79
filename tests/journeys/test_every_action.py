"""Every filter and every action, in both languages, with scripts and without: from the menus and by check boxes."""

import pytest
from playwright.sync_api import expect

from tests.journeys.actions import FILTERS, SAY, SHOWS, THERE_AND_BACK, VOID, choose_filter, press
from tests.plugins.ways import PAIRS

pytestmark = pytest.mark.heavy(8)


@pytest.fixture(params=PAIRS)
def bo(request, join):
    """Bo, with a new account."""
    language, scripts = request.param
    bo = join("bo", "freelancer", language=language, scripts=scripts)
    bo.sign_up()
    return bo


@pytest.fixture
def ana(join, bo):
    """Ana, to whom he answered."""
    ana = join("ana", "client").joined()
    ana.post(bo, "Hello Bo")
    return ana


def act(bo, other, name: str, **more: str) -> None:
    """Does that to his conversation with somebody, behind the pages."""
    bo.submit(f"/inbox/{other.username}/actions", {"do": name} | more)


def shows(bo, *others) -> None:
    """The list holds these and nobody else."""
    expect(bo.page.locator("#conversations > li")).to_have_count(len(others))
    for other in others:
        expect(bo.row(other)).to_have_count(1)


def test_every_filter_by_its_name_shows_its_own(join, bo):
    names = ("quiet", "fresh", "kept", "put", "junk", "asleep")
    quiet, fresh, kept, put, junk, asleep = people = [join(name, "client").joined() for name in names]
    for one in people:
        one.post(bo, "Hello")
    for one in (quiet, kept):
        bo.post(one, "An answer")
    for one in (quiet, kept, put, junk, asleep):
        act(bo, one, "read")
    for one, name in ((kept, "star"), (kept, "follow"), (put, "archive"), (junk, "spam")):
        act(bo, one, name)
    bo.submit("/labels", {"name": "VIP", "colour": "3", "for": kept.username})
    bo.submit(f"/inbox/{asleep.username}/snooze", {"at": "", "date": "2027-01-04", "time": "09:00", "zone": "UTC"})
    wanted = {"all": (kept, fresh, quiet), "unread": (fresh,), "starred": (kept,), "archived": (put,), "spam": (junk,),
              "offers": (), "requests": (), "follow-up": (kept,), "snoozed": (asleep,), "waiting": (fresh,)}  # fmt: skip
    bo.page.goto("/inbox")
    for key, name in FILTERS[bo.language].items():
        choose_filter(bo.page, name)
        shows(bo, *wanted[key])
        if not wanted[key]:
            expect(bo.page.locator(".list .void h2")).to_have_text(VOID[bo.language][key])
    choose_filter(bo.page, "VIP")
    shows(bo, kept)


def test_every_action_from_the_menu_of_the_conversation_goes_there_and_back(bo, ana):
    words, page = SAY[bo.language], bo.open(ana)
    for there, back in THERE_AND_BACK.items():
        press(page, words, there)
        expect(page.locator(f"#actions .pop [value={back}]")).to_have_count(1)
        press(page, words, back)
        expect(page.locator(f"#actions .pop [value={there}]")).to_have_count(1)
    page.locator("#actions details.menu > summary").first.click()
    page.locator("#actions").get_by_role("link", name=words["snooze"]).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("main").get_by_role("button", name=words["snooze"]).click()
    shows(bo)
    bo.open(ana)
    press(page, words, "wake")
    expect(page.locator("#actions .pop [value=unsnooze]")).to_have_count(0)
    press(page, words, "unread")
    expect(bo.unread()).to_have_text("1")
    if not bo.scripts:  # the conversation, opened again, would be read
        page.goto(f"/inbox/{ana.username}/actions")
        page.get_by_role("main").get_by_role("button", name=words["read"], exact=True).click()
    else:
        press(page, words, "read")
    expect(bo.unread()).to_be_hidden()


def test_labels_are_made_put_on_taken_off_renamed_and_deleted(bo, ana):
    words, page = SAY[bo.language], bo.open(ana)
    menu = page.locator("#actions details.menu").first

    def labels() -> None:
        menu.locator("> summary").click()
        if menu.locator("details").get_attribute("open") is None:
            menu.get_by_text(words["labels"], exact=True).click()

    labels()
    menu.get_by_role("link", name=words["new"]).click()
    page.get_by_label(words["tag"]).fill("VIP")
    page.get_by_role("button", name=words["make"]).click()
    expect(bo.row(ana).locator(".tag")).to_have_text("VIP")
    for on in (False, True):
        labels()
        menu.get_by_role("checkbox", name="VIP").set_checked(on)
        menu.get_by_role("button", name=words["apply"]).click()
        expect(bo.row(ana).locator(".tag")).to_have_count(int(on))
    page.goto("/labels")
    page.get_by_role("link", name=words["rename"]).click()
    page.get_by_label(words["tag"]).fill("Regular")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("main").get_by_role("link", name="Regular", exact=True)).to_be_visible()
    page.get_by_role("link", name=words["drop"]).click()
    page.get_by_role("button", name=words["drop"]).click()
    expect(page.get_by_role("main").get_by_role("link", name="Regular", exact=True)).to_have_count(0)
    page.goto("/inbox")
    expect(bo.row(ana).locator(".tag")).to_have_count(0)


def test_deleting_asks_first_and_leaves_the_way_back(bo, ana):
    words, page = SAY[bo.language], bo.open(ana)
    page.locator("#actions details.menu > summary").first.click()
    page.locator("#actions").get_by_role("link", name=words["delete"]).click()
    page.get_by_role("button", name=words["sure"]).click()
    expect(bo.row(ana)).to_contain_text(words["deleted"])
    bo.row(ana).locator("a.it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ana.name)
    expect(page.locator("#thread .msg")).to_have_count(0)


def choose_all(bo, filter: str) -> None:
    """Goes to the check boxes of that filter, and ticks all on the page."""
    bo.page.goto(f"/inbox?filter={filter}")
    bo.page.get_by_role("link", name=SAY[bo.language]["select"]).click()
    bo.page.get_by_role("link", name=SAY[bo.language]["all here"]).click()
    expect(bo.page.locator("input[name=chosen]:not(:checked)")).to_have_count(0)


def test_every_action_by_check_boxes_and_its_undo(join, bo, ana):
    words, page, eve = SAY[bo.language], bo.page, join("eve", "client").joined()
    eve.post(bo, "Hello too")
    for one in (ana, eve):
        act(bo, one, "read")
    bo.submit("/labels", {"name": "VIP", "colour": "3"})

    def do(name: str) -> None:
        page.get_by_role("main").get_by_role("button", name=words[name], exact=True).click()
        expect(page.locator("#done")).to_contain_text("2")

    for there, filter in SHOWS.items():
        choose_all(bo, "all")
        do(there)
        page.goto(f"/inbox?filter={filter}")
        shows(bo, ana, eve)
        if there == "star":
            choose_all(bo, "starred")
            do("unstar")
        elif there == "unread":
            choose_all(bo, "unread")
            do("read")
        elif there == "follow":
            choose_all(bo, "follow-up")
            do("unfollow")
        else:
            choose_all(bo, filter)
            do({"archive": "unarchive", "spam": "unspam"}[there])
        shows(bo)
    choose_all(bo, "all")
    do("snooze")
    shows(bo)
    page.get_by_role("button", name=words["undo"]).click()
    shows(bo, ana, eve)
    for name, tags in (("put", 1), ("take", 0)):
        choose_all(bo, "all")
        do(name)
        expect(bo.row(ana).locator(".tag")).to_have_count(tags)
    for name, tags in (("block", 1), ("unblock", 0)):
        choose_all(bo, "all")
        do(name)
        expect(bo.row(eve).locator(".tag")).to_have_count(tags)
    choose_all(bo, "all")
    page.get_by_role("main").get_by_role("button", name=words["delete"]).click()
    page.get_by_role("button", name=words["sure"]).click()
    for one in (ana, eve):
        expect(bo.row(one)).to_contain_text(words["deleted"])
