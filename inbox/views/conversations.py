"""The inbox: the list, and one conversation."""

from flask import Blueprint, request
from flask_login import login_required

from inbox.query import TYPED_MAX
from inbox.services import conversations, participations
from inbox.text import plain
from inbox.views import cards, filters, organising, screens, waits
from inbox.views.html import page
from inbox.views.screens import number, ordinal, person_named
from inbox.views.viewer import looks_in_person, viewer

bp = Blueprint("conversations", __name__)


@bp.get("/inbox")
@login_required
def index():
    """The list."""
    done = organising.batch_done(number(request.args.get("done")))
    return page("conversations/index.html", other=None, done=done, **screens.listing(viewer(), *_part()))


@bp.get("/inbox/<username>")
@login_required
def show(username):
    """The conversation with that person. Opening it reads it, for all tabs; looking at older messages does not.

    `at` opens it around a message; `q` is what was looked for when its name was found."""
    asked = request.args.to_dict()
    other, before = person_named(username), ordinal(asked.get("before"))
    shown = screens.thread(viewer(), other, before, ordinal(asked.get("at")))
    if shown["before"] is None and looks_in_person() and _read(shown):
        shown["mine"] = screens.side_of(viewer(), other)
    draft, undone = shown["draft"], waits.taken_back(viewer(), number(asked.get("undone")))
    answered = undone.reply_to_id if undone else number(asked.get("reply"))
    kept_file = ""
    if answered is None and draft:  # 0: the person answers nothing any more
        answered, kept_file = draft.reply_to_id, cards.token_of(draft.reply_to_file_id)
    return page(
        "conversations/show.html",
        **screens.with_list(viewer(), shown, *_part()),
        reply=screens.answered(viewer(), other, answered, asked.get("reply_file") or kept_file),
        key=screens.new_key(),
        body="\n\n".join(each.body for each in (undone, draft) if each and each.body),
        error=None,
        saved="saved" in asked,
        searched=plain(asked.get("q", ""))[:TYPED_MAX],
    )


@bp.get("/latest")
@login_required
def latest():
    """The five newest conversations, for the envelope."""
    rows = screens.listing(viewer())["rows"][:5]
    return page("conversations/latest.html", rows=rows, other=None)


def _part() -> tuple[str, int | None]:
    """Which part of the list the address asks for."""
    return filters.asked(), _key(request.args.get("after"))


def _key(text: str | None) -> int | None:
    """The key that a page of the list begins below; one that was made up begins it at the top."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _read(shown: dict) -> bool:
    """Reads what is on the page. Says whether there was anything to read: its menu would offer that once more."""
    is_unread, is_marked = shown["first_unread"] is not None, shown["mine"] is not None and shown["mine"].marked
    if is_unread:
        conversations.read(viewer(), shown["conversation"].id, shown["since"])
    if is_marked:
        participations.unmark(viewer(), {shown["conversation"].id: None})
    return is_unread or is_marked
