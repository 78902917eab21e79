"""The card of a file in each of its states, and the page that says why it cannot be had: nothing for axe to find, in
light and dark, in both languages, and nothing to scroll sideways. The states of years are drawn here, and looked at in a browser."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from inbox import clock
from inbox.extensions import db
from inbox.models import content as contents
from inbox.models.attachment import DELETED, FAILED, UNSCANNED, Attachment
from inbox.models.content import Content
from inbox.services import uploads
from inbox.transaction import transaction
from tests import samples
from tests.files import attachments_of, sent, stored, uploaded
from tests.journeys.test_looks import WIDTHS, complaints
from tests.plugins.ways import LANGUAGES

pytestmark = pytest.mark.heavy(4)

STATES = {
    "archived": {"state": contents.ARCHIVED},
    "restoring": {"state": contents.RESTORING, "hours": 5},
    "late": {"state": contents.RESTORING, "hours": 13},
}
"""Of the bytes; what a card says of them."""
ENDS = {"deleted": DELETED, "not available": FAILED, "refused": UNSCANNED}
SAYS = {
    "en": {
        "archived": "Archived: not opened", "restoring": "Restoring. Ready by", "late": "Still unavailable", "soon": "Deleted",
        "deleted": "It cannot be recovered.", "not available": "This file is not available.",
        "refused": "Too large for the virus check", "checked": "Being checked for viruses", "arriving": "Choose the file again",
    },
    "fr": {
        "archived": "non consulté", "restoring": "Prêt au plus tard", "late": "Toujours indisponible", "soon": "Supprimé le",
        "deleted": "Récupération impossible.", "not available": "n’est pas disponible",
        "refused": "Trop volumineux pour l’analyse", "checked": "Analyse antivirus en cours", "arriving": "Choisissez à nouveau",
    },
}  # fmt: skip


@transaction
def bring(row: Attachment, state: str) -> None:
    """Into that state, as the years would have."""
    if state in ENDS:
        row.state, row.content_id, row.delete_on = ENDS[state], None, None
    elif state in STATES:
        its = STATES[state]
        at = clock.now() - timedelta(hours=its.get("hours", 0))
        values = {"state": its["state"], "state_at": at, "archive_on": None}
        db.session.execute(update(Content).where(Content.id == row.content_id).values(values))
    elif state == "soon":
        row.delete_on = clock.now() + timedelta(days=10)


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def drawn(cast, language, monkeypatch):
    """address -> page, as Bo sees it: a card for each state, the page of each, and what is not sent yet."""
    ana, bo = cast.person("ana"), cast.person("bo", locale=language)
    rows = {}
    for number, state in enumerate((*STATES, *ENDS, "soon")):
        message = stored(cast, ana, bo, f"{state} {'w' * 40}.pdf", content=b"%%PDF-1.4 %d" % number, body=state)
        (rows[state],) = attachments_of(cast, message)
        cast.do(bring, rows[state], state)
    stored(cast, ana, bo, "a.png", content=samples.png())
    rows["checked"] = attachments_of(cast, sent(cast, ana, bo, "on its way.pdf"))[0]
    half = cast.do(uploads.begin, bo, ana, "half.mov", 1000)
    cast.do(uploads.receive, bo, half.token, 0, [b"x" * 400])
    for state in ("not available", "refused"):
        cast.do(bring, uploaded(cast, bo, ana, f"{state}.pdf"), state)
    scanning = cast.app.config["HALLE"].model_copy(update={"clamd_url": "tcp://127.0.0.1:9"})
    monkeypatch.setitem(cast.app.config, "HALLE", scanning)
    tab = cast.logged_in(bo)
    pages = {"/inbox/ana": tab.get("/inbox/ana"), "/inbox/ana/files": tab.get("/inbox/ana/files")}
    refused = [state for state in rows if state != "soon"]
    pages |= {f"/files/{state}": tab.get(f"/files/{rows[state].token}") for state in refused}
    return {address: answer.get_data(as_text=True) for address, answer in pages.items()}


def test_a_card_says_its_state_and_axe_finds_nothing_in_it(join, drawn, language):
    person, found = join("bo", "freelancer", language=language), []
    page = person.page
    page.route("**/*.js", lambda route: route.abort())  # what is drawn stays as it is
    page.route("**/drawn/**", lambda route: route.fulfill(body=drawn[at[0]], content_type="text/html; charset=utf-8"))
    at = [""]
    for at[0] in drawn:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"/drawn{at[0].replace(' ', '-')}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
            found += complaints(page, f"{at[0]} {scheme}", **options)
        page.set_viewport_size({"width": 320, "height": 640})
        found += [f"{at[0]} {wide}" for wide in page.evaluate(WIDTHS)]
    assert found == []
    shown = drawn["/inbox/ana"]
    assert {state: words for state, words in SAYS[language].items() if words not in shown} == {}
