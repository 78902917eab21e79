"""Many conversations at once: check boxes, all that match, and what was done."""

import pytest

from inbox.models.batch import Batch
from inbox.models.participation import ARCHIVED, INBOX
from inbox.services import actions, labels
from tests.cast import PASSWORD

PLACE = "/batches"


@pytest.fixture
def talks(cast, ana, bo, dev):
    """Two conversations of Ana's."""
    return [cast.said(ana, other, "Hello") for other in (bo, dev)]


@pytest.fixture
def tab(cast, ana, talks):
    """Ana's."""
    return cast.logged_in(ana)


def boxes(page) -> list[str]:
    return [node["value"] for node in page.all("input") if node.get("name") == "chosen"]


def test_the_list_leads_to_its_check_boxes(tab, talks):
    page = tab.read("/inbox")
    page = tab.read(page.link("Select conversations")["href"])
    assert boxes(page) == [f"{each.conversation_id}-{each.id}" for each in reversed(talks)]
    assert not [node for node in page.all("input") if node.get("name") == "chosen" and "checked" in node.attrs]
    picked = tab.read(page.link("Select this page")["href"])
    assert all("checked" in node.attrs for node in picked.all("input") if node.get("name") == "chosen")


@pytest.mark.parametrize("url", ["/latest", "/inbox?filter=unread"])
def test_all_are_read_at_once_but_what_came_since(cast, ana, bo, dev, tab, url):
    for other in (bo, dev):
        cast.said(other, ana, "Yes?")
    page = tab.read(url)
    chloe = cast.person("chloe")
    cast.said(ana, chloe, "Hello")
    later = cast.said(chloe, ana, "Later")
    assert page.button("Mark all as read")
    told = tab.read(tab.submit(page, PLACE, do="read").goes_to)
    assert "2 conversations marked as read" in told.text
    assert [row["id"] for row in told.rows] == [f"conversation-{later.conversation_id}"]
    tab.submit(told, told.one("form#done")["action"])
    assert len(tab.read("/inbox?filter=unread").rows) == 3


@pytest.mark.parametrize("url", ["/latest", "/inbox?filter=unread", "/inbox"])
def test_where_nothing_is_unread_there_is_nothing_to_read_at_once(tab, url):
    assert not tab.read(url).named("button", "Mark all as read")


def ticked(page) -> list[str]:
    return [node["value"] for node in page.all("[name=chosen]") if "checked" in node.attrs]


def test_a_refused_form_comes_back_with_what_was_ticked(tab, talks):
    page = tab.read("/batches/new")
    chosen = boxes(page)[1:]
    refused = tab.submit(page, PLACE, do="snooze", until="2020-01-01T00:00Z", chosen=",".join(chosen))
    assert (refused.status_code, ticked(refused.page)) == (422, chosen)
    refused = tab.send(PLACE, {"do": "snooze", "until": "x", "all": "1", "newest": page.one("[name=newest]")["value"]})
    assert "checked" in refused.page.one("[name=all]").attrs and not ticked(refused.page)


def test_what_was_ticked_comes_back_after_a_log_in_and_nothing_was_done(cast, ana, tab, talks):
    page = tab.read("/batches/new")
    chosen = boxes(page)[1:]
    tab.delete_cookie("halle")
    answer = tab.submit(page, PLACE, do="archive", chosen=",".join(chosen))
    assert answer.status_code == 401
    tab.forget_token()
    back = tab.submit(answer.page, "/login", username="ana", password=PASSWORD)
    assert (ticked(back.page), cast.count(Batch)) == (chosen, 0)
    assert "so nothing was saved yet" in back.page.text
    assert tab.submit(back.page, PLACE, do="archive", chosen=",".join(chosen)).status_code == 303
    assert [cast.part(ana, talk).place for talk in talks] == [ARCHIVED, INBOX]


def test_a_later_page_of_the_list_stays_that_page(tab, talks):
    """Also when all on it are selected, and when what was to be done is refused."""
    key = talks[1].id
    page = tab.read(f"/batches/new?after={key}")
    assert boxes(page) == boxes(tab.read("/batches/new"))[1:]
    selected = tab.read(page.link("Select this page")["href"])
    assert ticked(selected) == boxes(page)
    refused = tab.submit(selected, PLACE, do="snooze", until="2020-01-01T00:00Z", chosen=",".join(boxes(page)))
    assert ticked(refused.page) == boxes(refused.page) == boxes(page)


@pytest.mark.parametrize("name", sorted(actions.VERBS))
def test_every_action_is_done_and_said(cast, tab, ana, talks, name):
    label, page = cast.do(labels.create, ana, "VIP", 3), tab.read("/batches/new")
    fields = {"do": name, "chosen": boxes(page), "label": str(label.id), "until": page.all("#until option")[0]["value"]}
    answer = tab.send(PLACE, fields)
    assert answer.status_code == 303
    batch = cast.rows(Batch.of(ana))[0]
    assert tab.read(answer.goes_to).one("#done").text.startswith(f"{batch.changed} ")


