"""The settings of translation."""

from pathlib import Path

from pydantic import AliasChoices, BaseModel, Field, ValidationInfo, field_validator

from inbox.config.addresses import ADDRESSES, leads_somewhere

TRANSLATORS = ("apertium", "google", "mymemory", "libretranslate", "deepl", "microsoft")
"""The engines that there are."""


class TranslationSettings(BaseModel):
    """Which engines there are, and how they are asked."""

    translators: str = Field("apertium,google", validation_alias=AliasChoices("TRANSLATORS"))
    """Engines that translate, in the order in which they are asked: apertium, google, mymemory, libretranslate, deepl,
    microsoft; none: nothing is translated."""
    apertium_url: str = ""
    """Where apertium-apy answers, such as http://127.0.0.1:2737; Apertium's own command when unset."""
    apertium_data: Path = Path("/usr/share/apertium")
    """Folder of Apertium's pairs of languages."""
    libretranslate_url: str = ""
    """Where LibreTranslate answers, such as http://127.0.0.1:5000."""
    libretranslate_key: str = Field("", max_length=200)
    """Key for LibreTranslate, where it asks for one."""
    deepl_key: str = Field("", max_length=200)
    """Key for DeepL; one that ends with :fx is for its free service."""
    microsoft_key: str = Field("", max_length=200)
    """Key for Microsoft's translator."""
    microsoft_region: str = Field("", max_length=60)
    """Region of that key, where it has one."""
    translation_connect_seconds: float = Field(3.0, gt=0, le=10)
    """A translator that does not take the connection within this time is away."""
    translation_seconds: float = Field(10.0, gt=0, le=10)
    """Seconds that one translator has for one text."""
    translation_answer_max: int = Field(1_000_000, ge=10_000, le=100_000_000)
    """Bytes in an answer of a translator."""
    translation_failures: int = Field(5, ge=1, le=1000)
    """A translator that failed so often within a minute is left alone until that minute is over."""
    translation_tries: int = Field(3, ge=1, le=20)
    """Times that a translation is begun whose worker dies on it; then it is given up."""
    translations_hour: int = Field(300, ge=1, le=100_000)
    """Messages that one person can ask to have translated within an hour."""

    @field_validator("apertium_url", "libretranslate_url")
    @classmethod
    def _is_where_one_answers(cls, value: str, info: ValidationInfo) -> str:
        if value and not leads_somewhere(value, *ADDRESSES[info.field_name]):
            raise ValueError(f"is not an address such as {ADDRESSES[info.field_name][1]}")
        return value.rstrip("/")

    @field_validator("translators")
    @classmethod
    def _names_translators(cls, value: str) -> str:
        names = [name.strip().lower() for name in value.split(",") if name.strip()]
        for name in names:
            if name not in (*TRANSLATORS, "none"):
                raise ValueError(f"knows no {name}: choose from {', '.join(TRANSLATORS)}, or none")
        return ",".join(names)

    @property
    def translator_names(self) -> tuple[str, ...]:
        """The engines that translate, in their order; none of them twice."""
        return tuple(name for name in dict.fromkeys(self.translators.split(",")) if name in TRANSLATORS)
