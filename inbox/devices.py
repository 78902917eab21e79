"""Devices: the browser and the system that a `User-Agent` names, in words of ours.

Nothing of the header itself is kept or shown: whatever somebody sends there, what comes of it stands in these lists.
"""

LONGEST = 512
"""Characters that are looked at."""
# The first mark that is found counts: most browsers also name those that they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("OPT/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"), ("YaBrowser/", "Yandex"), ("DuckDuckGo/", "DuckDuckGo"), ("FxiOS/", "Firefox"),
    ("SeaMonkey/", "SeaMonkey"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Chromium/", "Chrome"), ("Epiphany/", "GNOME Web"), ("Konqueror/", "Konqueror"), ("Safari/", "Safari"),
    ("w3m/", "w3m"), ("Lynx/", "Lynx"), ("ELinks", "ELinks"), ("Links", "Links"), ("NetSurf/", "NetSurf"),
    ("Dillo/", "Dillo"), ("curl/", "curl"), ("Wget/", "Wget"), ("python-", "Python"), ("Python-", "Python"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Macintosh", "macOS"), ("Mac OS X", "macOS"), ("FreeBSD", "FreeBSD"), ("OpenBSD", "OpenBSD"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(agent: str) -> str:
    """The name of the browser, or '' for one that is not known."""
    return _first(BROWSERS, agent)


def system_of(agent: str) -> str:
    """The name of the system, or ''."""
    return _first(SYSTEMS, agent)


def _first(marks: tuple[tuple[str, str], ...], agent: str) -> str:
    looked_at = agent[:LONGEST]
    return next((name for mark, name in marks if mark in looked_at), "")
