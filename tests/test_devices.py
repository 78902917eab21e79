"""What a browser says that it is, in words of ours."""

import pytest

from inbox import devices

MOZILLA, WEBKIT = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Macintosh; Intel Mac OS X 10_15_7"
AGENTS = [
    (f"{MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "Linux"),
    (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge", "Windows"),
    (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36 OPR/116.0", "Opera", "Windows"),
    (f"{MOZILLA} ({MAC}) {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome", "macOS"),
    (f"{MOZILLA} ({MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "Safari", "macOS"),
    (f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
     "Mobile/15E148 Safari/604.1", "Safari", "iPhone"),
    (f"{MOZILLA} (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 "
     "Safari/604.1", "Chrome", "iPad"),
    (f"{MOZILLA} (Linux; Android 14; SM-S921B) {WEBKIT} SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36",
     "Samsung Internet", "Android"),
    (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
    (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} HeadlessChrome/131.0.0.0 Safari/537.36", "Chrome", "Linux"),
    ("w3m/0.5.3+git20230121", "w3m", ""),
    ("Lynx/2.9.0 libwww-FM/2.14 SSL-MM/1.4.1", "Lynx", ""),
    ("curl/8.11.0", "curl", ""),
    (MOZILLA, "", ""),
    ("", "", ""),
]  # fmt: skip
HOSTILE = ["<script>alert(1)</script>", "\x00\r\nSet-Cookie: a=b", "\u202egnp.exe", "{{ 7*7 }}", "x" * 10**6,
           "x" * 512 + "Firefox/1", "' OR 1=1 --"]  # fmt: skip


@pytest.mark.parametrize(("agent", "browser", "system"), AGENTS)
def test_browsers_and_systems_are_known(agent, browser, system):
    assert (devices.browser_of(agent), devices.system_of(agent)) == (browser, system)


@pytest.mark.parametrize("agent", HOSTILE)
def test_of_what_is_none_nothing_is_kept(agent):
    assert (devices.browser_of(agent), devices.system_of(agent)) == ("", "")


def test_no_name_is_longer_than_its_column():
    assert max(len(name) for _, name in devices.BROWSERS + devices.SYSTEMS) <= 20
