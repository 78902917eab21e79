"""Jinja as it is, with less work for each piece of a page and for each call in it.

A page is put together from dozens of templates. Jinja looks at each callable as if its kind were new, goes through all
globals in Python for each template, and guards its cache by a lock: together a tenth of a page.
"""

from collections.abc import Callable, MutableMapping

from flask.templating import Environment as FlaskEnvironment
from jinja2.runtime import Context as JinjaContext
from jinja2.utils import _PassArg, internalcode

ALL_TEMPLATES = {"cache_size": -1}
"""For `jinja_options`: every template is kept once it was compiled; there are some hundreds."""
_asks: dict[type, bool] = {}
"""Whether what is called, of that kind, is to be told more than its arguments by the way its kind is called: macros."""


class Context(JinjaContext):
    """What a template sees."""

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


class Environment(FlaskEnvironment):
    """Where templates are compiled and drawn."""

    context_class = Context

    def make_globals(self, d: MutableMapping | None) -> MutableMapping:
        """The globals of a template: those of the environment themselves, as no template has others."""
        return super().make_globals(d) if d else self.globals
