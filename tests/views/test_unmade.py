"""Things that are made when they are drawn."""

from inbox.views.unmade import Unmade


def test_nothing_is_made_until_somebody_looks_and_then_once():
    made = []

    def make(numbers, factor):
        made.append(numbers)
        return [number * factor for number in numbers]

    things = Unmade(make, (1, 2), 3)
    assert len(things) == 2 and things and not Unmade(make, ())
    assert made == []
    assert list(things) == [3, 6] and things[0] == 3 and things[-1] == 6
    assert made == [(1, 2)]


def test_a_page_that_is_asked_for_again_makes_none_of_its_messages_and_rows(app, cast, ana, bo, monkeypatch):
    from inbox.views import screens  # noqa: PLC0415

    cast.said(ana, bo, "Hello")
    for number in range(3):
        cast.said(bo, ana, f"Number {number}")
    tab = cast.logged_in(ana)
    tab.read("/inbox/bo")
    first = tab.read("/inbox/bo")
    made = []
    for name in ("drawn", "rows"):
        whole = getattr(screens, name)
        monkeypatch.setattr(screens, name, lambda *given, whole=whole: made.append(1) or whole(*given))
    again = tab.read("/inbox/bo")
    assert made == []
    assert again.text.count("Number 2") == first.text.count("Number 2") >= 2
    cast.said(bo, ana, "Number 3")
    assert "Number 3" in tab.read("/inbox/bo").text and made
