"""The engines of deep_translator. Text leaves this server, but to a LibreTranslate that runs on it.

The library asks the network through what its modules call `requests`, with no time-out, wherever it is redirected: they
get `_Requests` instead, which knows one host and the time that is left. Whatever it raises is no translation.
"""

import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from inbox.config import settings
from inbox.translator.engine import NoTranslation, is_here


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WIDELY = _codes(
    "af am ar as ay az be bg bm bn bs ca ceb co cs cy da de dv ee el en eo es et eu fa fi fr fy ga gd gl gn gu ha he hi"
    " hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lg ln lo lt lv mg mi mk ml mn mr ms mt my ne nl no ny om"
    " or pa pl ps pt qu ro ru rw sa sd si sk sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tr ts tt ug uk ur uz vi"
    " xh yi yo zh zu"
)
DEEPL = _codes("bg cs da de el en es et fi fr hu id it ja lt lv nl pl pt ro ru sk sl sv tr uk zh")
LIBRE = _codes(
    "ar az bg bn ca cs da de el en eo es et eu fa fi fr ga gl he hi hu id it ja ko ky lt lv ms nb nl pl pt ro ru sk sl"
    " sq sv th tl tr uk ur vi zh"
)
GOOGLES = {"zh": "zh-CN", "he": "iw", "jv": "jw"}
MICROSOFTS = {"zh": "zh-hans", "no": "nb", "sr": "sr-latn"}
MYMEMORYS = {
    "ar": "ar-SA", "ca": "ca-ES", "cs": "cs-CZ", "da": "da-DK", "de": "de-DE", "el": "el-GR", "en": "en-GB",
    "es": "es-ES", "et": "et-EE", "eu": "eu-ES", "fa": "fa-IR", "fi": "fi-FI", "fr": "fr-FR", "gl": "gl-ES",
    "he": "he-IL", "hi": "hi-IN", "hr": "hr-HR", "hu": "hu-HU", "id": "id-ID", "it": "it-IT", "ja": "ja-JP",
    "ko": "ko-KR", "lt": "lt-LT", "lv": "lv-LV", "nl": "nl-NL", "no": "nb-NO", "pl": "pl-PL", "pt": "pt-PT",
    "ro": "ro-RO", "ru": "ru-RU", "sk": "sk-SK", "sl": "sl-SI", "sv": "sv-SE", "tr": "tr-TR", "uk": "uk-UA",
    "vi": "vi-VN", "zh": "zh-CN",
}  # fmt: skip


class _Asking(NamedTuple):
    """On whose behalf the library asks, and until when."""

    engine: "Outside"
    end: float


_asking: ContextVar[_Asking] = ContextVar("asking")


@dataclass(frozen=True, eq=False)
class Outside:
    """One engine of the library: the module and the class there, where it is, and what it can. `finds_out`: whether it
    tells by itself in which language a text is. `codes`: how it calls languages, where that is not as we do."""

    name: str
    title: str
    made_of: str
    url: Callable[[], str]
    knows: frozenset[str]
    limit: int
    codes: dict = field(default_factory=dict)
    finds_out: bool = False
    given: Callable[[], dict] = dict
    needs: str = ""

    def is_ready(self) -> bool:
        """Whether its key, or its address, is set."""
        return not self.needs or bool(getattr(settings(), self.needs))

    def leaves(self) -> bool:
        """Whether text goes to another machine."""
        return not is_here(self.url())

    def targets(self) -> frozenset[str]:
        """The languages that it translates into."""
        return self.knows

    def has(self, source: str, target: str) -> bool:
        """Whether it has this pair."""
        return target in self.knows and (source in self.knows or (source == "" and self.finds_out))

    def translate(self, text: str, source: str, target: str, end: float) -> str:
        """One piece of text. Raises NoTranslation."""
        token = _asking.set(_Asking(self, end))
        try:
            return self._made(self._code(source) if source else "auto", self._code(target)).translate(text)
        except NoTranslation:
            raise
        except Exception as error:  # the library raises many kinds, and KeyError where an answer is another one
            raise NoTranslation("answer", self.title) from error
        finally:
            _asking.reset(token)

    def _code(self, language: str) -> str:
        return self.codes.get(language, language)

    def _made(self, source: str, target: str):
        module, name = self.made_of.split(".")
        return getattr(_library(module), name)(source=source, target=target, **self.given())


