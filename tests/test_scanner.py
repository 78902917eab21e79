"""The virus scanner: what it finds, and every way in which it has no verdict."""

import socket

import pytest

from inbox import scanner
from inbox.scanner import NotScanned, TooLarge
from tests.clamd import BAD, NAME, Clamd, Told

KIB = 1024


@pytest.fixture(scope="module")
def real():
    if not Clamd.is_here():
        pytest.skip("clamd is not there: Debian's package clamav-daemon")
    clamd = Clamd()
    yield clamd
    clamd.stop()


@pytest.fixture
def told():
    server = Told()
    yield server
    server.stop()


@pytest.fixture(params=["told", pytest.param("real", marks=pytest.mark.stack)])
def clamd(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def asked(make_app):
    """What the scanner at that address finds in these blocks."""

    def asking(url: str, *blocks: bytes, **more: str) -> str:
        with make_app(HALLE_CLAMD_URL=url, **more).app_context():
            return scanner.finding(iter(blocks))

    return asking


def test_it_finds_what_is_harmful_and_nothing_else(asked, clamd):
    assert asked(clamd.url, b"harmless") == ""
    assert asked(clamd.url, b"before " + BAD + b" after").startswith(NAME)
    assert asked(clamd.url, b"x" * 200 * KIB, b"", b"." + BAD[:10], BAD[10:]).startswith(NAME)  # cut in two
    assert asked(clamd.url) == ""


def test_it_gets_all_bytes(asked, told):
    asked(told.url, *[b"x" * 256 * KIB] * 12)
    assert told.heard == 12 * 256 * KIB


@pytest.mark.stack
def test_what_is_too_large_for_it_has_no_verdict(asked, real):
    with pytest.raises(TooLarge):
        asked(real.url, *[b"x" * 256 * KIB] * 40)


def test_what_is_too_large_is_said_even_when_it_hangs_up(asked, told):
    told.most = 1000
    with pytest.raises(NotScanned):
        asked(told.url, *[b"x" * 256 * KIB] * 40)


@pytest.mark.parametrize("answer", [b"", b"\0", b"stream: maybe\0", b"UNKNOWN COMMAND\0", b"stream: OK but\0", b"x" * 9000])
def test_an_answer_that_is_none_is_no_verdict(asked, told, answer):
    told.answer = answer
    with pytest.raises(NotScanned):
        asked(told.url, b"harmless")


def test_one_that_is_away_or_silent_has_no_verdict(asked):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(NotScanned, match="TimeoutError"):
            asked(url, b"x", HALLE_SCAN_SECONDS="0.2")
    with pytest.raises(NotScanned, match="ConnectionRefusedError"):
        asked(url, b"x")
    with pytest.raises(NotScanned, match="FileNotFoundError"):
        asked("unix:///nowhere/socket", b"x")


def test_greeting_it(make_app, clamd):
    with make_app(HALLE_CLAMD_URL=clamd.url).app_context():
        scanner.greet()
        assert scanner.is_wanted()


def test_what_is_no_clamd_is_noticed(make_app, told):
    told.answer = b"HTTP/1.1 400\0"
    with make_app(HALLE_CLAMD_URL=told.url).app_context(), pytest.raises(NotScanned):
        scanner.greet()


def test_without_a_setting_none_is_wanted(app):
    with app.app_context():
        assert not scanner.is_wanted()
