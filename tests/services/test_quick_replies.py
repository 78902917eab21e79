"""Quick replies: what is kept, in which order, what is filled in, and that they are their owner's alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from inbox.errors import Invalid, NotAllowed, Refused
from inbox.models.quick_reply import QuickReply, filled, unknown
from inbox.services import quick_replies


def add(cast, owner, title="First reply", body="Thank you"):
    return cast.do(quick_replies.create, owner, title, body)


def titles(cast, owner, typed="") -> list[str]:
    return [reply.title for reply in cast.do(quick_replies.found, owner, typed)]


def text_for(cast, owner, other, body) -> tuple[str, tuple[str, ...]]:
    made = filled(QuickReply(id=1, title="x", body=body), owner, other)
    return made.text, made.open


def test_they_are_kept_in_the_order_of_their_owner(cast, bo):
    one, two, three = (add(cast, bo, title) for title in ("One", "Two", "Three"))
    cast.do(quick_replies.move, bo, three.id, "up")
    assert titles(cast, bo) == ["One", "Three", "Two"]
    cast.do(quick_replies.move, bo, one.id, "down")
    assert titles(cast, bo) == ["Three", "One", "Two"]
    for reply, way in ((three, "up"), (two, "down"), (one, "sideways")):
        cast.do(quick_replies.move, bo, reply.id, way)
    assert titles(cast, bo) == ["Three", "One", "Two"]
    cast.do(quick_replies.destroy, bo, one.id)
    add(cast, bo, "Four")
    assert titles(cast, bo) == ["Three", "Two", "Four"]


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [("", "x", "title"), ("\u200b", "x", "title"), ("x" * 61, "x", "title"), ("x", "", "body"), ("x", "\u3164 ", "body"),
     ("x", "y" * 2501, "body"), ("x", "a\0b", "body"), ("first  REPLY", "x", "title"), ("Fіrst reply", "x", "title")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_nothing_changes(cast, bo, title, body, field):
    reply = add(cast, bo)
    other = add(cast, bo, "Another")
    for verb in (lambda: add(cast, bo, title, body), lambda: cast.do(quick_replies.update, bo, other.id, title, body)):
        with pytest.raises(Invalid) as refused:
            verb()
        assert set(refused.value.errors) == {field}
    assert titles(cast, bo) == ["First reply", "Another"] and cast.again(reply).body == "Thank you"


def test_the_longest_are_kept_and_one_may_keep_its_title(cast, bo):
    reply = add(cast, bo, "x" * 60, "y" * 2500)
    cast.do(quick_replies.update, bo, reply.id, "x" * 60, "z")
    assert cast.again(reply).body == "z"


def test_there_are_fifty_at_most_also_when_they_come_at_once(cast, bo):
    for number in range(45):
        add(cast, bo, f"Reply {number}")

    def one_more(number: int) -> bool:
        try:
            return bool(add(cast, bo, f"More {number}"))
        except Refused:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(one_more, range(10))) == 5
    assert cast.count(QuickReply) == 50


def test_nobody_else_sees_changes_or_uses_them(cast, ana, bo, dev):
    """Attack 21."""
    reply = add(cast, bo)
    add(cast, dev, "Mine")
    assert titles(cast, dev) == ["Mine"]
    for verb, *more in ((quick_replies.update, "x", "y"), (quick_replies.destroy,), (quick_replies.move, "up")):
        with pytest.raises(NotAllowed):
            cast.do(verb, dev, reply.id, *more)
    assert cast.do(quick_replies.one_for, dev, ana, reply.id) is None
    assert cast.rows(select(QuickReply.title).where(QuickReply.owner_id == bo.id)) == ["First reply"]


def test_clients_have_none(cast, ana, bo):
    for verb, *more in ((quick_replies.create, "x", "y"), (quick_replies.found,), (quick_replies.filled_for, bo)):
        with pytest.raises(NotAllowed):
            cast.do(verb, ana, *more)


def test_they_are_found_by_the_beginnings_of_words_whatever_case_and_accents(cast, bo):
    add(cast, bo, "Résumé", "I send it today"), add(cast, bo, "Prices", "From 350")
    assert titles(cast, bo, "RESU") == titles(cast, bo, "tod send") == ["Résumé"]
    assert titles(cast, bo, "esume") == []
    assert titles(cast, bo, "'; %_") == ["Résumé", "Prices"]


@pytest.mark.parametrize(
    ("body", "text", "left"),
    [("Hello {first_name}, {username}! {my_name}", "Hello Ana, ana! Bo Lindqvist", ()),
     ("Hello {first_name|there}", "Hello Ana", ()),
     ("About {order_number|your order}", "About your order", ()),
     ("About {order_number}", "About {order_number}", ("{order_number}",)),
     ("{price} {price} {first_name", "{price} {price} {first_name", ("{price}",)),
     ("{price|350}", "{price|350}", ("{price|350}",)),
     ("{{first_name}} {} {0} {7*7}", "{Ana} {} {0} {7*7}", ())],
)  # fmt: skip
def test_placeholders_are_filled_in_or_stay_and_are_said(cast, ana, bo, body, text, left):
    assert text_for(cast, bo, ana, body) == (text, left)


def test_who_gave_no_name_is_called_by_the_fall_back(cast, bo):
    nameless = cast.person("nameless", display_name="")
    assert text_for(cast, bo, nameless, "Hello {first_name|there}") == ("Hello there", ())
    assert text_for(cast, bo, nameless, "Hello {first_name}") == ("Hello {first_name}", ("{first_name}",))


def test_what_is_filled_in_is_not_filled_in_again(cast, bo):
    sly = cast.person("sly", display_name="{my_name} x")
    assert text_for(cast, bo, sly, "Hello {first_name}")[0] == "Hello {my_name}"


def test_what_nothing_is_known_of_is_named_once():
    assert unknown("{price} {first_name} {price} {Username|x}") == ["{price}", "{Username|x}"]
