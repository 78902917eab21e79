"""Answers: the same view for a browser with htmx, one without, and for a socket. Nothing else reads HX-* headers."""

from flask import Response, current_app, make_response, redirect, request

from inbox.views.queries import read_anew
from inbox.views.speech import settled
from inbox.views.vary import vary
from inbox.views.viewer import viewer
from inbox.views.wholes import sewn


def asked_by_htmx() -> bool:
    """Whether htmx asks for pieces; going back in the history asks for the whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def page(template: str, status: int = 200, **context) -> Response:
    """The whole page, or the main part alone for htmx."""
    layout = "layouts/part.html" if asked_by_htmx() else "layouts/page.html"
    return _answer(sewn(lambda: draw(template, layout=layout, **context)), status)


def whole(template: str, status: int = 200, **context) -> Response:
    """A page that takes the place of everything, for htmx too: a log-in, an error."""
    response = page(template, status, **context)
    if asked_by_htmx():
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#app"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def page_stays() -> bool:
    """Whether htmx sends something, or asks for a piece: when that fails, the page stays, with what is typed in it."""
    return asked_by_htmx() and (request.method != "GET" or request.headers.get("HX-Target", "app") != "app")


def beside(title: str, sentence, status: int) -> Response:
    """What went wrong, for htmx: in the composer, of what that sent, else above the page."""
    of_composer = request.headers.get("HX-Trigger") == "composer"
    response = _answer(draw("errors/beside.html", title=title, error=sentence, of_composer=of_composer), status)
    response.headers["HX-Retarget"] = "#composer-error" if of_composer else "#notice"
    response.headers["HX-Reswap"] = "outerHTML" if of_composer else "innerHTML"
    response.headers["HX-Reselect"] = "unset"
    return response


def swap(template: str, otherwise: str, status: int = 200, **context) -> Response:
    """The changed pieces for htmx; for a plain browser a 303 to the page that shows them."""
    if not asked_by_htmx():
        return redirect(otherwise, 303)
    return _answer(draw(template, **context), status)


def place(piece: str, template: str, status: int = 200, **context) -> Response:
    """A form in its place on the page for htmx; on a page of its own for a plain browser."""
    if asked_by_htmx():
        return _answer(draw(piece, **context), status)
    return page(template, status, **context)


def pieces(template: str, **context) -> Response:
    """Pieces for a script that asked for them."""
    return _answer(draw(template, **context), 200)


def leave_for(url: str) -> Response:
    """On to another page, whole: after a log-in, a log-out, a change of language."""
    if not asked_by_htmx():
        return redirect(url, 303)
    response = make_response("", 204)
    response.headers["HX-Redirect"] = url
    return response


def draw(template: str, **context) -> str:
    """The template as text. Whatever it needs is loaded before: drawing never asks the database. It sees what the view
    gives it, and nothing of the request."""
    person = viewer()
    read_anew(person, context.get("other"))
    context.setdefault("unread", person.unread if person else 0)
    with settled(), current_app.extensions["drawing"]():
        html = current_app.jinja_env.get_template(template).render(context | {"viewer": person})
    return f"<!--{context['drawn_at']:016}-->{html}" if "drawn_at" in context else html


def _answer(body: str | bytes, status: int) -> Response:
    response = make_response(body, status)
    vary(response, "HX-Request")
    return response
