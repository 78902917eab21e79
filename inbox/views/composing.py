"""What a composer sends: kept as a draft, or drawn again with the reason. Nothing typed is lost by a refusal, nor by
any of its buttons: the whole form goes along with each. A button says what it does by its name, and not by an address
of its own (`formaction`): a text browser does not know that, and would send the message."""

from collections.abc import Callable

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from inbox import translator
from inbox.errors import Conflict, Refused
from inbox.models.person import Person
from inbox.query import TYPED_MAX
from inbox.services import (
    conversations,
    draft_translations,
    drafts,
    people,
    quick_replies,
    quick_reply_files,
    releases,
    uploads,
    waiting,
)
from inbox.views import cards, screens, waits
from inbox.views.format import sorted_languages
from inbox.views.html import asked_by_htmx, page, swap
from inbox.views.portraits import language_for
from inbox.views.screens import number, ordinal
from inbox.views.viewer import viewer


def typed() -> drafts.Writing:
    """The fields of the composer, as they came."""
    form = request.form
    file = cards.answered(viewer(), form["reply_to_file"]) if form.get("reply_to_file") else None
    return drafts.Writing(
        body=form.get("body", ""),
        reply_to=file.message_id if file else number(form.get("reply_to")),
        reply_to_file=file and file.id,
        version=ordinal(form.get("draft")) or 0,
        key=form.get("key", ""),
        step=ordinal(form.get("step")),
    )


def pressed(other: Person) -> Response | None:
    """What another button than Send does; None when it was Send."""
    for name, act in BUTTONS.items():
        if name in request.form:
            return act(other)
    return None


def keep(other: Person) -> Response:
    """Keeps what is in the composer; an empty one takes the draft away."""
    try:
        draft = drafts.save(viewer(), other, typed())
    except Refused as refusal:
        return _refused(other, refusal)
    return swap("drafts/update.html", otherwise=_back(other, saved="draft"), draft=draft, other=other)


def keep_beside(other: Person) -> Response | None:
    """Keeps what stands in the composer when it came along with a button from elsewhere on the page; the page that says
    why it cannot be kept, or None."""
    if "draft" not in request.form or asked_by_htmx():
        return None
    try:
        drafts.save(viewer(), other, typed())
    except Refused as refusal:
        return _refused(other, refusal)
    return None


def choose_enter_key(other: Person) -> Response:
    """Remembers what the Enter key does, and keeps what was typed."""
    people.choose_enter_key(viewer(), request.form.get("enter_key", ""))
    return keep(other)


def again(other: Person, status: int, **more) -> Response:
    """The conversation with that person, with what was typed and what is to be said of it."""
    shown, writing = screens.with_list(viewer(), screens.thread(viewer(), other)), typed()
    shown |= {
        "reply": screens.answered(viewer(), other, writing.reply_to, request.form.get("reply_to_file", "")),
        "body": writing.body,
        "error": None,
    }
    return page("conversations/show.html", status, **shown | {"key": writing.key or screens.new_key()} | more)


def _unattach(other: Person) -> Response:
    """A file that was uploaded is not wanted any more; what was typed stays."""
    uploads.cancel(viewer(), request.form["unattach"])
    return keep(other)


def _take_back(other: Person) -> Response:
    """Undo, or Cancel: first of all it must not go out. Its text comes before what was begun meanwhile."""
    id = _own(other, "undo")
    try:
        body = waiting.cancel(viewer(), id).body
    except Conflict as refusal:
        return again(other, refusal.status, error=refusal.sentence)
    try:
        drafts.save(viewer(), other, typed())
    except Refused as refusal:
        body = "\n\n".join(text for text in (body, typed().body) if text)
        return again(other, refusal.status, body=body, notice=refusal.sentence, theirs=isinstance(refusal, Conflict))
    return redirect(_back(other, undone=id), 303)


def _send_now(other: Person) -> Response:
    """What waits is sent at once; when it may not be, it stays there with the reason."""
    id = _own(other, "now")
    try:
        releases.release_now(viewer(), id)
    except Refused as refusal:
        return again(other, refusal.status, error=refusal.sentence)
    return keep(other)


