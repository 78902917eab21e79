"""Every POST needs the token of its own session; no GET changes anything."""

import pytest

from inbox.extensions import db
from inbox.models.entry import entry, holding
from inbox.models.person import Person
from tests.views.test_matrix import TABLE, path

POSTS = [address for address, row in TABLE.items() if "POST" in row]
GETS = [address for address, row in TABLE.items() if "GET" in row]
FIELDS = {"body": "Hello", "key": "k", "seq": "1", "language": "fr", "username": "ana", "password": "halle-demo",
          "time_zone": "Asia/Tokyo", "enter_key": "send", "email": "e@a.test", "role": "client", "roles": "freelancer",
          "current_password": "halle-demo", "new_password": "another password", "display_name": "Eve"}  # fmt: skip


def everything(app) -> dict[str, list]:
    """Every row of every table, but for when a login was last used; of the index how much it holds."""
    with app.app_context():
        rows = {
            table.name: sorted(map(repr, db.session.execute(table.select()).all()))
            for table in db.metadata.sorted_tables
            if table is not entry
        }
        return rows | {"entry": db.session.scalars(holding(["m:1"], None, 100)).all()}


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's; each of the two has something unread."""
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    return cast.logged_in(ana)


@pytest.mark.every_url
@pytest.mark.parametrize("token", ["none", "empty", "another's", "a guest's", "old"])
def test_no_post_does_anything_without_the_token_of_its_session(app, cast, tab, bo, token):
    tokens = {"none": None, "empty": "", "another's": cast.logged_in(bo).token, "a guest's": app.test_client().token}
    if token == "old":
        tokens["old"] = tab.token
        fresh = cast.logged_in(cast.person("ana"))
        tab.set_cookie("halle", fresh.get_cookie("halle").value)
    before = everything(app)
    for address in POSTS:
        form = FIELDS | ({} if tokens[token] is None else {"csrf_token": tokens[token]})
        answer = tab.post(path(app, address), data=form, headers={"Referer": "http://evil.test/"})
        assert answer.status_code == 400, address
    assert everything(app) == before


@pytest.mark.every_url
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
def test_no_post_reads_anything_but_a_form(app, tab, kind):
    before = everything(app)
    for address in POSTS:
        body = '{"body": "Hello", "key": "k", "csrf_token": "' + tab.token + '"}'
        assert tab.post(path(app, address), data=body, content_type=kind).status_code in (400, 415), address
    assert everything(app) == before


@pytest.mark.every_url
def test_htmx_is_no_way_around_the_token(app, tab):
    before = everything(app)
    for address in POSTS:
        answer = tab.post(path(app, address), data=FIELDS, headers={"HX-Request": "true"})
        assert answer.status_code == 400, address
    assert everything(app) == before


def test_nobody_is_logged_in_by_another_site(guest, ana):
    answer = guest.post("/login", data={"username": "ana", "password": "halle-demo"})
    assert answer.status_code == 400
    assert guest.get("/inbox").status_code == 303


@pytest.mark.every_url
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_no_get_changes_anything_but_what_was_read_by_opening_a_conversation(app, cast, tab, method, ana):
    before = everything(app)
    for address in GETS:
        tab.open(path(app, address), method=method, query_string=FIELDS)
    if method == "GET":
        assert cast.again(ana).unread == 0
        changed = {name for name, rows in everything(app).items() if rows != before[name]}
        assert changed == {"participation", "person"}
    else:
        assert everything(app) == before


def test_the_token_in_a_header_of_a_script_counts_as_well(cast, tab):
    answer = tab.post("/language", data={"language": "fr"}, headers={"X-CSRFToken": tab.token})
    assert answer.status_code == 303
    assert cast.rows(db.select(Person.locale).where(Person.username == "ana")) == ["fr"]
