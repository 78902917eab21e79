"""Kept pieces of pages: they are what a drawing would be now, for this viewer, and can show nothing but their values."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from flask import url_for
from flask_babel import force_locale
from jinja2 import meta, nodes
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from inbox import clock
from inbox.config import ROOT
from inbox.models.attachment import File
from inbox.models.message import Line, Quote
from inbox.models.row import Row
from inbox.models.star import Mark
from inbox.models.translation import Rendering
from inbox.services import messages, people
from inbox.text import rich
from inbox.views.addresses import path_to
from inbox.views.format import LocalTime
from inbox.views.fragments import Fragments, Kept, NotPlain
from inbox.views.panel import Offer, Written
from inbox.views.portraits import Away, Begun, Choice, Portrait, Side, Worn
from inbox.views.speech import settled

NOON = datetime(2026, 3, 12, 12, 30, tzinfo=UTC)
ROW = Row(
    7,
    71,
    3,
    "bo",
    "Bo <3",
    "BO",
    4,
    True,
    NOON,
    "Lunch & so?",
    False,
    False,
    2,
    "",
    "snoozed",
    False,
    False,
    False,
    NOON,
    False,
    False,
    False,
    (("A & B", 2),),
    False,
)
LIST = {"filter": "unread", "token": "a token"}
AWAKE = ROW._replace(place="inbox")
FILE = File(
    9, "t" * 32, "a <b>.png", 2_000_000, "image/png", "available", 2_000_000, 480, 320, NOON, NOON, None, None, NOON, 6, 4
)
QUOTE = Quote(5, "Ana", True, "What <i>", False)
LINE = Line(6, 4, "bo", "Bo", "BO", 4, False, "message", "Hello\nhttps://a.test", NOON, True, 1, False, False, "Bo", 0, NOON, QUOTE, "2026-03-12", "a <b>.png", None, (FILE,), Rendering("done", "en", "pt", "google", "Hi", ""), True)  # fmt: skip
TOMB = LINE._replace(deleted=True, body="", edited=False, quote=None, rendering=None, translatable=False)
MINE = LINE._replace(own=True, minutes_left=9, editable_until=NOON + timedelta(minutes=9))
THEIRS = {"username": "bo", "answerable": True, "token": ""}
LOCAL = LocalTime("13:30", "Lisbon", "1 h ahead")
THEM = Portrait("bo", "Bo <3", "BO", 4, True, True, "I <draw>", "PT", "Europe/Lisbon", ("pt",), LOCAL, "Mon–Fri", Away("12 March", "Gone <fishing>"),
                False, 5000, "EUR", 3600, NOON)  # fmt: skip
SIDE = Side(71, "inbox", False, True, False, False, False, (Choice(3, "A & B", 2, True),))
ACTS = {
    "username": "bo",
    "mine": SIDE,
    "blocked": False,
    "filter": "all",
    "carries": True,
    "shortcuts": True,
    "token": "a token",
    "oob": False,
}
MARK = Mark("person", 3, "Bo <3", "bo", False)
ABOUT = {"online": True, "star": MARK, "note": Written("A <note>", 3), "services": (Offer("Logo & <b>", 5000, "EUR", MARK._replace(kind="service")),),
         "shared": (FILE,), "beside_composer": True, "own": False, "worn": Worn(True, (("VIP & <b>", 3),)), "rate": 90, "token": "a token"}  # fmt: skip
BOX = {"draft": Begun(3, "Half a <thought>", 5), "reply": QUOTE, "body": "Half", "error": None, "notice": "Was <changed>", "theirs": True, "saved": False,
       "enter": "send", "unsent": (FILE,), "quick": True, "into": "es", "translates": "By <Apertium>", "oob": False}  # fmt: skip


@pytest.fixture
def drawing(app):
    """Within a page, at noon: the fragments of the application."""
    clock.freeze(NOON)
    with app.test_request_context(), force_locale("en"), settled():
        yield Fragments(app)


def another(value):
    """A value of the same kind that is not that one."""
    if isinstance(value, Quote):
        return value._replace(text="Something else")
    if hasattr(value, "_fields"):
        return value._replace(**{value._fields[0]: another(value[0])})
    if isinstance(value, tuple):
        return (
            *value,
            another(value[-1]) if hasattr(value[-1], "_fields") else "fr" if value == ("pt",) else ("Late", 3),
        )
    if value is None or isinstance(value, str):
        return f"{value or ''}<b>"
    return (
        value + timedelta(hours=1)
        if isinstance(value, datetime)
        else not value
        if isinstance(value, bool)
        else value + 1
    )


def with_one_change(values: dict, name: str):
    """Those values, each time with another field of that one changed; then each time with another value changed."""
    for field in values[name]._fields:
        yield field, values | {name: values[name]._replace(**{field: another(getattr(values[name], field))})}
    yield from ((other, values | {other: another(values[other])}) for other in values if other != name)


@pytest.mark.parametrize(
    ("template", "values", "name"),
    [("conversations/_row.html", {"r": ROW, **LIST}, "r"),
     ("conversations/_row.html", {"r": ROW._replace(excerpt_own=True, unread=0, current=True), **LIST}, "r"),
     ("messages/_message.html", {"m": LINE, **THEIRS, "token": "a token"}, "m"), ("messages/_message.html", {"m": TOMB, **THEIRS}, "m"),
     ("messages/_message.html", {"m": MINE, **THEIRS, "token": "a token"}, "m"),
     ("conversations/_who.html", {"other": THEM, "online": True, "since": None, "oob": False}, "other"),
     ("conversations/_away.html", {"other": THEM, "since": None, "oob": False}, "other"),
     ("conversations/_about.html", {"other": THEM, **ABOUT}, "other"), ("conversations/_about.html", {"other": THEM, **ABOUT}, "star"),
     ("conversations/_about.html", {"other": THEM, **ABOUT}, "note"), ("conversations/_about.html", {"other": THEM, **ABOUT}, "worn"), ("conversations/_box.html", {"other": THEM, **BOX}, "other"),
     ("conversations/_box.html", {"other": THEM, **BOX}, "draft"), ("actions/_bar.html", ACTS, "mine"),
     ("actions/_bar.html", ACTS | {"mine": SIDE._replace(place="archived", starred=True)}, "mine")],
)  # fmt: skip
def test_whatever_changes_is_drawn(app, drawing, template, values, name):
    drawing(template, **values)
    for field, changed in with_one_change(values, name):
        assert drawing(template, **changed) == Fragments(app)(template, **changed), field
        same = {other: value for other, value in changed.items() if other != name}
        assert drawing.each(template, name, [values[name], changed[name]], **same) == drawing(
            template, **same, **{name: values[name]}
        ) + drawing(template, **changed), field


def test_what_did_not_change_is_not_drawn_again(drawing):
    first = drawing("conversations/_row.html", r=ROW, **LIST)
    assert drawing("conversations/_row.html", r=Row(*ROW), **LIST) is first


def test_each_language_time_zone_and_day_has_its_own(app, monkeypatch):
    kept, drawn = Fragments(app), set()
    for language, zone, days in itertools.product(("en", "fr"), ("UTC", "Asia/Tokyo", "America/New_York"), (0, 1, 300)):
        clock.freeze(NOON + timedelta(days=days))
        monkeypatch.setattr(app.extensions["babel"], "timezone_selector", lambda zone=zone: zone)
        with app.test_request_context(), force_locale(language), settled():
            mine = kept("conversations/_row.html", r=AWAKE, **LIST)
            assert mine == Fragments(app)("conversations/_row.html", r=AWAKE, **LIST)
            drawn.add(mine)
    assert len(drawn) == 10  # on another day the hour, and with it the zone, is not shown


@pytest.fixture
def talk(cast, ana, bo):
    """Ana and Bo have written to each other, answered, edited and taken back."""
    clock.freeze(NOON)
    said = [
        cast.said(*pair, text) for pair, text in (((ana, bo), "Hello"), ((bo, ana), "Hello, Ana"), ((ana, bo), "Well"))
    ]
    cast.said(bo, ana, "An answer", reply_to=said[0].id)
    cast.do(messages.edit, bo, said[1].id, "Good day, Ana", 0)
    cast.do(messages.delete, ana, said[2].id)
    return said


PLACES = ("#conversations", "#thread", ".list header", ".conv header", "#away", "#draft", ".box", "#about", ".top")


def pieces(tab, url: str) -> list[str]:
    """What is kept of a page: the list and the thread, and what stands around them."""
    page = tab.read(url)
    return [node.html() for place in PLACES for node in page.all(place)]


@pytest.mark.thorough
def test_pages_of_kept_pieces_are_those_that_are_drawn_anew(app, cast, ana, bo, chloe, talk):
    """Whoever looked before, in which language, where, and from which login."""
    cast.said(bo, chloe, "Lunch?")
    looks = [(ana, "/inbox/bo"), (bo, "/inbox/ana"), (bo, "/inbox"), (chloe, "/inbox/bo"), (bo, "/inbox/chloe")]
    tabs = [(person, [cast.logged_in(person), cast.logged_in(person)]) for person in (ana, bo, chloe)]
    speeches = [("en", "UTC"), ("fr", "UTC"), ("fr", "Asia/Tokyo"), ("en", "Pacific/Kiritimati")]
    later = (timedelta(minutes=3), timedelta(hours=1), timedelta(days=1), timedelta(days=20))
    for after, (locale, zone) in [(timedelta(), speech) for speech in speeches] + list(
        zip(later, speeches, strict=True)
    ):
        clock.freeze(NOON + after)
        for person, _ in tabs:
            cast.do(people.change_settings, person, locale, zone, "line", "on", "0")
        for person, url in looks:
            for tab in dict(tabs)[person]:
                pieces(tab, url)  # what is new is marked once
                warm = pieces(tab, url)
                kept, app.jinja_env.globals["fragment"] = app.jinja_env.globals["fragment"], Fragments(app)
                try:
                    assert pieces(tab, url) == warm, (person.name, url, locale, zone, after)
                finally:
                    app.jinja_env.globals["fragment"] = kept


def test_each_login_has_its_own_token_in_what_is_kept(cast, ana, bo, talk):
    tokens = set()
    for tab in (cast.logged_in(ana), cast.logged_in(ana)):
        page = tab.read("/inbox/bo")
        (form,) = page.all(f"form[action=/messages/{talk[0].id}/deletion]")
        assert form.one("input[name=csrf_token]")["value"] == page.one("#composer input[name=csrf_token]")["value"]
        tokens.add(form.one("input[name=csrf_token]")["value"])
    assert len(tokens) == 2


@pytest.mark.parametrize("value", [object(), rich("<b>"), [1], {"a": 1}, (1, [2]), 1.5, range(3)])
def test_what_could_change_or_hides_what_it_shows_is_refused(drawing, value):
    with pytest.raises(TypeError):
        drawing("messages/_day.html", day=value)


def test_a_person_is_refused(drawing, bo):
    with pytest.raises(NotPlain, match="Person"):
        drawing("conversations/_row.html", r=bo, **LIST)


def apart(app):
    """The environment that fragments are drawn in."""
    return app.jinja_env.globals["fragment"].environment


@pytest.mark.parametrize(
    "name", ["viewer", "request", "session", "g", "form_token()", "now()", "locale()", "unread", "ui.csrf()"]
)
def test_the_template_of_a_fragment_reaches_nothing_of_the_page(app, name):
    with app.test_request_context(), pytest.raises(UndefinedError):
        apart(app).from_string(f"{{{{ {name} }}}}").render()


def test_what_the_template_of_a_fragment_does_reach_is_known(app):
    offered = {
        "_",
        "gettext",
        "ngettext",
        "ui",
        "url_for",
        "config",
        "filter_arguments",
        "runs",
        "holds",
        "fragment",
        "translators",
        "their_time",
        "void_of",
        "asset",
        "vendor",
        "tus",
    }
    assert set(apart(app).globals) == offered
    assert set(apart(app).filters) - set(app.jinja_env.filters) == set()
    assert {"random", "local_time"} & set(apart(app).filters) == set()


def asked_for(environment) -> list[tuple[str, set[str]]]:
    """The fragments that templates ask for, with the names of their values."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for call in environment.parse(path.read_text()).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "fragment":
                found.append((call.args[0].as_const(), {value.key for value in call.kwargs}))
            if isinstance(call.node, nodes.Getattr) and call.node.node == nodes.Name("fragment", "load"):
                place, more = {"each": (0, call.args[1:2]), "around": (1, "since"), "whole": (0, ()), "filled": (1, "gap")}[
                    call.node.attr
                ]
                more = {more} if isinstance(more, str) else {name.as_const() for name in more}
                found.append((call.args[place].as_const(), more | {value.key for value in call.kwargs}))
    return found


