"""The pages of administrators: for them alone, as long as they are, in both languages."""

import pytest

from inbox import clock, doctor
from inbox.services import roles

PAGES = ("/admin", "/admin/people", "/admin/jobs", "/admin/storage", "/admin/settings")
HEADINGS = {"en": ("Health", "People", "Queues", "Storage", "Settings in force"),
            "fr": ("État", "Personnes", "Files", "Stockage", "Réglages en vigueur")}  # fmt: skip


@pytest.fixture
def root(cast):
    """An administrator."""
    return cast.person("root", roles=("administrator",))


@pytest.mark.parametrize("url", PAGES)
def test_only_an_administrator_finds_them(app, cast, ana, root, url):
    mod = cast.person("mod")
    assert app.test_client().get(url).goes_to.startswith("/login?next=")
    for person in (ana, mod):
        tab = cast.logged_in(person)
        assert tab.get(url).status_code == 404
        assert "/admin" not in tab.get("/settings/").text
    assert cast.logged_in(root).get(url).status_code == 200


def test_one_who_is_suspended_finds_nothing(cast):
    tab = cast.logged_in(cast.person("root", roles=("administrator",), suspended_at=clock.now()))
    assert {tab.get(url).status_code for url in PAGES} == {404}


def test_who_is_no_administrator_any_more_is_none_at_once(cast, ana):
    cast.do(roles.grant, None, ana, "administrator")
    tab = cast.logged_in(ana)
    page = tab.read("/admin/jobs")
    assert tab.get("/admin").status_code == 200
    cast.do(roles.revoke, None, ana, "administrator")
    assert tab.get("/admin").status_code == 404
    assert tab.send("/admin/jobs/retries", {"csrf_token": page.all("[name=csrf_token]")[0]["value"]}).status_code == 404


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_each_leads_to_the_others_in_the_language_of_its_viewer(cast, locale):
    tab = cast.logged_in(cast.person("root", roles=("administrator",), locale=locale))
    for url, heading in zip(PAGES, HEADINGS[locale], strict=True):
        page = tab.read(url)
        assert page.all("h2")[0].text == heading
        assert {link["href"] for link in page.one("nav.side").all("a")} == set(PAGES)
        assert page.one("nav.side [aria-current=page]")["href"] == url
    assert tab.read("/settings/").link("Administration")["href"] == "/admin"


def test_what_is_wrong_stands_on_top(cast, root):
    page = cast.logged_in(root).read("/admin")
    items = [item.text for item in page.all(".ql li")]
    assert items[0].endswith("Wrong") and any(
        item.startswith("Database It answers") and item.endswith("Good") for item in items
    )
    assert "things are wrong" in page.one("[role=status].bad").text  # no worker, no schedule


def test_it_tells_what_the_doctor_tells(app, cast, root):
    page = cast.logged_in(root).read("/admin")
    with app.app_context():
        told = {
            str(finding.sentence) for finding in doctor.examine() if "free for the data" not in str(finding.sentence)
        }
    assert told <= {" ".join(p.text.split()) for p in page.all(".ql p")}
