"""What a browser loads when it first opens the inbox, as gzip makes it: the page, the scripts, everything."""

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from inbox.cli import assets, flood
from tests.bench.figures import Figure
from tests.bench.harness import stack
from tests.bench.harness.options import chosen
from tests.stack.server import ROOT

LINKED = re.compile(r'<(?:link|script)[^>]*?(?:href|src)="([^"]+)"')
CACHE = ROOT / ".cache" / "assets"


def run() -> Iterator[Figure]:
    """Of the steady client's inbox, with the scripts of others served from here (the same files as the CDN's)."""
    assets.fetch(CACHE)
    with stack.running(chosen.pick(2_000, 100_000), HALLE_ASSETS="local") as halle:
        shutil.copytree(CACHE, halle.data / "assets", dirs_exist_ok=True)
        browser = halle.enter(flood.STEADY)
        page = browser.get("/inbox").text
        sizes = {"page": gzipped(page.encode())}
        for path in dict.fromkeys(urlsplit(urljoin("/inbox", found)).path for found in LINKED.findall(page)):
            answer = browser.get(path)
            assert answer.status == 200, path
            sizes[path] = gzipped(answer.text.encode())
    scripts = sum(size for path, size in sizes.items() if Path(path).suffix == ".js")
    yield Figure("the page itself, before gzip", len(page.encode()) / 1000, "kB")
    yield Figure("the page itself", sizes["page"] / 1000, "kB", most=12)
    yield Figure("JavaScript, ours and the pinned", scripts / 1000, "kB", most=30)
    yield Figure("JavaScript of others", sum(s for p, s in sizes.items() if "/vendor/" in p) / 1000, "kB")
    yield Figure("style sheet", sum(s for p, s in sizes.items() if p.endswith(".css")) / 1000, "kB")
    yield Figure("everything", sum(sizes.values()) / 1000, "kB", most=60)
    yield Figure("requests", len(sizes), "")


def gzipped(content: bytes) -> int:
    """Bytes on the way when a proxy compresses as it does by default."""
    return len(gzip.compress(content, 6))
