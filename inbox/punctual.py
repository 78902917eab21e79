"""Each page process looks once a second for messages whose time has come, and releases them.

So nothing but a page process and the database is needed for a held or scheduled message to be sent: Redis and the
workers may be away. Several processes may look at once; the lock of the row lets one of them send it.
"""

import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from inbox.services import releases

log = structlog.get_logger()
LOOK_EVERY = 1.0
LONGEST_PAUSE = 15.0
"""While looking fails, as when the database is away, the pauses grow up to this."""


def watch(app: Flask, is_alive: Callable[[], bool]) -> threading.Thread:
    """Looks from now on, in a thread of its own, as long as the process is alive."""
    thread = threading.Thread(target=_watch, args=(app, is_alive), name="punctual", daemon=True)
    thread.start()
    return thread


def _watch(app: Flask, is_alive: Callable[[], bool]) -> None:
    pause = LOOK_EVERY
    while is_alive():
        pause = LOOK_EVERY if look(app) else min(2 * pause, LONGEST_PAUSE)
        time.sleep(pause)


def look(app: Flask) -> bool:
    """Releases what is due; False when that could not be found out."""
    try:
        with app.app_context():
            releases.release_due()
    except SQLAlchemyError as error:
        log.warning("could not look for what is due", error=type(error).__name__)
        return False
    except Exception:  # whatever it is: looking goes on
        log.exception("looking for what is due failed")
        return False
    return True
