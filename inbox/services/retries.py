"""Retries: that an administrator had failed jobs queued again is told, for the records. The jobs are in Redis."""

from inbox.events import JobsRetried
from inbox.models.person import Person
from inbox.transaction import tell, transaction


@transaction
def note(actor: Person, count: int) -> None:
    """So many jobs were queued once more."""
    if count:
        tell(JobsRetried(actor.id, count))
