"""F29 on a disk that is really full: of a few MiB, in memory, filled to its last byte."""


import pytest
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from tests.plugins.disks import mounted
from tests.stack import experiments, server, uploads
from tests.stack.browser import whole_conversation
from tests.stack.test_uploads import arrived, post
from tests.stack.waiting import until

pytestmark = pytest.mark.quiet
SIZE, CHUNK = 8 * uploads.MIB, uploads.MIB // 2


@pytest.fixture
def file(tmp_path):
    """A file and its SHA-256."""
    path = tmp_path / "work of weeks.bin"
    return path, uploads.made(path, SIZE)


def half_uploaded(ana, bo, path):
    """Half of that file is there, and room for all of it."""
    half = uploads.uploader(ana, bo.name, path, CHUNK)
    half.upload(stop_at=SIZE // 2)
    return half


def arrives(ana, bo, half, sha256: str) -> None:
    """The upload goes on to its end, and the other one gets that very file."""
    half.upload()
    token = half.url.rpartition("/")[2]
    assert ana.send(bo.name, "", upload=token).status == 303
    assert uploads.sha256_of(bo, f"/files/{token}") == sha256


def test_where_files_arrive_there_is_no_room_and_what_has_begun_is_finished(file):
    """The folder of what arrives and that of temporary files are full; the database is elsewhere."""
    path, sha256 = file
    halle = server.Halle(HALLE_DISK_SPARE_MIB="0")
    place = halle.data / "arriving"
    place.mkdir()
    halle.settings["TMPDIR"] = str(place)
    with mounted(place, 32) as disk:
        try:
            halle.start()
            ana, bo = experiments.pair(halle)
            half = half_uploaded(ana, bo, path)
            disk.fill()
            before = arrived(halle)
            with pytest.raises(TusCommunicationError, match="507"):
                uploads.uploader(ana, bo.name, path, CHUNK).create_url()
            status, page = post(ana, bo.name, "plain.bin", b"x" * 8 * CHUNK, "Half a thought", "k1")
            assert status == 507 and "no room for this file" in page and "Half a thought" in page
            assert arrived(halle) == before
            assert ana.send(bo.name, "words go on").status == 303
            arrives(ana, bo, half, sha256)  # its room was taken before the disk was full
            disk.empty()
            assert post(ana, bo.name, "plain.bin", b"x" * 8 * CHUNK, "Half a thought", "k1")[0] == 303
            until(lambda: arrived(halle) == set(), 60, "both are stored")
        finally:
            code = halle.stop()
    halle.remove()
    assert code == 0 and '"broken"' not in halle.log()


def test_when_all_of_it_is_on_the_full_disk_it_says_so_and_goes_on_with_room(file):
    """The database, its log, Redis, what arrives and what is stored: nothing is half-done, nothing has to be started
    again."""
    path, sha256 = file
    halle = server.Halle(HALLE_DISK_SPARE_MIB="0")
    halle.settings["TMPDIR"] = str(halle.data)
    with mounted(halle.data, 64) as disk:
        try:
            halle.start()
            ana, bo = experiments.pair(halle)
            half = half_uploaded(ana, bo, path)
            workers = halle.workers("pages")
            disk.fill()
            before, sent = arrived(halle), ["hello"]
            with pytest.raises(TusCommunicationError, match=r"50[37]"):
                uploads.uploader(ana, bo.name, path, CHUNK).create_url()
            status, page = post(ana, bo.name, "plain.bin", b"x" * 8 * CHUNK, "Half a thought", "k1")
            assert status in (503, 507) and "Half a thought" in page
            for number in range(2000):  # the log that the database writes first is used again before it grows
                answer = ana.send(bo.name, f"{number} " + "long " * 900, key=f"k{number}")
                if answer.status != 303:
                    break
                sent.append(str(number))
            assert answer.status == 503 and f"{number} long long" in answer.text
            with pytest.raises(TusUploadFailed) as refused:  # its bytes have room, what is known of them has none
                half.upload()
            assert refused.value.status_code in (503, 507)
            assert arrived(halle) == before
            assert bo.look(f"/inbox/{ana.name}").status == 200
            disk.empty()
            assert ana.send(bo.name, f"{number} again", key=f"k{number}").status == 303
            half.offset = half.get_offset()
            arrives(ana, bo, half, sha256)
            assert post(ana, bo.name, "plain.bin", b"x" * 8 * CHUNK, "Half a thought", "k2")[0] == 303
            texts = [text.split()[0] for _, text in whole_conversation(bo, ana.name) if text.split()]
            assert texts[: len(sent) + 1] == [*sent, str(number)]
            assert experiments.integrity(halle) == "ok"
            assert halle.workers("pages") == workers
            until(lambda: arrived(halle) == set(), 240, "all is stored")
        finally:
            code = halle.stop()
    halle.remove()
    assert code == 0 and '"broken"' not in halle.log()
