"""The application, wired: settings, extensions, blueprints, and what follows from what."""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from inbox import clock, database, extensions, live, logs, metrics, throttle, wire
from inbox.config import ROOT, Settings, load
from inbox.events import (
    AnswersHeard,
    AppealDecided,
    AppealMade,
    AssistanceDue,
    AssistanceEnded,
    AvailabilityChanged,
    BlockChanged,
    BytesForsaken,
    ClientAnswered,
    ClientAsked,
    ClientCame,
    ConversationRead,
    ConversationsOrganised,
    ConversationsRead,
    DraftSaved,
    DraftTranslationAsked,
    FileArrived,
    FileForsaken,
    FilesChanged,
    JobsRetried,
    LabelsChanged,
    LanguageHeard,
    LetterWritten,
    LimitReached,
    LoginEnded,
    MessageDeleted,
    MessageEdited,
    MessageSent,
    NoteWritten,
    PersonSuspended,
    PersonWarned,
    PrivacyChanged,
    ReceptionOpened,
    ReportAnswered,
    RestoreWanted,
    RoleGranted,
    RoleRevoked,
    SendRepeated,
    SettingsChanged,
    StarChanged,
    SuspensionLifted,
    ThingReported,
    TranslationAsked,
    TranslationMade,
    UploadsChanged,
    WaitingChanged,
    WarningsSeen,
)
from inbox.peer import Reading, Waiting
from inbox.services import assistances as assisting
from inbox.services import cases, receptions, records
from inbox.services import uploads as uploading
from inbox.views import (
    accounts,
    actions,
    activations,
    administration,
    appeals,
    assets,
    assistances,
    assistant,
    assistant_trials,
    audit,
    auto_reply,
    availability,
    batch_deletions,
    batches,
    cancellations,
    clearings,
    configuration,
    confirmations,
    conversation_labels,
    conversation_reports,
    conversation_translations,
    conversations,
    decisions,
    deletions,
    drafts,
    enter_keys,
    errors,
    faq_places,
    faqs,
    files,
    filters,
    format,
    fragments,
    gate,
    handovers,
    headers,
    health,
    histories,
    home,
    hours,
    keyboard,
    label_deletions,
    labels,
    languages,
    liftings,
    logins,
    macros,
    measures,
    messages,
    notes,
    notifications,
    other_logins,
    people,
    person_stars,
    portraits,
    privacy,
    profiles,
    queues,
    quick_replies,
    quick_reply_menus,
    quick_reply_places,
    reading_languages,
    readings,
    releases,
    reports,
    resets,
    retries,
    room,
    roster,
    runs,
    safety,
    searches,
    service_stars,
    services,
    session,
    settings,
    snoozes,
    speech,
    standings,
    stars,
    takeovers,
    templating,
    thumbnails,
    translations,
    turns,
    undoings,
    uploads,
    vendor,
    waiting,
    warning_confirmations,
)
from inbox.views import cases as case_views
from inbox.views import live as live_views
from inbox.views import (
    metrics as metrics_views,
)
from inbox.views.routing import IdConverter
from jobs.queues import LONG, later

Reaction = Callable[[object], None]


def send_letter(event: LetterWritten) -> None:
    """Nudges a worker; the sweep makes up for a nudge that is lost."""
    later("send_letter", event.letter_id)


def measure_response(event: ClientAnswered) -> None:
    """A worker computes it; without one the daily run does."""
    later("measure_response", event.freelancer_id)


def take_in_file(event: FileArrived) -> None:
    """A worker looks at it and stores it; the sweep makes up for a nudge that is lost."""
    later("take_in_file", event.attachment_id, queue=LONG)


def clear_away(event: FileForsaken) -> None:
    """At once: nothing of it is left for the sweep unless this process dies here."""
    uploading.clear_away(event.attachment_id)


def move_content(event: RestoreWanted | BytesForsaken) -> None:
    """A worker brings the bytes back, or deletes them; the sweep goes on with what is on its way."""
    later("move_content", event.content_id, queue=LONG)


def answer_client(event: ReceptionOpened) -> None:
    """Nudges a worker; the sweep makes up for a nudge that is lost."""
    later("answer_client", event.conversation_id)


def assist_client(event: AssistanceDue) -> None:
    """Nudges a worker; the sweep makes up for a nudge that is lost."""
    later("assist_client", event.conversation_id)


def translate_message(event: TranslationAsked) -> None:
    """Nudges a worker; the sweep makes up for a nudge that is lost."""
    later("translate_message", event.message_id, event.target)


def translate_draft(event: DraftTranslationAsked) -> None:
    """Nudges a worker; the sweep makes up for a nudge that is lost."""
    later("translate_draft", event.author_id, event.other_id)


