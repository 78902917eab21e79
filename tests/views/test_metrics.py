"""/metrics: who may read it, what it tells, and that nobody is named."""

import re

import pytest

from inbox import metrics

LINE = re.compile(
    r"(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+=\"([^\"\\\n]|\\.)*\")(,[a-z]+=\"([^\"\\\n]|\\.)*\")*\})? [0-9.e+-]+)"
)


def told(answer) -> dict[str, float]:
    """Each sample, by its name and labels."""
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_requests_messages_and_gauges_are_told_in_the_format_of_prometheus(cast, ana, bo, guest):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    for _ in range(3):
        tab.get("/inbox/bo")
    tab.get("/inbox/nobody-there"), tab.get("/nowhere/at/all")
    answer = guest.get("/metrics")
    assert answer.mimetype == "text/plain" and answer.text.endswith("\n")
    assert [line for line in answer.text.splitlines() if not LINE.fullmatch(line)] == []
    found = told(answer)
    assert found['halle_requests_total{method="GET",route="/inbox/<username>",status="200"}'] == 3
    assert found['halle_requests_total{method="GET",route="/inbox/<username>",status="404"}'] == 1
    assert found['halle_requests_total{method="GET",route="none",status="404"}'] == 1
    assert found['halle_request_seconds_count{route="/inbox/<username>"}'] == 4
    assert found['halle_request_seconds_bucket{route="/inbox/<username>",le="+Inf"}'] == 4
    assert found['halle_request_seconds_sum{route="/inbox/<username>"}'] > 0
    assert (found["halle_messages_total"], found["halle_redis_up"], found["halle_database_up"]) == (1, 1, 1)
    assert found["halle_database_bytes"] > 10_000 and found["halle_disk_free_bytes"] > 0
    assert {'halle_jobs_waiting{queue="short"}', 'halle_jobs_failed{queue="long"}', 'halle_workers{queue="short"}',
            "halle_schedule_up", "halle_sockets"} <= set(found)  # fmt: skip


def test_the_classes_of_the_histogram_add_up(cast, ana, guest):
    tab = cast.logged_in(ana)
    for _ in range(5):
        tab.get("/settings/")
    found = told(guest.get("/metrics"))
    classes = [
        value for name, value in found.items() if name.startswith('halle_request_seconds_bucket{route="/settings/"')
    ]
    assert len(classes) == len(metrics.BUCKETS) + 1
    assert classes == sorted(classes) and classes[-1] == 5


def test_nobody_and_nothing_that_was_written_is_named(cast, ana, bo, guest):
    cast.said(ana, bo, "Our secret")
    tab = cast.logged_in(ana)
    tab.get("/inbox/bo?reply=1"), tab.get("/search?q=secret"), tab.get("/password/reset/token-of-somebody")
    text = guest.get("/metrics").text
    for word in ("secret", '"/inbox/bo', "ana", "token-of", "reply="):
        assert word not in text, word


def test_it_is_not_in_the_log_and_costs_no_session(guest, logged):
    answer = guest.get("/metrics")
    assert "/metrics" not in logged.text and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via", "X-Forwarded-Proto"])
def test_what_came_by_a_proxy_is_not_from_here(guest, name):
    assert guest.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("address", ["192.0.2.7", "::ffff:192.0.2.7", "10.0.0.1", ""])
def test_others_find_nothing(guest, address):
    assert guest.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "halle.test", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_a_page_elsewhere_that_gives_its_name_our_address_reads_nothing(guest, host):
    assert guest.get("/metrics", base_url=f"http://{host}").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"HOST": "0.0.0.0"},
        {"TRUSTED_PROXIES": "1"},
        {"PUBLIC_URL": "http://halle.test"},
        {"PUBLIC_URL": "https://halle.test"},
    ],
)
def test_where_others_reach_halle_nobody_reads_without_a_token(make_app, given):
    assert make_app(**given).test_client().get("/metrics").status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_this_machine_reads_by_each_of_its_names(guest, host):
    assert guest.get("/metrics", base_url=f"http://{host}").status_code == 200


TOKEN = "the token of the watchers"


@pytest.mark.parametrize(
    ("header", "status"),
    [(f"Bearer {TOKEN}", 200), (f"bearer  {TOKEN} ", 200), ("Bearer wrong", 404), (TOKEN, 404), (f"Basic {TOKEN}", 404),
     ("", 404), ("Bearer ", 404), ("Bearer é", 404), (f"Bearer {TOKEN}{TOKEN}", 404)],
)  # fmt: skip
def test_with_a_token_it_alone_counts(make_app, header, status):
    tab = make_app(HALLE_METRICS_TOKEN=TOKEN, PUBLIC_URL="https://halle.test").test_client()
    answer = tab.get("/metrics", headers={"Authorization": header}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == status


def test_without_redis_it_tells_what_this_process_knows(make_app, tmp_path):
    tab = make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock").test_client()
    tab.get("/login")
    found = told(tab.get("/metrics"))
    assert found["halle_redis_up"] == 0 and found['halle_requests_total{method="GET",route="/login",status="200"}'] == 1
    assert "halle_schedule_up" not in found


def test_without_a_database_it_says_so(make_app, tmp_path):
    found = told(make_app(DATABASE_URL=f"sqlite:///{tmp_path}/no/where.db").test_client().get("/metrics"))
    assert found["halle_database_up"] == 0 and "halle_database_bytes" not in found
