"""Our own files."""

import gzip

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


def test_the_script_is_one_file_and_pages_load_no_other_of_ours(guest):
    page = guest.read("/login")
    ours = [script["src"] for script in page.all("script[src]") if "/static/" in script["src"]]
    assert ours == [address(guest, "halle.js")]
    assert not page.all("link[rel=modulepreload]")
    assert "import " not in guest.get(ours[0]).text


@pytest.mark.parametrize("name", ["style.css", "halle.js", "halle.svg"])
def test_it_is_sent_small_to_whoever_can_read_that(guest, name):
    url = address(guest, name)
    plain, small = guest.get(url), guest.get(url, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data)
    assert "Accept-Encoding" in plain.vary and "Accept-Encoding" in small.vary
    assert plain.headers["ETag"] != small.headers["ETag"]
    assert "Content-Encoding" not in guest.get(url, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_what_the_browser_has_is_not_sent_again(guest):
    url = address(guest, "halle.js")
    known = {
        "Accept-Encoding": "gzip",
        "If-None-Match": guest.get(url, headers={"Accept-Encoding": "gzip"}).headers["ETag"],
    }
    answer = guest.get(url, headers=known)
    assert (answer.status_code, answer.data) == (304, b"")


def test_our_scripts_leave_room_for_htmx_in_thirty_kilobytes(guest):
    script = guest.get(address(guest, "halle.js"), headers={"Accept-Encoding": "gzip"})
    assert len(script.data) <= 11_180
