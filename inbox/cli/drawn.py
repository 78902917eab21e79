"""The files of the demo, made here: a picture, a document and a text, by their names."""

from collections.abc import Sequence
from io import BytesIO
from math import cos, pi, sin

LINEN, LIGHT, SHADE, GREEN = "#d8cbb4", "#f0ebe2", "#c4b597", "#2f5d46"
NOTE = (
    "Padaria Aurora: paper bags and bread paper",
    "",
    "Small bag      18 x 29 cm     logo centred, 9 cm wide",
    "Large bag      26 x 38 cm     logo centred, 14 cm wide",
    "Bread paper    33 x 46 cm     stamp, repeated every 11 cm",
    "",
    "Green: Pantone 7734 C, on uncoated kraft paper.",
    "Rays and letters are one colour; nothing is printed in white.",
    "Please send one proof of each before the run.",
)
WELCOME = (
    "Welcome to Halle",
    "",
    "1. Say what you do, and from which price.",
    "2. Answer new clients within a day: the time is public.",
    "3. Agree on the work in the conversation, so that both can look it up.",
    "4. Keep payments here, and tell us when something looks odd.",
)


def file(name: str) -> bytes:
    """What the file of that name holds."""
    return {
        "apron-left.png": apron,
        "Porto, note for the printer.pdf": lambda: document(NOTE),
        "Welcome to Halle.pdf": lambda: document(WELCOME),
    }[name]()


def apron(width: int = 1200, height: int = 900) -> bytes:
    """An apron of linen with a stamp over the heart."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), LIGHT)
    pen = ImageDraw.Draw(image)
    pen.arc((490, 20, 710, 240), 180, 360, SHADE, 14)
    pen.polygon([(480, 130), (720, 130), (760, 360), (890, 420), (910, 860), (290, 860), (310, 420), (440, 360)], LINEN)
    pen.line([(310, 430), (150, 470)], SHADE, 14)
    pen.line([(890, 430), (1050, 470)], SHADE, 14)
    pen.rounded_rectangle((430, 560, 770, 790), 18, outline=SHADE, width=6)
    pen.line([(600, 560), (600, 790)], SHADE, 6)
    _stamp(pen, 668, 240, 62)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _stamp(pen, x: int, y: int, radius: int) -> None:
    """A sun that rises over a line."""
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=GREEN, width=5)
    pen.pieslice((x - 24, y - 8, x + 24, y + 40), 180, 360, GREEN)
    pen.line([(x - 44, y + 17), (x + 44, y + 17)], GREEN, 5)
    for number in range(7):
        angle = pi * (number + 0.5) / 7
        near, far = (30, 44) if number % 2 else (30, 50)
        ray = [(x + length * cos(angle), y + 14 - length * sin(angle)) for length in (near, far)]
        pen.line(ray, GREEN, 4)


def document(lines: Sequence[str]) -> bytes:
    """A PDF of one page with these lines, the first as a title."""
    shown = [f"BT /F2 18 Tf 64 770 Td ({_quoted(lines[0])}) Tj ET"]
    shown += [f"BT /F1 11 Tf 64 {740 - 18 * at} Td ({_quoted(line)}) Tj ET" for at, line in enumerate(lines[1:])]
    drawn = "\n".join(shown).encode("latin-1")
    fonts = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        fonts.format("Helvetica").encode(),
        fonts.format("Helvetica-Bold").encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
        b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    return pdf(objects)


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, the first of which is its root."""
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _quoted(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
