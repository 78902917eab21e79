"""Who looks: the person and the login behind this request, or behind this drawing of a socket."""

from flask import abort, g, has_request_context, request
from flask_login import UserMixin, current_user

from inbox.extensions import login as login_manager
from inbox.models.login import Login
from inbox.models.person import Person
from inbox.services import logins


class Member(UserMixin):
    """What Flask-Login carries: the token of the cookie, and what it stands for."""

    def __init__(self, token: str, held: logins.Held):
        self.id, self._held, self._person = token, held, None
        # Plain values: they stay readable when a verb has refused and everything loaded is out of date.
        self.login_id, self.seen_at = held.of_login("id"), held.of_login("seen_at")
        self.person_id, self._hid_presence = held.of_person("id"), held.of_person("presence_hidden")

    @property
    def login(self) -> Login:
        return self._held.login

    @property
    def person(self) -> Person:
        if self._person is None:
            self._person = self._held.person
        return self._person

    @property
    def hides_presence(self) -> bool:
        """What the person said in this very request, or else before it."""
        return self._person.__dict__.get("presence_hidden", self._hid_presence) if self._person else self._hid_presence


@login_manager.user_loader
def load(token: str) -> Member | None:
    """The member whose cookie holds this token, while the login lasts."""
    found = logins.find(token)
    return Member(token, found) if found else None


def viewer() -> Person | None:
    """The person who looks; None for somebody who is not logged in."""
    if "viewer" not in g:
        member = current_user if has_request_context() else None
        g.viewer = member.person if member and member.is_authenticated else None
    return g.viewer


def looks_in_person() -> bool:
    """Whether somebody looks at what is asked for: HEAD and prefetching look without reading."""
    purposes = (request.headers.get("Sec-Purpose", ""), request.headers.get("Purpose", ""))
    return request.method == "GET" and not any("prefetch" in purpose for purpose in purposes)


def moderator() -> Person:
    """The viewer, who looks at reports; for everybody else there is nothing there (404)."""
    person = viewer()
    return person if person and person.moderates else abort(404)
