"""Actions by their names: all or nothing."""

import pytest

from inbox.errors import NotAllowed
from inbox.models.block import Block
from inbox.services import actions


@pytest.mark.parametrize("name", sorted(set(actions.VERBS) - actions.WITH_ARGUMENT))
def test_each_is_done_once_however_often_it_is_asked_for(cast, ana, bo, name):
    message = cast.said(ana, bo, "Hello")
    chosen = {message.conversation_id: None}
    cast.do(actions.perform, ana, name, chosen)
    before = vars(cast.part(ana, message)) | {"_sa_instance_state": None}
    assert cast.do(actions.perform, ana, name, chosen) == []
    assert vars(cast.part(ana, message)) | {"_sa_instance_state": None} == before


def test_blocking_many_blocks_each_of_them(cast, ana, bo, dev, chloe):
    mine = [cast.said(ana, other, "Hello") for other in (bo, dev)]
    theirs = cast.said(dev, chloe, "Hello")
    with pytest.raises(NotAllowed):
        cast.do(actions.perform, ana, "block", {m.conversation_id: None for m in (*mine, theirs)})
    assert cast.count(Block) == 0
    cast.do(actions.perform, ana, "block", {m.conversation_id: None for m in mine})
    assert {(b.by_id, b.of_id) for b in cast.rows(Block.around(ana))} == {(ana.id, bo.id), (ana.id, dev.id)}
