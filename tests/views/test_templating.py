"""Pages are drawn as Jinja draws them."""

import pytest
from jinja2 import Environment as JinjaEnvironment
from jinja2 import UndefinedError, pass_context, pass_environment, pass_eval_context

from inbox.views.templating import Context, Environment


class Called:
    """Something that can be called and is told of the context by its kind."""

    @pass_context
    def __call__(self, context, word: str) -> str:
        return f"{word} {context['word']}"


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
    "shout": str.upper, "join": ", ".join, "kind": dict,
}  # fmt: skip
TEMPLATES = [
    "{{ word }} {{ shout(word) }} {{ join([word, 'x']) }} {{ kind(a=word).a }} {{ word.upper() }} {{ ''.join(['<']) }}",
    "{{ called('hello') }} {{ plain('a', 'b') }}",
    "{{ trims() }} {{ escapes() }} {{ seen() }}",
    "{% for each in ['<i>', 'x'] %}{{ seen() }}{{ escapes() }}{{ shout(each) }}{% endfor %}",
    "{% macro bold(text, how=word) %}<b class={{ how }}>{{ text }}{{ caller and caller() }}</b>{% endmacro %}"
    "{{ bold(word) }}{{ bold('&', how=shout('<')) }}{% call bold('x') %}{{ word }}{% endcall %}",
    "{% block main %}{% set each = word %}{{ seen() }}{{ self.other() }}{% endblock %}{% block other %}{{ shout(word) }}{% endblock %}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_called_in_a_template_is_told_what_jinja_tells_it(app, template):
    ours = app.jinja_env.overlay()
    theirs = JinjaEnvironment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    ours.autoescape = True
    assert ours.from_string(template).render(GIVEN) == theirs.from_string(template).render(GIVEN)


def test_what_is_not_there_cannot_be_called(app):
    with pytest.raises(UndefinedError, match="nobody"):
        app.jinja_env.from_string("{{ nobody() }}").render()


def test_it_is_what_pages_and_fragments_are_drawn_with(app):
    environment = app.jinja_env.globals["fragment"].environment
    assert {type(app.jinja_env), type(environment)} == {Environment}
    assert {app.jinja_env.context_class, environment.context_class} == {Context}


def test_a_template_with_globals_of_its_own_keeps_them_to_itself(app):
    assert app.jinja_env.from_string("{{ mine }}", globals={"mine": "yes"}).render() == "yes"
    assert app.jinja_env.from_string("{{ mine }}").render() == ""
