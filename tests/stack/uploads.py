"""Uploads by tuspy, the client of others, through cuts and crashes of the servers; and downloads, as bytes."""

import hashlib
import http.client
import os
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tusclient.client import TusClient
from tusclient.uploader import Uploader

from tests.stack.browser import Browser
from tests.stack.server import Halle

MIB = 2**20


def made(path: Path, size: int) -> str:
    """Makes a file of so many bytes that nobody could guess; returns their SHA-256."""
    digest = hashlib.sha256()
    with open(path, "wb") as file:
        for start in range(0, size, MIB):
            block = os.urandom(min(MIB, size - start))
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def uploader(browser: Browser, other: str, path: Path, chunk: int, url: str = "") -> Uploader:
    """tuspy with a file for that person, in the browser's session; `url`: of an upload that goes on."""
    token = browser.token()  # first: with it comes the cookie that it belongs to
    headers = {"Cookie": browser.cookie, "X-CSRFToken": token}
    client = TusClient(f"http://{browser.address}/uploads/", headers=headers)
    options = {"chunk_size": chunk, "metadata": {"filename": path.name, "to": other}}
    return client.uploader(str(path), **options, **({"url": url} if url else {}))


def cut_and_resumed(halle: Halle, ana: Browser, bo: Browser, path: Path, chunk: int, crash: Callable) -> dict:
    """F30: an upload is cut at 99 % in the middle of a piece, the servers die (`crash` returns once they are back), and
    it goes on where it was; then the file is sent, and the other one has it."""
    size = path.stat().st_size
    cut = size * 99 // 100
    upload = uploader(ana, bo.name, path, chunk)
    upload.upload(stop_at=cut // chunk * chunk)
    with half_a_piece(ana, upload.url, path, upload.offset, cut):
        crash()
    ana.close(), bo.close()
    again = uploader(ana, bo.name, path, chunk, upload.url)
    found = {"size": size, "cut": cut, "resumed_at": again.offset, "resent": max(0, cut - again.offset)}
    again.upload()
    token = upload.url.rpartition("/")[2]
    assert ana.send(bo.name, "", upload=token).status == 303
    return found | {"sha256": sha256_of(bo, f"/files/{token}"), "peak": peak(halle, "pages")}


def half_a_piece(browser: Browser, url: str, path: Path, offset: int, end: int) -> socket.socket:
    """A connection on which a piece of the file is on its way and does not end: its bytes up to `end` were sent."""
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
    lines = [
        f"PATCH {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Cookie: {browser.cookie}",
        f"X-CSRFToken: {browser.token()}", "Tus-Resumable: 1.0.0", f"Upload-Offset: {offset}",
        "Content-Type: application/offset+octet-stream", f"Content-Length: {path.stat().st_size - offset}",
    ]  # fmt: skip
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    with open(path, "rb") as file:
        connection.sendfile(file, offset, end - offset)
    return connection


def sha256_of(browser: Browser, path: str) -> str:
    """Of what the browser downloads there, which has to be a download."""
    connection = http.client.HTTPConnection(browser.address, timeout=60)
    connection.request("GET", path, headers={"Cookie": browser.cookie})
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers["Content-Disposition"].startswith("attachment"), answer.status
    digest = hashlib.sha256()
    while block := answer.read(MIB):
        digest.update(block)
    connection.close()
    return digest.hexdigest()


def peak(halle: Halle, name: str) -> float:
    """MiB that a worker of that part held at most."""
    lines = [line for pid in halle.workers(name) for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
