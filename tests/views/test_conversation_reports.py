"""Reporting from the menu of a conversation."""

import pytest

from inbox.services import clearings, messages


@pytest.mark.parametrize(("language", "name"), [("en", "Report"), ("fr", "Signaler")])
def test_the_menu_of_a_conversation_leads_to_the_messages_of_the_other_one(cast, bo, language, name):
    eve = cast.person("eve", locale=language)
    cast.said(eve, bo, "From Eve")
    kept, gone = cast.said(bo, eve, "From Bo"), cast.said(bo, eve, "Taken back")
    cast.do(messages.delete, bo, gone.id)
    tab = cast.logged_in(eve)
    (link,) = [each for each in tab.read("/inbox/bo").one("#actions").all("a") if each.text == name]
    page = tab.read(link["href"])
    offered = [each["href"] for each in page.all("a.who2")]
    assert offered == [f"/reports/message/{kept.id}"]
    assert tab.read(offered[0]).one("blockquote").text == "From Bo"


def test_where_there_is_nothing_to_report_it_says_so(cast, ana, bo, dev):
    said = cast.said(ana, bo, "Hello")
    refused = cast.logged_in(ana).get("/inbox/bo/report")
    assert refused.status_code == 403
    assert "Bo Lindqvist has written nothing to you that you could report." in refused.page.text
    cast.said(bo, ana, "Pay me directly")
    cast.do(clearings.clear, ana, {said.conversation_id: None})
    assert cast.logged_in(ana).get("/inbox/bo/report").status_code == 403
    assert cast.logged_in(ana).get("/inbox/nobody/report").status_code == 404
    assert "Pay me" not in cast.logged_in(dev).get("/inbox/bo/report").text
