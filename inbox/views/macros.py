"""What every template has at hand: the macros of layouts/_ui.html as `ui`, and addresses as `url_for`."""

from functools import lru_cache

from flask import Flask
from jinja2 import Environment

from inbox.views.addresses import path_to, this_page

KEPT = frozenset({"icon", "avatar", "name", "vh", "visit"})
"""Macros that are given words and numbers alone, and show nothing else: a page has a hundred of them."""
PIECES = 2048
"""So many of what each of these has drawn last are kept. A page that says the same name again has it at hand."""


class Macros:
    """They are one module, loaded with the first page: an import in each piece costs more than most pieces."""

    def __init__(self, environment: Environment):
        self._environment = environment

    def __getattr__(self, name: str):
        macro = getattr(self._environment.get_template("layouts/_ui.html").module, name)
        if name in KEPT:
            macro = lru_cache(PIECES, typed=True)(macro)  # typed: what is markup is not escaped, and equal to its text
        setattr(self, name, macro)  # from now on it is found without coming here
        return macro


def register(app: Flask) -> None:
    """Gives them to the templates of the application, and addresses that are cheap: no page needs a whole URL."""
    app.jinja_env.globals |= {"ui": Macros(app.jinja_env), "url_for": path_to, "this_page": this_page}
