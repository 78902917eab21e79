"""Every address, asked in every way by a guest, an outsider and a participant. An address that is not in the table
fails: whoever adds one says who gets what."""

from datetime import timedelta

import pytest
from werkzeug.routing import Rule

from inbox import clock
from inbox.services import services, waiting
from tests.values import SERVICE

WHO = ("guest", "outsider", "participant")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ARGUMENTS = {
    "username": "bo",
    "id": "1",
    "version": "0123456789ab",
    "token": "abc",
    "kind": "message",
    "name": "style.css",
}

# address -> method -> what a guest, an outsider and a participant get. HEAD is as GET, OPTIONS always 200, and every
# method that is not named 405. A guest who may not is led to the log-in (303), or told so where a script asks (401).
# Bo and Ana have a conversation, whose first message Ana wrote; the participant is Ana, the outsider Dev.
TABLE = {
    "/": {"GET": (303, 303, 303)},
    # Neither of the two is an administrator: tests/views/test_administration.py lets one in.
    "/admin": {"GET": (303, 404, 404)},
    "/admin/jobs": {"GET": (303, 404, 404)},
    "/admin/jobs/retries": {"POST": (401, 404, 404)},
    "/admin/people": {"GET": (303, 404, 404)},
    "/admin/settings": {"GET": (303, 404, 404)},
    "/admin/storage": {"GET": (303, 404, 404)},
    # An empty form: nothing is chosen. The participant's list has no label, no batch.
    "/batches": {"POST": (401, 422, 422)},
    "/batches/<id:id>/undoing": {"POST": (401, 409, 409)},
    "/batches/deletion": {"POST": (401, 303, 303)},
    "/batches/new": {"GET": (303, 200, 200)},
    "/changes": {"GET": (401, 200, 200)},
    # No file has that token: tests/views/test_files.py says who sees those that are there.
    "/files/<token>": {"GET": (303, 404, 404)},
    "/files/<token>/thumbnail": {"GET": (303, 404, 404)},
    "/healthz": {"GET": (200, 200, 200)},
    "/inbox": {"GET": (303, 200, 200)},
    "/inbox/<username>": {"GET": (303, 200, 200)},  # also before the first message
    "/inbox/<username>/actions": {"GET": (303, 200, 200), "POST": (401, 422, 422)},  # no action
    "/inbox/<username>/assistance": {"GET": (303, 404, 404)},  # no assistant has done anything
    "/inbox/<username>/handover": {"POST": (401, 404, 403)},  # nor is there any to ask for the person instead of
    "/inbox/<username>/takeover": {"POST": (401, 404, 403)},  # it is not the client who takes over
    "/inbox/<username>/changes": {"GET": (401, 200, 200)},
    "/inbox/<username>/deletion": {"GET": (303, 404, 200), "POST": (401, 404, 303)},
    "/inbox/<username>/draft": {"POST": (401, 303, 303)},
    "/inbox/<username>/enter-key": {"POST": (401, 422, 422)},  # no choice
    "/inbox/<username>/files": {"GET": (303, 200, 200)},
    "/inbox/<username>/labels": {"POST": (401, 404, 303)},
    "/inbox/<username>/messages": {"POST": (401, 422, 422)},  # an empty form
    "/inbox/<username>/reading": {"POST": (401, 404, 400)},
    "/inbox/<username>/report": {"GET": (303, 403, 403)},  # Bo has written nothing
    "/inbox/<username>/snooze": {"GET": (303, 404, 200), "POST": (401, 404, 422)},  # no time
    "/inbox/<username>/waiting": {"POST": (401, 422, 422)},  # an empty form
    "/keyboard": {"GET": (303, 200, 200)},
    "/labels": {"GET": (303, 200, 200), "POST": (401, 422, 422)},  # an empty form
    "/labels/<id:id>": {"POST": (401, 404, 404)},
    "/labels/<id:id>/deletion": {"GET": (303, 404, 404), "POST": (401, 404, 404)},
    "/labels/<id:id>/edit": {"GET": (303, 404, 404)},
    "/language": {"POST": (422, 422, 422)},
    "/latest": {"GET": (303, 200, 200)},
    "/live": {"GET": (400, 400, 400), "OPTIONS": (400, 400, 400)},  # for websockets alone
    "/login": {"GET": (200, 303, 303), "POST": (422, 422, 422)},
    "/logout": {"GET": (303, 200, 200), "POST": (303, 303, 303)},
    "/messages/<id:id>": {"GET": (303, 404, 303), "POST": (401, 404, 422)},
    "/messages/<id:id>/deletion": {"POST": (401, 404, 303)},
    "/messages/<id:id>/edit": {"GET": (303, 404, 200)},
    "/messages/<id:id>/translation": {"POST": (401, 404, 403)},  # Ana's own
    "/inbox/<username>/translation": {"POST": (401, 422, 422)},  # no choice
    "/settings/translation": {"GET": (303, 200, 200), "POST": (401, 422, 422)},  # no language
    "/messages/<id:id>/history": {"GET": (303, 404, 200)},
    "/metrics": {"GET": (200, 200, 200)},  # from this machine; tests/views/test_metrics.py asks from elsewhere
    # For moderators alone.
    "/moderation": {"GET": (303, 404, 404)},
    "/moderation/<id:id>": {"GET": (303, 404, 404)},
    "/moderation/<id:id>/decision": {"POST": (401, 404, 404)},
    "/moderation/<id:id>/lifting": {"POST": (401, 404, 404)},
    "/moderation/audit": {"GET": (303, 404, 404)},
    "/password/reset": {"GET": (200, 200, 200), "POST": (422, 422, 422)},  # an empty form
    "/settings/account/confirmation": {"POST": (401, 303, 303)},
    "/email/<token>": {"GET": (404, 404, 404), "POST": (404, 404, 404)},  # a link that never was one
    "/password/reset/<token>": {"GET": (404, 404, 404), "POST": (404, 404, 404)},  # a link that never was one
    "/people": {"GET": (303, 200, 200)},
    "/people/<username>": {"GET": (303, 200, 200)},
    "/people/<username>/note": {"GET": (303, 200, 200), "POST": (401, 303, 303)},  # an empty one
    "/people/<username>/star": {"POST": (401, 303, 303)},
    "/people/<username>/star/removal": {"POST": (401, 303, 303)},
    "/readyz": {"GET": (200, 200, 200)},
    "/safety": {"GET": (200, 200, 200)},
    "/reports": {"GET": (303, 200, 200)},
    "/reports/<kind>/<id:id>": {"GET": (303, 404, 403), "POST": (401, 404, 403)},  # Ana wrote it herself
    "/search": {"GET": (303, 200, 200)},
    "/services/<id:id>/star": {"POST": (401, 303, 303)},
    "/services/<id:id>/star/removal": {"POST": (401, 303, 303)},
    "/settings/": {"GET": (303, 200, 200), "POST": (401, 303, 303)},
    "/settings/account": {"GET": (303, 200, 200), "POST": (401, 422, 422)},  # empty forms
    "/settings/account/logins": {"POST": (401, 303, 303)},
    "/settings/availability": {"GET": (303, 200, 403), "POST": (401, 303, 403)},  # Dev is a freelancer, Ana is none
    # Of Bo, who has none.
    "/settings/quick-replies": {"GET": (303, 200, 403), "POST": (401, 422, 403)},
    "/settings/quick-replies/new": {"GET": (303, 200, 403)},
    "/settings/quick-replies/<id:id>": {"POST": (401, 404, 403)},
    "/settings/quick-replies/<id:id>/edit": {"GET": (303, 404, 403)},
    "/settings/quick-replies/<id:id>/deletion": {"POST": (401, 404, 403)},
    "/settings/quick-replies/<id:id>/place": {"POST": (401, 404, 403)},
    "/inbox/<username>/quick-replies": {"GET": (303, 200, 403)},
    # Of Bo, who has none either.
    "/settings/assistant": {"GET": (303, 200, 403), "POST": (401, 303, 403)},
    "/settings/assistant/trial": {"GET": (303, 200, 403)},
    "/settings/assistant/faq": {"POST": (401, 422, 403)},
    "/settings/assistant/faq/new": {"GET": (303, 200, 403)},
    "/settings/assistant/faq/<id:id>": {"POST": (401, 404, 403)},
    "/settings/assistant/faq/<id:id>/edit": {"GET": (303, 404, 403)},
    "/settings/assistant/faq/<id:id>/deletion": {"POST": (401, 404, 403)},
    "/settings/assistant/faq/<id:id>/place": {"POST": (401, 404, 403)},
    "/settings/auto-reply": {"GET": (303, 200, 403), "POST": (401, 303, 403)},
    "/settings/notifications": {"GET": (303, 200, 200), "POST": (401, 303, 303)},
    "/settings/privacy": {"GET": (303, 200, 200), "POST": (401, 303, 303)},
    "/settings/profile": {"GET": (303, 200, 200), "POST": (401, 422, 422)},
    # Service 1 is Bo's; Dev is a freelancer, Ana is none.
    "/settings/services": {"GET": (303, 200, 403), "POST": (401, 422, 403)},  # an empty form
    "/settings/services/<id:id>": {"POST": (401, 404, 404)},
    "/settings/services/<id:id>/activation": {"POST": (401, 404, 404)},
    "/settings/services/<id:id>/deactivation": {"POST": (401, 404, 404)},
    "/settings/services/<id:id>/edit": {"GET": (303, 404, 404)},
    "/settings/services/<id:id>/removal": {"POST": (401, 404, 404)},
    "/settings/services/new": {"GET": (303, 200, 403)},
    "/signup": {"GET": (200, 303, 303), "POST": (422, 422, 422)},
    "/standing": {"GET": (303, 200, 200)},
    "/standing/appeal": {"POST": (401, 403, 403)},  # nobody is suspended
    "/standing/confirmation": {"POST": (401, 303, 303)},
    "/stars": {"GET": (303, 200, 200)},
    "/static/<version>/<path:name>": {"GET": (200, 200, 200)},
    # The first one that waits is Ana's.
    "/waiting": {"GET": (303, 200, 200)},
    "/waiting/<id:id>": {"POST": (401, 404, 422)},
    "/waiting/<id:id>/cancellation": {"POST": (401, 404, 303)},
    "/waiting/<id:id>/edit": {"GET": (303, 404, 200)},
    "/waiting/<id:id>/release": {"POST": (401, 404, 303)},
    # Whoever does not say that they speak tus is told so: tests/views/test_uploads.py does.
    "/uploads/": {"POST": (412, 412, 412), "OPTIONS": (204, 204, 204)},
    "/uploads/<token>": {"HEAD": (412, 412, 412), "PATCH": (412, 412, 412), "POST": (412, 412, 412), "DELETE": (412, 412, 412)},
    "/vendor/<name>": {"GET": (404, 404, 404)},
}


