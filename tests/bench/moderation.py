"""How long the queue, a case and the audit log take to open: with as many reports as just fill a page, and with 10,000;
and what a row of such a page costs."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator

from inbox.config import Settings
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


SHORT = 10
SHORT_PAGES = {"HALLE_PAGE_CASES": str(SHORT), "HALLE_PAGE_RECORDS": str(SHORT)}
"""So ten of 10,000 are drawn exactly as ten are."""
ROWS = {"the queue": Settings.model_fields["page_cases"].default, "the closed ones": Settings.model_fields["page_cases"].default,
        "the audit log": Settings.model_fields["page_records"].default}  # fmt: skip
"""Rows on a page as Halle ships."""


def run() -> Iterator[Figure]:
    """As the moderator, in turn: ten of ten reports, ten of many, and as many as fill a page of the usual size."""
    many, full = chosen.pick(10_000, 10_000, 100_000), 2 * max(ROWS.values())
    with (
        stack.running(2_000, **SHORT_PAGES) as small,
        stack.running(2_000, **SHORT_PAGES) as large,
        stack.running(2_000) as usual,
    ):
        contenders = {}
        for size, halle, count in (("few", small, 2 * SHORT), ("many", large, many), ("full", usual, full)):
            name = fill(halle, count)
            pages = PAGES | {CASE: f"/moderation/{count // 2}"}
            contenders |= {f"{what}, {size}": _opening(halle, name, url) for what, url in pages.items()}
        results = Results(contenders)
        for what in (*PAGES, CASE):
            title = f"{what}, {many:,} reports"
            yield results.figure(f"{title}: p50 of one connection", f"{what}, many", p50, "ms")
            yield results.figure(f"{title}: CPU of all of Halle", f"{what}, many", cpu_ms, "ms")
            yield results.ratio(f"{title} against {SHORT}: CPU", f"{what}, many", f"{what}, few", cpu_ms, most=1.5)
        for what, rows in ROWS.items():
            yield results.figure(
                f"{what}, a usual page of {rows} rows: CPU of all of Halle", f"{what}, full", cpu_ms, "ms"
            )
            yield _cost_of_a_row(results, what, rows)


def _cost_of_a_row(results: Results, what: str, rows: int) -> Figure:
    """What each row more than ten adds."""
    more = results.median(f"{what}, full", cpu_ms) - results.median(f"{what}, few", cpu_ms)
    return Figure(f"{what}: CPU of a row", max(0.001, more / (rows - SHORT)), "ms")


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
