"""Addresses and views have their names."""

import inspect

from inbox.config import ROOT

SEVEN = {"index", "new", "create", "show", "edit", "update", "destroy"}
# What is not one of the seven, and why.
OTHERS = {
    "conversations.latest",  # the drop-down of the envelope
    "logins.leave",  # a page with the button: a link never logs anybody out
    "health.live", "health.ready",  # /healthz and /readyz
    "live.changes", "live.refresh", "live.socket",  # the live wire
    "uploads.options",  # what tus clients ask
}  # fmt: skip


def test_views_have_one_of_seven_names(app):
    names = {endpoint for endpoint in app.view_functions if endpoint.partition(".")[2] not in SEVEN}
    assert names == OTHERS


def test_blueprints_are_named_as_their_files_and_views_stand_in_them(app):
    for endpoint, view in app.view_functions.items():
        file, _, name = endpoint.partition(".")
        assert (ROOT / "inbox" / "views" / f"{file}.py").exists(), endpoint
        if endpoint != "live.socket":
            assert inspect.unwrap(view).__module__ == f"inbox.views.{file}", endpoint
            assert inspect.unwrap(view).__name__ == name, endpoint


def test_views_say_what_they_show(app):
    for endpoint, view in app.view_functions.items():
        if endpoint != "live.socket":
            assert inspect.getdoc(inspect.unwrap(view)), endpoint


def test_get_and_post_are_the_only_methods_but_for_what_tus_says(app):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("uploads.")]
    assert {method for rule in rules for method in rule.methods} == {
        "GET",
        "HEAD",
        "POST",
        "OPTIONS",
    }
