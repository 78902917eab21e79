"""Goes on with files that are on their way: those that nobody took in, bytes that go into the cold, come back or are
deleted, uploads that were given up. Whatever it does not reach in ten minutes, the next run does."""

from inbox.services import intakes, moves, uploads


def sweep_files() -> None:
    """Once a minute."""
    intakes.go_on()
    moves.go_on()
    uploads.sweep()
