"""What is logged: who, what, how long; never a word of what people write, no password, no token."""

import json
from datetime import timedelta

from inbox import clock
from tests.cast import PASSWORD


def lines(logged, event: str) -> list[dict]:
    """The lines of that kind."""
    found = [json.loads(line) for line in logged.text.splitlines() if line.startswith("{")]
    return [line for line in found if line["event"] == event]


def test_each_request_is_one_line_with_its_route_and_not_its_address(guest, cast, ana, bo, logged):
    tab = cast.logged_in(ana)
    logged.clear()
    tab.read("/inbox/bo?reply=77")
    (line,) = lines(logged, "answered")
    assert (line["method"], line["route"], line["status"], line["person"]) == ("GET", "/inbox/<username>", 200, ana.id)
    assert line["ms"] >= 0
    assert "77" not in json.dumps({name: line[name] for name in line if name not in ("ms", "at")})


def test_checks_of_health_are_not_logged(guest, logged):
    guest.get("/healthz"), guest.get("/readyz")
    assert lines(logged, "answered") == []


def test_neither_texts_nor_passwords_nor_tokens_are_logged(app, ana, bo, logged):
    tab = app.test_client()
    tab.form("/login", "/login", username="ana", password="my wrong secret")
    tab.form("/login", "/login", username="ana", password=PASSWORD)
    tab.forget_token()
    tab.form("/inbox/bo", "/inbox/bo/messages", body="Privately")
    tab.form("/inbox/bo", "/inbox/bo/messages", body="")
    tab.send("/inbox/bo/messages", {"body": "Privately", "key": "k", "csrf_token": "wrong"})
    tab.form("/messages/1/edit", "/messages/1", body="More privately")
    clock.move(timedelta(hours=1))
    tab.send("/messages/1", {"body": "Too late, privately", "revision": "1"})
    tab.get("/people?q=privately")
    token, cookie = tab.token, tab.get_cookie("halle").value
    tab.send("/logout")
    assert len(lines(logged, "answered")) > 10
    for secret in ("rivately", "secret", PASSWORD, token, cookie, "ana@", "csrf"):
        assert secret not in logged.text, secret


def test_an_error_of_the_database_shows_no_text(cast, app, ana, bo, logged, monkeypatch):
    from inbox.extensions import db  # noqa: PLC0415

    def fail(_author, _other, body, *_):
        db.session.execute(db.text("SELECT :body FROM nowhere"), {"body": body})

    from inbox.services import messages  # noqa: PLC0415

    monkeypatch.setattr(messages, "send", fail)
    tab = cast.logged_in(ana)
    tab.may_break = True
    assert tab.send("/inbox/bo/messages", {"body": "Privately", "key": "k"}).status_code in (500, 503)
    assert "rivately" not in logged.text


def test_what_people_write_cannot_forge_a_line(cast, ana, logged):
    tab = cast.logged_in(ana)
    tab.get('/inbox?filter=%0A{"event":"answered","person":99}')
    assert [line["person"] for line in lines(logged, "answered") if line["person"] == 99] == []


def test_the_log_is_json_line_by_line(guest, logged):
    guest.read("/login")
    for line in logged.text.splitlines():
        assert {"event", "level", "at"} <= set(json.loads(line))
