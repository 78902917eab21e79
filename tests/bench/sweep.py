"""The daily sweep over a million files of which a thousand are due, half to archive and half to delete."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.harness import stack
from tests.bench.harness.options import chosen
from tests.places import short_lived
from tests.stack.server import ROOT

DUE = 1_000
"""Half of them to be archived, half of them to be deleted."""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count) "
CONTENTS = (
    "INSERT INTO content (id, digest, size, kind, state, state_at, opened_at, archive_on, verdict, words, created_at) "
    "SELECT i + 1, printf('%064x', i), 9, 'text/plain', 'available', '2026-01-01', '2026-01-01', "
    "CASE WHEN i % :every = 1 THEN '2028-01-01 00:00:00.000000' ELSE '2028-06-01 00:00:00.000000' END, 'unchecked', '', '2026-01-01' "
    "FROM n"
)
ATTACHMENTS = (
    "INSERT INTO attachment (id, token, owner_id, other_id, conversation_id, message_id, content_id, name, size, "
    "offset, state, created_at, sent_at, delete_on) "
    "SELECT i + 1, printf('%032x', i), m.author_id, c.low_id + c.high_id - m.author_id, m.conversation_id, m.id, i + 1, "
    "'a file', 9, 9, 'available', '2026-01-01', '2026-01-01', "
    "CASE WHEN i % :every = 3 THEN '2028-01-01 00:00:00.000000' ELSE '2029-06-01 00:00:00.000000' END "
    "FROM n JOIN message m ON m.id = 1 + i % :messages JOIN conversation c ON c.id = m.conversation_id"
)
SWEEP = """
import json, resource, time
from app import create_app
from inbox import clock
from inbox.services import expiries, moves
from datetime import UTC, datetime
app = create_app()
clock.freeze(datetime(2028, 1, 2, tzinfo=UTC))
told = {}
with app.app_context():
    moves.open_(10**12)  # what the first statement needs is not the price of a sweep
    for name, verb in (("archive", moves.archive_due), ("delete", expiries.delete_due), ("warn", expiries.warn_due),
                       ("go on", moves.go_on)):
        before, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        count = verb()
        cpu = time.process_time() - cpu
        told[name] = [count, cpu, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]
print(json.dumps(told))
"""


def run() -> Iterator[Figure]:
    """Each part of it in one process, as the worker runs it; and the same with a tenth of the files."""
    many = chosen.pick(20_000, 1_000_000)
    few, lots = _swept(many // 10), _swept(many)
    for name, (count, cpu, grown) in lots.items():
        yield Figure(f"{name}: files, of {many:,}", count, "")
        yield Figure(f"{name}: CPU", cpu, "s")
        yield Figure(f"{name}: CPU against a tenth of the files", cpu / max(0.01, few[name][1]), "x")
        yield Figure(f"{name}: growth of memory", grown, "MiB", most=16)
    yield Figure("the daily sweep: CPU of all of it", sum(cpu for _, cpu, _ in lots.values()), "s", most=5)


def _swept(count: int) -> dict[str, list[float]]:
    """What each part said: how many, CPU seconds, MiB that its memory grew."""
    data = short_lived("halle-sweep-", Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None)
    shutil.copyfile(stack.flooded(2_000), data / "halle.db")
    due = min(DUE, count // 10) // 2
    with closing(sqlite3.connect(data / "halle.db")) as database:
        values = {"count": count, "every": count // due, "messages": 2_000}
        database.execute(_with(CONTENTS), values)
        database.execute(_with(ATTACHMENTS), values)
        database.execute("ANALYZE")
        database.commit()
        found = [row[0] for row in database.execute("SELECT digest FROM content WHERE archive_on < '2028-02-01'")]
    for digest in found:
        place = data / "files" / "hot" / digest[:2] / digest
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(hashlib.sha256(digest.encode()).digest()[:9])
    environ = {**os.environ, "HALLE_DATA": str(data), "HALLE_ROLE": "worker", "REDIS_URL": ""}
    said = subprocess.run([sys.executable, "-c", SWEEP], cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    shutil.rmtree(data, ignore_errors=True)
    return json.loads(said.stdout.splitlines()[-1])


def _with(statement: str) -> str:
    insert, _, rest = statement.partition("SELECT")
    return f"{insert}{NUMBERS}SELECT{rest}"
