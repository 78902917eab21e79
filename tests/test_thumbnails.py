"""Thumbnails: small, upright, without what the camera noted; and of a picture that means harm there is none."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from inbox import thumbnails
from inbox.config import ROOT
from inbox.confined import Unusable
from inbox.thumbnails import SIDE, thumbnail_of
from tests import samples

pytestmark = pytest.mark.thorough


@pytest.fixture
def small(tmp_path):
    """The thumbnail of these bytes, and the picture in it."""

    def making(data: bytes):
        path = tmp_path / "picture"
        path.write_bytes(data)
        made = thumbnail_of(path)
        return made, Image.open(BytesIO(made.data))

    return making


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_each_kind_becomes_a_small_webp(small, kind):
    made, picture = small(samples.picture(kind, (1600, 800)))
    assert (picture.format, picture.size, made[1:]) == ("WEBP", (SIDE, SIDE // 2), (SIDE, SIDE // 2))
    left, right = picture.convert("RGB").getpixel((5, 5)), picture.convert("RGB").getpixel((SIDE - 5, 5))
    assert left[0] > 200 > right[0] and right[2] > 200 > left[2]


def test_a_small_picture_stays_as_small_as_it_is(small):
    assert small(samples.png())[0][1:] == (40, 20)


def test_it_stands_upright_and_nothing_that_was_noted_is_kept(small):
    noted = Image.Exif()
    noted[0x0112], noted[0x010F] = 6, "a camera of mine"  # turned by a quarter, and its maker
    noted.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)  # where it was taken
    made, picture = small(samples.jpeg(size=(400, 200), exif=noted, icc_profile=b"profile of mine"))
    assert picture.size == (200, 400)
    assert b"of mine" not in made.data and b"EXIF" not in made.data and not picture.getexif()
    top, bottom = picture.convert("RGB").getpixel((100, 10)), picture.convert("RGB").getpixel((100, 390))
    assert top[0] > 200 > top[2] and bottom[2] > 200 > bottom[0]


def test_what_is_transparent_stays_so(small):
    image = Image.new("RGBA", (30, 30), (255, 0, 0, 0))
    written = BytesIO()
    image.save(written, "PNG")
    assert small(written.getvalue())[1].convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("size", [(100_000, 100_000), (60_000, 10), (9_000, 9_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(small, size):
    with pytest.raises(Unusable, match="pixels are too many"):
        small(samples.huge_png(*size))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", samples.png()[:60], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS\n", bytes(5000)]
)
def test_what_is_no_whole_picture_has_none(small, data):
    with pytest.raises(Unusable):
        small(data)


def test_one_that_takes_too_long_is_given_up(small, monkeypatch):
    monkeypatch.setattr(thumbnails, "SECONDS", 0.001)
    with pytest.raises(Unusable, match="too long"):
        small(samples.jpeg(size=(4000, 3000)))


def test_one_that_takes_too_much_memory_is_given_up(tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(samples.huge_png(8_000, 7_900, most=64_000_000))
    thumbnail_of(path)
    script = "import pathlib, sys; from PIL import Image, ImageOps; Image.init(); from inbox import thumbnails; "
    script += "thumbnails.MIB = 32; thumbnails.thumbnail_of(pathlib.Path(sys.argv[1]))"
    # in a process of its own: what this one's allocator holds in reserve would do for the picture
    ended = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 1 and "Unusable: MemoryError" in ended.stderr, ended.stderr
