"""Transfers: files that come and go leave threads to pages, and to other people."""

import threading

import pytest

from inbox.errors import Busy
from inbox.views import transfers


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Who waits for a place waits a moment; none is held by another test."""
    monkeypatch.setattr(transfers, "PATIENCE", 0.01)
    assert not transfers._held


@pytest.fixture
def held(app):
    """Places, given back at the end."""
    places = []
    with app.app_context():
        yield lambda person_id: places.append(transfers.take(person_id)) or places[-1]
        for give_back in places:
            give_back()


def test_some_threads_are_left_for_pages(held):
    """Eight places, of sixteen threads."""
    for person_id in (1, 1, 2, 2, 3, 3, 4, 4):
        held(person_id)
    with pytest.raises(Busy):
        held(5)


def test_one_person_has_half_of_them_at_most(held):
    for _ in range(4):
        held(1)
    with pytest.raises(Busy):
        held(1)
    held(2)


def test_a_place_is_given_back_once(held):
    places = [held(1) for _ in range(4)]
    places[0](), places[0]()
    held(1)
    with pytest.raises(Busy):
        held(1)


def test_who_waits_gets_the_place_that_is_given_back(app, held, monkeypatch):
    monkeypatch.setattr(transfers, "PATIENCE", 20)
    places = [held(1) for _ in range(4)]
    got = []

    def wait() -> None:
        with app.app_context(), transfers.slot(1):
            got.append("a place")

    waiter = threading.Thread(target=wait)
    waiter.start()
    places[0]()
    waiter.join(20)
    assert got == ["a place"]


def test_it_is_given_back_whatever_happens(held):
    with pytest.raises(KeyError), transfers.slot(1):
        raise KeyError
    assert not transfers._held
