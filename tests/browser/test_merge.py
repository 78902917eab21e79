"""How pieces are fitted into the thread and the list: static/merge.js in a bare page, with the real htmx."""

import random
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
HOME = "http://halle.test/inbox/bo"
PAGE = """<!doctype html><title>t</title>
<meta name="htmx-config" content='{{"allowEval": false, "historyCacheSize": 0}}'>
<style>.roll {{ display: flex; flex-direction: column-reverse; overflow: auto; height: 300px }}
li {{ min-height: 40px }}</style>
<script src="/vendor/htmx.org" defer></script><script type="module" src="/static/merge.js"></script>
<body hx-ext="merge"><main id="main" data-with="bo"><ul id="conversations">{rows}</ul>
<input type="hidden" id="since" name="since" value="5"><p id="presence">Online</p>
<div class="roll" tabindex="0"><div class="log"><ol id="thread">{lines}</ol></div></div></main></body>"""

pytestmark = pytest.mark.browser


@pytest.fixture
def show(page, vendor_files):
    """Opens a page with these lines and rows."""

    def open_page(lines: str = "", rows: str = "", url: str = HOME):
        def answer(route):
            folder, _, name = route.request.url.removeprefix("http://halle.test/").partition("/")
            if folder == "static":
                route.fulfill(path=STATIC / name, content_type="text/javascript")
            elif folder == "vendor":
                route.fulfill(path=vendor_files[name], content_type="text/javascript")
            else:
                route.fulfill(body=PAGE.format(lines=lines, rows=rows), content_type="text/html")

        page.route("**/*", answer)
        page.goto(url)
        return page

    return open_page


def line(seq: int, text: str = "", day: str = "2026-03-12", revision: int = 1, menu: str = "") -> str:
    """A message as the server draws it."""
    return (
        f'<li class="msg" id="message-{seq}" data-seq="{seq}" data-day="{day}" data-author="bo"'
        f' data-revision="{revision}"><div class="text">{text or seq}</div>{menu}</li>'
    )


def menu(minutes: int, token: str) -> str:
    """The menu of a message: all that differs from one drawing to the next is in it."""
    return (
        '<details class="menu"><summary>More</summary><div class="within" data-until="2099-01-01T00:00:00Z">'
        f'<span class="left">{minutes} min left</span><a href="/e" hx-get="/e">Edit</a>'
        f'<form><input type="hidden" name="csrf_token" value="{token}"><button>Delete for everyone</button></form>'
        '</div><p class="after" hidden></p></details>'
    )


def day(name: str) -> str:
    """A day separator."""
    return f'<li class="day" id="day-{name}" data-day="{name}"><span>{name}</span></li>'


def row(number: int, key: str) -> str:
    """A row of the list."""
    return f'<li id="conversation-{number}" data-key="{key}"><a href="/inbox/p{number}">p{number} {key}</a></li>'


RECEIPT = '<li id="receipt" class="foot" data-seq="{}">Sent</li>'
OLDER = '<li class="sys" id="older">Older messages</li>'


def merge(page, pieces: str, style: str = "merge", target: str = "thread", attributes: str = "") -> int:
    """Brings pieces as the socket does; returns how many changes that made to the page."""
    answer = f'<ol hx-swap-oob="{style}:#{target}" {attributes}>{pieces}</ol>'
    return page.evaluate(
        """([answer, target]) => {
          const observer = new MutationObserver(() => {});
          observer.observe(document.getElementById(target),
            { childList: true, subtree: true, attributes: true, characterData: true });
          htmx.swap(document.body, answer, { swapStyle: 'none', swapDelay: 0, settleDelay: 0 });
          return observer.takeRecords().length;
        }""",
        [answer, target],
    )


def ids(page, target: str = "thread") -> list[str]:
    """The children, in order, without the word before the number."""
    found = page.eval_on_selector_all(f"#{target} > li", "items => items.map(item => item.id)")
    return [id.removeprefix("message-").removeprefix("conversation-") for id in found]


def test_messages_stand_in_the_order_of_their_numbers_whatever_comes_first(show):
    pieces = [day("2026-03-12") + line(seq) for seq in (1, 2, 3)]
    pieces += [day("2026-03-13") + line(seq, day="2026-03-13") for seq in (4, 5)]
    for seed in range(5):
        order = pieces + random.Random(seed).sample(pieces, 3)
        random.Random(seed).shuffle(order)
        page = show(OLDER)
        for piece in order:
            merge(page, piece)
        assert ids(page) == ["older", "day-2026-03-12", "1", "2", "3", "day-2026-03-13", "4", "5"]


def test_the_same_pieces_again_change_nothing(show):
    pieces = day("2026-03-12") + line(1) + line(2, menu=menu(14, "a")) + RECEIPT.format(2)
    page = show(OLDER)
    assert merge(page, pieces)
    assert merge(page, pieces) == 0
    assert merge(page, pieces, "merge-all") == 1  # "Older messages" did not come and goes
    assert merge(page, pieces, "merge-all") == 0


