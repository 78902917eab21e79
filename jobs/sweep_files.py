"""Goes on with files that are on their way: uploads that were given up, bytes that go into the cold, come back or are
deleted, files that nobody took in. Whatever it does not reach in ten minutes, the next run does."""

from contextlib import ExitStack

from inbox.services import intakes, moves, uploads


def sweep_files() -> None:
    """Once a minute; what makes room comes first, and what fails keeps nothing else from being done."""
    with ExitStack() as all_of_them:
        for verb in (intakes.go_on, moves.go_on, uploads.sweep):  # the last one first
            all_of_them.callback(verb)
