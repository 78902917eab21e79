"""Jinja as it is, with less work for each piece of a page and for each call in it.

A page is put together from dozens of templates. Jinja looks at each callable as if its kind were new, goes through all
globals in Python for each template, asks for each whether it escapes, guards its cache by a lock, and makes a new
object of each word that is shown: together an eighth of a page.
"""

from collections.abc import Callable, MutableMapping
from typing import Self

from flask.templating import Environment as FlaskEnvironment
from jinja2 import TemplateAssertionError
from jinja2.compiler import CodeGenerator
from jinja2.nodes import EvalContext
from jinja2.runtime import Context as JinjaContext
from jinja2.utils import _PassArg, internalcode
from markupsafe import Markup, _escape_inner, escape

ALL_TEMPLATES = {"cache_size": -1}
"""For `jinja_options`: every template is kept once it was compiled; there are some hundreds."""
_asks: dict[type, bool] = {}
"""Whether what is called, of that kind, is to be told more than its arguments by the way its kind is called: macros."""


class Context(JinjaContext):
    """What a template sees."""

    def __init__(self, environment: "Environment", parent: dict, name: str | None, blocks: dict, globals=None):
        self.environment, self.parent, self.name = environment, parent, name
        self.vars: dict = {}
        self.exported_vars: set[str] = set()
        self.blocks = {name: [block] for name, block in blocks.items()}
        self.globals_keys = globals.keys() if globals else frozenset()
        self.eval_ctx = environment.escaping(name)

    @internalcode
    def call(__self, __called: Callable, *arguments, **named):
        """Calls it, as Jinja does: with the context, or what is known of escaping, where it asks for these."""
        kind = type(__called)
        asks = _asks.get(kind)
        if asks is None:
            asks = _asks[kind] = hasattr(kind.__call__, "jinja_pass_arg")
        told = kind.__call__.jinja_pass_arg if asks else getattr(__called, "jinja_pass_arg", None)
        if told is _PassArg.context:  # never for what a page asks often
            return JinjaContext.call(__self, __called, *arguments, **named)
        if named:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
        if told is _PassArg.eval_context:
            return __called(__self.eval_ctx, *arguments, **named)
        if told is _PassArg.environment:
            return __called(__self.environment, *arguments, **named)
        return __called(*arguments, **named)


def shown(value) -> str:
    """The value as it stands in a page: `escape` as Jinja calls it, but for making Markup of what is only joined."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


class Compiler(CodeGenerator):
    """Has what a template shows go through `shown`, where it is known to be escaped."""

    def _output_child_pre(self, node, frame, finalize) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")

    def visit_EvalContextModifier(self, node, frame) -> None:
        """Refuses `autoescape` within a template: it would change what the drawings of other threads know."""
        raise TemplateAssertionError("a template escapes everything or nothing", node.lineno, self.name, self.filename)


class Environment(FlaskEnvironment):
    """Where templates are compiled and drawn."""

    context_class = Context
    code_generator_class = Compiler
    shown = staticmethod(shown)

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._escaping: dict[str | None, EvalContext] = {}

    def overlay(self, **changed) -> Self:
        """One like this, apart from what is changed."""
        apart = super().overlay(**changed)
        apart._escaping = {}
        return apart

    def escaping(self, name: str | None) -> EvalContext:
        """Whether the template of that name escapes."""
        found = self._escaping.get(name)
        if found is None:
            found = self._escaping[name] = EvalContext(self, name)
        return found

    def make_globals(self, d: MutableMapping | None) -> MutableMapping:
        """The globals of a template: those of the environment themselves, as no template has others."""
        return super().make_globals(d) if d else self.globals
