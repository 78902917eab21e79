"""What addresses may hold."""

from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """A key of a row: whatever could not be one is not found, and never reaches the database."""

    regex = r"[1-9]\d{0,17}"
