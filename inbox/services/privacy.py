"""Privacy: what others see of a person's comings and readings."""

from inbox.events import PrivacyChanged
from inbox.models.person import Person
from inbox.transaction import tell, transaction


@transaction
def change(person: Person, presence_hidden: bool, shows_reading: bool) -> None:
    """Both hold at once, on every open page of others.

    Readings are shown while both people say so, whenever the message was read: turning it off takes back what was
    shown, turning it on again shows it.
    """
    person.presence_hidden, person.shows_reading = presence_hidden, shows_reading
    tell(PrivacyChanged(person.id, (person.id,)))
