"""What a person wants to be told of."""

import pytest

from inbox.events import SettingsChanged
from inbox.services import notifications


@pytest.mark.parametrize("chosen", [(True, False), (True, True), (False, True), (False, False)])
def test_what_is_chosen_is_kept_for_that_person_alone(cast, ana, bo, chosen):
    cast.do(notifications.choose, ana, *chosen)
    assert (cast.again(ana).notify, cast.again(ana).notify_text) == chosen
    assert (cast.again(bo).notify, cast.again(bo).notify_text) == (False, False)


def test_nobody_is_told_of_anything_unless_they_want_it(ana):
    assert (ana.notify, ana.notify_text) == (False, False)


def test_open_pages_hear_of_the_choice(app, cast, ana):
    heard = []
    app.extensions["reactions"] = app.extensions["reactions"] | {SettingsChanged: ((), (heard.append,))}
    cast.do(notifications.choose, ana, True, True)
    assert heard == [SettingsChanged((ana.id,))]
