"""Contents: bytes stay while anybody refers to them. What refers to them is tested in test_attachments.py."""

from inbox.models.content import Content
from inbox.services import contents
from inbox.transaction import transaction


def test_letting_go_of_what_is_gone_does_nothing(cast, ana):
    cast.do(transaction(contents.let_go), [10**9])
    assert cast.count(Content) == 0
