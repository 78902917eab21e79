"""The engines of deep_translator, against a provider on loopback that does whatever a provider may do (F35)."""

import socket
import ssl
import threading
import time

import pytest
import trustme
from deep_translator import constants

from inbox import masks, translator
from inbox.config import settings
from inbox.translator import NoTranslation, outside
from inbox.translator.door import Door
from tests.provider import Provider, backed_by_apertium, dripping, hanging, said
from tests.translator.test_apertium import SAID, needs_it

pytestmark = pytest.mark.thorough

OURS = "Olá, preciso de um logo."


@pytest.fixture
def provider():
    with Provider() as made:
        yield made


@pytest.fixture
def asking(make_app, provider):
    """Asks that provider."""

    def ask(text: str = OURS, target: str = "en", source: str = "pt", **more: str) -> translator.Translation:
        settings = {"TRANSLATORS": "libretranslate", "HALLE_LIBRETRANSLATE_URL": provider.url} | more
        with make_app(**settings).app_context():
            return translator.translate(text, target, source)

    return ask


def why(asking, **more) -> str:
    """The reason why there is no translation."""
    with pytest.raises(NoTranslation) as caught:
        asking(**more)
    assert str(caught.value.sentence)
    return caught.value.reason


def test_the_answer_is_the_translation(asking, provider):
    provider.answer = lambda _asked: said("Hello, I need a logo.")
    assert asking() == ("Hello, I need a logo.", "pt", "libretranslate")
    assert provider.asked == [{"q": OURS, "source": "pt", "target": "en", "format": "text", "api_key": "-"}]


def test_no_text_stands_in_an_address(asking, provider):
    asking(HALLE_LIBRETRANSLATE_KEY="the key of the house")
    assert provider.addresses == ["/translate"]
    assert provider.asked[0]["api_key"] == "the key of the house"


@needs_it
@pytest.mark.parametrize("source", SAID)
def test_libretranslate_backed_by_real_apertium(asking, provider, make_app, source):
    text, words = SAID[source]
    provider.answer = backed_by_apertium(make_app(TRANSLATORS="apertium"))
    done = asking(text, source="")
    assert (done.source, done.engine) == (source, "libretranslate")
    assert all(word.lower() in done.text.lower() for word in words), done.text


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (said("x", 429), "busy"),
        (said("x", 500), "refused"),
        (said("x", 403), "refused"),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "refused"),
        ((200, {"Content-Type": "text/html"}, b"<script>alert(1)</script>"), "answer"),
        ((200, {"Content-Type": "text/html"}, b""), "answer"),
        (said(None), "answer"),
        (said(""), "answer"),
        (said(["Hello"]), "answer"),
        (said(7), "answer"),
        (said("Hello\x00"), "answer"),
        (said("\ud800"), "answer"),
        (said("x" * 10_000_000), "answer"),
        (said("far too long " * 1000), "answer"),
        ((200, {"Content-Type": "application/json"}, b'{"error": "no"}'), "answer"),
        ((200, {"Content-Type": "application/json"}, b"[[[["), "answer"),
        ((200, {"Content-Type": "application/json; charset=utf-8"}, '{"translatedText": "Olé"}'.encode("latin-1")), "answer"),
        ((200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"\x1f\x8b"), "answer"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}-{value[2][:24]!r}",
)  # fmt: skip
def test_whatever_a_provider_answers_there_is_a_reason(asking, provider, answer, reason):
    provider.answer = lambda _asked: answer
    assert why(asking) == reason


def test_a_charset_that_is_not_the_one_of_the_text_does_no_harm(asking, provider):
    provider.answer = lambda _asked: (
        200,
        {"Content-Type": "application/json; charset=latin-1"},
        '{"translatedText": "Olé"}'.encode(),
    )
    assert asking().text == "Olé"