def _own(other: Person, name: str) -> int:
    """The number of one that waits for that person."""
    row, whom = waits.own(viewer(), number(request.form[name]) or 0) or abort(404)
    return row.id if whom.id == other.id else abort(404)


def _back(other: Person, **more) -> str:
    return url_for("conversations.show", username=other.username, _anchor="composer", **more)


def _refused(other: Person, refusal: Refused) -> Response:
    """The reason beside the text, and the draft as it is when it was changed elsewhere: saving again replaces that."""
    said = {"notice": refusal.sentence, "theirs": isinstance(refusal, Conflict)}
    if not asked_by_htmx():
        return again(other, refusal.status, **said)
    draft = screens.draft_of(viewer(), other)
    return swap("drafts/refused.html", "", refusal.status, draft=draft, other=other, **said)


def _put_quick_reply(other: Person) -> Response:
    """The text of a quick reply goes into the box, after what was typed; to choose which, for 0. Nothing is sent."""
    chosen, writing = number(request.form["quick"]) or 0, typed()
    if not chosen:
        return _choose_quick_reply(other)
    reply = quick_replies.one_for(viewer(), other, chosen) or abort(404)
    notices, open_ = [], ", ".join(reply.open)
    if open_:
        notices.append(_("Left in the text as it is: %(names)s", names=open_))
    if reply.files:
        notices += _lent(other, chosen)
    body = "\n\n".join(text for text in (writing.body.rstrip(), reply.text) if text)
    return again(other, 200, body=body, notice=" ".join(notices) or None)


def _lend_files(other: Person) -> Response:
    """The files of a quick reply whose text a script has put into the box."""
    said = _lent(other, number(request.form["lend"]) or 0)
    shown = {"unsent": cards.unsent(viewer(), other), "notice": " ".join(said) or None, "other": other}
    return swap("quick_replies/lent.html", _back(other), **shown)


def _lent(other: Person, reply_id: int) -> list[str]:
    """Puts them among those that go along with the next message; returns what is to be said of it."""
    try:
        left_out = quick_reply_files.lend(viewer(), other, reply_id).left_out
    except Refused as refusal:
        return [str(refusal.sentence)]
    return [_("Not attached, as it cannot be read now: %(names)s", names=", ".join(left_out))] if left_out else []


def _choose_quick_reply(other: Person) -> Response:
    looked_for = request.form.get("q", "")[:TYPED_MAX]
    found = quick_replies.filled_for(viewer(), other, looked_for)
    return page("quick_replies/choose.html", other=other, replies=found, q=looked_for, kept=_kept("quick", "q"))


def _translate(other: Person) -> Response:
    """What was typed is to be translated into that language, and comes into the box when it is; "" asks which one."""
    target = request.form["translate"]
    if not target:
        return _choose_language(other)
    try:
        draft = draft_translations.ask(viewer(), other, typed(), target)
    except Refused as refusal:
        return _refused(other, refusal)
    return swap("drafts/update.html", otherwise=_back(other), draft=draft, other=other)


def _choose_language(other: Person) -> Response:
    conversation = conversations.look_between(viewer(), other)
    into = language_for(other, conversation, screens.draft_of(viewer(), other))
    offered = sorted_languages(translator.languages())
    return page("drafts/languages.html", other=other, kept=_kept("translate"), into=into, offered=offered)


def _put_back(other: Person) -> Response:
    """What was typed takes the place of its translation."""
    draft_translations.put_back(viewer(), other)
    return swap("drafts/update.html", otherwise=_back(other), draft=screens.draft_of(viewer(), other), other=other)


def _kept(*without: str) -> list[tuple[str, str]]:
    """The fields of the composer, for a page that brings them back: all but these."""
    left_out = {"csrf_token", *without}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in left_out]


BUTTONS: dict[str, Callable[[Person], Response]] = {
    "keep": keep, "enter_key": choose_enter_key, "undo": _take_back, "now": _send_now,
    "quick": _put_quick_reply, "lend": _lend_files, "unattach": _unattach, "translate": _translate,
    "original": _put_back,
}  # fmt: skip
