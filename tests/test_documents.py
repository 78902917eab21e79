"""The text of documents, and what becomes of broken ones, locked ones and traps."""

import pytest

from inbox import documents
from inbox.confined import Unusable
from inbox.documents import CHARACTERS_MAX, text_of
from inbox.kinds import DOCX, HTML, PDF, TEXT
from tests import samples

pytestmark = pytest.mark.thorough


@pytest.fixture
def read(tmp_path):
    """The text of a document with these bytes."""

    def reading(data: bytes, kind: str) -> str:
        path = tmp_path / "document"
        path.write_bytes(data)
        return text_of(path, kind)

    return reading


def test_each_kind_gives_its_words(read):
    assert samples.WORDS in read(samples.pdf(), PDF)
    assert samples.WORDS in read(samples.docx(), DOCX) and "in a table" in read(samples.docx(), DOCX)
    assert read(samples.WORDS.encode(), TEXT) == samples.WORDS


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_its_charset(read, charset):
    text = "Voilà la facture détaillée de l'été, à régler dès réception. " * 20
    assert read(text.encode(charset), TEXT) == text


def test_text_cut_off_within_a_character_is_read_up_to_it(read):
    data = "é".encode() * 600_000
    assert read(data[: documents.TEXT_MAX + 1], TEXT) == "é" * CHARACTERS_MAX
    assert read("aé".encode()[:-1], TEXT) == "a"


def test_what_no_database_takes_is_left_out(read):
    assert read(b"one\0two", TEXT) == "one two"
    assert "\ud800" not in read(b"\xed\xa0\x80 lone", TEXT)


def test_no_more_than_so_much_is_kept(read):
    assert len(read(b"word " * 100_000, TEXT)) == CHARACTERS_MAX
    assert len(read(samples.pdf("word " * 2000, pages=30), PDF)) == CHARACTERS_MAX


def test_no_more_than_so_many_pages_are_read(read, monkeypatch):
    monkeypatch.setattr(documents, "PAGES_MAX", 3)
    assert read(samples.pdf("page", pages=8), PDF).count("page") == 3


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", PDF), (b"%PDF-1.7 and nothing", PDF), (samples.pdf()[:200], PDF), (b"", DOCX), (b"PK\3\4 no", DOCX),
     (samples.packed(), DOCX), (b"<p>", HTML)],
)  # fmt: skip
def test_what_is_no_such_document_has_no_text(read, data, kind):
    try:
        assert read(data, kind).strip() == ""
    except Unusable:
        pass


def test_one_that_unpacks_to_too_much_is_not_unpacked(read):
    with pytest.raises(Unusable, match="unpacks to too much"):
        read(samples.docx_bomb(), DOCX)


def test_entities_of_a_document_are_not_resolved(read, tmp_path):
    (tmp_path / "secret").write_text("a secret of this machine")
    doctype = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'.encode()
    text = read(_with(doctype, b"&x;"), DOCX)
    assert "secret of this machine" not in text


def test_entities_that_grow_are_given_up(read):
    grown = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    doctype = b'<!DOCTYPE w [<!ENTITY e0 "ha">' + grown + b"]>"
    try:
        assert len(read(_with(doctype, b"&e9;"), DOCX)) < 1000
    except Unusable:
        pass


def _with(doctype: bytes, words: bytes) -> bytes:
    """A DOCX with that document type, and these words in its text."""
    import zipfile  # noqa: PLC0415
    from io import BytesIO  # noqa: PLC0415

    with zipfile.ZipFile(BytesIO(samples.docx("HERE"))) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    text = parts["word/document.xml"].replace(b"HERE", words)
    parts["word/document.xml"] = text.replace(b"?>", b"?>" + doctype, 1)
    return samples.packed(**parts)


def test_a_file_that_is_too_large_is_not_opened(read, monkeypatch):
    monkeypatch.setitem(documents.BYTES_MAX, PDF, 100)
    with pytest.raises(Unusable, match="too large"):
        read(samples.pdf(), PDF)


def test_one_that_takes_too_long_is_given_up(read, monkeypatch):
    monkeypatch.setattr(documents, "SECONDS", 0.001)
    with pytest.raises(Unusable, match="too long"):
        read(samples.pdf(pages=50), PDF)
