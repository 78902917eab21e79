"""Each request is counted, by its route and never by its address."""

import time

from flask import Flask, Response, current_app, g, request

UNCOUNTED = ("live.socket",)
"""It lasts as long as the page is open."""


def register(app: Flask) -> None:
    """From now on."""
    app.after_request(count)


def count(response: Response) -> Response:
    """Adds the answer to what this process has counted."""
    if request.endpoint not in UNCOUNTED:
        rule = request.url_rule
        now = time.perf_counter()
        tally = current_app.extensions["metrics"]
        tally.request(request.method, rule and rule.rule, response.status_code, now - g.get("started", now))
    return response
