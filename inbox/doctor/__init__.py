"""Whether all is well: one list of findings, for `flask doctor` and for the page of administrators."""

from inbox.doctor import database, machine, parties, queues, reach
from inbox.doctor.finding import Finding

QUICK = (database.answers, queues.redis, queues.jobs, machine.room, machine.files, machine.clocks, reach.addresses,
         parties.letters)  # fmt: skip
SLOW = (parties.mail_server, parties.file_store, parties.virus_scanner, parties.servers)
"""They speak to others over the network, and may wait for them."""


def examine() -> list[Finding]:
    """What can be found out at once."""
    return [finding for check in QUICK for finding in check()]


def examine_all() -> list[Finding]:
    """That, and whether mail server, store, scanner, pages and live server answer."""
    return [*examine(), *(finding for check in SLOW for finding in check())]
