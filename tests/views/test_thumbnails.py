"""Thumbnails are for those who may see the file."""

import io

from PIL import Image

from inbox.services import intakes
from tests.files import attachments_of, sent


def test_a_picture_is_shown_small_to_those_who_may_see_it(cast, ana, bo, chloe):
    data = io.BytesIO()
    Image.new("RGB", (1000, 500), (200, 100, 50)).save(data, "PNG")
    row = attachments_of(cast, sent(cast, ana, bo, "front.png", content=data.getvalue()))[0]
    url = f"/files/{row.token}/thumbnail"
    assert cast.logged_in(bo).get(url).status_code == 404  # nobody has made it yet
    cast.do(intakes.take_in, row.id)
    answer = cast.logged_in(bo).get(url)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert Image.open(io.BytesIO(answer.data)).width <= 640
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert cast.logged_in(chloe).get(url).status_code == 404
    image = cast.logged_in(bo).read("/inbox/ana").one("a.shot img")
    assert (image["src"], image["alt"]) == (url, "front.png")


def test_what_is_no_picture_has_none(cast, ana, bo):
    row = attachments_of(cast, sent(cast, ana, bo))[0]
    cast.do(intakes.take_in, row.id)
    assert cast.logged_in(bo).get(f"/files/{row.token}/thumbnail").status_code == 404
