"""What filters are called, and which one an address asks for."""

from functools import lru_cache

from flask import Flask, abort, request
from flask_babel import gettext as _

from inbox.models import filter as filters
from inbox.views.screens import number
from inbox.views.speech import Speech, speech


def asked() -> str:
    """The filter of this address: ?label=ID, or ?filter=NAME; all conversations without either. 404 for one that
    there is not."""
    if label := number(request.args.get("label")):
        return filters.of_label(label)
    name = request.args.get("filter") or "all"
    return name if filters.is_known(name) else abort(404)


def given(name: str | None) -> str:
    """The filter that a form names; all conversations for one that there is not."""
    return name if name and filters.is_known(name) else "all"


def listed() -> tuple[tuple[str, str, str], ...]:
    """(name, what it is called, icon) of those that everybody has, in the order of the menu."""
    return _listed(speech())


@lru_cache
def _listed(_speech: Speech) -> tuple[tuple[str, str, str], ...]:
    called = {
        "all": (_("All conversations"), "mail"),
        "unread": (_("Unread"), "unread"),
        "starred": (_("Starred"), "star"),
        "archived": (_("Archived"), "archive"),
        "spam": (_("Spam"), "ban"),
        "offers": (_("Custom offers"), "offer"),
        "requests": (_("Requests"), "brief"),
        "follow-up": (_("Follow-up"), "bell"),
        "snoozed": (_("Snoozed"), "clock"),
        "waiting": (_("Waiting for me"), "reply"),
    }
    return tuple((name, *called[name]) for name in filters.NAMES)


def name_of(filter: str, labels: dict) -> str:
    """What that filter is called; a label by its own name."""
    label_id = filters.label_of(filter)
    if label_id is not None:
        return next((label.name for label in labels.values() if label.id == label_id), "")
    return next((called for name, called, _icon in listed() if name == filter), "")


def void_of(filter: str) -> tuple[str, str, str]:
    """(icon, title, sentence) of that filter when it shows nothing."""
    starring = _("Star people, conversations or services to keep them close.")
    following = _("Add a conversation with Actions, Add to Follow-up.")
    said = {
        "unread": ("check", _("You have read everything"), _("New messages appear here first.")),
        "starred": ("star", _("No starred conversation"), starring),
        "archived": ("archive", _("Nothing archived"), _("Archived conversations come back when someone writes.")),
        "spam": ("ban", _("No spam"), _("What you mark as spam is moved here, and nothing more is told of it.")),
        "offers": ("offer", _("No offers yet"), _("Conversations in which you received an offer appear here.")),
        "requests": ("brief", _("No requests yet"), _("Conversations about what you asked for appear here.")),
        "follow-up": ("bell", _("Nothing to follow up"), following),
        "snoozed": ("clock", _("Nothing is snoozed"), _("What is snoozed comes back at its time, or with a message.")),
        "waiting": ("check", _("Nobody is waiting for you"), _("Messages that you have not answered appear here.")),
    }
    label = ("tag", _("No conversation has this label"), _("Choose labels in the actions of a conversation."))
    return said.get(filter, label)


def arguments(filter: str) -> dict:
    """What the address of that filter says."""
    label_id = filters.label_of(filter)
    if label_id is not None:
        return {"label": label_id}
    return {} if filter == "all" else {"filter": filter}


def register(app: Flask) -> None:
    """What templates ask of filters."""
    app.jinja_env.globals |= {"filters": listed, "filter_name": name_of}
    app.jinja_env.globals |= {"filter_arguments": arguments, "void_of": void_of}
