"""The settings in force as they may be shown: secrets are masked."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from inbox.config import Settings, environment_name

WHOLE = ("secret_key", "metrics_token", "libretranslate_key", "deepl_key", "microsoft_key", "assistant_key")
MASK = "•••"


@dataclass(frozen=True)
class Shown:
    """One setting: its name in the environment, its value as it may be shown, and whether the environment gives it."""

    name: str
    value: str
    given: bool


def shown(settings: Settings) -> list[Shown]:
    """All of them, in the order of inbox/config/fields.py."""
    found = []
    for field in Settings.model_fields:
        name = environment_name(field)
        found.append(Shown(name, masked(field, getattr(settings, field)), bool(os.environ.get(name))))
    return found


def masked(field: str, value) -> str:
    """The value without what opens anything: a key as a whole, of an address its user, password and options."""
    text = "" if value is None else str(value)
    if field in WHOLE:
        return MASK if text else ""
    return _masked_address(text) if "://" in text else text


def _masked_address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return MASK
    place = f"{MASK}@{parts.netloc.rpartition('@')[2]}" if "@" in parts.netloc else parts.netloc
    options = f"?{MASK}" if parts.query or parts.fragment else ""
    return f"{parts.scheme}://{place}{parts.path}{options}"
