"""Halle in w3m: logging in at its keyboard, then pages dumped as text and forms posted, with its own cookie file."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from html import unescape
from urllib.parse import urlencode

from tests.places import short_lived

SCREEN = struct.pack("HHHH", 200, 100, 0, 0)
"""Rows and columns: all of a page is on the screen."""
SPACE, CONTROL = "\x1b[C", re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""What the terminal is told between the words: one column on; colours and places."""
OPTIONS = ["-cookie", "-o", "accept_language=en", "-I", "UTF-8", "-O", "UTF-8"]


class W3m:
    """Somebody who sits at a terminal."""

    def __init__(self, url: str):
        self.url, self.home = url, short_lived("w3m-")
        self.environ = os.environ | {"HOME": str(self.home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm"}

    def log_in(self, username: str, password: str) -> None:
        """By the keyboard: w3m keeps cookies of a visit only as long as it runs, and the log-in form needs one."""
        keys = [("Password", "\t\r"), ("TEXT:", f"{username}\r"), (username, "\t\r"), ("Password:", f"{password}\r"),
                ("***", "\t\r"), ("All conversations", "Q")]  # fmt: skip
        self.at_keyboard("/login", keys)

    def at_keyboard(self, path: str, keys: list[tuple[str, str]]) -> None:
        """Opens the page, and types each of these once the screen shows the words before it."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe("w3m", ["w3m", *OPTIONS, self.url + path], self.environ)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, SCREEN)
        for shown, typed in keys:
            _wait_for(terminal, shown)
            os.write(terminal, typed.encode())
        os.waitpid(pid, 0)
        os.close(terminal)

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
        command = ["w3m", *OPTIONS, *arguments]
        answer = subprocess.run(command, env=self.environ, capture_output=True, timeout=60, check=True)
        return answer.stdout.decode()


def _wait_for(terminal: int, words: str) -> None:
    """Until the screen has shown these words."""
    shown = ""
    while words not in CONTROL.sub("", shown.replace(SPACE, " ")):
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, f"the terminal never said {words!r}: {shown[-2000:]!r}"
        shown += os.read(terminal, 4096).decode(errors="replace")


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
