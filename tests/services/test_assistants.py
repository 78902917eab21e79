"""What freelancers choose about their assistants."""

import pytest

from inbox.answering import Rules
from inbox.errors import Invalid, NotAllowed
from inbox.models.assistant import TOPICS, Assistant
from inbox.services import assistants, services
from inbox.services.assistants import Chosen
from tests.values import SERVICE


def chosen(**more) -> Chosen:
    return Chosen(**{"enabled": True, "tells": tuple(TOPICS), "wish": True} | more)


def switched_on(cast, person, **more) -> Assistant:
    """That freelancer's assistant answers."""
    return cast.do(assistants.change, person, chosen(**more))


def test_who_never_chose_anything_has_one_that_is_off(cast, bo):
    stored = cast.do(assistants.of, bo)
    assert (stored.enabled, stored.wish, stored.triggers) == (False, True, ["urgent"])
    assert cast.count(Assistant) == 0 and stored.budget_currency == "EUR"


def test_the_amount_is_in_the_currency_of_the_prices_until_it_is_chosen(cast, bo):
    cast.do(services.create, bo, "k", **SERVICE | {"currency": "GBP"})
    assert cast.do(assistants.of, bo).budget_currency == "GBP"


def test_what_is_chosen_is_kept(cast, bo):
    switched_on(
        cast, bo, name="  Robo ", tells=("faq", "nothing", "prices"), intake="What for?\n\nBy when?\r\nWhat for?",
        triggers="urgent\nas soon as possible", budget="1 500,50", currency="GBP", wish=False,
    )  # fmt: skip
    stored = cast.row(Assistant, bo.id)
    assert (stored.enabled, stored.tells, stored.wish) == (True, ["prices", "faq"], False)
    assert (stored.intake, stored.triggers) == (["What for?", "By when?"], ["urgent", "as soon as possible"])
    assert (stored.budget_over, stored.budget_currency, cast.again(bo).assistant_name) == (150050, "GBP", "Robo")
    assert assistants.rules_of(stored) == Rules(False, ("urgent", "as soon as possible"), 150050, "GBP")
    switched_on(cast, bo, enabled=False)
    stored = cast.row(Assistant, bo.id)
    assert (stored.enabled, stored.intake, stored.budget_over, cast.again(bo).assistant_name) == (False, [], None, "")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", "x" * 41), ("intake", "a\nb\nc\nd\ne\nf"), ("intake", "x" * 201), ("intake", "a\0b"), ("triggers", "x" * 61),
     ("triggers", "\n".join(map(str, range(21)))), ("budget", "much"), ("budget", "0"), ("budget", "-5"),
     ("currency", "XXX"), ("currency", "eur\0")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_nothing_changes(cast, bo, field, typed):
    switched_on(cast, bo, name="Robo", intake="What for?")
    with pytest.raises(Invalid) as refused:
        switched_on(cast, bo, enabled=False, **{field: typed})
    assert set(refused.value.errors) == {field}
    assert cast.row(Assistant, bo.id).enabled and cast.again(bo).assistant_name == "Robo"


def test_clients_have_none(cast, ana):
    for verb, *more in ((assistants.of,), (assistants.change, chosen())):
        with pytest.raises(NotAllowed):
            cast.do(verb, ana, *more)
