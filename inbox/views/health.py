"""Whether this process lives, and whether it can work."""

from flask import Blueprint, abort, jsonify
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inbox import wire
from inbox.extensions import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def live():
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def ready():
    """The database answers; Redis may be away, which costs liveness and no message."""
    try:
        db.session.execute(text("SELECT 1 FROM alembic_version"))
    except DBAPIError:  # away, or not migrated yet
        abort(503)
    redis_answers = wire.wire().ask([("PING",)]) is not None
    return jsonify(status="ok", database="ok", redis="ok" if redis_answers else "away")
