"""Halle in w3m: pages dumped as text, forms posted by w3m itself, one cookie file a person."""

import os
import re
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from urllib.parse import urlencode


class W3m:
    """Somebody who sits at a terminal."""

    def __init__(self, url: str):
        self.url, self.home = url, Path(tempfile.mkdtemp(prefix="w3m-"))

    def read(self, path: str) -> str:
        """The page as the terminal shows it."""
        return self._run("-dump", "-cols", "100", self.url + path)

    def source(self, path: str) -> str:
        """The page as it came."""
        return self._run("-dump_source", self.url + path)

    def send(self, page: str, action: str, **fields: str) -> str:
        """Fills in the form with that action on that page and sends it; returns what the terminal shows then."""
        form = next(each for each in _forms(self.source(page)) if each["action"] == action)
        filled = self.home / "form"
        filled.write_text(urlencode(form["fields"] | fields))
        return self._run("-dump", "-cols", "100", "-post", str(filled), self.url + action)

    def _run(self, *arguments: str) -> str:
        environ = os.environ | {"HOME": str(self.home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        options = ["-cookie", "-o", "accept_language=en", "-I", "UTF-8", "-O", "UTF-8"]
        command = ["w3m", *options, *arguments]
        answer = subprocess.run(command, env=environ, capture_output=True, timeout=20, check=True)
        return answer.stdout.decode()


def _forms(html: str) -> list[dict]:
    """The forms of a page: where they go, and what is in them."""
    found = re.findall(r'<form[^>]*?\baction="([^"]*)"[^>]*>(.*?)</form>', html, re.DOTALL)
    return [{"action": unescape(action), "fields": _hidden(inside)} for action, inside in found]


def _hidden(form: str) -> dict[str, str]:
    fields = re.findall(r"<input[^>]*>", form)
    return {_part("name", field): _part("value", field) for field in fields if 'type="hidden"' in field}


def _part(name: str, tag: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
