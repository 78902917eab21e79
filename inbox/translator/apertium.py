"""Apertium: rules and dictionaries on this machine. Its command, or `apertium-apy` where HALLE_APERTIUM_URL says.

It has pairs of languages; what has no direct one goes through others. The way is the cheapest, and Catalan is the best
hub: French over Spanish makes "slope" of "how much does it cost", so Spanish never lies between French and another.
"""

import heapq
import json
import os
import re
import shutil
import signal
import subprocess
import time
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from inbox import wire
from inbox.config import settings
from inbox.translator.engine import NoTranslation, is_here

name, title, limit = "apertium", "Apertium", None

CODES = {
    "af": "afr", "an": "arg", "ar": "ara", "be": "bel", "bg": "bul", "br": "bre", "ca": "cat", "cy": "cym", "da": "dan",
    "de": "deu", "en": "eng", "eo": "epo", "es": "spa", "eu": "eus", "fr": "fra", "gl": "glg", "hi": "hin", "id": "ind",
    "is": "isl", "it": "ita", "kk": "kaz", "mk": "mkd", "ms": "zlm", "mt": "mlt", "nb": "nob", "nl": "nld", "nn": "nno",
    "oc": "oci", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sc": "srd", "sh": "hbs", "sl": "slv", "sv": "swe",
    "tt": "tat", "uk": "ukr", "ur": "urd",
}  # fmt: skip
OURS = {theirs: ours for ours, theirs in CODES.items()} | {code: code for code in CODES}
"""Its older pairs say languages by two letters."""
PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")
HOPS = 3
KNOWN = "halle:translator:apertium"
"""Where the pairs of apertium-apy are remembered, for who may not ask it: no page waits for an engine."""

LATELY = 60
"""Seconds for which a process goes on with what it remembers: pages ask with each composer."""

Pairs = dict[tuple[str, str], str]
_lately: dict[str, tuple[float, Pairs]] = {}
_commands: dict[str, tuple[float, bool]] = {}


def is_ready() -> bool:
    """Whether it is installed here, or is said to be elsewhere."""
    return bool(settings().apertium_url) or (_has_command(os.environ.get("PATH", "")) and bool(_installed()))


def leaves() -> bool:
    """Whether text goes to another machine: an address is said to be another one, unless it is this one."""
    return bool(settings().apertium_url) and not is_here(settings().apertium_url)


def targets() -> frozenset[str]:
    """What it translates into from anything."""
    return frozenset(target for _source, target in _pairs(ask=False))


def has(source: str, target: str) -> bool:
    """Whether there is a way from one to the other."""
    return route(source, target, _pairs(ask=True)) is not None


def translate(text: str, source: str, target: str, end: float) -> str:
    """By the cheapest way. Raises NoTranslation."""
    pairs = _pairs(ask=True)
    way = route(source, target, pairs)
    if way is None:
        raise NoTranslation("pair")
    if settings().apertium_url:
        return _asked(text, way, end)
    for hop in pairwise(way):
        text = _run(pairs[hop], text, end)
    return text


def route(source: str, target: str, pairs) -> tuple[str, ...] | None:
    """The languages on the way, the first and the last included; None when there is none."""
    ways = [(0.0, (source,))]
    while ways:
        cost, way = heapq.heappop(ways)
        if way[-1] == target:
            return way if len(way) > 1 else None
        if len(way) > HOPS:
            continue
        for one, other in pairs:
            if one == way[-1] and other not in way and _may_follow(way, other, source, target):
                heapq.heappush(ways, (cost + _cost(one, other), (*way, other)))
    return None


def _may_follow(way: tuple[str, ...], code: str, source: str, target: str) -> bool:
    return code == target or code != "es" or "fr" not in (source, target, *way)


def _cost(one: str, other: str) -> float:
    return 1.0 if "ca" in (one, other) else 3.0 if "eo" in (one, other) else 1.5


def _pairs(ask: bool) -> Pairs:
    """What it can: (from, to) -> the name of the mode. `ask`: whether apertium-apy may be asked, or what is remembered
    of it has to do."""
    url = settings().apertium_url
    if not url:
        return _installed()
    if not ask and time.monotonic() < _lately.get(url, (0.0, {}))[0]:
        return _lately[url][1]
    known = wire.wire().ask([("GET", KNOWN)])
    if known and known[0]:
        pairs = _named(json.loads(known[0]))
        _lately[url] = time.monotonic() + LATELY, pairs
        return pairs
    if not ask:
        return {}
    try:
        answer = _door().get(f"{url}/listPairs", time.monotonic() + settings().translation_seconds).json()
        modes = [f"{pair['sourceLanguage']}-{pair['targetLanguage']}" for pair in answer["responseData"]]
    except (NoTranslation, ValueError, KeyError, TypeError):
        return {}
    wire.wire().ask([("SET", KNOWN, json.dumps(modes), "EX", 3600)])
    return _named(modes)


def _installed() -> Pairs:
    folder = Path(settings().apertium_data) / "modes"
    try:
        return _modes(str(folder), folder.stat().st_mtime_ns)
    except OSError:
        return {}


def _has_command(path: str) -> bool:
    """Whether the command is there, as it was lately: looking through PATH costs as much as a tenth of a page."""
    last, found = _commands.get(path, (0.0, False))
    if time.monotonic() >= last:
        found = shutil.which("apertium", path=path) is not None
        _commands[path] = time.monotonic() + LATELY, found
    return found


@lru_cache(maxsize=4)
def _modes(folder: str, _changed_at: int) -> Pairs:
    return _named([each.removesuffix(".mode") for each in os.listdir(folder) if each.endswith(".mode")])


def _named(modes: list[str]) -> Pairs:
    """Variants, such as eng_US, are left out."""
    pairs = [(mode.partition("-"), mode) for mode in sorted(modes) if PAIR.fullmatch(mode)]
    return {(OURS[one], OURS[other]): mode for (one, _, other), mode in pairs if one in OURS and other in OURS}


def _asked(text: str, way: tuple[str, ...], end: float) -> str:
    url, chain = settings().apertium_url, "|".join(CODES[code] for code in way)
    path, field = ("translate", "langpair") if len(way) == 2 else ("translateChain", "langpairs")
    # Not as HTML, which is what it takes a text for: `<b>` is three characters that somebody typed.
    asked = {field: chain, "q": text, "markUnknown": "no", "format": "txt"}
    try:
        return _door().post(f"{url}/{path}", end, data=asked).json()["responseData"]["translatedText"]
    except (ValueError, KeyError, TypeError) as error:
        raise NoTranslation("answer", title) from error


def _door():
    from inbox.translator.door import Door  # noqa: PLC0415

    return Door(settings().apertium_url, title)


def _run(mode: str, text: str, end: float) -> str:
    """Its command, a dozen small programs in a row, which all end when the time is over."""
    command = ["apertium", "-u", "-f", "txt", mode]
    environ = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    environ |= {"LC_ALL": "C.UTF-8", "APERTIUM_DATADIR": settings().apertium_data}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(command, **pipes, env=environ, start_new_session=True)
    except OSError as error:
        raise NoTranslation("away", title) from error
    try:
        said, _ = process.communicate(text.encode(), timeout=max(0.1, end - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise NoTranslation("silent", title) from error
    finally:
        _end(process)
    if process.returncode != 0:
        raise NoTranslation("refused", title)
    return said.decode(errors="replace")


def _end(process: subprocess.Popen) -> None:
    """Also when this job is given up in the middle: nothing that it began goes on."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout):
        pipe.close()