def test_markup_in_an_answer_is_text(asking, provider):
    provider.answer = lambda _asked: said("<img src=x onerror=alert(1)> &lt;b&gt;")
    assert asking().text == "<img src=x onerror=alert(1)> &lt;b&gt;"


@pytest.mark.parametrize("how", [hanging, dripping])
def test_one_that_never_ends_has_its_seconds_and_leaves_no_thread(asking, provider, how):
    provider.answer = how(provider)
    before, begun = set(threading.enumerate()), time.monotonic()
    assert why(asking, HALLE_TRANSLATION_SECONDS="1") == "silent"
    assert time.monotonic() - begun < 20  # it would hang for a minute
    mine = [each for each in set(threading.enumerate()) - before if type(each).__name__ == "_Call"]
    for each in mine:
        each.join(20)
    assert not any(each.is_alive() for each in mine)


def test_a_long_text_has_the_same_seconds_in_all(asking, provider):
    provider.answer = lambda asked: time.sleep(0.4) or said("Yes.")
    assert why(asking, text="Uma frase. " * 2500, HALLE_TRANSLATION_SECONDS="1") == "silent"
    assert len(provider.asked) < 6  # of six pieces, each of which has its answer in time


def test_one_that_is_not_there_is_away(asking, provider):
    provider.close()
    assert why(asking) == "away"


def test_a_redirect_leads_nowhere(asking, provider):
    with Provider() as other:
        provider.answer = lambda _asked: (307, {"Location": other.url}, b"")
        assert why(asking) == "refused"
        assert other.asked == []


def test_one_host_is_asked_and_no_other(app, provider):
    with app.app_context(), Provider() as other:
        for url in (
            other.url,
            provider.url.replace("http:", "https:"),
            "http://169.254.169.254/",
            "file:///etc/passwd",
        ):
            with pytest.raises(NoTranslation):
                Door(provider.url, "it").get(url, time.monotonic() + 5)
        assert other.asked == provider.asked == []


def test_a_long_text_is_asked_in_pieces_and_keeps_its_lines(asking, provider):
    text = "\n\n".join(f"Frase {number} é esta. " * 40 for number in range(20))
    provider.answer = lambda asked: said(asked["q"].replace("Frase", "Sentence"))
    assert asking(text).text == text.replace("Frase", "Sentence")
    assert len(provider.asked) > 1 and all(len(asked["q"]) <= 5000 for asked in provider.asked)


def test_what_holds_no_word_is_not_asked(asking, provider):
    assert asking("👍 12:30", source="") == ("👍 12:30", "en", "")
    assert asking("Hello", source="en") == ("Hello", "en", "")
    assert provider.asked == []


class TestBreaker:
    def test_what_failed_five_times_is_left_alone_by_all_processes(self, asking, provider):
        provider.answer = lambda _asked: said("", 500)
        assert [why(asking) for _ in range(7)] == ["refused"] * 5 + ["resting"] * 2
        assert len(provider.asked) == 5
        assert why(asking, HALLE_PAGE_STARS="31") == "resting", "another process on the same Redis"

    def test_an_answer_in_between_begins_anew(self, asking, provider):
        for _ in range(3):
            provider.answer = lambda _asked: said("", 500)
            assert [why(asking) for _ in range(4)] == ["refused"] * 4
            provider.answer = lambda _asked: said("Yes")
            assert asking().text == "Yes"

    def test_it_says_so(self, asking, provider):
        provider.answer = lambda _asked: said("", 500)
        for _ in range(5):
            why(asking)
        with pytest.raises(NoTranslation) as caught:
            asking()
        assert str(caught.value.sentence) == "LibreTranslate failed several times, and is not asked for a minute."

    def test_the_next_engine_is_asked_meanwhile(self, asking, provider):
        provider.answer = lambda _asked: said("Hello")
        done = asking(TRANSLATORS="google,libretranslate")
        assert (done.text, done.engine) == ("Hello", "libretranslate")


