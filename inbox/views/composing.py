"""What a composer sends: kept as a draft, or drawn again with the reason. Nothing typed is lost by a refusal."""

from flask import Response, request, url_for

from inbox.errors import Conflict, Refused
from inbox.models.person import Person
from inbox.services import drafts
from inbox.views import screens
from inbox.views.html import asked_by_htmx, page, swap
from inbox.views.screens import number
from inbox.views.viewer import viewer


def typed() -> drafts.Writing:
    """The fields of the composer, as they came."""
    form = request.form
    return drafts.Writing(
        body=form.get("body", ""),
        reply_to=number(form.get("reply_to")),
        version=number(form.get("draft")) or 0,
        key=form.get("key", ""),
        step=number(form.get("step")),
    )


def keep(other: Person) -> Response:
    """Keeps what is in the composer; an empty one takes the draft away."""
    try:
        draft = drafts.save(viewer(), other, typed())
    except Refused as refusal:
        return _refused(other, refusal)
    there = url_for("conversations.show", username=other.username, saved="draft", _anchor="composer")
    return swap("drafts/update.html", otherwise=there, draft=draft, other=other)


def again(other: Person, status: int, **more) -> Response:
    """The conversation with that person, with what was typed and what is to be said of it."""
    shown, writing = screens.thread(viewer(), other) | screens.listing(viewer()), typed()
    shown |= {"reply": screens.quote_of(viewer(), other, writing.reply_to), "body": writing.body, "error": None}
    return page("conversations/show.html", status, **shown | {"key": writing.key or screens.new_key()} | more)


def _refused(other: Person, refusal: Refused) -> Response:
    """The reason beside the text, and the draft as it is when it was changed elsewhere: saving again replaces that."""
    said = {"notice": refusal.sentence, "theirs": isinstance(refusal, Conflict)}
    if not asked_by_htmx():
        return again(other, refusal.status, **said)
    draft = screens.draft_of(viewer(), other)
    return swap("drafts/refused.html", "", refusal.status, draft=draft, other=other, **said)