# event -> (what follows within the transaction and can undo it, what follows once it is committed)
REACTIONS: Mapping[type, tuple[tuple[Reaction, ...], tuple[Reaction, ...]]] = {
    MessageSent: ((), (live.push, metrics.count_message)),
    SendRepeated: ((), (live.push,)),
    MessageEdited: ((), (live.push,)),
    MessageDeleted: ((), (live.push,)),
    TranslationAsked: ((), (translate_message, live.push)),
    TranslationMade: ((), (live.push,)),
    LanguageHeard: ((), (live.push,)),
    DraftSaved: ((), (live.push,)),
    DraftTranslationAsked: ((), (translate_draft, live.push)),
    ConversationRead: ((), (live.push,)),
    LoginEnded: ((), (live.push,)),
    SettingsChanged: ((), (live.push,)),
    AvailabilityChanged: ((), (live.draw_anew,)),
    PrivacyChanged: ((), (live.push, live.forget_presence)),
    LetterWritten: ((), (send_letter,)),
    StarChanged: ((), (live.push,)),
    JobsRetried: ((records.heed_retry,), ()),
    RoleGranted: ((records.heed_role,), (live.push,)),
    RoleRevoked: ((records.heed_role,), (live.push,)),
    NoteWritten: ((), (live.push,)),
    ClientAnswered: ((assisting.step_back,), (measure_response,)),
    ClientCame: ((receptions.heed,), ()),
    ReceptionOpened: ((), (answer_client,)),
    ClientAsked: ((assisting.heed,), ()),
    AssistanceDue: ((), (assist_client,)),
    AssistanceEnded: ((), (live.push,)),
    WaitingChanged: ((), (live.push,)),
    ConversationsOrganised: ((), (live.push_organised,)),
    ConversationsRead: ((), (live.push_read,)),
    LabelsChanged: ((), (live.push_organised,)),
    BlockChanged: ((), (live.push_organised,)),
    LimitReached: ((), (live.push,)),
    PersonWarned: ((records.heed_sanction,), (live.push,)),
    WarningsSeen: ((), (live.push,)),
    PersonSuspended: ((records.heed_sanction,), (live.push, live.draw_anew)),
    SuspensionLifted: ((records.heed_sanction,), (live.push, live.draw_anew)),
    AppealMade: ((cases.open_for_appeal,), (live.push,)),
    AppealDecided: ((cases.close_for_appeal, records.heed_appeal), (live.push,)),
    ThingReported: ((), ()),
    UploadsChanged: ((), ()),
    FileArrived: ((), (take_in_file,)),
    FilesChanged: ((), (live.push,)),
    RestoreWanted: ((), (move_content,)),
    BytesForsaken: ((), (move_content,)),
    FileForsaken: ((), (clear_away,)),
    ReportAnswered: ((), (live.push,)),
    AnswersHeard: ((), (live.push,)),
}

BLUEPRINTS = (
    home, health, metrics_views, assets, vendor, logins, people, conversations, readings, messages, drafts, enter_keys,
    deletions, histories, settings, profiles, accounts, other_logins, services, activations, availability, privacy,
    notifications, keyboard, languages, resets, confirmations, waiting, cancellations, releases, live_views, stars,
    person_stars, service_stars, notes, actions, clearings, conversation_labels, snoozes, labels, label_deletions,
    translations, conversation_translations, reading_languages, batches, batch_deletions, undoings, searches, safety,
    administration, roster, queues, retries, room,
    configuration, standings, appeals, warning_confirmations, reports, conversation_reports, case_views, decisions,
    liftings, audit, auto_reply, quick_replies, quick_reply_menus, quick_reply_places, assistant, assistant_trials,
    faqs, faq_places, assistances, takeovers, handovers, files, thumbnails, uploads,
)  # fmt: skip
PARTS = (
    format, filters, hours, portraits, runs, macros, speech, fragments, session, assets, vendor, headers, errors, logs,
    measures, gate,
)  # fmt: skip
"""What gives templates and answers something, or hooks into every request."""


class Application(Flask):
    """Flask, which asks before each call whether a function is asynchronous: none of ours is, and a page has twenty.
    Its quick pages take turns."""

    jinja_environment = templating.Environment
    jinja_options = templating.ALL_TEMPLATES

    def ensure_sync(self, func: Callable) -> Callable:
        return func

    def full_dispatch_request(self) -> Response:
        return turns.in_turn(super().full_dispatch_request)


def create_app(chosen: Settings | None = None) -> Flask:
    """The application with these settings; with those of the environment when none are given."""
    chosen = chosen or load()
    logs.set_up()
    app = Application(__name__, static_folder=None)
    configure(app, chosen)
    clock.follow(chosen.clock_file)
    app.url_map.converters["id"] = IdConverter
    bind_extensions(app)
    for part in PARTS:
        part.register(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    app.extensions["reactions"] = REACTIONS
    if chosen.trusted_proxies:
        hops = chosen.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    return app


def configure(app: Flask, chosen: Settings) -> None:
    """What Flask and its extensions read from app.config."""
    https = chosen.public_url.startswith("https://")
    app.config.update(
        HALLE=chosen,
        ROLE=os.environ.get("HALLE_ROLE", "pages"),
        SECRET_KEY=chosen.secret_key,
        SQLALCHEMY_DATABASE_URI=chosen.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(chosen.database_url),
        SESSION_COOKIE_NAME="__Host-halle" if https else "halle",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=chosen.login_days),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=chosen.form_max,
        MAX_FORM_MEMORY_SIZE=chosen.form_max,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a tab left open must not lose what is typed in it
        WTF_CSRF_SSL_STRICT=False,
        SOCK_SERVER_OPTIONS={
            "ping_interval": chosen.live_ping_seconds,
            "max_message_size": chosen.live_frame_max,
            "thread_class": Reading,
            "selector_class": Waiting,
        },
        BABEL_TRANSLATION_DIRECTORIES=os.path.join(os.path.dirname(__file__), "inbox", "locale"),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def bind_extensions(app: Flask) -> None:
    """Binds the extensions to this application."""
    extensions.db.init_app(app)
    if "HALLE_ROLE" not in os.environ:
        bind_commands(app)
    extensions.login.init_app(app)
    extensions.login.session_protection = None  # a login ends on the server; an address may change on a train
    extensions.csrf.init_app(app)
    extensions.sock.init_app(app)
    wire.bind(app)
    throttle.bind(app)
    metrics.bind(app)


def bind_commands(app: Flask) -> None:
    """The commands of bin/flask, and the migrations: servers do without these 20 MB."""
    from flask_migrate import Migrate  # noqa: PLC0415

    from inbox import cli  # noqa: PLC0415

    Migrate(app, extensions.db, directory=str(ROOT / "inbox" / "migrations"), render_as_batch=True)
    cli.register(app)
