"""What somebody keeps in an order of their own, whatever it is."""

import pytest

from inbox.errors import Invalid, NotAllowed
from inbox.services import faqs, ordered, quick_replies

KINDS = pytest.mark.parametrize(
    ("service", "listed"),
    [(quick_replies, quick_replies.found), (faqs, faqs.all_of)],
    ids=["quick replies", "questions"],
)


def folded(cast, owner, listed) -> list[str]:
    """What that person has, in its order, as it looks."""
    return [each.folded for each in cast.do(listed, owner)]


@KINDS
def test_each_goes_to_the_end_and_moves_a_place_and_no_further(cast, bo, service, listed):
    one, two, three = (cast.do(service.create, bo, name, "Text") for name in ("One", "Two", "Three"))
    assert folded(cast, bo, listed) == ["one", "two", "three"]
    cast.do(service.move, bo, three.id, ordered.UP)
    assert folded(cast, bo, listed) == ["one", "three", "two"]
    for way in (ordered.UP, "sideways"):
        cast.do(service.move, bo, one.id, way)
    cast.do(service.move, bo, two.id, ordered.DOWN)
    assert folded(cast, bo, listed) == ["one", "three", "two"]
    cast.do(service.destroy, bo, three.id)
    cast.do(service.create, bo, "Four", "Text")
    assert folded(cast, bo, listed) == ["one", "two", "four"]


@KINDS
def test_others_have_their_own_order_and_their_own_names(cast, bo, chloe, service, listed):
    theirs = cast.do(service.create, chloe, "One", "Text")
    cast.do(service.create, bo, "One", "Text")
    with pytest.raises(Invalid):
        cast.do(service.create, bo, "ONE", "Another text")
    with pytest.raises(NotAllowed):
        cast.do(service.move, bo, theirs.id, ordered.DOWN)
    assert folded(cast, bo, listed) == folded(cast, chloe, listed) == ["one"]
