"""Our own files."""

import pytest


def address(tab, name: str) -> str:
    """Where pages load that file of ours from."""
    folder = tab.read("/login").one("link[rel=stylesheet]")["href"].removesuffix("style.css")
    return folder + name


def test_our_files_have_an_address_that_changes_with_them_and_may_be_kept_for_good(guest):
    page = guest.read("/login")
    for url in [page.one("link[rel=stylesheet]")["href"], page.one("script[src][type=module]")["src"]]:
        answer = guest.get(url)
        assert answer.status_code == 200 and answer.data
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_file_of_a_version_that_is_gone_is_sent_as_it_is_now_and_not_kept(guest):
    answer = guest.get("/static/0123456789ab/style.css")
    assert answer.data == guest.get(address(guest, "style.css")).data
    assert "max-age=31536000" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("name", "kind"), [("style.css", "text/css"), ("halle.js", "javascript"), ("halle.svg", "image/svg+xml")]
)
def test_each_file_is_served_as_what_it_is(guest, name, kind):
    answer = guest.get(address(guest, name))
    assert kind in answer.headers["Content-Type"]
    assert answer.data


@pytest.mark.parametrize("name", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "nothing.js", "\0", ""])
def test_nothing_outside_the_folder_is_served(guest, name):
    assert guest.get(f"/static/0123456789ab/{name}").status_code == 404
