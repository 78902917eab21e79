"""bin/flask files sweep: the whole life of a file, with the clock moved."""

import pytest

from inbox import clock
from inbox.models.attachment import DELETED
from inbox.models.content import ARCHIVED, AVAILABLE
from inbox.services import moves
from tests.files import attachments_of, content_of, sent


@pytest.fixture
def swept(app):
    """Runs the sweep at that time; what it printed."""

    def sweeping(*arguments: str):
        clock.release()
        return app.test_cli_runner().invoke(args=["files", "sweep", *arguments])

    yield sweeping
    clock.release()


def test_the_whole_life_of_a_file(cast, ana, bo, swept):
    clock.freeze(clock.now().replace(year=2028, month=2, day=29, hour=12, minute=0))
    message = sent(cast, ana, bo, content=b"a life")
    assert "taken in: 1" in swept("--now", "2028-02-29T13:00:00Z").output
    assert content_of(cast, message).state == AVAILABLE
    assert "archived: 0" in swept("--now", "2030-02-28").output
    assert "archived: 1" in swept("--now", "2030-03-02").output
    assert content_of(cast, message).state == ARCHIVED
    clock.freeze(clock.now().replace(year=2030, month=3, day=3))
    assert not cast.do(moves.open_, content_of(cast, message).id)
    assert "moves ended: 1" in swept("--now", "2030-03-03T01:00:00+01:00").output
    assert content_of(cast, message).state == AVAILABLE
    told = swept("--now", "2031-02-01").output
    assert "owners warned: 1" in told and "deleted: 0" in told
    told = swept("--now", "2031-03-02").output
    assert "deleted: 1" in told and "moves ended: 1" in told
    assert attachments_of(cast, message)[0].state == DELETED
    assert "deleted: 0" in swept("--now", "2031-03-02").output


@pytest.mark.parametrize("given", ["soon", "", "2031-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_is_refused(swept, given):
    told = swept("--now", given)
    assert told.exit_code == 2 and "is no time" in told.output
