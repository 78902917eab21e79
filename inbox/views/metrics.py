"""/metrics, in the text format of Prometheus.

With HALLE_METRICS_TOKEN whoever brings it as a bearer token may read; without it this machine alone, and only where no
proxy stands in front, through which everybody would seem to be here.
"""

import hmac
import shutil
import time
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, TimeoutError

from inbox import metrics
from inbox.config import settings
from inbox.database import size
from inbox.extensions import db
from jobs import state

bp = Blueprint("metrics", __name__)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
Row = tuple[str, dict, float]


@bp.get("/metrics")
def show():
    """All counts and gauges."""
    if not _may_read():
        abort(404)
    lines = "".join(_family(*family) for family in (*_counts(), *_gauges()))
    return Response(lines, mimetype="text/plain; version=0.0.4")


def _may_read() -> bool:
    if token := settings().metrics_token:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
    chosen = settings()
    public = urlsplit(chosen.public_url).hostname if chosen.public_url else "localhost"
    alone = chosen.loopback and not chosen.trusted_proxies and not any(name in request.headers for name in FORWARDED)
    hosts = (request.remote_addr, urlsplit(f"//{request.host}").hostname, public)
    return alone and all(map(_is_here, hosts))


def _is_here(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _counts() -> Iterator[tuple[str, str, str, list[Row]]]:
    found = metrics.total()
    requests, seconds = [], []
    for route, told in sorted(found.routes.items()):
        for (method, status), number in sorted(told.statuses.items()):
            requests.append(("", {"method": method, "route": route, "status": status}, number))
        seconds += _histogram(route, told)
    yield "halle_requests_total", "counter", "Requests, by route.", requests
    yield "halle_request_seconds", "histogram", "How long requests took, by route.", seconds
    yield "halle_messages_total", "counter", "Messages sent.", [("", {}, found.events.get(metrics.MESSAGES, 0))]
    yield "halle_sockets", "gauge", "Open sockets.", [("", {}, found.sockets)]
    yield "halle_redis_up", "gauge", "Whether Redis answers.", [("", {}, int(found.whole))]


def _histogram(route: str, told: metrics.Requests) -> list[Row]:
    rows, so_far = [], 0
    for number, bound in enumerate((*metrics.BUCKETS, "+Inf")):
        so_far += told.classes[number]
        rows.append(("_bucket", {"route": route, "le": bound}, so_far))
    return [*rows, ("_sum", {"route": route}, told.microseconds / 1e6), ("_count", {"route": route}, so_far)]


def _gauges() -> Iterator[tuple[str, str, str, list[Row]]]:
    seconds = _database_seconds()
    yield "halle_database_up", "gauge", "Whether the database answers.", [("", {}, int(seconds is not None))]
    if seconds is not None:
        yield "halle_database_seconds", "gauge", "How long the database took to answer.", [("", {}, seconds)]
        yield "halle_database_bytes", "gauge", "Size of the database.", [("", {}, size(db.session))]
    free = shutil.disk_usage(settings().data).free
    yield "halle_disk_free_bytes", "gauge", "Room that is left for the data.", [("", {}, free)]
    if found := state.look(settings().redis_url):
        yield from _jobs(found)


def _jobs(found: state.State) -> Iterator[tuple[str, str, str, list[Row]]]:
    told = {"waiting": "Jobs that wait.", "running": "Jobs at work.", "failed": "Jobs that failed."}
    for name, sentence in told.items():
        rows = [("", {"queue": queue.name}, getattr(queue, name)) for queue in found.queues]
        yield f"halle_jobs_{name}", "gauge", sentence, rows
    workers = [("", {"queue": queue.name}, queue.workers) for queue in found.queues]
    yield "halle_workers", "gauge", "Workers that gave a sign of life.", workers
    yield "halle_schedule_up", "gauge", "Whether the schedule looked in the last minute.", [("", {}, int(found.ticks))]


def _database_seconds() -> float | None:
    began = time.perf_counter()
    try:
        db.session.execute(text("SELECT 1"))
    except (DBAPIError, TimeoutError):
        db.session.rollback()
        return None
    return time.perf_counter() - began


def _family(name: str, kind: str, sentence: str, rows: list[Row]) -> str:
    lines = [f"# HELP {name} {sentence}", f"# TYPE {name} {kind}"]
    for suffix, labels, value in rows:
        said = ",".join(f'{key}="{_escaped(str(label))}"' for key, label in labels.items())
        lines.append(f"{name}{suffix}{{{said}}} {value}" if said else f"{name}{suffix} {value}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
