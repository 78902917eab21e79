"""Templates are plain: they say what they need, hold no script, and protect every form."""

import re

import pytest

from inbox.config import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
NAMES = [path.relative_to(FOLDER).as_posix() for path in TEMPLATES]


@pytest.fixture(params=TEMPLATES, ids=NAMES)
def source(request) -> str:
    """The text of a template."""
    return request.param.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_template_says_in_its_first_line_what_it_needs(path):
    first = path.read_text().lstrip().split("\n", 1)[0]
    if path.parent.name != "layouts" or (path.name.startswith("_") and path.name not in ("_ui.html", "_narrow.html")):
        assert first.startswith("{# needs:"), path


def test_no_template_holds_a_script_a_style_or_a_handler(source):
    bare = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    assert "<style" not in bare
    assert not re.search(r"<script(?![^>]*\bsrc=)", bare)
    assert not re.search(r"[\s\"'](on[a-z]+|style|hx-on[\w:-]*|hx-vals|hx-headers)\s*=\s*[\"']", bare)
    assert "javascript:" not in bare


def test_every_form_that_posts_holds_the_token(source):
    for form in re.findall(r"<form\b.*?</form>", source, flags=re.S):
        if re.search(r'method="post"', form):
            assert re.search(r"\bcsrf\((token)?\)", form)


def test_every_form_says_how_it_is_sent(source):
    for form in re.findall(r"<form\b[^>]*>", source):
        assert re.search(r'method="(get|post)"', form), form
        assert "action=" in form, form


def test_nothing_is_marked_safe(source):
    assert not re.search(r"\|\s*safe\b", source)
    assert "autoescape false" not in source


def test_no_template_asks_the_database(source):
    assert not re.search(r"\b(session|query|scalar|execute)\(", source)


def test_no_sentence_goes_untranslated(source):
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", "", source, flags=re.S)
    words = re.findall(r">([^<>]*[A-Za-z]{3,}[^<>]*)<", bare)
    assert [text.strip() for text in words if text.strip() != "Halle" and '="' not in text] == []
    for attribute in re.findall(r"\b(?:aria-label|title|placeholder|alt|data-label)=\"([^\"]*)\"", bare):
        assert not re.search(r"[A-Za-z]{3,}", attribute), attribute


def test_every_template_can_be_compiled(app):
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
