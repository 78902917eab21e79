"""An engine that fails again and again is left alone for a while: nobody waits for it, and it can recover.

Failures are counted where all processes see them (`throttle`: Redis, or this process alone while that is away).
"""

from inbox.config import settings
from inbox.throttle import throttle
from inbox.translator.engine import Engine, NoTranslation

SECONDS = 60


def refuse(engine: Engine) -> None:
    """Raises NoTranslation when the engine is left alone."""
    if not throttle().free(*_failures(engine)):
        raise NoTranslation("resting", engine.title)


def note(engine: Engine) -> None:
    """It failed."""
    throttle().hit(*_failures(engine))


def forget(engine: Engine) -> None:
    """It answered as it should."""
    throttle().forget(*_failures(engine))


def _failures(engine: Engine) -> tuple:
    return settings().translation_failures, SECONDS, "translator", engine.name
