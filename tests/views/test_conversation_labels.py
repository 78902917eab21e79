"""The labels of one conversation: boxes in its menu."""

import pytest

from inbox.services import labels

PLACE = "/inbox/bo/labels"


@pytest.fixture
def two(cast, ana, bo):
    """A conversation, and two labels of Ana's."""
    return cast.said(ana, bo, "Hello"), [cast.do(labels.create, ana, name, 3) for name in ("VIP", "Long-term")]


def test_those_that_are_ticked_are_set_and_no_others(cast, ana, two):
    _message, (vip, long) = two
    tab = cast.logged_in(ana)
    assert tab.read("/inbox/bo").button("Apply labels")
    for ticked in ([vip.id], [vip.id, long.id], [long.id], []):
        answer = tab.send(PLACE, {"label": [str(id_) for id_ in ticked], "open": "1"})
        assert answer.goes_to == "/inbox/bo"
        boxes = [box for box in tab.read("/inbox/bo").all("#actions input") if box.get("name") == "label"]
        assert {int(box["value"]) for box in boxes if "checked" in box.attrs} == set(ticked)
        beside = {tag.text for tag in tab.read("/inbox/bo").all("#about-labels .lb")}
        assert beside == {label.name for label in (vip, long) if label.id in ticked}
        assert [cast.again(label).size for label in (vip, long)] == [vip.id in ticked, long.id in ticked]


def test_somebody_elses_label_or_conversation_changes_nothing(cast, ana, bo, dev, two):
    message, (vip, _) = two
    theirs = cast.do(labels.create, bo, "Theirs", 1)
    tab = cast.logged_in(ana)
    for wrong in ([str(vip.id), str(theirs.id)], ["999999999"]):
        assert tab.send(PLACE, {"label": wrong}).status_code == 403
    assert tab.send(PLACE, {"label": ["x"]}).status_code == 400
    cast.said(dev, bo, "Hello")
    assert cast.logged_in(dev).send("/inbox/ana/labels", {"label": [str(vip.id)]}).status_code == 404
    assert cast.part(ana, message).labels == 0


def test_htmx_gets_the_row_with_its_labels(cast, ana, two):
    message, (vip, _) = two
    pieces = cast.logged_in(ana).htmx(PLACE, {"label": [str(vip.id)], "filter": "all"}).page
    assert pieces.one(f"#conversation-{message.conversation_id} .tag.h3").text == "VIP"
    opened = cast.logged_in(ana).htmx(PLACE, {"label": [str(vip.id)], "filter": "all", "open": "1"}).page
    assert opened.one("#about-labels[hx-swap-oob] .lb").text == "VIP"
