"""The running Halle of one test; its folder says with which settings it runs."""

import pytest


@pytest.fixture
def halle(running):
    """All its processes, and its clock right; whoever kills a part of it waits until it is up again."""
    yield running
    running.move_clock(0)
