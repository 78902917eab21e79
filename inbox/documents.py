"""The text of documents, for the search: PDF, DOCX and plain text. As much of it as the limits let through; none, where
a document is broken, locked or a trap."""

import zipfile
from pathlib import Path

from inbox.confined import Unusable, confined
from inbox.kinds import DOCX, PDF, TEXT

BYTES_MAX = {PDF: 100 * 2**20, DOCX: 50 * 2**20, TEXT: 2**40}
"""A larger file is not opened; of plain text the beginning is read, however long it is."""
TEXT_MAX = 1_000_000
"""Bytes of plain text that are read."""
CHARACTERS_MAX = 100_000
"""Characters that are kept of any document."""
PAGES_MAX = 500
UNPACKED_MAX = 200 * 2**20
"""Bytes that the parts of a DOCX may have when they are unpacked, and how often its size that may be."""
RATIO_MAX = 200
SECONDS, MIB = 30, 512


def text_of(path: Path, kind: str) -> str:
    """The text of that file of that kind. Raises `Unusable`."""
    if kind not in BYTES_MAX:
        raise Unusable(f"{kind} has no text")
    if path.stat().st_size > BYTES_MAX[kind]:
        raise Unusable("it is too large")
    return confined(_read, str(path), kind, seconds=SECONDS, mib=MIB)


def _read(path: str, kind: str) -> str:
    text = {PDF: _of_pdf, DOCX: _of_docx, TEXT: _of_plain}[kind](Path(path))[:CHARACTERS_MAX]
    return text.encode("utf-8", "replace").decode().replace("\0", " ")  # what no database takes


def _of_pdf(path: Path) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 (only this process needs it)

    found, length = [], 0
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unusable("it is locked")
    for number, page in enumerate(reader.pages):
        if number == PAGES_MAX or length > CHARACTERS_MAX:
            break
        found.append(page.extract_text())
        length += len(found[-1])
    return "\n".join(found)


def _of_docx(path: Path) -> str:
    from docx import Document  # noqa: PLC0415 (only this process needs it)

    _check_packed(path)
    document, found, length = Document(str(path)), [], 0
    for block in document.iter_inner_content():
        rows = [cell.text for row in block.rows for cell in row.cells] if hasattr(block, "rows") else [block.text]
        found += rows
        length += sum(map(len, rows))
        if length > CHARACTERS_MAX:
            break
    return "\n".join(found)


def _check_packed(path: Path) -> None:
    """What a part says it unpacks to is all that will be unpacked of it."""
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > UNPACKED_MAX or unpacked > RATIO_MAX * max(path.stat().st_size, 10_000):
        raise Unusable("it unpacks to too much")


def _of_plain(path: Path) -> str:
    with open(path, "rb") as file:
        data = file.read(TEXT_MAX)
    for mark, charset in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(charset, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:  # cut off within a character
            return data[: error.start].decode("utf-8")
    return _guessed(data)


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 (only this process needs it)

    best = from_bytes(data[:100_000]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")
