"""Notifications: the page of the settings, and what a page that is open gets to tell of."""

import pytest

from inbox.services import messages, notifications

PAGE = "/settings/notifications"


def chosen(person) -> tuple[bool, bool]:
    return person.notify, person.notify_text


@pytest.mark.parametrize(
    ("locale", "wish", "text", "save", "saved"),
    [("en", "Tell me of new messages", "Show what the message says", "Save", "Saved"),
     ("fr", "M’avertir des nouveaux messages", "Afficher le texte du message", "Enregistrer", "Enregistré")],
)  # fmt: skip
def test_the_form_shows_what_is_chosen_and_saves_it(cast, locale, wish, text, save, saved):
    eve = cast.person("eve", locale=locale)
    tab = cast.logged_in(eve)
    page = tab.read(PAGE)
    boxes = [page.one("input[name=notify]"), page.one("input[name=notify_text]")]
    assert ["checked" in box.attrs for box in boxes] == [False, False]
    assert [label.text.startswith(words) for label, words in zip(page.all("label.opt"), (wish, text), strict=True)]
    assert page.button(save)
    page = tab.read(tab.submit(page, PAGE, notify="on").goes_to)
    assert page.one(".note[role=status]").text == saved
    assert "checked" in page.one("input[name=notify]").attrs
    assert chosen(cast.again(eve)) == (True, False)
    tab.send(PAGE, {"notify_text": "on"})
    assert chosen(cast.again(eve)) == (False, True)


def test_the_page_says_what_there_is_without_scripts_and_brings_the_words_for_them(cast, ana):
    note = cast.logged_in(ana).read(PAGE).one("#permission")
    assert "Notifications need JavaScript" in note.text
    assert all(note[f"data-{state}"] for state in ("default", "granted", "denied", "insecure", "missing"))
    assert "hidden" in note.one("button").attrs


def test_no_other_field_of_a_person_can_be_set(cast, ana):
    cast.logged_in(ana).send(
        PAGE, {"notify": "on", "moderator": "1", "unread": "7", "shortcuts": "off", "locale": "fr"}
    )
    person = cast.again(ana)
    assert (person.moderator, person.unread, person.shortcuts, person.locale) == (False, 0, True, "en")


def test_the_script_is_for_those_who_wish_them_and_for_the_page_that_asks(cast, ana):
    tab = cast.logged_in(ana)

    def has_script(url):
        return any(script["src"].endswith("/news.js") for script in tab.read(url).all("script[src]"))

    assert (has_script("/inbox"), has_script(PAGE)) == (False, True)
    cast.do(notifications.choose, ana, True, False)
    assert (has_script("/inbox"), has_script(PAGE)) == (True, True)
    assert "import " not in tab.get(tab.read(PAGE).all("script[src]")[-1]["src"]).text


# ---- what an open page gets


@pytest.fixture
def wrote(cast):
    """A freelancer writes to a client, who wrote before."""

    def write(freelancer, client, body):
        cast.said(client, freelancer, "My own words")
        return cast.said(freelancer, client, body)

    return write


def told(tab, url="/changes?filter=none") -> list[tuple[str, str, str]] | None:
    """Who wrote which message, with the text, as the browser would be told; None: not a word."""
    page = tab.read(url, HX_Request="true")
    if not page.all("#news"):
        return None
    return [(row["data-name"], row["data-message"], row.text) for row in page.all("#news li")]


def wants(cast, person, text=False):
    cast.do(notifications.choose, person, True, text)
    return cast.logged_in(person)


def test_nothing_is_sent_to_whoever_did_not_ask_for_it(cast, wrote, ana, bo):
    wrote(bo, ana, "A secret")
    tab = cast.logged_in(ana)
    assert told(tab) is None
    assert "A secret" not in tab.get("/changes?filter=none").text


def test_who_wrote_is_told_and_what_only_by_choice(cast, wrote, ana, bo):
    message = wrote(bo, ana, "A secret")
    tab = wants(cast, ana)
    assert told(tab) == [("Bo Lindqvist", str(message.id), "New message")]
    assert "A secret" not in tab.get("/changes?filter=none").text
    cast.do(notifications.choose, ana, True, True)
    assert told(tab) == [("Bo Lindqvist", str(message.id), "A secret")]
    assert told(tab, "/inbox/bo/changes?since=0") == told(tab)


def test_new_message_is_said_in_the_viewers_language(cast, wrote, bo):
    eve = cast.person("eve", locale="fr")
    wrote(bo, eve, "A secret")
    assert told(wants(cast, eve))[0][2] == "Nouveau message"


def test_own_messages_read_ones_and_those_taken_back_are_no_news(cast, wrote, ana, bo, chloe, dev):
    tab = wants(cast, ana, text=True)
    cast.said(ana, bo, "My own")
    read = wrote(chloe, ana, "Read")
    taken_back = wrote(dev, ana, "Taken back")
    assert len(told(tab)) == 2
    cast.read(ana, read)
    cast.do(messages.delete, dev, taken_back.id)
    assert told(tab) == []


def test_an_answer_from_another_device_is_no_news(cast, wrote, ana, bo):
    wrote(bo, ana, "Hello")
    cast.said(ana, bo, "From my telephone")
    assert told(wants(cast, ana, text=True)) == []


def test_the_newest_five_are_enough_and_only_the_viewers_own(cast, ana, bo):
    tab = wants(cast, bo)
    for number in range(7):
        cast.said(cast.person(f"p{number}"), bo, "Hello")
    cast.said(ana, cast.person("chloe"), "Not for Bo")
    assert [name for name, _, _ in told(tab)] == ["P6", "P5", "P4", "P3", "P2"]


def test_a_text_that_is_markup_stays_text(cast, wrote, ana, bo):
    wrote(bo, ana, "<img src=x onerror=alert(1)>")
    tab = wants(cast, ana, text=True)
    assert told(tab)[0][2] == "<img src=x onerror=alert(1)>"
    assert "<img" not in tab.get("/changes?filter=none", headers={"HX-Request": "true"}).text


# ---- the title


def test_the_title_begins_with_the_number_of_unread_conversations(cast, wrote, ana, bo, chloe):
    tab = cast.logged_in(ana)
    assert tab.read("/inbox").one("title").text == "All conversations · Inbox · Halle"
    wrote(bo, ana, "one"), wrote(chloe, ana, "two")
    for url, title in (("/inbox", "All conversations · Inbox · Halle"), ("/settings/", "Inbox settings · Halle")):
        assert tab.read(url).one("title").text == f"(2) {title}"
    assert tab.read("/inbox/bo", HX_Request="true").one("title").text.startswith("(1) Bo Lindqvist")