def needed(environment, template: str) -> set[str]:
    """The names that a template and its pieces refer to and do not set."""
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    included = (needed(environment, name) for name in meta.find_referenced_templates(tree))
    set_here = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    return meta.find_undeclared_variables(tree).union(*included) - set_here


def test_templates_of_fragments_refer_to_their_values_and_to_nothing_else(app):
    environment = apart(app)
    found = asked_for(environment)
    assert len({template for template, _ in found}) >= 3
    for template, values in found:
        assert needed(environment, template) - set(environment.globals) == values, template


def test_what_is_kept_has_its_bounds_and_what_was_asked_for_last_stays():
    kept, often = Kept(100_000), ("often",)
    kept.put(often, Markup("x" * 1000), 1000)
    for number in range(1000):
        assert kept.get(often) is not None
        kept.put((number,), Markup("x" * 1000), 1000)
        assert len(kept._young) + len(kept._old) < 100
    assert kept.get((0,)) is None and kept.get((999,)) is not None


def test_addresses_of_fragments_are_those_of_the_pages(app):
    asked = [("conversations.show", {"username": "bo"}), ("conversations.show", {"username": "bo", "reply": 5}),
             ("conversations.index", {"filter": None, "after": 7}), ("messages.edit", {"id": 12}), ("histories.show", {"id": 1}),
             ("people.show", {"username": "a.b-c_d"}), ("conversations.index", {"filter": "é&=?/"})]  # fmt: skip
    with app.test_request_context("/somewhere"):
        for endpoint, values in asked:
            assert path_to(endpoint, **values) == url_for(endpoint, **values)
        with pytest.raises(LookupError):
            path_to("conversations.show")