class TestOthers:
    """What the library makes of the answers of those that cannot be asked from here."""

    def asked(self, make_app, monkeypatch, name: str, answer, **more) -> tuple[translator.Translation, list[str]]:
        with Provider(lambda _asked: answer) as made:
            engine = next(each for each in outside.ENGINES if each.name == name)
            monkeypatch.setattr(outside, "_ask", _redirected(made.url, engine))
            with make_app(TRANSLATORS=name, **more).app_context():
                return translator.translate("Olá, preciso", "en", "pt"), made.asked

    def test_google(self, make_app, monkeypatch):
        page = b'<div class="result-container">I need &lt;b&gt;it&lt;/b&gt;</div>'
        done, asked = self.asked(make_app, monkeypatch, "google", (200, {"Content-Type": "text/html"}, page))
        assert done == ("I need <b>it</b>", "pt", "google")
        assert (asked[0]["sl"], asked[0]["tl"]) == ("pt", "en")

    def test_mymemory_says_in_the_place_of_the_text_why_not(self, make_app, monkeypatch):
        body = b'{"responseData": {"translatedText": "QUERY LENGTH LIMIT EXCEEDED"}, "responseStatus": "403"}'
        with pytest.raises(NoTranslation) as caught:
            self.asked(make_app, monkeypatch, "mymemory", (200, {"Content-Type": "application/json"}, body))
        assert caught.value.reason == "busy"

    def test_mymemory(self, make_app, monkeypatch):
        body = b'{"responseData": {"translatedText": "I need"}, "responseStatus": 200, "matches": []}'
        done, asked = self.asked(make_app, monkeypatch, "mymemory", (200, {"Content-Type": "application/json"}, body))
        assert done.text == "I need" and asked[0]["langpair"] == "pt-PT|en-GB"

    def test_deepl(self, make_app, monkeypatch):
        body = b'{"translations": [{"text": "I need"}]}'
        answer = (200, {"Content-Type": "application/json"}, body)
        assert self.asked(make_app, monkeypatch, "deepl", answer, HALLE_DEEPL_KEY="k:fx")[0].text == "I need"


def _redirected(url: str, engine):
    """Asks the provider instead of the host that the library names."""

    def ask(method: str, _url: str, options: dict):
        answer = getattr(Door(url, engine.title), method)(f"{url}/", time.monotonic() + 5, **options)
        outside._refuse_what_is_no_success(answer, engine)
        return answer

    return ask


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