def _library(name: str):
    """That module of the library, which asks the network through us from now on."""
    import deep_translator  # noqa: PLC0415

    module = sys.modules[f"{deep_translator.__name__}.{name}"]
    module.requests = _Requests
    if name == "libre":  # its list is from before LibreTranslate learned most of them
        module.LIBRE_LANGUAGES_TO_CODES.update({code: code for code in LIBRE})
    return module


class _Requests:
    """What the library takes for `requests`."""

    class exceptions:
        class RequestException(Exception):
            """Never raised: what we raise is not for the library to catch."""

    @staticmethod
    def get(url: str, params: dict | None = None, **_options):
        if _asking.get().engine.name == "deepl":  # which takes what the library puts into an address in a body as well
            key, said = params["auth_key"], {name: value for name, value in params.items() if name != "auth_key"}
            return _ask("post", url, {"data": said, "headers": {"Authorization": f"DeepL-Auth-Key {key}"}})
        return _ask("get", url, {"params": params})

    @staticmethod
    def post(url: str, params: dict | None = None, headers: dict | None = None, json=None, **_options):
        """Text stands in the body: in an address it would be in the log of every server on the way."""
        if json is None:
            return _ask("post", url, {"data": params, "headers": headers})
        return _ask("post", url, {"params": params, "headers": headers, "json": json})


def _ask(method: str, url: str, options: dict):
    from inbox.translator.door import Door  # noqa: PLC0415

    engine, end = _asking.get()
    if urlsplit(engine.url()).scheme == "https":
        url = url.replace("http://", "https://", 1)  # the library has one in the clear
    answer = getattr(Door(engine.url(), engine.title), method)(url, end, **options)
    _refuse_what_is_no_success(answer, engine)
    return answer


def _refuse_what_is_no_success(answer, engine: Outside) -> None:
    """MyMemory says why not in the place of the text, and that all went well."""
    if engine.name == "mymemory":
        try:
            status = str(answer.json().get("responseStatus"))
        except (ValueError, AttributeError) as error:
            raise NoTranslation("answer", engine.title) from error
        if status != "200":
            raise NoTranslation("busy" if status in ("403", "429") else "refused", engine.title)


def _of_libre() -> dict:
    return {"api_key": settings().libretranslate_key or "-", "custom_url": f"{settings().libretranslate_url}/"}


def _of_deepl() -> dict:
    return {"api_key": settings().deepl_key, "use_free_api": settings().deepl_key.endswith(":fx")}


def _deepl() -> str:
    return "https://api-free.deepl.com" if _of_deepl()["use_free_api"] else "https://api.deepl.com"


def _of_microsoft() -> dict:
    return {"api_key": settings().microsoft_key, "region": settings().microsoft_region or None}


ENGINES = (
    # Google's page takes more, but not in an address: a letter there is up to nine characters.
    Outside("google", "Google", "google.GoogleTranslator", lambda: "https://translate.google.com", WIDELY, 1500,
            GOOGLES, finds_out=True),
    Outside("mymemory", "MyMemory", "mymemory.MyMemoryTranslator", lambda: "https://api.mymemory.translated.net",
            frozenset(MYMEMORYS), 240, MYMEMORYS),
    Outside("libretranslate", "LibreTranslate", "libre.LibreTranslator", lambda: settings().libretranslate_url, LIBRE,
            5000, finds_out=True, given=_of_libre, needs="libretranslate_url"),
    Outside("deepl", "DeepL", "deepl.DeeplTranslator", _deepl, DEEPL, 1500, given=_of_deepl, needs="deepl_key"),
    Outside("microsoft", "Microsoft", "microsoft.MicrosoftTranslator",
            lambda: "https://api.cognitive.microsofttranslator.com", WIDELY - {"no"}, 5000, MICROSOFTS,
            given=_of_microsoft, needs="microsoft_key"),
)  # fmt: skip
