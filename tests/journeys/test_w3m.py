"""Halle in a terminal: w3m logs in, lists, reads, sends, answers, changes and deletes."""

import re
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from playwright.sync_api import expect

from tests.journeys.actions import FILTERS, SAY, SHOWS, THERE_AND_BACK
from tests.journeys.cast import PASSWORD
from tests.journeys.w3m import W3m
from tests.plugins.ways import LANGUAGES
from tests.stack.waiting import until

SETTINGS = {"language": "en", "time_zone": "UTC", "enter_key": "line", "shortcuts": "on"}


@pytest.fixture
def terminal(halle, pair):
    """Bo at a terminal, logged in, and Ana who wrote to him."""
    if not shutil.which("w3m"):
        pytest.skip("no w3m on this machine")
    ana, bo = pair
    ana.post(bo, "Hello Bo", "Are you free in May?")
    w3m = W3m(halle.url)
    w3m.log_in(bo.username, PASSWORD)
    return w3m, ana, bo


def test_the_list_is_read_in_a_terminal(terminal):
    w3m, ana, _ = terminal
    inbox = w3m.read("/inbox")
    assert "Messages, 1 unread" in inbox
    assert re.search(rf"{ana.name}.*(online|offline)", inbox)
    assert "Are you free in May?" in inbox
    assert "Unread: 2" in inbox
    assert inbox.count("Back to inbox") == 0


def test_a_conversation_is_read_and_every_icon_has_a_name(terminal):
    w3m, ana, _ = terminal
    shown = w3m.read(f"/inbox/{ana.username}")
    for words in ("Hello Bo", "Today", "New", "Reply", "Send", "Back to conversations", "About this person"):
        assert words in shown, words
    assert f"Message to {ana.name}" in shown and re.search("Online|Offline", shown)
    source = w3m.source(f"/inbox/{ana.username}")
    for tag, inside in re.findall(r"<(a|button|summary)\b[^>]*>(.*?)</\1>", source, re.DOTALL):
        text = re.sub(r"<[^>]+>", "", inside)
        assert text.strip() or "data-label" in source, f"<{tag}> without a name: {inside}"


def test_what_scripts_would_say_is_not_shown(terminal):
    w3m, ana, _ = terminal
    shown = w3m.read(f"/inbox/{ana.username}")
    for words in ("You are offline", "Try now", "Sending", "min left", "Pause", "Cancel upload", "Uploading"):
        assert words not in shown, words


def test_a_message_is_sent_changed_and_deleted_in_a_terminal(terminal):
    w3m, ana, bo = terminal
    ana.open(bo)
    there = f"/inbox/{ana.username}"
    shown = w3m.send(there, f"{there}/messages", body="In May, yes.")
    assert "In May, yes." in shown
    mine = ana.see("In May, yes.").get_attribute("id").removeprefix("message-")
    shown = w3m.send(f"/messages/{mine}/edit", f"/messages/{mine}", body="In June, yes.")
    assert "In June, yes." in shown and "Edited" in shown
    ana.see("In June, yes.")
    shown = w3m.send(there, f"/messages/{mine}/deletion")
    assert "You deleted this message" in shown
    expect(ana.page.locator(".tomb")).to_have_text(f"{bo.name} deleted this message")


def test_the_old_form_of_a_terminal_lands_once(terminal):
    w3m, ana, bo = terminal
    there = f"/inbox/{ana.username}"
    key = re.search(r'name="key"[^>]*value="([^"]+)"', w3m.source(there))[1]
    for _ in range(2):
        shown = w3m.send(there, f"{there}/messages", body="once", key=key)
    assert len(re.findall(r"^\s*once\s*$", shown, re.MULTILINE)) == 1
    ana.open(bo)
    expect(ana.message("once")).to_have_count(1)


