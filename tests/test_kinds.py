"""Kinds are told by what a file holds; whatever a browser might run is never taken for something harmless."""

import pytest

from inbox import kinds
from tests import samples


@pytest.mark.parametrize(
    ("made", "kind"),
    [("jpeg", "image/jpeg"), ("png", "image/png"), ("gif", "image/gif"), ("webp", "image/webp"),
     ("pdf", kinds.PDF), ("docx", kinds.DOCX), ("packed", "application/zip")],
)  # fmt: skip
def test_real_files_are_what_they_are(made, kind):
    assert kinds.kind_of(getattr(samples, made)()[: kinds.HEAD]) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"", kinds.UNKNOWN), (b"hello\nworld\n", kinds.TEXT), ("héllo".encode(), kinds.TEXT),
     ("h\xe9llo".encode("latin-1"), kinds.TEXT), ("\ufeffhello".encode("utf-16"), kinds.TEXT),
     (b"a\0b", kinds.UNKNOWN), (b"\x7fELF" + bytes(60), "application/x-executable"),
     (b"MZ" + bytes(60), "application/x-msdownload"), (b"name,price\nlogo,10\n", kinds.TEXT),
     (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", kinds.SVG),
     (b"<?xml version='1.0'?>\n<!-- c --><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", kinds.SVG),
     (b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><data/>", kinds.XML),
     (b"  \n<!DOCTYPE HTML><p>", kinds.HTML), (b"text first <script>alert(1)</script>", kinds.HTML),
     (b"<img src=x onerror=alert(1)>", kinds.HTML),
     ("\ufeff<script>alert(1)</script>".encode("utf-16"), kinds.HTML)],
)  # fmt: skip
def test_text_and_markup_are_told_apart(head, kind):
    assert kinds.kind_of(head) == kind


def test_only_pictures_that_run_nothing_may_be_shown():
    assert {
        kind for kind in (kinds.SVG, kinds.HTML, kinds.PDF, kinds.XML, kinds.UNKNOWN) if kinds.is_picture(kind)
    } == set()
    assert kinds.is_picture("image/png") and not kinds.is_readable("image/png")
    assert kinds.is_readable(kinds.PDF) and not kinds.is_readable(kinds.HTML)
