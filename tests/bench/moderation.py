"""How long the queue, a case and the audit log take to open: with as many reports as fill a page, and with 10,000."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.harness import http, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, cpu_ms, p50
from tests.bench.harness.stack import Measured

PAGES = {
    "the queue": "/moderation",
    "the closed ones": "/moderation?state=closed",
    "the audit log": "/moderation/audit",
}
CASE = "a case in the midst of them"
EVIDENCE = json.dumps(
    [
        {"id": id_, "author_id": 1, "body": "Pay me directly, and we both save the fee.", "at": "2026-03-01T09:48:00+00:00",
         "edited_at": None, "deleted": False, "versions": []}
        for id_ in range(1, 12)
    ]
)  # fmt: skip
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
"""
REPORTS = """
INSERT INTO report (id, reporter_id, about_id, kind, thing_id, reason, body, evidence, created_at)
SELECT i, 1, 2 + i % 100, 'message', i, 'payment', 'He asked twice.', :evidence, '2026-03-01 09:48:00' FROM n
"""
CASES = """
INSERT INTO moderation_case (id, about_id, report_id, state, outcome, opened_at)
SELECT i, 2 + i % 100, i, CASE WHEN i % 2 THEN 'open' ELSE 'closed' END,
CASE WHEN i % 2 THEN '' ELSE 'dismissed' END, '2026-03-01 09:48:00' FROM n
"""
RECORDS = """
INSERT INTO record (at, actor_id, what, case_id, about_id)
SELECT '2026-03-01 09:48:00', 1, 'looked', i, 2 + i % 100 FROM n
"""


def run() -> Iterator[Figure]:
    """As the moderator; each page with few reports and with many, in turn."""
    few, many = 100, chosen.pick(10_000, 10_000, 100_000)
    with stack.running(2_000) as small, stack.running(2_000) as large:
        contenders = {}
        for size, halle, count in (("few", small, few), ("many", large, many)):
            name = fill(halle, count)
            pages = PAGES | {CASE: f"/moderation/{count // 2}"}
            contenders |= {f"{what}, {size}": _opening(halle, name, url) for what, url in pages.items()}
        results = Results(contenders)
        for what in (*PAGES, CASE):
            title = f"{what}, {many:,} reports"
            yield results.figure(f"{title}: p50 of one connection", f"{what}, many", p50, "ms")
            yield results.figure(f"{title}: CPU of all of Halle", f"{what}, many", cpu_ms, "ms")
            yield results.ratio(f"{title} against {few}: CPU", f"{what}, many", f"{what}, few", cpu_ms, most=1.5)


def fill(halle: Measured, count: int) -> str:
    """So many reports, half of them decided, and as many records; returns the name of a moderator."""
    with contextlib.closing(sqlite3.connect(halle.database, timeout=20)) as database, database:
        database.execute("UPDATE person SET moderator = 1 WHERE id = 1")
        for statement in (REPORTS, CASES, RECORDS):
            head, select = statement.split("SELECT", 1)
            database.execute(f"{head} {FILL} SELECT{select}", {"count": count, "evidence": EVIDENCE})
    return halle.query("SELECT username FROM person WHERE id = 1")[0][0]


def _opening(halle: Measured, name: str, url: str) -> Contender:
    """That page, again and again."""
    requests = [http.get(halle.enter(name), url)]
    return Contender(
        lambda: http.saturate(halle.address, requests, 1, chosen.pick(0.3, 2), lambda status, _body: status == 200),
        halle.pids,
    )
