"""Labels: names and limits, on conversations and off, and each its owner's alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from inbox.errors import Invalid, NotAllowed, Refused
from inbox.events import LabelsChanged
from inbox.models.label import BUILT_IN, Label, LabelOn
from inbox.services import labels


@pytest.fixture
def vip(cast, ana):
    """A label of Ana's."""
    return cast.do(labels.create, ana, "VIP", 6)


@pytest.mark.parametrize(
    "name", ["VIP", "vip", " V I P "[1:-1].replace(" ", ""), "ＶＩＰ", "v\u200bip", "Follow-up", "suivi", "ＳＵＩＶＩ"]
)
def test_no_two_labels_of_one_person_look_the_same(cast, ana, bo, vip, name):
    with pytest.raises(Invalid) as refused:
        cast.do(labels.create, ana, name, 1)
    assert list(refused.value.errors) == ["name"]
    if "suivi" not in name.casefold() and "ｓ" not in name.casefold() and "follow" not in name.casefold():
        assert cast.do(labels.create, bo, name, 1).owner_id == bo.id


@pytest.mark.parametrize(
    ("one", "two"), [("Straße", "STRASSE"), ("é", "e\u0301"), ("ﬁle", "FILE"), ("İ", "i\u0307")],
    ids=["sharp s", "composed", "ligature", "dotted I"],
)  # fmt: skip
def test_nor_do_forms_of_one_letter(cast, ana, one, two):
    cast.do(labels.create, ana, one, 1)
    with pytest.raises(Invalid):
        cast.do(labels.create, ana, two, 1)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u3164", "x" * 31, "a\0b", "\ud800"])
def test_a_name_has_one_to_thirty_characters_that_can_be_seen(cast, ana, name):
    with pytest.raises(Invalid):
        cast.do(labels.create, ana, name, 1)
    assert cast.count(Label) == 0
    assert cast.do(labels.create, ana, "👩‍👩‍👧" + "x" * 20, 1).name.endswith("x")


@pytest.mark.parametrize("colour", [0, 9, -1, 10**9])
def test_a_colour_is_one_of_eight(cast, ana, colour):
    with pytest.raises(Invalid) as refused:
        cast.do(labels.create, ana, "VIP", colour)
    assert list(refused.value.errors) == ["colour"]


def test_the_51st_is_refused_and_a_place_that_is_free_again_is_used(cast, ana):
    made = [cast.do(labels.create, ana, f"Label {number}", 1) for number in range(50)]
    cast.do(labels.follow_up, ana)  # the built-in one does not count
    with pytest.raises(NotAllowed):
        cast.do(labels.create, ana, "One more", 1)
    cast.do(labels.delete, ana, made[7].id)
    assert cast.do(labels.create, ana, "One more", 1).slot == made[7].slot


def test_of_many_forms_at_once_one_makes_the_label_and_the_last_place_is_taken_once(cast, ana):
    for number in range(49):
        cast.do(labels.create, ana, f"Label {number}", 1)

    def make(number: int) -> bool:
        try:
            cast.do(labels.create, ana, f"New {number % 2}", 1)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(8))) == 1
    assert cast.count(Label) == 50


def test_it_goes_on_and_off_conversations_and_is_counted(cast, ana, bo, dev, vip):
    first, second = cast.said(ana, bo, "Hello"), cast.said(ana, dev, "Hello")
    both = [first.conversation_id, second.conversation_id]
    for _ in range(2):
        cast.do(labels.apply, ana, both, vip.id)
    assert (cast.again(vip).size, cast.part(ana, first).labels, cast.count(LabelOn)) == (2, vip.bit, 2)
    assert cast.part(bo, first).labels == 0
    for _ in range(2):
        cast.do(labels.remove, ana, both[:1], vip.id)
    assert (cast.again(vip).size, cast.part(ana, first).labels, cast.count(LabelOn)) == (1, 0, 1)


def test_its_key_follows_the_messages_of_the_conversation(cast, ana, bo, vip):
    message = cast.said(ana, bo, "Hello")
    cast.do(labels.apply, ana, [message.conversation_id], vip.id)
    last = cast.said(bo, ana, "Hello")
    assert [on.last_message_id for on in cast.rows(select(LabelOn))] == [last.id]


def test_deleting_it_takes_it_off_and_deletes_nothing_else(cast, ana, bo, vip):
    message = cast.said(ana, bo, "Hello")
    other = cast.do(labels.create, ana, "Long-term", 4)
    cast.do(labels.choose, ana, message.conversation_id, {vip.id, other.id})
    cast.do(labels.delete, ana, vip.id)
    assert (cast.part(ana, message).labels, cast.count(LabelOn), cast.again(other).size) == (other.bit, 1, 1)
    with pytest.raises(NotAllowed):
        cast.do(labels.delete, ana, vip.id)  # twice


def test_it_gets_another_name_and_colour_and_may_keep_its_own(cast, ana, vip):
    assert cast.do(labels.change, ana, vip.id, "vip", 2).colour == 2
    other = cast.do(labels.create, ana, "Long-term", 4)
    with pytest.raises(Invalid):
        cast.do(labels.change, ana, other.id, "VIP", 4)


def test_follow_up_is_built_in_and_stays(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.do(labels.follow, ana, [message.conversation_id])
    label = cast.rows(Label.of(ana))[0]
    assert (label.kind, label.size, cast.part(ana, message).labels) == (BUILT_IN, 1, 1)
    for verb in (
        lambda: cast.do(labels.delete, ana, label.id),
        lambda: cast.do(labels.change, ana, label.id, "Later", 1),
    ):
        with pytest.raises(NotAllowed):
            verb()
    cast.do(labels.choose, ana, message.conversation_id, set())
    assert cast.part(ana, message).labels == 1  # the boxes are those of one's own labels
    cast.do(labels.unfollow, ana, [message.conversation_id])
    assert cast.again(label).size == 0


def test_nobody_uses_somebody_elses_label_or_labels_somebody_elses_conversation(cast, ana, bo, dev, vip):
    mine, theirs = cast.said(ana, bo, "Hello"), cast.said(dev, bo, "Hello")
    yours = cast.do(labels.create, bo, "Yours", 1)
    for verb in (
        lambda: cast.do(labels.apply, ana, [mine.conversation_id], yours.id),
        lambda: cast.do(labels.choose, ana, mine.conversation_id, {vip.id, yours.id}),
        lambda: cast.do(labels.apply, ana, [mine.conversation_id, theirs.conversation_id], vip.id),
        lambda: cast.do(labels.choose, ana, theirs.conversation_id, {vip.id}),
        lambda: cast.do(labels.change, ana, yours.id, "Mine", 1),
        lambda: cast.do(labels.delete, ana, yours.id),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert cast.count(LabelOn) == 0 and cast.again(yours).name == "Yours"


def test_open_tabs_hear_of_it(app, cast, ana):
    heard = []
    app.extensions["reactions"] = app.extensions["reactions"] | {LabelsChanged: ((), (heard.append,))}
    label = cast.do(labels.create, ana, "VIP", 6)
    cast.do(labels.change, ana, label.id, "Very", 6)
    cast.do(labels.delete, ana, label.id)
    assert heard == [LabelsChanged((ana.id,))] * 3
