"""The quick pages of one process take turns.

Sixteen threads on one core have no more time than one, and at each row that SQLite gives, the interpreter's lock is
offered to all that wait for it: sixteen pages at once took a fifth longer than sixteen after each other, and the last
of them twice as long. It is a courtesy and no lock: whoever has waited for a moment goes on, whatever the one before
does.
"""

import threading
from collections.abc import Callable

from flask import Response, current_app, request

from inbox.views.addresses import COMPOSERS

QUICK = frozenset({"conversations.index", "conversations.show", "conversations.latest", "live.refresh", *COMPOSERS})
"""The views that most people ask for most of the time, none of which waits for anybody."""
PATIENCE = 0.05
"""Seconds."""
SMALL = 50_000
"""Bytes of a body that has arrived as a whole with its request (`bin/page_worker.py`): nobody waits for its sender."""
_turn = threading.Lock()


def make_lock() -> None:
    """That of the live server is made when gevent has come."""
    global _turn
    _turn = threading.Lock()


def in_turn(answer: Callable[[], Response]) -> Response:
    """What that answers to this request, after those that came before."""
    has_turn = _takes_turns() and _turn.acquire(timeout=PATIENCE)
    try:
        return answer()
    finally:
        if has_turn:
            _turn.release()


def _takes_turns() -> bool:
    """PostgreSQL works beside this process, and sockets have no threads."""
    if request.endpoint not in QUICK or current_app.config["ROLE"] != "pages":
        return False
    is_small = request.method == "GET" or (request.content_length is not None and request.content_length <= SMALL)
    return is_small and current_app.config["HALLE"].database_url.startswith("sqlite")
