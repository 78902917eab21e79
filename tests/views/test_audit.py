"""The audit log."""

import pytest

from inbox.extensions import db
from inbox.models.record import Record
from inbox.services import cases, standings
from tests.moderating import reported


@pytest.mark.parametrize(
    ("language", "acts"),
    [("en", ("looked at it", "warned", "The rules, or the command line", "Case 1")),
     ("fr", ("a consulté le dossier", "a averti la personne", "Les règles, ou la ligne de commande", "Dossier 1"))],
)  # fmt: skip
def test_it_says_who_did_what_when_and_with_which_case(cast, ana, bo, language, acts):
    cast.said(ana, bo, "Hello")
    judge, case = cast.person("judge", roles=("moderator",), locale=language), reported(cast, ana, bo)
    cast.do(cases.look, judge, case.id)
    cast.do(cases.decide, judge, case.id, "warned")
    cast.do(standings.suspend, None, bo, "spam")
    page = cast.logged_in(judge).read("/moderation/audit")
    assert [each.get("id") for each in page.all(".flush li")] == ["record-3", "record-2", "record-1"]
    assert all(act in page.text for act in acts)
    assert "Judge" in page.one("#record-1").text
    assert "Bo Lindqvist" in page.one("#record-3").text


def test_pages_go_by_key(app, cast):
    with app.app_context():
        db.session.add_all([Record(what="looked", case_id=number) for number in range(1, 121)])
        db.session.commit()
    tab, url, found = cast.logged_in(cast.person("mod")), "/moderation/audit", []
    while url:
        page = tab.read(url)
        found += [int(each["id"].removeprefix("record-")) for each in page.all(".flush li")]
        more = [each["href"] for each in page.all("a.btn") if "before=" in each["href"]]
        url = more[0] if more else ""
    assert found == list(range(120, 0, -1))
    assert tab.get("/moderation/audit?before=x").status_code == 400
