"""The macros of layouts/_ui.html, at hand in every template as `ui`."""

from flask import Flask
from jinja2 import Environment


class Macros:
    """They are one module, loaded with the first page: an import in each piece costs more than most pieces."""

    def __init__(self, environment: Environment):
        self._environment = environment

    def __getattr__(self, name: str):
        macro = getattr(self._environment.get_template("layouts/_ui.html").module, name)
        setattr(self, name, macro)  # from now on it is found without coming here
        return macro


def register(app: Flask) -> None:
    """Gives them to the templates of the application."""
    app.jinja_env.globals["ui"] = Macros(app.jinja_env)
