"""Words that help: what they cost whoever sends, how soon a job of the short queue begins, and how many a second it does."""

import subprocess
import sys
import time
from collections.abc import Iterator

from redis import Redis

from jobs import queues
from tests.bench.figures import Figure
from tests.bench.harness import machine, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, Round, cpu_ms
from tests.bench.sends import Crowd
from tests.stack.server import ROOT
from tests.stack.waiting import percentile, until

JOB, NOBODY = "answer_client", 0
"""A short job that finds nothing to do: what the queue itself takes."""
LOOK = 0.0002
WORK = """
import logging, sys
from flask.cli import ScriptInfo
from rq import Worker
from jobs import queues, worker
app = ScriptInfo(app_import_path="app:create_app").load_app()
class Forking(worker.InApp, Worker):
    pass
kind = {"short": worker.ShortWorker, "forking": Forking}[sys.argv[1]]
made = kind([sys.argv[2]], connection=queues.patient(app.config["HALLE"].redis_url), serializer="json", job_class=queues.OurJob)
made.app = app
print("ready", flush=True), sys.stdin.readline()
made.work(burst=True, logging_level=logging.ERROR)
"""


def run() -> Iterator[Figure]:
    """Sending to freelancers who have all of it switched on, and to such who have none of it; then the queue."""
    with stack.running(chosen.pick(2_000, 100_000)) as halle:
        count = chosen.pick(2, 10)
        helped, plain = Crowd(halle, count), Crowd(halle, count, skip=count)
        for freelancer in helped.others:
            entered, form = halle.enter(freelancer), {"enabled": "1", "body": "I answer soon"}
            assert entered.post("/settings/auto-reply", form).status == 303
            assert entered.post("/settings/assistant", {"enabled": "1", "tells": "services"}).status == 303
        crowds = {"with": helped, "without": plain}
        results = Results({
            name: Contender(lambda crowd=crowd: crowd.send(htmx=True), lambda: sending(halle))
            for name, crowd in crowds.items()
        })  # fmt: skip
        yield results.figure(
            "CPU of a message to who answers automatically, without the workers'", "with", cpu_ms, "ms"
        )
        yield results.ratio("the same, to one to who does not", "with", "without", cpu_ms, most=1.1)
        yield begins(halle)
        yield from jobs_a_second(halle)


def sending(halle: stack.Measured) -> list[int]:
    """All processes but the workers: whoever sends does not wait for these, and what they have to do outlasts a round."""
    return [pid for pid in halle.pids() if pid not in machine.tree(halle.pid("worker"))]


def begins(halle: stack.Measured) -> Figure:
    """From the moment that a job is queued until the idle worker has taken it."""
    took = []
    with Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        for _ in range(chosen.pick(20, 500)):
            until(lambda: not client.llen("rq:queue:short") and not client.zcard("rq:wip:short"), 30, "it is idle")
            started = time.perf_counter()
            assert queues.enqueue(client, JOB, NOBODY)
            while client.llen("rq:queue:short"):
                time.sleep(LOOK)
            took.append(time.perf_counter() - started)
    return Figure("a job of the short queue begins within, p99", 1000 * percentile(took, 0.99), "ms", most=15)


def jobs_a_second(halle: stack.Measured) -> Iterator[Figure]:
    """Ours, and RQ's default worker, which forks for each; in turn, on the core of the server."""
    contenders = {name: Contender(lambda name=name: _worked(halle, name), list) for name in ("short", "forking")}
    results = Results(contenders)
    yield results.figure("jobs a second of the short queue", "short", lambda found: found.rate, "/s")
    yield results.figure("floor: the same by RQ's worker that forks", "forking", lambda found: found.rate, "/s")
    yield results.ratio("how many times as many", "short", "forking", lambda found: found.rate, least=3)


def _worked(halle: stack.Measured, kind: str) -> Round:
    queue, count = f"bench-{kind}", chosen.pick(10, 200)
    queues.SECONDS.setdefault(queue, 30)
    with Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        for _ in range(count):
            assert queues.enqueue(client, JOB, NOBODY, queue=queue)
    command = [sys.executable, "-c", WORK, kind, queue]
    environ = halle.environ() | {"REDIS_URL": f"unix://{halle.data / 'redis.sock'}?db=0", "HALLE_ROLE": "worker"}
    with machine.on_core(machine.SERVER):
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    assert process.stdout.readline() == "ready\n"
    started = time.perf_counter()
    process.communicate("go\n", timeout=120)
    assert process.returncode == 0
    return Round(count, time.perf_counter() - started, [])