def test_a_reply_in_a_terminal_quotes(terminal):
    w3m, ana, bo = terminal
    ana.open(bo)
    asked = ana.message("Are you free in May?").get_attribute("id").removeprefix("message-")
    there = f"/inbox/{ana.username}"
    shown = w3m.read(f"{there}?reply={asked}")
    assert f"Replying to {ana.name}" in shown
    w3m.send(f"{there}?reply={asked}", f"{there}/messages", body="Yes.")
    expect(ana.see("Yes.").locator(".quote")).to_contain_text("Are you free in May?")


def test_a_draft_and_the_enter_key_in_a_terminal(terminal):
    w3m, ana, bo = terminal
    there = f"/inbox/{ana.username}"
    shown = w3m.send(there, f"{there}/messages", body="Half a thought", keep="1")
    assert "Draft saved" in shown and "Half a thought" in shown
    shown = w3m.send(there, f"{there}/messages", body="Half a thought", enter_key="send")
    assert "Enter key: sends the message" in shown and "Half a thought" in shown
    assert "Draft: Half a thought" in w3m.read("/inbox")
    ana.open(bo)
    expect(ana.page.locator("#thread .msg")).to_have_count(2)


def test_a_message_that_waits_is_undone_at_the_keyboard_and_never_sent(terminal, halle):
    w3m, ana, bo = terminal
    ana.open(bo)
    there = f"/inbox/{ana.username}"
    w3m.send("/settings/", "/settings/", hold="10", **SETTINGS)
    assert "Not sent yet" in w3m.send(there, f"{there}/messages", body="Taken back")
    w3m.at_keyboard(there, [("Not sent yet", "/Undo\r\r"), ("Taken back", "Q")])
    assert "Not sent yet" not in w3m.read(there)
    halle.move_clock(11)
    w3m.send("/settings/", "/settings/", hold="0", **SETTINGS)
    bo.post(ana, "After it")
    ana.see("After it")
    expect(ana.page.locator("#thread .msg")).to_have_count(3)


def test_the_buttons_of_what_waits_leave_the_text_in_the_box_of_a_terminal(terminal):
    w3m, ana, bo = terminal
    ana.open(bo)
    there = f"/inbox/{ana.username}"
    tomorrow = {"at": "", "date": f"{datetime.now(UTC).date() + timedelta(days=2)}", "time": "09:30", "zone": "UTC"}
    for text in ("Sent at once", "Taken back"):
        bo.submit(f"{there}/waiting", tomorrow | {"body": text, "key": text})
    ids = re.findall(r'name="now" value="(\d+)"', w3m.source(there))
    shown = w3m.send(there, f"{there}/messages", body="Half a thought", now=ids[0])
    assert "Draft saved" in shown and "Half a thought" in shown
    ana.see("Sent at once")
    shown = w3m.send(there, f"{there}/messages", body="Half a thought", undo=ids[1])
    assert "Taken back" in shown and "Half a thought" in shown and "Not sent yet" not in shown
    expect(ana.page.locator("#thread .msg")).to_have_count(3)


def test_the_first_button_of_the_composer_is_send(terminal):
    w3m, ana, _ = terminal
    form = re.search(r'<form[^>]*id="composer".*?</form>', w3m.source(f"/inbox/{ana.username}"), re.DOTALL)[0]
    first = re.search(r"<button[^>]*>.*?</button>", form, re.DOTALL)[0]
    assert ">Send<" in first and "name=" not in first


def test_a_star_and_a_note_in_a_terminal(terminal):
    w3m, ana, bo = terminal
    there = f"/inbox/{ana.username}"
    assert f"Star {ana.name}" in w3m.read(there)
    assert f"Unstar {ana.name}" in w3m.send(there, f"/people/{ana.username}/star")
    assert ana.name in w3m.read("/stars")
    shown = w3m.send(there, f"/people/{ana.username}/note", body="Prefers mornings")
    assert "Prefers mornings" in shown and "Only you can see it." in shown
    shown = w3m.send(f"/people/{ana.username}/note", f"/people/{ana.username}/note", body="Prefers evenings")
    assert "Prefers evenings" in shown
    ana.open(bo)
    assert "Prefers" not in ana.page.content()


