"""Notifications: what a person wants to be told of outside the pages."""

from inbox.events import SettingsChanged
from inbox.models.person import Person
from inbox.transaction import tell, transaction


@transaction
def choose(person: Person, notify: bool, notify_text: bool) -> None:
    """Whether browsers tell this person of new messages, and whether they show what those say."""
    person.notify, person.notify_text = notify, notify_text
    tell(SettingsChanged((person.id,)))
