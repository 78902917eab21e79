"""The front door."""


def test_a_guest_is_led_to_the_log_in(guest):
    answer = guest.get("/")
    assert (answer.status_code, answer.goes_to) == (303, "/login")


def test_who_is_logged_in_is_led_to_the_inbox(cast, ana):
    answer = cast.logged_in(ana).get("/")
    assert (answer.status_code, answer.goes_to) == (303, "/inbox")
