"""The scripts of others that pages load: pinned, and never copied into the repository."""

import base64
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """One file of one version of a package, with the hash that browsers check."""

    name: str
    version: str
    path: str
    integrity: str

    @property
    def cdn_url(self) -> str:
        """Where browsers get it by default."""
        return f"https://cdn.jsdelivr.net/npm/{self.name}@{self.version}/{self.path}"

    @property
    def local_name(self) -> str:
        """Its name in the assets folder."""
        return f"{self.name}-{self.version}.js"

    def is_genuine(self, content: bytes) -> bool:
        """Whether these bytes are that file."""
        digest = hashlib.sha384(content).digest()
        return self.integrity == "sha384-" + base64.b64encode(digest).decode()


SCRIPTS = (
    Script(
        "htmx.org",
        "2.0.11",
        "dist/htmx.min.js",
        "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg",
    ),
    Script(
        "htmx-ext-ws",
        "2.0.4",
        "dist/ws.min.js",
        "sha384-1RwI/nvUSrMRuNj7hX1+27J8XDdCoSLf0EjEyF69nacuWyiJYoQ/j39RT1mSnd2G",
    ),
    Script(
        "tus-js-client",
        "4.3.1",
        "dist/tus.min.js",
        "sha384-UlHjK3F7TCQCEUpnoa1ohMbP2oaWB3Aypv4gMo511vaZ86uUZ0Zv7UzZ0J1zRUT1",
    ),
)
ON_EVERY_PAGE, FOR_FILES = SCRIPTS[:2], SCRIPTS[2]
"""Which of them pages load at once, and the one that comes when somebody picks files."""
