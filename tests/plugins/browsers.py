"""The browser of the tests: Debian's Chromium, which also runs as root."""

import shutil

import pytest

SHELL = ("chromium-headless-shell",)
"""Draws the same pages as the whole browser, but no windows around them, for a third of the time."""
WHOLE = ("chromium", "chromium-browser", "google-chrome")
"""The whole browser: it alone can be allowed to show notifications."""


def first(programs: tuple[str, ...]) -> str:
    """The first of these that this machine has."""
    program = next(filter(None, map(shutil.which, programs)), None)
    if program is None:
        pytest.skip("no chromium on this machine")
    return program


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Which program runs, and how."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": first(SHELL + WHOLE), "args": quiet}
