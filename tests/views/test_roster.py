"""All people as administrators see them: found by name, address and role, page by page; and nothing that they wrote."""

import pytest

from inbox import clock
from inbox.services import services
from tests.values import SERVICE


@pytest.fixture
def tab(cast):
    """An administrator's."""
    return cast.logged_in(cast.person("root", roles=("administrator",), display_name="Root"))


def names(page) -> list[str]:
    return [link.text for link in page.all(".flush .who2")]


def test_everybody_is_listed_newest_first_with_roles_and_address(cast, ana, tab):
    cast.person("eve", roles=("role_client", "role_freelancer", "moderator"), email_confirmed_at=None)
    page = tab.read("/admin/people")
    assert names(page) == ["Eve", "Root", "Ana Ribeiro"]
    eve = page.all(".flush li")[0].text
    assert "@eve · Client, Freelancer, Moderator" in eve and "eve@halle.test · not confirmed · since" in eve
    assert "not confirmed" not in page.all(".flush li")[1].text


def test_who_is_suspended_is_marked(cast, tab, ana):
    cast.person("eve", suspended_at=clock.now())
    page = tab.read("/admin/people")
    assert ["Suspended" in item.text for item in page.all(".flush li")] == [True, False, False]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("q=RIBEI", ["Ana Ribeiro"]), ("q=bo%40halle", ["Bo Lindqvist"]), ("role=administrator", ["Root"]), ("q=zzz", []),
     ("q=%25", []), ("q=_", []), ("q=%00", ["Root", "Bo Lindqvist", "Ana Ribeiro"]), ("q=ana&role=freelancer", []),
     ("q=" + "a" * 5000, [])],
)  # fmt: skip
def test_they_are_found_by_a_part_of_a_name_or_address_and_by_role(cast, ana, bo, tab, asked, found):
    page = tab.read(f"/admin/people?{asked}")
    assert names(page) == found
    assert page.has(".void") is (not found)


def test_what_was_asked_stands_in_the_form_again(cast, tab, ana):
    page = tab.read("/admin/people?q=ana&role=client")
    assert page.field("Name or email address")["value"] == "ana"
    assert [option["value"] for option in page.all("#role option") if "selected" in option.attrs] == ["client"]


@pytest.mark.parametrize(
    ("asked", "status"), [("role=king", 404), ("after=x", 400), ("after=-1", 400), ("after=" + "9" * 30, 400)]
)
def test_what_cannot_be_asked_is_refused(tab, asked, status):
    assert tab.get(f"/admin/people?{asked}").status_code == status


def test_pages_follow_each_other_by_key_and_keep_what_was_asked(make_app, cast, monkeypatch):
    for number in range(12):
        cast.person(f"p{number}", display_name=f"Person {number}")
    root = cast.person("root", roles=("administrator",))
    cast.app = make_app(HALLE_PAGE_PEOPLE="5")
    tab, url, seen = cast.logged_in(root), "/admin/people?q=Person&role=client", []
    while url:
        page = tab.read(url)
        seen += names(page)
        url = next((link["href"] for link in page.named("link", "More people")), None)
    assert seen == [f"Person {number}" for number in reversed(range(12))]


def test_a_hostile_name_is_text(cast, tab):
    cast.person("eve", display_name="<b>Eve</b>\u202e")
    page = tab.read("/admin/people")
    assert names(page)[0].startswith("<b>Eve</b>") and page.all(".flush .who2 bdi")


def test_it_costs_the_same_however_many_there_are(cast, tab, statements, bo):
    tab.read("/admin/people")
    statements.clear()
    tab.read("/admin/people")
    few = len(statements)
    for number in range(20):
        cast.person(f"p{number}")
        cast.do(services.create, bo, str(number), **SERVICE)
    statements.clear()
    tab.read("/admin/people")
    assert len(statements) == few <= 3
