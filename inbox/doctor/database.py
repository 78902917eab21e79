"""The database: whether it answers, has the schema of this Halle, and takes writes."""

import os

from flask_babel import lazy_gettext as _l
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, TimeoutError

from inbox.database import revisions
from inbox.doctor.finding import Finding, or_fine, wrong
from inbox.extensions import db

SUBJECT = _l("Database")
READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'")


def answers() -> list[Finding]:
    """All of it."""
    try:
        db.session.execute(text("SELECT 1"))
        found = [*_schema(), *_writes()]
    except (DBAPIError, TimeoutError) as error:
        found = [wrong(SUBJECT, _l("It does not answer (%(kind)s).", kind=type(error).__name__))]
    finally:
        db.session.rollback()
    return or_fine(
        found,
        SUBJECT,
        _l("It answers, takes writes, and has the newest schema (%(revision)s).", revision=revisions()[-1]),
    )


def _schema() -> list[Finding]:
    known = revisions()
    try:
        has = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        has = None
        db.session.rollback()
    if has is None:
        return [wrong(SUBJECT, _l("It has no tables yet: run bin/flask setup, or start bin/run."))]
    if has not in known:
        return [wrong(SUBJECT, _l("Its schema (%(has)s) is newer than this Halle: start the newer one.", has=has))]
    if has != known[-1]:
        return [
            wrong(
                SUBJECT,
                _l("Its schema (%(has)s) is older than this Halle: run bin/flask setup, or restart bin/run.", has=has),
            )
        ]
    return []


def _writes() -> list[Finding]:
    if db.engine.dialect.name == "sqlite":
        refuses = not os.access(db.engine.url.database, os.W_OK)
    else:
        refuses = db.session.scalar(READ_ONLY)
    return [wrong(SUBJECT, _l("It takes no writes: people can read, and cannot send."))] if refuses else []
