"""Services: what each field may hold, and who may change what."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.models.service import CATEGORIES, Service
from inbox.services import services
from tests.cast import Cast
from tests.values import SERVICE


def made(cast, owner, key: str = "k", **fields) -> Service:
    """A service with these fields, the others good."""
    return cast.do(services.create, owner, key, **SERVICE | fields)


def errors(cast, owner, **fields) -> set[str]:
    """The fields that are wrong."""
    with pytest.raises(Invalid) as caught:
        made(cast, owner, **fields)
    assert cast.count(Service) == 0
    return set(caught.value.errors)


def test_a_service_holds_what_was_typed(cast, bo):
    service = cast.again(made(cast, bo))
    assert {name: getattr(service, name) for name in SERVICE} == {
        "title": "A logo for your shop", "category": "logo", "description": "Three sketches.", "price_from": 35000,
        "currency": "EUR", "delivery_days": 7, "revisions": 2, "active": True,
    }  # fmt: skip
    assert service.owner_id == bo.id


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [("title", "  A \n logo ", "A logo"), ("title", "abc", "abc"), ("title", "é" * 80, "é" * 80),
     ("description", "", ""), ("description", "\u200b", ""), ("description", "a\r\nb", "a\nb"), ("description", "é" * 2000, "é" * 2000),
     ("price_from", "12,50", 1250), ("price_from", "12.50", 1250), ("price_from", "1 200", 120000), ("price_from", "1", 100),
     ("price_from", "1,000,000", 100_000_000), ("delivery_days", "1", 1), ("delivery_days", " 365 ", 365),
     ("revisions", "0", 0), ("revisions", "50", 50), ("revisions", "unlimited", None), ("currency", "GBP", "GBP"),
     ("active", "", False), *(("category", code, code) for code in CATEGORIES)],
)  # fmt: skip
def test_what_fits_is_stored(cast, bo, field, typed, stored):
    assert getattr(cast.again(made(cast, bo, **{field: typed})), field) == stored


WRONG = [
    ("title", ""), ("title", "ab"), ("title", " \u200b\u3164 \u2800 "), ("title", "x" * 81), ("title", "logo\0"), ("title", "\ud800logo"),
    ("description", "x" * 2001), ("description", "a\0b"), ("description", "\ud800"),
    *(("price_from", typed) for typed in ("", "-1", "0", "0,99", "NaN", "1e999", "inf", "1000000.01", "9" * 30, "free", "１２")),
    *(("currency", typed) for typed in ("", "eur", "CHF", "€")),
    *(("category", typed) for typed in ("", "LOGO", "Logo & brand", "nothing")),
    *(("delivery_days", typed) for typed in ("", "0", "366", "-1", "1.5", "１", "1e2", "9" * 5000)),
    *(("revisions", typed) for typed in ("", "51", "-1", "None", "many")),
]  # fmt: skip


def test_what_does_not_fit_is_refused_by_its_field_and_nothing_is_stored(cast, bo):
    for field, typed in WRONG:
        assert errors(cast, bo, **{field: typed}) == {field}, typed[:40]


def test_all_that_is_wrong_is_said_at_once(cast, bo):
    wrong = dict.fromkeys(SERVICE, "!")
    assert errors(cast, bo, **wrong) == set(SERVICE) - {"active", "description"} | {"title"}


def test_only_a_freelancer_has_services(cast, ana, dev):
    with pytest.raises(NotAllowed):
        made(cast, ana)
    made(cast, dev)
    assert cast.count(Service) == 1


def test_a_form_lands_once_however_often_it_is_sent(cast, bo, chloe):
    first = made(cast, bo)
    assert made(cast, bo).id == first.id
    with pytest.raises(Conflict):
        made(cast, bo, title="Another logo")
    assert made(cast, chloe).id != first.id
    assert cast.count(Service) == 2


@pytest.mark.parametrize("key", ["", "k" * 65, "\0"])
def test_a_key_that_is_not_ours_adds_nothing(cast, bo, key):
    with pytest.raises(Conflict):
        made(cast, bo, key)
    assert cast.count(Service) == 0


def test_there_are_so_many_and_no_more_also_when_they_come_at_once(make_app):
    cast = Cast(make_app(HALLE_SERVICES_MAX="3"))
    bo, chloe = cast.person("bo"), cast.person("chloe")

    def add(number: int) -> bool:
        try:
            return bool(made(cast, bo, str(number)))
        except NotAllowed:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(8))) == 3
    assert cast.count(Service) == 3
    made(cast, chloe)


def test_thirty_are_possible_unless_it_is_said_otherwise(cast, bo):
    for number in range(30):
        made(cast, bo, str(number))
    with pytest.raises(NotAllowed, match="30 services"):
        made(cast, bo, "30")
    assert made(cast, bo, "7")


def test_its_owner_changes_it_whole(cast, bo):
    service = made(cast, bo)
    cast.do(
        services.update,
        bo,
        service.id,
        **SERVICE | {"title": "Two logos", "price_from": "12,50", "revisions": "unlimited", "active": ""},
    )
    service = cast.again(service)
    assert (service.title, service.price_from, service.revisions, service.active) == ("Two logos", 1250, None, False)


def test_a_change_with_something_wrong_changes_nothing(cast, bo):
    service = made(cast, bo)
    with pytest.raises(Invalid):
        cast.do(services.update, bo, service.id, **SERVICE | {"title": "Two logos", "price_from": "-1"})
    assert cast.again(service).title == "A logo for your shop"


def test_its_owner_hides_it_shows_it_and_removes_it(cast, bo):
    service = made(cast, bo)
    for verb, active in ((services.deactivate, False), (services.deactivate, False), (services.activate, True)):
        cast.do(verb, bo, service.id)
        assert cast.again(service).active is active
    cast.do(services.destroy, bo, service.id)
    assert cast.count(Service) == 0


@pytest.mark.parametrize("verb", [services.update, services.activate, services.deactivate, services.destroy])
@pytest.mark.parametrize("who", ["chloe", "ana"])
def test_nobody_else_changes_it(cast, bo, verb, who):
    service = made(cast, bo, active="")
    fields = SERVICE if verb is services.update else {}
    with pytest.raises(NotAllowed):
        cast.do(verb, cast.person(who), service.id, **fields)
    assert cast.again(service).active is False
