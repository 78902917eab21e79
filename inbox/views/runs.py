"""Runs: the messages of a thread between what stands between them, so that each run is drawn at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flask import Flask

from inbox.models.message import Line


@dataclass(slots=True)
class Run:
    """Messages that follow each other with nothing between them, all with forms of their own or none."""

    day: str  # the day that begins with it; "" where none does
    is_unread: bool  # whether the first unread message begins it
    has_forms: bool
    is_last_own: bool = False  # whether the receipt stands after it
    lines: list[Line] = field(default_factory=list)


def runs(lines: Iterable[Line], first_unread: int | None, last_own: int | None) -> Iterator[Run]:
    """The runs of these messages. `last_own`: the number of the message that the receipt is about."""
    run, day = None, None
    for line in lines:
        begins = line.day != day or line.seq == first_unread or run.is_last_own or line.has_forms != run.has_forms
        if begins:
            if run is not None:
                yield run
            run = Run(line.day if line.day != day else "", line.seq == first_unread, line.has_forms)
            day = line.day
        run.lines.append(line)
        run.is_last_own = line.seq == last_own
    if run is not None:
        yield run


def holds(lines: Iterable[Line], seq: int | None) -> bool:
    """Whether the message of that number is among them."""
    return any(line.seq == seq for line in lines)


GIVEN = {"runs": runs, "holds": holds}
"""Under which names templates have them."""


def register(app: Flask) -> None:
    """Gives them to the templates."""
    app.jinja_env.globals |= GIVEN