def expected(address: str, method: str, who: str) -> int:
    """What the table says."""
    row = TABLE[address]
    if method == "OPTIONS" and method not in row:
        return 200
    method = "GET" if method == "HEAD" and method not in row else method
    return row[method][WHO.index(who)] if method in row else 405


def path(app, address: str) -> str:
    """That address, filled in."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.rule == address)
    return rule.build({name: ARGUMENTS[name] for name in rule.arguments})[1]


@pytest.fixture
def tabs(app, cast, ana, bo, dev):
    """A browser for each of the three."""
    cast.said(ana, bo, "Between the two of us")
    cast.do(services.create, bo, "k", **SERVICE)
    cast.do(waiting.schedule, ana, bo, "Between the two of us, later", "k", clock.now() + timedelta(hours=1))
    return {"guest": app.test_client(), "outsider": cast.logged_in(dev), "participant": cast.logged_in(ana)}


def test_every_address_is_in_the_table(app):
    assert {rule.rule for rule in app.url_map.iter_rules()} == set(TABLE)


@pytest.mark.every_url
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("method", METHODS)
def test_everybody_gets_what_the_table_says(app, tabs, method, who):
    wrong, tab = {}, tabs[who]
    order = sorted(TABLE, key=lambda address: (address == "/logout", *_destroys(address), address))
    for address in order:
        form = tab.with_token() if method not in ("GET", "HEAD", "OPTIONS") else None
        answer = tab.open(path(app, address), method=method, data=form)
        if answer.status_code != expected(address, method, who):
            wrong[address] = (answer.status_code, expected(address, method, who))
        assert who == "participant" or "Between the two" not in answer.text, address
    assert not wrong


@pytest.mark.every_url
def test_trace_and_unknown_methods_are_never_done(app, tabs):
    for address in TABLE:
        for method in ("TRACE", "PROPFIND", "CONNECT", "POSTS"):
            assert tabs["participant"].open(path(app, address), method=method).status_code in (400, 404, 405), address


@pytest.mark.every_url
def test_nothing_overrides_the_method(app, tabs):
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-HTTP-Method": "DELETE"}):
        answer = tabs["participant"].get("/messages/1/deletion?_method=POST", headers=headers)
        assert answer.status_code == 405


def _destroys(address: str) -> tuple[bool, bool]:
    """Whether others do not find afterwards what they ask for."""
    return address == "/inbox/<username>/deletion", address.endswith("deletion")


def _rules(app, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and not rule.websocket]


@pytest.mark.every_url
def test_only_get_and_post_are_ever_offered(app):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("uploads.")]  # tus has its own
    offered = {method for rule in rules for method in rule.methods or ()}
    assert offered == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.every_url
def test_405_says_which_methods_there_are(app, tabs):
    for address, row in TABLE.items():
        if address != "/live":
            allowed = (
                tabs["participant"].put(path(app, address), data=tabs["participant"].with_token()).headers["Allow"]
            )
            assert set(row) <= set(allowed.split(", ")), address