def test_logging_out_in_a_terminal_takes_a_button(terminal):
    w3m, _, _ = terminal
    assert "Log out" in w3m.read("/logout")
    assert "Log in" in w3m.send("/logout", "/logout")
    assert "Password" in w3m.read("/inbox")


def test_an_absence_is_set_and_read_in_a_terminal(terminal):
    w3m, ana, bo = terminal
    form = w3m.read("/settings/availability")
    for words in ("First day away", "Monday from", "Minimum budget", "New clients may write to me"):
        assert words in form, words
    wrong = w3m.send("/settings/availability", "/settings/availability", away_until="soon", away_message="Sailing")
    assert "Enter the last day, such as" in wrong and "Sailing" in wrong
    day = f"{datetime.now(UTC).date() + timedelta(days=3)}"
    w3m.send("/settings/availability", "/settings/availability", away_until=day, away_message="Sailing", currency="EUR")
    ana.page.goto(f"/inbox/{bo.username}")
    expect(ana.page.locator("#away")).to_contain_text("Sailing")


def test_a_link_for_another_password_is_asked_for_in_a_terminal(terminal):
    w3m, _, bo = terminal
    shown = w3m.read("/password/reset")
    assert "Forgot your password?" in shown and "Send a link" in shown
    w3m.send("/password/reset", "/password/reset", username=bo.username)
    assert "a link is on its way" in w3m.read("/password/reset?sent=1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_conversations_are_put_in_order_in_a_terminal(terminal, language):
    w3m, ana, _ = terminal
    w3m.send("/settings/", "/settings/", **SETTINGS | {"language": language})
    inbox, words, place = w3m.read("/inbox"), SAY[language], f"/inbox/{ana.username}/actions"
    for name in FILTERS[language].values():
        assert name in inbox, name
    for there, filter in SHOWS.items():
        w3m.read(f"/inbox/{ana.username}")  # what was opened is read
        assert words[there] in w3m.read(place)
        w3m.send(place, place, do=there)
        assert ana.name in w3m.read(f"/inbox?filter={filter}"), there
        back = THERE_AND_BACK.get(there, "read")
        w3m.send(place, place, do=back)
        assert ana.name not in w3m.read(f"/inbox?filter={filter}"), back
    asleep = f"/inbox/{ana.username}/snooze"
    w3m.send(asleep, asleep, at=re.search(r'name="at" value="([^"]+)"', w3m.source(asleep))[1])
    assert ana.name in w3m.read("/inbox?filter=snoozed")
    w3m.send(place, place, do="unsnooze")
    w3m.send("/labels", "/labels", name="VIP", colour="3")
    chosen = re.search(r'name="chosen" value="([^"]+)"', w3m.source("/batches/new"))[1]
    label = re.search(r'<option value="(\d+)">VIP', w3m.source("/batches/new"))[1]
    assert words["undo"] in w3m.send("/batches/new", "/batches", chosen=chosen, do="label", label=label)
    assert ana.name in w3m.read(f"/inbox?label={label}")
    w3m.send(place, place, do="block")
    assert words["unblock"] in w3m.read(place)
    w3m.send(place, place, do="unblock")
    gone = f"/inbox/{ana.username}/deletion"
    assert words["sure"] in w3m.read(gone)
    assert words["deleted"].split(".")[0] in w3m.send(gone, gone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_in_a_terminal_leads_to_the_message(terminal, language):
    w3m, ana, _ = terminal
    w3m.send("/settings/", "/settings/", **SETTINGS | {"language": language})
    w3m.send(f"/people/{ana.username}/note", f"/people/{ana.username}/note", body="Free in May")
    shown = w3m.read("/search?q=MAY&kind=all")
    assert "Are you free in May?" in shown and "Free in May" in shown
    assert f"/inbox/{ana.username}?at=" in w3m.source("/search?q=MAY")
    assert ana.name in w3m.read(f"/search?q={ana.username[:5]}&kind=people")
    assert f"Message {'à' if language == 'fr' else 'to'} {ana.name}" in w3m.read(f"/search?q={ana.username}")
    assert ana.name not in w3m.read("/search?q=nothing-of-the-kind")


MODERATION = {
    "en": {"report": "Report this message", "sent": "You reported this message", "waits": "A moderator will look at it.",
           "said": "He asked twice.", "acted": "A moderator looked at it and acted.", "told": "A moderator looked at what you reported",
           "warned": "You have been warned", "good": "Your account is in good standing", "none": "Nothing to decide", "mine": "Your reports"},
    "fr": {"report": "Signaler ce message", "sent": "Vous avez signalé ce message", "waits": "La modération va l’examiner.",
           "said": "Il insiste.", "acted": "La modération l’a examiné et a agi.", "told": "La modération a examiné votre signalement",
           "warned": "Vous avez reçu un avertissement", "good": "Votre compte est en règle", "none": "Rien à trancher", "mine": "Vos signalements"},
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_reported_decided_and_answered_in_a_terminal(terminal, halle, join, language):
    w3m, ana, _ = terminal
    mod, words = join("mod", "client").joined(), MODERATION[language]
    with sqlite3.connect(halle.database, timeout=20) as database:
        database.execute("DELETE FROM moderation_case")  # of the journeys before
        database.execute("UPDATE person SET moderator = (username = ?)", [mod.username])
    desk, author = W3m(halle.url), W3m(halle.url)
    desk.log_in(mod.username, PASSWORD)
    author.log_in(ana.username, PASSWORD)
    for each in (w3m, desk, author):
        each.send("/settings/", "/settings/", **SETTINGS | {"language": language})
    url = re.search(r'href="(/reports/message/\d+)"', w3m.source(f"/inbox/{ana.username}"))[1]
    assert words["report"] in w3m.read(url)
    shown = w3m.send(url, url, reason="payment", body=words["said"])
    assert words["sent"] in shown and words["waits"] in shown.replace("\n", " ")
    case = re.search(r'href="(/moderation/\d+)"', desk.source("/moderation"))[1]
    shown = desk.read(case)
    assert "Hello Bo" in shown and words["said"] in shown and ana.name in shown
    assert words["none"] in desk.send(case, f"{case}/decision", outcome="warned", body="Stay here.")
    assert words["told"] in w3m.read("/inbox")
    shown = w3m.read("/reports")
    assert words["mine"] in shown and words["acted"] in shown and "Stay here." not in shown
    assert words["told"] not in w3m.read("/inbox")
    shown = author.read("/standing")
    assert words["warned"] in shown and "Stay here." in shown
    author.send("/standing", "/standing/confirmation")
    assert words["good"] in author.read("/standing")
    assert mod.name in desk.read("/moderation/audit") and author.read("/reports").count(mod.name) == 0


def test_what_is_typed_is_translated_in_a_terminal_before_it_is_sent(terminal):
    if not shutil.which("apertium"):
        pytest.skip("no apertium (bin/test installs it as root)")
    w3m, ana, _ = terminal
    here, action = f"/inbox/{ana.username}", f"/inbox/{ana.username}/messages"
    w3m.send(here, action, body="Hola, necesito un logotipo.", translate="en")
    until(lambda: "Translated from Spanish into English by Apertium" in w3m.read(here), 60, "it is translated")
    shown = w3m.read(here)
    assert "Use my original" in shown and "Hola, necesito un logotipo." in shown
    translated = unescape(re.search(r'<textarea id="body".*?>(.*?)</textarea>', w3m.source(here), re.DOTALL)[1].strip())
    sent = w3m.send(here, action, body=translated)
    assert translated in sent and "You wrote it in Spanish, translated by Apertium" in sent
    w3m.send(here, action, body="Hola otra vez.", translate="en")
    until(lambda: "Translated from Spanish" in w3m.read(here), 60, "it is translated")
    w3m.send(here, action, original="1")
    assert re.search(r"Hola otra vez\.", w3m.source(here)) and "Use my original" not in w3m.read(here)
