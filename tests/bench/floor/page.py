"""The floor of pages: Flask and Jinja draw 50 constant rows with the markup of Halle's list. No database, nobody."""

import os

from flask import Flask, render_template

app = Flask(__name__)
ROWS = [
    {"id": n, "username": f"person{n}", "name": f"Person {n} & Co", "initials": "PC", "hue": n % 8 + 1, "at": "09:48",
     "iso": "2026-03-12T09:48:00+00:00", "excerpt": "The logo is <ready>, please look at the colours before Friday",
     "online": n % 2, "unread": n % 3}
    for n in range(50)
]  # fmt: skip
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Floor</title></head><body><ul>
{% for r in rows %}
<li id="conversation-{{ r.id }}"{% if r.unread %} class="new"{% endif %}>
<a class="it" href="/inbox/{{ r.username }}" hx-get="/inbox/{{ r.username }}" hx-target="#app" hx-swap="outerHTML" hx-push-url="true">
<span class="av h{{ r.hue }} pr{% if r.online %} on{% endif %}" aria-hidden="true">{{ r.initials }}</span>
<span class="grow"><span class="row"><span class="who cut grow"><bdi>{{ r.name }}</bdi></span>
  <span class="vh">, {% if r.online %}online{% else %}offline{% endif %}</span>
  <time datetime="{{ r.iso }}">{{ r.at }}</time></span>
<span class="row"><span class="pv cut grow"><bdi>{{ r.excerpt }}</bdi></span>
{%- if r.unread %} <span class="n"><span class="vh">Unread: </span>{{ r.unread }}</span>{% endif %}</span></span></a></li>
{% endfor %}</ul>{{ rest }}</body></html>"""
TEMPLATE = app.jinja_env.from_string(PAGE)  # compiled once, as a file of it would be


@app.get("/")
def page():
    """The page, filled up to the weight of the one that it is compared with."""
    return render_template(TEMPLATE, rows=ROWS, rest=app.config["REST"])


with app.test_request_context():
    missing = int(os.environ.get("FLOOR_BYTES", "0")) - len(render_template(TEMPLATE, rows=ROWS, rest=""))
app.config["REST"] = "x" * max(0, missing)