class TestTheirOwnHosts:
    """Each engine as it is set, by its own name and over TLS, to a server on loopback that is there by all these names:
    nothing of what asks is put aside."""

    HOSTS = ("translate.google.com", "api.mymemory.translated.net", "api-free.deepl.com", "api.deepl.com",
             "api.cognitive.microsofttranslator.com", "words.example")  # fmt: skip
    JSON, HTML = {"Content-Type": "application/json"}, {"Content-Type": "text/html"}
    GOOD = {
        "google": (200, HTML, b'<div class="result-container">I need it</div>'),
        "mymemory": (200, JSON, b'{"responseData": {"translatedText": "I need it"}, "responseStatus": 200, "matches": []}'),
        "libretranslate": said("I need it"),
        "deepl": (200, JSON, b'{"translations": [{"text": "I need it"}]}'),
        "microsoft": (200, JSON, b'[{"translations": [{"text": "I need it", "to": "en"}]}]'),
    }  # fmt: skip
    LISTED = (200, JSON, b'{"translation": {"pt": {"name": "Portuguese"}, "en": {"name": "English"}}}')
    """What Microsoft is asked first."""
    SET = {
        "google": {}, "mymemory": {},
        "libretranslate": {"HALLE_LIBRETRANSLATE_URL": "https://words.example", "HALLE_LIBRETRANSLATE_KEY": "k-libre"},
        "deepl": {"HALLE_DEEPL_KEY": "k-deepl:fx"},
        "microsoft": {"HALLE_MICROSOFT_KEY": "k-microsoft", "HALLE_MICROSOFT_REGION": "westeurope"},
    }  # fmt: skip
    KEYS = {"libretranslate": "k-libre", "deepl": "k-deepl:fx", "microsoft": "k-microsoft"}

    @pytest.fixture
    def there(self, authority, monkeypatch, tmp_path):
        """The server, where all of these hosts are said to be."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*self.HOSTS).configure_cert(context)
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "authority.pem"))
        found = socket.getaddrinfo
        with Provider(tls=context) as made:

            def look_up(host, port, *args, **more):
                return found("127.0.0.1", made.port if host in self.HOSTS else port, *args, **more)

            monkeypatch.setattr(socket, "getaddrinfo", look_up)
            yield made

    def asked(self, make_app, there, name: str, answer, **more: str) -> translator.Translation:
        def answered(asked):
            return self.LISTED if there.addresses[-1].startswith("/languages") else answer

        there.answer = answered if isinstance(answer, tuple) else answer
        with make_app(TRANSLATORS=name, **self.SET[name], **more).app_context():
            return translator.translate("Olá, preciso", "en", "pt")

    @pytest.mark.parametrize("name", GOOD)
    def test_it_is_asked_with_its_key_and_nothing_of_the_text_or_of_a_key_stands_in_an_address(
        self, make_app, there, name
    ):
        assert self.asked(make_app, there, name, self.GOOD[name]) == ("I need it", "pt", name)
        addresses, headers = " ".join(there.addresses), there.headers[-1]
        assert headers["host"].partition(":")[0] in self.HOSTS
        key = self.KEYS.get(name, "")
        if key:
            assert key in str(headers) + str(there.asked[-1]) and key not in addresses
        if name not in ("google", "mymemory"):  # these take it in no other way
            assert "preciso" not in addresses
        if name == "microsoft":
            assert headers["ocp-apim-subscription-region"] == "westeurope"

    @pytest.mark.parametrize("name", GOOD)
    @pytest.mark.parametrize(
        ("answer", "reason"),
        [((302, {"Location": "https://words.example/x"}, b""), "refused"), ((429, JSON, b"{}"), "busy"),
         ((200, JSON, b"x" * 2_000_000), "answer"), (None, "silent")],
        ids=["redirect", "429", "two megabytes", "hangs"],
    )  # fmt: skip
    def test_it_goes_through_the_door(self, make_app, there, name, answer, reason):
        with pytest.raises(NoTranslation) as caught:
            self.asked(make_app, there, name, answer or hanging(there), HALLE_TRANSLATION_SECONDS="0.5")
        assert caught.value.reason == reason
        assert len(there.asked) <= 2, "no redirect is followed, and nothing is tried again"

    @pytest.mark.parametrize("name", SET)
    def test_without_its_key_or_address_it_is_not_asked(self, make_app, name):
        with make_app(TRANSLATORS=name).app_context():
            assert bool(translator.engines()) is (name in ("google", "mymemory"))


def test_the_library_knows_the_languages_that_are_said_of_it():
    google = set(constants.GOOGLE_LANGUAGES_TO_CODES.values())
    assert {outside.GOOGLES.get(code, code) for code in outside.WIDELY} <= google
    assert set(constants.LIBRE_LANGUAGES_TO_CODES.values()) <= outside.LIBRE
    assert set(constants.DEEPL_LANGUAGE_TO_CODE.values()) == outside.DEEPL
    assert set(outside.MYMEMORYS.values()) <= set(constants.MY_MEMORY_LANGUAGES_TO_CODES.values())


def test_keys_are_shown_to_nobody(make_app):
    with make_app(HALLE_DEEPL_KEY="of-the-house", HALLE_MICROSOFT_KEY="of-the-house").app_context():
        shown = {each.name: each.value for each in masks.shown(settings())}
    assert shown["HALLE_DEEPL_KEY"] == shown["HALLE_MICROSOFT_KEY"] == masks.MASK
