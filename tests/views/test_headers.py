"""What every answer carries, errors and files included."""

import pytest

from tests.views.test_matrix import TABLE, path

SECURITY = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


def check(answer) -> None:
    """The headers that no answer lacks."""
    secret = answer.request.path.startswith(("/password/reset/", "/email/")) and answer.status_code != 405
    for name, value in (SECURITY | {"Referrer-Policy": "no-referrer"} if secret else SECURITY).items():
        assert answer.headers.get(name) == value, (answer.request.path, answer.status_code, name)
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy and "*" not in policy and "data:" not in policy
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


@pytest.mark.every_url
@pytest.mark.parametrize("who", ["guest", "ana"])
def test_every_answer_is_secured(app, cast, ana, bo, who):
    cast.said(ana, bo, "Hello")
    tab = app.test_client() if who == "guest" else cast.logged_in(ana)
    for address in TABLE:
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            check(tab.open(path(app, address), method=method))


def test_errors_are_secured_too(guest, cast, ana, bo):
    tab = cast.logged_in(ana)
    answers = {
        404: guest.get("/nowhere"), 405: guest.post("/", data=guest.with_token()),
        413: tab.send("/settings/profile", {"bio": "x" * 600_000}),
        400: guest.post("/login"), 422: tab.send("/inbox/bo/messages", {"body": ""}), 401: guest.get("/changes"),
    }  # fmt: skip
    for status, answer in answers.items():
        assert answer.status_code == status
        check(answer)


def test_a_broken_page_is_secured_shows_no_stack_and_is_logged(app, cast, ana, monkeypatch, logged):
    def fail(**_):
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "conversations.index", fail)
    tab = cast.logged_in(ana)
    tab.may_break = True
    answer = tab.get("/inbox")
    assert answer.status_code == 500
    check(answer)
    assert answer.page.one("h1").text == "Something broke on our side"
    assert "secret detail" not in answer.text and "Traceback" not in answer.text
    assert "secret detail" in logged.text


def test_a_database_that_is_away_is_said_so_and_to_try_again(app, cast, ana, bo, monkeypatch):
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from inbox.services import messages  # noqa: PLC0415

    def fail(*_):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    tab = cast.logged_in(ana)
    monkeypatch.setattr(messages, "send", fail)
    answer = tab.send("/inbox/bo/messages", {"body": "Hello", "key": "k"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    check(answer)


@pytest.mark.every_url
def test_pages_of_somebody_are_kept_by_nobody(app, cast, ana, bo):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    for address, row in TABLE.items():
        if "GET" in row and not address.startswith(("/static", "/vendor", "/logout")):
            answer = tab.get(path(app, address))
            assert answer.headers["Cache-Control"] == "no-store", address
            assert "Cookie" in answer.vary, address


def test_an_error_in_place_of_a_file_is_not_kept(guest):
    assert guest.get("/static/x/nothing.css").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_site_alone_and_not_for_scripts(guest):
    cookie = guest.get("/login").headers["Set-Cookie"]
    assert cookie.startswith("halle=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host_and_https_stays(make_app):
    tab = make_app(PUBLIC_URL="https://halle.example").test_client()
    answer = tab.get("/login", base_url="https://halle.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-halle=")
    assert "Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_over_http_nothing_is_promised_about_https(guest):
    assert "Strict-Transport-Security" not in guest.get("/login").headers


@pytest.mark.parametrize(
    "host", ["evil.test/path", "evil test", "a@b", "<script>", "a,b", "a;b", '"', "evil.test:x", "\xe9"]
)
def test_a_host_that_is_none_is_refused(guest, host):
    assert guest.get("/login", headers={"Host": host}).status_code == 400


def test_no_page_holds_a_host_that_the_request_brought(guest, cast, ana):
    headers = {"X-Forwarded-Host": "evil.test", "X-Forwarded-For": "10.0.0.9", "Forwarded": "host=evil.test"}
    for tab in (guest, cast.logged_in(ana)):
        answer = tab.get("/inbox", headers=headers, follow_redirects=True)
        assert "evil.test" not in answer.text + str(answer.headers)
    answer = guest.get("/inbox", headers={"Host": "evil.test"})
    assert answer.headers["Location"].startswith("/")


def test_a_forged_address_does_not_get_around_the_limits(guest, ana):
    for number in range(11):
        headers = {"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.0.{number}"}
        fields = guest.with_token({"username": "ana", "password": "wrong password"})
        status = guest.post("/login", data=fields, headers=headers).status_code
    assert status == 429


def test_a_trusted_proxy_says_who_asks_and_how(make_app):
    app = make_app(TRUSTED_PROXIES="1")
    headers = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "halle.example"}
    answer = app.test_client().get("/login", headers=headers)
    assert "wss://halle.example" in answer.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in answer.headers


def test_an_endless_header_gets_an_answer(guest):
    assert guest.get("/login", headers={"X-Long": "x" * 100_000}).status_code == 200
