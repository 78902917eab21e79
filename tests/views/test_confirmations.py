"""Confirming an email address through the pages, and that signing up says nothing about whose one is."""

import re

import pytest

from inbox import clock
from inbox.models.letter import Letter
from inbox.models.person import Person
from tests.cast import Cast

NUMBERS = re.compile(r'(?<="av h)\d|(?<="login-)\d+')
"""Of the account, by which its colour goes, and of its login: SQLite gives them again, PostgreSQL does not."""
FIELDS = {"username": "eve", "email": "eve@halle.test", "password": "long enough"}


@pytest.fixture
def cast(post):
    """The people of the application that sends."""
    return Cast(post.app)


@pytest.fixture
def guest(post):
    """A browser of somebody who is not logged in."""
    return post.app.test_client()


@pytest.fixture
def linked(post, guest) -> str:
    """Eve has made her account in that browser; the path of the link that she got."""
    guest.form("/signup", "/signup", **FIELDS)
    guest.forget_token()
    post.deliver()
    return post.link()


def confirmed(cast) -> bool:
    return cast.rows(Person.named("eve"))[0].email_confirmed_at is not None


def test_the_answer_to_a_new_account_is_the_same_whosever_the_address_is(cast, post, ana):
    clock.freeze(clock.now())
    answers = []
    for email in ("ana@halle.test", "nobody@halle.test"):
        tab = post.app.test_client()
        answer = tab.form("/signup", "/signup", **FIELDS | {"email": email})
        pages = [tab.read(url).html().replace(email, "") for url in ("/inbox", "/settings/account", "/settings/")]
        pages = [NUMBERS.sub("", page) for page in pages]
        token = tab.read("/inbox").one("input[name=csrf_token]")["value"]
        answers.append((answer.status_code, answer.goes_to, [page.replace(token, "") for page in pages]))
        with cast.app.app_context():
            from inbox.extensions import db  # noqa: PLC0415

            db.session.delete(db.session.scalar(Person.named("eve")))
            db.session.commit()
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", ("Confirm your email address", "Confirm", "Your email address is confirmed.")),
     ("fr", ("Confirmez votre adresse e-mail", "Confirmer", "Votre adresse e-mail est confirmée."))],
)  # fmt: skip
def test_the_link_leads_to_a_button_and_that_confirms(cast, post, linked, locale, words):
    tab = post.app.test_client()
    tab.send("/language", {"language": locale})
    for _ in range(2):
        page = tab.read(linked)
        assert not confirmed(cast)  # some mail programs open every link
    assert page.one("h1").text == words[0] and "eve@halle.test" in page.text and page.button(words[1])
    answer = tab.submit(page, linked)
    assert (answer.status_code, answer.page.one(".note").text) == (200, words[2])
    assert confirmed(cast)
    assert tab.submit(page, linked).status_code == 200


def test_the_account_page_says_whether_it_is_confirmed_and_sends_the_link_again(cast, post, guest, linked):
    page = guest.read("/settings/account")
    section = page.one("#email-section")
    assert "eve@halle.test" in section.text and "Not confirmed yet" in section.text
    answer = guest.submit(page, "/settings/account/confirmation")
    assert answer.goes_to == "/settings/account?saved=confirmation"
    assert "A link is on its way to your email address." in guest.read(answer.goes_to).text
    assert cast.count(Letter) == 2
    post.deliver()
    guest.form(post.link(), post.link())
    section = guest.read("/settings/account").one("#email-section")
    assert "Confirmed" in section.text and not section.has("form")


def test_asking_too_often_is_refused_with_the_time_to_wait(guest, linked):
    for _ in range(3):
        assert guest.send("/settings/account/confirmation").status_code == 303
    refused = guest.send("/settings/account/confirmation")
    assert (refused.status_code, refused.page.one(".note").text) == (
        429, "Too many tries. Wait 60 min and try again.")  # fmt: skip


@pytest.mark.parametrize("token", ["x", "1-2-3", "1-99999999999-x", "%00", "%ED%A0%80", "9" * 300])
def test_what_is_no_link_confirms_nothing_and_says_so(cast, guest, linked, token):
    for answer in (guest.get(f"/email/{token}"), guest.send(f"/email/{token}")):
        assert answer.status_code == 404
    assert "This link does not work any more." in guest.get("/email/1-2-3").page.text
    assert not confirmed(cast)


def test_an_address_that_another_confirmed_meanwhile_is_theirs(cast, post, guest, linked):
    cast.person("ana", email="eve@halle.test")
    refused = guest.form(linked, linked)
    assert (refused.status_code, confirmed(cast)) == (409, False)
    assert "This email address belongs to another account already." in refused.page.text


def test_the_address_of_the_link_is_told_to_nobody(guest, linked):
    for answer in (guest.get(linked), guest.send(linked)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_without_a_mail_server_the_link_is_in_the_log(make_app, logged):
    from inbox.services import letters  # noqa: PLC0415

    app = make_app(PUBLIC_URL="http://halle.test")
    tab = app.test_client()
    tab.form("/signup", "/signup", **FIELDS)
    with app.app_context():
        for letter_id in letters.due():
            letters.deliver(letter_id)
    assert "http://halle.test/email/1-" in logged.text


def test_the_owner_of_an_address_is_told_in_text_and_markup_who_used_it(cast, post, guest, ana):
    guest.form("/signup", "/signup", **FIELDS | {"email": "ANA@halle.test"})
    post.deliver()
    (mail,) = post.box.mails
    assert (mail["To"], mail["Subject"]) == ("ana@halle.test", "You have an account at Halle already")
    for kind in ("plain", "html"):
        words = " ".join(re.sub("</?bdi>", "", mail.get_body((kind,)).get_content()).split())
        assert "an account named eve with your email address. You have one already: ana." in words
        assert "http://halle.test/password/reset" in words
