"""Small files of each kind, made here: real ones, and those that mean harm."""

import struct
import zipfile
import zlib
from io import BytesIO

from inbox.cli import drawn

WORDS = "The quarterly figures are ready"


def picture(kind: str, size: tuple[int, int] = (40, 20), **more) -> bytes:
    """A picture of that kind, red on its left and blue on its right."""
    from PIL import Image  # noqa: PLC0415 (few tests need it)

    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def jpeg(**more) -> bytes:
    return picture("JPEG", **more)


def png(**more) -> bytes:
    return picture("PNG", **more)


def gif() -> bytes:
    return picture("GIF")


def webp() -> bytes:
    return picture("WEBP")


def huge_png(width: int, height: int, most: int = 1_000_000) -> bytes:
    """A PNG that says it is so large, in a few bytes; of its pixels, all of them black, it holds so many at the most."""
    rows = zlib.compress(bytes(min(most, (width + 1) * height)))
    chunks = ((b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data)) for name, data in chunks
    )


def pdf(words: str = WORDS, pages: int = 1) -> bytes:
    """A PDF with these words on each page."""
    texts = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    kids = " ".join(f"{4 + number} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *[
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + pages} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        ]
        * pages,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(texts), texts),
    ]
    return drawn.pdf(objects)


def docx(words: str = WORDS) -> bytes:
    """A DOCX with these words, in a paragraph and in a table."""
    from docx import Document  # noqa: PLC0415 (few tests need it)

    document = Document()
    document.add_paragraph(words)
    document.add_table(1, 1).cell(0, 0).text = "in a table"
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def packed(**files: bytes) -> bytes:
    """A zip."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (files or {"a": b"b"}).items():
            archive.writestr(name, data)
    return written.getvalue()


def docx_bomb() -> bytes:
    """A DOCX whose text unpacks to 300 MB."""
    written = BytesIO(docx())
    with zipfile.ZipFile(written) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    text = parts["word/document.xml"]
    parts["word/document.xml"] = text.replace(b"<w:body>", b"<w:body>" + b" " * 300_000_000)
    return packed(**parts)
