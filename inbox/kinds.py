"""Kinds of files, as MIME types, from what they hold. A name says what somebody wants to be believed."""

import re

import filetype

HEAD = 8192
"""The first bytes of a file, of which this needs no more."""
UNKNOWN, TEXT, HTML, SVG, XML = "application/octet-stream", "text/plain", "text/html", "image/svg+xml", "text/xml"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Those that no browser runs anything of; all others are given as a download and nothing else."""
READABLE = frozenset({PDF, DOCX, TEXT})
"""Those whose text can be found."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|style|title|img|div|p|a|table|br|h1|h[1-6]|form|object|embed|meta"
    r"|link)\b",
    re.IGNORECASE,
)
_SVG = re.compile(r"<(?:[\w-]+:)?svg\b", re.IGNORECASE)


def kind_of(head: bytes) -> str:
    """The MIME type of what begins with these bytes."""
    found = filetype.guess(head) if head else None
    if found is not None:
        return found.mime
    text = _text(head)
    if text is None:
        return UNKNOWN
    return _kind_of_text(text)


def is_picture(kind: str) -> bool:
    """Whether a page may show it."""
    return kind in PICTURES


def is_readable(kind: str) -> bool:
    """Whether its text is found by the search."""
    return kind in READABLE


def _text(head: bytes) -> str | None:
    """The same as text; nothing when it is none."""
    for mark, charset in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(charset, "replace")
    if not head or _CONTROL.search(head):
        return None
    return head.decode("utf-8", "replace")


def _kind_of_text(text: str) -> str:
    """Whatever a browser would take for markup is markup, wherever it stands: rather too often than once too rarely."""
    if _SVG.search(text):
        return SVG
    if _MARKUP.search(text):
        return HTML
    return XML if text.lstrip().startswith("<?xml") else TEXT
