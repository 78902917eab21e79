"""Work in a process of its own: what it may not do, and that nothing of it stays."""

import os
import time

import pytest

from inbox.confined import MIB, Unusable, confined

pytestmark = pytest.mark.thorough


def allow(work, *args, seconds=5.0, mib=128):
    return confined(work, *args, seconds=seconds, mib=mib)


def test_what_it_returns_comes_back():
    assert allow(lambda one, two: [one, two, os.getpid() == me], "é", None) == ["é", None, False]


me = os.getpid()


def _write(path):
    with open(path, "w") as file:
        file.write("x")


def _die():
    os._exit(3)


def _refuse():
    raise Unusable("because of this")


def _fail():
    raise KeyError("a word of the document")


def _spin():
    while True:
        pass


@pytest.mark.parametrize(
    ("work", "reason"),
    [(_die, "broke"), (_refuse, "because of this"), (_fail, "^KeyError$"),
     (lambda: len(bytearray(400 * MIB)), "MemoryError"), (lambda: object(), "broke")],
)  # fmt: skip
def test_what_goes_wrong_is_told_and_nothing_of_the_document(work, reason):
    with pytest.raises(Unusable, match=reason) as caught:
        allow(work)
    assert "word of the document" not in str(caught.value)


def test_it_writes_nothing(tmp_path):
    with pytest.raises(Unusable):
        allow(_write, tmp_path / "file")
    assert not (tmp_path / "file").exists() or (tmp_path / "file").read_text() == ""


@pytest.mark.parametrize("work", [_spin, lambda: time.sleep(60)])
def test_it_has_so_many_seconds(work):
    started = time.monotonic()
    with pytest.raises(Unusable, match="too long"):
        allow(work, seconds=0.3)
    assert time.monotonic() - started < 20


def test_a_long_answer_arrives_whole():
    assert len(allow(lambda: "x" * 3_000_000)) == 3_000_000


def test_no_process_and_no_pipe_stays():
    before = len(os.listdir("/proc/self/fd"))
    for work in (_die, _refuse, lambda: 1):
        try:
            allow(work)
        except Unusable:
            pass
    assert len(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        while True:
            os.waitpid(-1, os.WNOHANG)
            break
        raise ChildProcessError  # other children of this session are not ours to count