def test_a_message_is_left_alone_when_only_its_minutes_and_token_differ(show):
    page = show(line(1, menu=menu(14, "a")))
    page.click("summary")
    assert merge(page, line(1, menu=menu(13, "b"))) == 0
    assert page.eval_on_selector("details", "menu => menu.open")


def test_a_changed_message_keeps_its_element_its_open_menu_and_the_focus(show):
    page = show(line(1, menu=menu(14, "a")))
    page.click("summary")
    page.focus("#message-1 a")
    page.evaluate("window.before = document.getElementById('message-1')")
    merge(page, line(1, "edited", revision=2, menu=menu(13, "b")))
    assert page.evaluate("before === document.getElementById('message-1')")
    assert page.inner_text("#message-1 .text") == "edited"
    assert page.eval_on_selector("details", "menu => menu.open")
    assert page.evaluate("document.activeElement.textContent") == "Edit"


def test_the_focus_never_lands_on_another_action(show):
    page = show(line(1, menu=menu(14, "a")))
    page.click("summary")
    page.focus("#message-1 a")
    merge(page, line(1, revision=2, menu=menu(14, "a").replace('<a href="/e" hx-get="/e">Edit</a>', "")))
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("style", ["merge", "merge-all"])
def test_an_open_edit_form_is_never_wiped(show, style):
    form = '<form id="message-1-form"><textarea name="body">old</textarea></form>'
    page = show(line(1, form) + line(2))
    page.fill("textarea", "half-written")
    merge(page, line(1, "changed elsewhere", revision=2) + line(2), style)
    merge(page, line(2), style)
    assert page.input_value("textarea") == "half-written"
    assert page.evaluate("document.activeElement.name") == "body"


def test_merge_all_takes_away_what_did_not_come(show):
    page = show(day("2026-03-11") + line(1, day="2026-03-11") + day("2026-03-12") + line(2) + line(3))
    merge(page, day("2026-03-12") + line(3) + line(4), "merge-all")
    assert ids(page) == ["day-2026-03-12", "3", "4"]


def test_the_receipt_follows_its_message_and_stands_last_without_it(show):
    page = show(line(1) + RECEIPT.format(1) + line(2))
    merge(page, line(3) + RECEIPT.format(3))
    assert ids(page) == ["1", "2", "3", "receipt"]
    merge(page, RECEIPT.format(99) + line(4))
    assert ids(page) == ["1", "2", "3", "4", "receipt"]


def test_the_first_unread_stays_before_its_message(show):
    unread = '<li class="day un" id="first-unread">New</li>'
    page = show(OLDER + line(5) + unread + line(6))
    merge(page, OLDER + day("2026-03-12") + line(3) + line(4))
    assert ids(page) == ["older", "day-2026-03-12", "3", "4", "5", "first-unread", "6"]


def test_an_older_revision_does_not_replace_a_newer_one(show):
    page = show(line(1, "second", revision=2))
    merge(page, line(1, "first", revision=1))
    assert page.inner_text("#message-1") == "second"


def test_a_late_answer_adds_but_redraws_nothing(show):
    page = show(line(1, "newest"))
    merge(page, line(1, "late") + line(2), attributes='data-since="4"')
    assert ids(page) == ["1", "2"]
    assert page.inner_text("#message-1") == "newest"


def test_pieces_of_another_conversation_do_not_land_in_this_one(show):
    page = show(line(1))
    merge(page, line(2), attributes='data-with="chloe"')
    for piece in ('<input id="since" value="9" {}>', '<p id="presence" {}>Away</p>'):
        answer = piece.format('hx-swap-oob="true" data-with="chloe"')
        page.evaluate("answer => htmx.swap(document.body, answer, { swapStyle: 'none' })", answer)
    assert (ids(page), page.input_value("#since"), page.inner_text("#presence")) == (["1"], "5", "Online")


def test_what_the_page_has_seen_never_goes_back(show):
    page = show()
    for value in (4, 7):
        answer = f'<input type="hidden" id="since" value="{value}" hx-swap-oob="true">'
        page.evaluate("answer => htmx.swap(document.body, answer, { swapStyle: 'none' })", answer)
        assert page.input_value("#since") == str(max(5, value))


def test_rows_stand_newest_first_and_a_row_that_moves_keeps_the_focus(show):
    page = show(rows=row(1, "30-1") + row(2, "20-2") + row(3, "9-3"))
    page.focus("#conversation-3 a")
    merge(page, row(3, "101-3") + row(4, "20-4"), target="conversations")
    assert ids(page, "conversations") == ["3", "1", "4", "2"]
    assert page.evaluate("document.activeElement.textContent") == "p3 101-3"


