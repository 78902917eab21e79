"""The pinned scripts of others."""

import pytest

from inbox.vendor import ON_EVERY_PAGE, SCRIPTS


def test_scripts_of_others_come_from_the_cdn_with_their_hash(guest):
    scripts = guest.read("/login").all("script[integrity]")
    assert [node["src"] for node in scripts] == [script.cdn_url for script in ON_EVERY_PAGE]
    assert [node["integrity"] for node in scripts] == [script.integrity for script in ON_EVERY_PAGE]
    assert {node["crossorigin"] for node in scripts} == {"anonymous"}


def test_by_a_setting_they_come_from_this_server(make_app, data):
    (data / "assets").mkdir()
    for script in SCRIPTS:
        (data / "assets" / script.local_name).write_text(f"// {script.name}")
    tab = make_app(HALLE_ASSETS="local").test_client()
    page = tab.read("/login")
    for node, script in zip(page.all("script[integrity]"), ON_EVERY_PAGE, strict=True):
        answer = tab.get(node["src"])
        assert (answer.text, answer.mimetype) == (f"// {script.name}", "text/javascript")
        assert node["integrity"] == script.integrity
    assert "jsdelivr" not in page.source
    assert "jsdelivr" not in tab.get("/login").headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["secret_key", "halle.db", "htmx.org-1.0.js", "..%2fsecret_key", "x"])
def test_nothing_else_of_the_data_folder_is_served(guest, data, name):
    assert (data / "halle.db").exists() or name
    assert guest.get(f"/vendor/{name}").status_code == 404


def test_the_pinned_files_are_the_genuine_ones(vendor_files):
    for script in SCRIPTS:
        assert script.is_genuine(vendor_files[script.name].read_bytes())
        assert not script.is_genuine(vendor_files[script.name].read_bytes() + b" ")
