"""The front door."""


def test_a_guest_is_led_to_the_log_in(guest):
    answer = guest.get("/")
    assert (answer.status_code, answer.goes_to) == (303, "/login")


def test_who_is_logged_in_is_led_to_the_inbox(cast, ana):
    answer = cast.logged_in(ana).get("/")
    assert (answer.status_code, answer.goes_to) == (303, "/inbox")


def test_smoke(cast, ana, bo):
    m = cast.said(ana, bo, "Hello <b>you</b>")
    browser = cast.logged_in(bo)
    page = browser.read("/inbox/ana")
    print([n.text for n in page.messages])
    r = browser.form("/inbox/ana", "/inbox/ana/messages", body="yes")
    print(r.status_code, r.goes_to)
    assert 0
