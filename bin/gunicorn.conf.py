"""How gunicorn runs the pages and the live server; addresses and sizes come from the launcher."""

import os
import threading
import time

from gunicorn.http import message

from bin.lifeline import die_with

_live = os.environ.get("HALLE_ROLE") == "live"

accesslog = None
loglevel = "warning"
control_socket_disable = True  # two instances of one user would meet in it
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
timeout = 60
"""Above the time that SQLite may keep a busy live server waiting."""
graceful_timeout = 3 if _live else 6
keepalive = 2 if _live else 15
limit_request_line = message.MAX_REQUEST_LINE = 40_000
"""A search of 10 KB is answered, whatever its letters are: a byte may take three in an address. gunicorn itself takes
no setting above 8190."""
forwarded_allow_ips = ""
"""Which proxies are believed is the application's setting (TRUSTED_PROXIES), in one place."""


def post_fork(server, worker):
    """A worker never outlives its master, however that ends."""
    die_with(server.pid)


def post_worker_init(worker):
    """Tell what the worker before this one could not, close the sockets when this one is asked to stop (not in the
    signal handler, where gevent cannot wait), in a page process release the messages that are due, and in the live one
    keep the collector from stopping all sockets."""
    threading.Thread(target=_close_sockets_at_the_end, args=(worker,), daemon=True).start()
    if _live:
        from inbox import garbage  # noqa: PLC0415
        from inbox.live import hub  # noqa: PLC0415 (in the worker alone)

        garbage.watch(lambda: hub.gone, lambda: worker.alive)
    else:
        from inbox import punctual, wire  # noqa: PLC0415

        with worker.wsgi.app_context():
            wire.wake_everybody()
        punctual.watch(worker.wsgi, lambda: worker.alive)


def _close_sockets_at_the_end(worker):
    while worker.alive:
        time.sleep(0.25)
    from inbox.live import hub  # noqa: PLC0415 (in the worker alone)

    hub.close_all()
