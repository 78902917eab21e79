"""Pages are drawn as Jinja draws them."""

import pytest
from jinja2 import Environment as JinjaEnvironment
from jinja2 import TemplateAssertionError, UndefinedError, pass_context, pass_environment, pass_eval_context
from markupsafe import Markup

from inbox.views.templating import Context, Environment


class Called:
    """Something that can be called and is told of the context by its kind."""

    @pass_context
    def __call__(self, context, word: str) -> str:
        return f"{word} {context['word']}"


class Shown:
    """Something that says itself how it stands in a page."""

    def __html__(self) -> str:
        return "<em>"


class Word(str):
    """A text of another kind."""


class Plain:
    """Something that can be called, and that says yes to whatever it is asked for."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def __call__(self, *words: str) -> str:
        return "<".join(words)


@pass_context
def seen(context) -> str:
    """What the template sees there."""
    return context.get("each", "nothing")


@pass_environment
def trims(environment) -> bool:
    return environment.trim_blocks


@pass_eval_context
def escapes(drawing) -> bool:
    return drawing.autoescape


GIVEN = {
    "word": "<b>", "called": Called(), "plain": Plain(), "seen": seen, "trims": trims, "escapes": escapes,
    "shout": str.upper, "join": ", ".join, "kind": dict, "markup": Markup("<u>"), "shown": Shown(), "other": Word("<'&>"),
    "things": [1, 2.5, None, True, ["<"], {"<": 1}],
}  # fmt: skip
TEMPLATES = [
    "{{ word }} {{ shout(word) }} {{ join([word, 'x']) }} {{ kind(a=word).a }} {{ word.upper() }} {{ ''.join(['<']) }}",
    "{{ called('hello') }} {{ plain('a', 'b') }}",
    "{{ trims() }} {{ escapes() }} {{ seen() }}",
    "{% for each in ['<i>', 'x'] %}{{ seen() }}{{ escapes() }}{{ shout(each) }}{% endfor %}",
    "{% macro bold(text, how=word) %}<b class={{ how }}>{{ text }}{{ caller and caller() }}</b>{% endmacro %}"
    "{{ bold(word) }}{{ bold('&', how=shout('<')) }}{% call bold('x') %}{{ word }}{% endcall %}",
    "{{ markup }}{{ markup ~ word }}{{ shown }}{{ other }}{{ nobody }}{{ '<' ~ other }}{{ [markup, word]|join('&') }}",
    "{% for each in things %}{{ each }} {{ loop.index }}{% endfor %}{{ markup|safe }}{{ word|safe }}{{ word|e }}{{ 1 < 2 }}",
    "{% set kept %}<p>{{ word }}</p>{% endset %}{{ kept }}{% filter upper %}{{ word }}{% endfilter %}",
    "{% import 'layouts/_ui.html' as ui %}{{ ui.name(word) }}{{ ui.name(markup) }}{{ ui.name(word) }}",
    "{% block main %}{% set each = word %}{{ seen() }}{{ self.other() }}{% endblock %}{% block other %}{{ shout(word) }}{% endblock %}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_called_in_a_template_is_told_what_jinja_tells_it(app, template):
    ours = app.jinja_env.overlay()
    theirs = JinjaEnvironment(autoescape=True, trim_blocks=True, lstrip_blocks=True, loader=app.jinja_env.loader)
    theirs.filters |= app.jinja_env.filters
    ours.autoescape = True
    assert ours.from_string(template).render(GIVEN) == theirs.from_string(template).render(GIVEN)


def test_what_is_not_there_cannot_be_called(app):
    with pytest.raises(UndefinedError, match="nobody"):
        app.jinja_env.from_string("{{ nobody() }}").render()


def test_it_is_what_pages_and_fragments_are_drawn_with(app):
    environment = app.jinja_env.globals["fragment"].environment
    assert {type(app.jinja_env), type(environment)} == {Environment}
    assert {app.jinja_env.context_class, environment.context_class} == {Context}


def test_whether_it_escapes_a_template_says_by_its_name_alone(app):
    with pytest.raises(TemplateAssertionError, match="everything or nothing"):
        app.jinja_env.from_string("{% autoescape false %}{{ word }}{% endautoescape %}")
    assert [app.jinja_env.escaping(name).autoescape for name in ("a.html", "a.svg", "a.txt")] == [True, True, False]
    assert not app.jinja_env.overlay(autoescape=False).escaping("a.html").autoescape


def test_what_is_kept_of_a_macro_is_not_taken_for_what_only_looks_the_same(app):
    ui = app.jinja_env.globals["ui"]
    assert [ui.name("<b>"), ui.name(Markup("<b>")), ui.name("<b>")] == ["<bdi>&lt;b&gt;</bdi>", "<bdi><b></bdi>", "<bdi>&lt;b&gt;</bdi>"]
    assert [ui.avatar("A", 1), ui.avatar("A", True)] != [ui.avatar("A", 1)] * 2


def test_a_template_with_globals_of_its_own_keeps_them_to_itself(app):
    assert app.jinja_env.from_string("{{ mine }}", globals={"mine": "yes"}).render() == "yes"
    assert app.jinja_env.from_string("{{ mine }}").render() == ""