def answered(page, begun: int, pieces: str) -> None:
    """Lets htmx ask for something; the answer, whose drawing began then, brings those pieces."""
    body = f"<!--{begun:016}-->{pieces}"
    page.route("**/act", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.evaluate("htmx.ajax('POST', '/act', { swap: 'none' })")


ROWS = '<ul hx-swap-oob="{}:#conversations">{}</ul>'


def test_an_answer_that_was_overtaken_brings_back_no_older_row_and_no_older_number(show):
    page = show(rows=row(1, "10-1"))
    answered(page, 2000, ROWS.format("merge", row(1, "30-1")) + '<p id="presence" hx-swap-oob="true">Away</p>')
    answered(page, 1000, ROWS.format("merge", row(1, "20-1") + row(2, "25-2")) + '<p id="presence" hx-swap-oob="true">Online</p>')
    assert ids(page, "conversations") == ["1", "2"]  # the second one is new to the page
    assert (page.inner_text("#conversation-1"), page.inner_text("#presence")) == ("p1 30-1", "Away")
    answered(page, 2000, ROWS.format("merge", row(1, "40-1")))
    assert page.inner_text("#conversation-1") == "p1 40-1"


def test_an_answer_that_was_overtaken_brings_back_no_row_that_is_gone_and_takes_none_that_came(show):
    page = show(rows=row(1, "10-1") + row(2, "9-2"))
    gone = '<li id="conversation-2" hx-swap-oob="delete"></li>'
    answered(page, 2000, ROWS.format("merge", row(3, "30-3")) + gone)
    answered(page, 1000, ROWS.format("merge-all", row(1, "10-1") + row(2, "9-2")))
    assert ids(page, "conversations") == ["3", "1"]
    answered(page, 3000, ROWS.format("merge-all", row(2, "40-2")))
    assert ids(page, "conversations") == ["2"]
    answered(page, 2500, ROWS.format("merge", row(1, "10-1")))
    assert ids(page, "conversations") == ["2"]


def test_a_thread_that_was_overtaken_takes_no_message_away(show):
    """The answer to the first message of a conversation is all of it, and the other one may have answered since."""
    page, thread = show(), '<ol hx-swap-oob="merge-all:#thread">{}</ol>'
    answered(page, 2000, thread.format(line(1) + line(2)))
    answered(page, 1000, thread.format(line(1)))
    assert ids(page) == ["1", "2"]
    answered(page, 3000, thread.format(line(2)))
    assert ids(page) == ["2"]


def test_after_the_machine_started_anew_its_clock_begins_again(show):
    page = show(rows=row(1, "10-1"))
    answered(page, 10**12, ROWS.format("merge", row(1, "20-1")))
    answered(page, 10**6, ROWS.format("merge", row(1, "30-1")))
    assert page.inner_text("#conversation-1") == "p1 30-1"


def test_the_thread_does_not_jump_for_somebody_who_reads_further_up(show):
    page = show("".join(map(line, range(1, 41))))
    page.eval_on_selector(".roll", "roll => { roll.scrollTop = -600 }")
    page.wait_for_timeout(100)
    where = "item => item.getBoundingClientRect().top"
    before = page.eval_on_selector("#message-25", where)
    merge(page, line(5, "longer<br><br><br><br>", revision=2) + line(41) + line(42))
    page.wait_for_timeout(100)
    assert page.eval_on_selector("#message-25", where) == pytest.approx(before, abs=2)
    page.eval_on_selector(".roll", "roll => { roll.scrollTop = 0 }")
    merge(page, line(43))
    assert page.eval_on_selector(".roll", "roll => roll.scrollTop") == 0


def test_new_and_redrawn_messages_are_alive(show):
    page = show(line(1))
    link = '<a href="/x{0}" hx-get="/inbox/x{0}" hx-swap="none">go</a>'
    merge(page, line(1, link.format(1), revision=2) + line(2, link.format(2)))
    for seq in (1, 2):
        with page.expect_request(f"**/inbox/x{seq}"):
            page.click(f"#message-{seq} a")


def test_older_messages_are_fitted_in_above(show):
    link = '<a hx-get="/inbox/bo?before=3" hx-target="#thread" hx-swap="merge" hx-select="#thread > li">Older</a>'
    page = show(f'<li id="older">{link}</li>' + day("2026-03-12") + line(3) + line(4) + RECEIPT.format(4))
    earlier = f'<ol id="thread">{OLDER}{day("2026-03-11")}{line(1, day="2026-03-11")}{day("2026-03-12")}{line(2)}</ol>'
    page.route("**/inbox/bo?before=3", lambda route: route.fulfill(body=earlier, content_type="text/html"))
    page.click("#older a")
    page.wait_for_selector("#message-1")
    assert ids(page) == ["older", "day-2026-03-11", "1", "day-2026-03-12", "2", "3", "4", "receipt"]
    assert page.inner_text("#older") == "Older messages"


def test_a_page_of_older_messages_gets_no_new_ones_behind_a_gap(show):
    page = show(line(1) + line(2), url=HOME + "?before=3")
    merge(page, line(2, "edited", revision=2) + line(90))
    assert ids(page) == ["1", "2"]
    assert page.inner_text("#message-2") == "edited"
