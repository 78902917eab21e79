"""Accounts and roles from the command line: clear errors in one line, and no password where others could read it."""

import pytest

from inbox.cli import users
from inbox.models.person import Person
from inbox.services import logins

PASSWORD = "a password of her own"


@pytest.fixture
def flask(app):
    """Runs a command: flask("list"), with standard input as `says`."""

    def run(*arguments: str, says: str = ""):
        return app.test_cli_runner().invoke(users.command, arguments, input=says)

    return run


def test_an_account_is_made_with_a_password_that_is_read(cast, flask):
    made = flask(
        "create", "Rosa", "--email", "Rosa@halle.test", "--role", "admin", "--role", "freelancer", says=f"{PASSWORD}\n"
    )
    assert (made.exit_code, made.output) == (0, "rosa has an account: freelancer, administrator.\n")
    (rosa,) = cast.rows(Person.named("rosa"))
    assert (rosa.roles, rosa.email) == (["freelancer", "administrator"], "rosa@halle.test")
    assert cast.do(logins.log_in, "rosa", PASSWORD, "::1")


def test_a_password_may_be_made_and_is_then_printed(cast, flask):
    made = flask("create", "rosa", "--email", "rosa@halle.test", "--generate")
    password = made.output.splitlines()[1].removeprefix("Password: ")
    assert cast.do(logins.log_in, "rosa", password, "::1")


def test_no_password_can_be_an_argument():
    names = {option for param in users.create.params for option in param.opts}
    assert names == {"username", "--email", "--role", "--generate"}


@pytest.mark.parametrize(
    ("arguments", "says", "sentence"),
    [
        (["dev", "--email", "x@halle.test"], PASSWORD, "username: This name is taken."),
        (["B!", "--email", "x@halle.test"], PASSWORD, "username: Use 3 to 30 letters"),
        (["rosa", "--email", "nowhere"], PASSWORD, "email: Enter an email address such as name@example.org."),
        (["rosa", "--email", "x@halle.test"], "short", "password: Use 10 characters or more."),
        (["rosa", "--email", "x@halle.test"], "", "Give the password on standard input"),
        (["rosa", "--email", "x@halle.test", "--role", "king"], PASSWORD, "'king' is not one of"),
        (["rosa"], PASSWORD, "Missing option '--email'"),
        (["rosa\udcff", "--email", "x@halle.test"], PASSWORD, "username: Use 3 to 30 letters"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_made(cast, dev, flask, arguments, says, sentence):
    refused = flask("create", *arguments, says=says)
    assert refused.exit_code in (1, 2) and sentence in refused.output
    assert refused.output.strip().splitlines()[-1].startswith("Error: ") and "Traceback" not in refused.output
    assert cast.count(Person) == 1


def test_roles_are_given_and_taken_and_it_does_not_matter_how_often(cast, ana, flask):
    said = [
        flask(*each.split()).output
        for each in ("grant ana admin", "grant ANA administrator", "revoke ana admin", "revoke ana admin")
    ]
    assert said == ["ana now has the role administrator.\n", "ana already had the role administrator.\n",
                    "ana no longer has the role administrator.\n", "ana did not have the role administrator.\n"]  # fmt: skip
    assert cast.again(ana).roles == ["client"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [("grant nobody client", "There is nobody called 'nobody'."), ("revoke ana client", "role: Nobody is without a role"),
     ("grant ana owner", "'owner' is not one of"), ("revoke ../etc client", "There is nobody called '../etc'."),
     ("grant ana", "Missing argument")],
)  # fmt: skip
def test_a_role_that_cannot_be_given_or_taken_is_said(cast, ana, flask, arguments, sentence):
    refused = flask(*arguments.split())
    assert refused.exit_code in (1, 2) and sentence in refused.output
    assert cast.again(ana).roles == ["client"]


def test_the_list_names_everybody_and_can_be_narrowed(cast, ana, bo, flask, monkeypatch):
    monkeypatch.setattr(users, "AT_ONCE", 1)  # several pages
    cast.person("mod", email_confirmed_at=None)
    names = lambda *asked: [line.split()[0] for line in flask("list", *asked).output.splitlines()]  # noqa: E731
    assert names() == ["mod", "bo", "ana"]
    assert names("lindq") == ["bo"]
    assert names("--role", "moderator") == ["mod"]
    assert names("nobody at all") == []
    listed = flask("list").output.splitlines()
    assert "(not confirmed)" in listed[0] and "(not confirmed)" not in listed[1]
