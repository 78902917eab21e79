"""Who may look after this Halle. For anybody else these pages do not exist."""

from collections.abc import Callable
from functools import wraps

from flask import abort
from flask_login import login_required

from inbox.views.viewer import viewer


def administrators_only(view: Callable) -> Callable:
    """Guests may log in; whoever is no administrator (any more), or suspended, finds nothing."""

    @login_required
    @wraps(view)
    def looking(*args, **kwargs):
        if not viewer().administrator or viewer().is_suspended:
            abort(404)
        return view(*args, **kwargs)

    return looking
