"""Small pictures of pictures: turned as the camera says, and without anything that the camera noted."""

from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from inbox.confined import Unusable, confined

SIDE = 640
"""Pixels of the longer side, at most."""
PIXELS_MAX = 64_000_000
SIDE_MAX = 30_000
QUALITY = 80
SECONDS, MIB = 20, 768
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class Thumbnail(NamedTuple):
    """A WebP and its size in pixels."""

    data: bytes
    width: int
    height: int


def thumbnail_of(path: Path) -> Thumbnail:
    """The small picture of that file. Raises `Unusable`."""
    data, width, height = confined(_made, str(path), seconds=SECONDS, mib=MIB)
    return Thumbnail(b64decode(data), width, height)


def _made(path: str) -> tuple[str, int, int]:
    from PIL import Image, ImageOps  # noqa: PLC0415 (15 MB that only this process needs)

    Image.MAX_IMAGE_PIXELS = None  # what is too large is refused below, before anything is decoded
    with Image.open(path, formats=FORMATS) as picture:
        _check(*picture.size)
        picture.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded no larger than needed
        picture.thumbnail((SIDE, SIDE))
        turned = ImageOps.exif_transpose(picture)
        has_alpha = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
        plain = turned.convert("RGBA" if has_alpha else "RGB")
        plain.info.clear()
        written = BytesIO()
        plain.save(written, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"")
        return b64encode(written.getvalue()).decode(), *plain.size


def _check(width: int, height: int) -> None:
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX) or width * height > PIXELS_MAX:
        raise Unusable(f"{width} x {height} pixels are too many")
