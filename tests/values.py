"""Values that more than one test sends."""

from inbox.extensions import db

# What nobody may set through a form: every column of every table, with a value that would show.
ODD = {"role": "admin", "author_id": "99", "person_id": "99", "created_at": "2001-01-01", "seq": "999", "deleted": "1",
       "suspended": "1", "moderator": "1", "unread": "77", "locale": "fr", "enter_key": "send"}  # fmt: skip
MODEL_COLUMNS = {column.name: "7" for table in db.metadata.tables.values() for column in table.columns} | ODD

# The form of a service, filled in.
SERVICE = {"title": "A logo for your shop", "category": "logo", "description": "Three sketches.", "price_from": "350",
           "currency": "EUR", "delivery_days": "7", "revisions": "2", "active": "1"}  # fmt: skip
