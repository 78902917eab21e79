"""Addresses: where to go next, and where a page finds its socket."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.routing import BuildError, Map, Rule

from inbox.config import settings

COMPOSERS = ("messages.create", "drafts.update", "enter_keys.update")
"""The views to which a composer sends what is typed in it."""
TAKING_FILES = (*COMPOSERS, "quick_replies.create", "quick_replies.update")
"""The views whose forms may bring files."""
PATHS = 4096
"""So many of the paths that pages led to last are kept."""
HOSTS = 64
"""Of so many names of this server what follows from them is kept; a client can make up any."""


def safe_next(url: str | None) -> str:
    """That address when it is a path of this site, else ''."""
    if not url or not url.startswith("/") or any(character in url for character in "\\\t\r\n\x00"):
        return ""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or url.startswith("//") or not url.isprintable():
        return ""
    return url


def path_to(endpoint: str, **values) -> str:
    """The path of a page of ours. It is the same for every request, and cheaper than `url_for`."""
    return _path(current_app.url_map, endpoint, *values.items())


@lru_cache(PATHS, typed=True)
def _path(map_: Map, endpoint: str, *values: tuple) -> str:
    given = {name: value for name, value in values if value is not None}
    for rule in _rules(map_, endpoint, *given):
        if rule.suitable_for(given) and (built := rule.build(given)):
            return built[1]
    raise BuildError(endpoint, given, None)


@lru_cache(PATHS)
def _rules(map_: Map, endpoint: str, *names: str) -> tuple[Rule, ...]:
    """Those that may lead there with values of these names: what a message leads to is another path each time."""
    return tuple(rule for rule in map_.iter_rules(endpoint) if rule.arguments <= {*names, *(rule.defaults or ())})


def this_page() -> str:
    """The address of this page; a page that answers a POST may not exist as a GET."""
    if request.method != "GET" and request.endpoint not in ("logins.create", "people.create"):
        return path_to("home.show")
    return request.full_path if request.query_string else request.path


def live_url() -> str:
    """Where this page opens its socket."""
    chosen = settings()
    if chosen.live_url:
        return chosen.live_url
    one_origin = chosen.live_port == 0 or bool(chosen.trusted_proxies)  # or a proxy that makes it one
    return _live_url(request.scheme == "https", request.host, 0 if one_origin else chosen.live_port)


@lru_cache(HOSTS)
def _live_url(secure: bool, host: str, port: int) -> str:
    scheme = "wss" if secure else "ws"
    if not port:
        return f"{scheme}://{host}/live"
    hostname = urlsplit(f"//{host}").hostname or "127.0.0.1"
    hostname = f"[{hostname}]" if ":" in hostname else hostname
    return f"{scheme}://{hostname}:{port}/live"
