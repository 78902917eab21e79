"""gunicorn's gevent worker, for a process that had loaded all of Halle before gevent came (`bin/servers.py`)."""

import warnings

from gevent.monkey import MonkeyPatchWarning
from gunicorn.workers.ggevent import GeventWorker

from inbox import live, transaction
from inbox.views import transfers, turns


class LiveWorker(GeventWorker):
    """A gevent worker in which nothing waits natively: that would stop all sockets, for ever as a rule."""

    def patch(self):
        warnings.simplefilter("ignore", MonkeyPatchWarning)  # what is said of each module is looked at by a test
        super().patch()
        live.hub.make_locks()
        transaction.make_lock()
        transfers.make_lock()
        turns.make_lock()