def test_all_that_match_are_counted_and_done_but_not_what_came_since(cast, tab, ana, bo, talks):
    page = tab.read("/batches/new")
    assert "All: 2 conversations in All conversations" in page.text
    newest = page.one("[name=newest]")["value"]
    cast.said(bo, ana, "Wait")
    tab.send(PLACE, {"do": "archive", "all": "1", "newest": newest})
    assert [cast.part(ana, each).place for each in talks] == [INBOX, ARCHIVED]


def test_a_ticked_one_in_which_something_came_meanwhile_stays(cast, tab, ana, bo, talks):
    chosen = boxes(tab.read("/batches/new"))
    cast.said(bo, ana, "Wait")
    answer = tab.send(PLACE, {"do": "archive", "chosen": chosen})
    assert "1 conversation archived" in tab.read(answer.goes_to).one("#done").text
    assert [cast.part(ana, each).place for each in talks] == [INBOX, ARCHIVED]


def test_of_those_that_are_not_mine_nothing_happens(cast, tab, ana, bo, chloe, dev, talks):
    theirs = cast.said(dev, chloe, "Hello")
    for wrong in (f"{theirs.conversation_id}-{theirs.id}", "99-1", f"{10**17}-1"):
        answer = tab.send(PLACE, {"do": "archive", "chosen": [*boxes(tab.read("/batches/new")), wrong]})
        assert answer.status_code == 403
    assert [cast.part(ana, each).place for each in talks] == [INBOX, INBOX]
    assert cast.part(dev, theirs).place == INBOX and cast.count(Batch) == 0


@pytest.mark.parametrize("chosen", ["x", "1", "1-2-3", "-", "-1-1", "1-x", "0-0"])
def test_made_up_boxes_are_refused(cast, tab, chosen):
    assert tab.send(PLACE, {"do": "archive", "chosen": [chosen]}).status_code in (400, 403, 422)


@pytest.mark.parametrize(
    "more", [{"do": "nonsense"}, {"do": ""}, {"do": "label", "label": "99"}, {"do": "label", "label": ""},
             {"do": "snooze", "until": "2020-01-01T00:00Z"}, {"do": "snooze", "until": ""}, {"do": "snooze", "until": "x"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_done(cast, tab, ana, talks, more):
    answer = tab.send(PLACE, {"chosen": boxes(tab.read("/batches/new"))} | more)
    assert answer.status_code == 422 and cast.count(Batch) == 0


def test_nothing_chosen_is_said(tab):
    answer = tab.send(PLACE, {"do": "archive"})
    assert answer.status_code == 422 and "Choose a conversation first." in answer.page.alert


def test_somebody_elses_label_is_refused(cast, tab, bo, talks):
    theirs = cast.do(labels.create, bo, "Theirs", 1)
    fields = {"do": "label", "label": str(theirs.id), "chosen": boxes(tab.read("/batches/new"))}
    assert tab.send(PLACE, fields).status_code == 422


def test_nobody_is_told_of_what_somebody_else_did(cast, tab, bo, talks):
    tab.send(PLACE, {"do": "star", "chosen": boxes(tab.read("/batches/new"))})
    assert not cast.logged_in(bo).read("/inbox?done=1").has("#done")


def test_it_is_french_in_french(cast, bo):
    client = cast.person("eve", locale="fr")
    cast.said(client, bo, "Bonjour")
    tab = cast.logged_in(client)
    page = tab.read("/batches/new")
    assert page.button("Archiver") and "Tout : 1 conversation" in page.text
    answer = tab.send(PLACE, {"do": "archive", "chosen": boxes(page)})
    assert "1 conversation archivée" in tab.read(answer.goes_to).one("#done").text
    assert tab.read(answer.goes_to).button("Annuler cette action")


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "Nothing is left that matches: these conversations changed meanwhile. Nothing was done."),
     ("fr", "Plus rien ne correspond : ces conversations ont changé entre-temps. Rien n’a été fait.")],
)  # fmt: skip
def test_all_that_match_when_nothing_matches_any_more_says_what_happened(cast, bo, locale, words):
    eve = cast.person("eve", locale=locale)
    cast.said(eve, bo, "Hello")
    cast.said(bo, eve, "Hello")
    tab = cast.logged_in(eve)
    page = tab.read("/batches/new?filter=unread")
    tab.read("/inbox/bo")
    answer = tab.submit(page, "/batches", all="1", do="archive")
    assert answer.status_code == 422 and words in answer.page.text.replace("\xa0", " ")
    assert cast.count(Batch) == 0
