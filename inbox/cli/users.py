"""`flask users`: making accounts, and giving and taking roles. Moderators and administrators are made here alone."""

import secrets
import sys

import click
from flask.cli import AppGroup

from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.person import NAME_IN_ADDRESS, ROLES, Person
from inbox.services import people, roles

ROLE = click.Choice([*ROLES, "admin"])
SHORT = {"admin": "administrator"}
AT_ONCE = 500
"""Rows of the list that are read together."""

command = AppGroup("users", help="Make accounts, give and take roles, list who is there.")


@command.command("create")
@click.argument("username")
@click.option("--email", required=True, help="Where their mail goes.")
@click.option("--role", "wanted", type=ROLE, multiple=True, default=["client"], help="May be given several times.")
@click.option("--generate", is_flag=True, help="Make a password and print it, instead of asking for one.")
def create(username: str, email: str, wanted: tuple[str, ...], generate: bool) -> None:
    """Make an account. The password is asked for, or read from standard input; never an argument, which all can see."""
    password = secrets.token_urlsafe(15) if generate else asked_password()
    try:
        person = people.create(username, email, password, [full(role) for role in wanted])
    except Refused as refusal:
        raise refused(refusal) from refusal
    click.echo(f"{person.username} has an account: {', '.join(person.roles)}.")
    if generate:
        click.echo(f"Password: {password}")


@command.command("grant")
@click.argument("username")
@click.argument("role", type=ROLE)
def grant(username: str, role: str) -> None:
    """Give somebody a role: client, freelancer, moderator or administrator."""
    person = named(username)
    done = roles.grant(None, person, full(role))
    click.echo(f"{person.username} {'now has' if done else 'already had'} the role {full(role)}.")


@command.command("revoke")
@click.argument("username")
@click.argument("role", type=ROLE)
def revoke(username: str, role: str) -> None:
    """Take a role back: what it allows ends at once, on open pages too."""
    person = named(username)
    try:
        done = roles.revoke(None, person, full(role))
    except Refused as refusal:
        raise refused(refusal) from refusal
    click.echo(f"{person.username} {'no longer has' if done else 'did not have'} the role {full(role)}.")


@command.command("list")
@click.option("--role", type=ROLE, help="Those with this role alone.")
@click.argument("words", default="")
def show(words: str, role: str | None) -> None:
    """List people, newest first: username, roles, since when, e-mail address. WORDS: a part of a name or an address."""
    after, role = None, full(role) if role else ""
    while found := db.session.scalars(Person.listed(words, role, after).limit(AT_ONCE)).all():
        for person in found:
            confirmed = "" if person.email_confirmed_at else " (not confirmed)"
            since = f"{person.created_at:%Y-%m-%d}"
            click.echo(f"{person.username:<30} {','.join(person.roles):<28} {since} {person.email}{confirmed}")
        after = found[-1].id
        db.session.rollback()  # a long list holds nothing while it is printed


def named(username: str) -> Person:
    """The person of that name; an error in one line when there is none."""
    known = NAME_IN_ADDRESS.fullmatch(username)
    person = db.session.scalar(Person.named(username)) if known else None
    if person is None:
        raise click.ClickException(f"There is nobody called {username!r}.")
    return person


def full(role: str) -> str:
    """The role by its own name."""
    return SHORT.get(role, role)


def asked_password() -> str:
    """Typed twice by a person, or one line from a program."""
    if sys.stdin.isatty():
        return click.prompt("Password", hide_input=True, confirmation_prompt=True)
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.ClickException("Give the password on standard input, or ask for one with --generate.")
    return password


def refused(refusal: Refused) -> click.ClickException:
    """What a verb said, in one line."""
    said = [f"{field}: {str(sentence).rstrip('.')}." for field, sentence in refusal.errors.items()]
    return click.ClickException(" ".join(said) or str(refusal.sentence))
