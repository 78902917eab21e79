"""The processes of the application, as functions: each is a fork of the launcher, which has loaded all that they need.

Loaded is not made: the application, its connections, threads and locks begin in each process, after the fork.
"""

import gc
import importlib
import sys

from environment import ROOT
from lifeline import be_called

COMMON = ("app", "jobs.worker", "gunicorn.app.wsgiapp", "gunicorn.arbiter", "bin.page_worker")


def load() -> None:
    """Loads what they have in common, once for all of them. Without gevent, which is the live server's alone."""
    sys.path[0] = str(ROOT)
    for name in COMMON:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what the collector does not write to stays common


def gunicorn(role: str, *options: str) -> None:
    """A web server with these options."""
    from gunicorn.app import wsgiapp  # noqa: PLC0415 (`load` comes first: until then nobody needs the environment)

    be_called(f"halle {role}")
    sys.argv = ["gunicorn", *options]
    wsgiapp.run(prog="gunicorn")


def worker(*queues: str) -> None:
    """Workers of these queues."""
    from jobs.worker import main  # noqa: PLC0415 (the same)

    be_called("halle worker")
    main(queues)
