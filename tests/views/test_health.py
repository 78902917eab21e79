"""Whether the process lives, and whether it can work."""


def test_the_process_answers(guest):
    assert guest.get("/healthz").json == {"status": "ok"}


def test_it_is_ready_when_database_and_redis_answer(guest):
    assert guest.get("/readyz").json == {"status": "ok", "database": "ok", "redis": "ok"}


def test_without_redis_it_is_ready_and_says_so(make_app, tmp_path):
    tab = make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0").test_client()
    answer = tab.get("/readyz")
    assert (answer.status_code, answer.json["redis"]) == (200, "away")


def test_without_a_migrated_database_it_is_not_ready(make_app, empty_url):
    answer = make_app(DATABASE_URL=empty_url).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "away"}


def test_without_a_database_it_lives_all_the_same(make_app, empty_url):
    assert make_app(DATABASE_URL=empty_url).test_client().get("/healthz").status_code == 200
