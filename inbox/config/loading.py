"""The settings in force: read once, at the start, from the environment."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from flask import current_app
from pydantic import ValidationError

from inbox.config.fields import Settings


class WrongSetting(Exception):
    """A setting that cannot be used; its text is one line for the person who starts Halle."""


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that this environment asks for, with the data folder and the secret key made where needed.

    Raises `WrongSetting` with one line that names the setting.
    """
    try:
        settings = Settings(**_given(environ))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        given = "" if environment_name(name) in _SECRET else f" (got {first['input']!r})"
        reason = first["msg"].removeprefix("Value error, ")
        raise WrongSetting(f"{environment_name(name)}: {reason}{given}") from error
    if settings.smtp_url and not settings.public_url and not settings.loopback:
        raise WrongSetting("PUBLIC_URL: links in mail need the address under which people reach Halle")
    _fill(settings)
    return settings


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    names = {environment_name(name): name for name in Settings.model_fields}
    unknown = [
        name for name in environ if name.startswith("HALLE_") and name not in names and name not in _NOT_SETTINGS
    ]
    if unknown:
        raise WrongSetting(f"{unknown[0]}: there is no such setting")
    return {_key(name): environ[key] for key, name in names.items() if environ.get(key)}


_NOT_SETTINGS = {
    "HALLE_ROLE",
    "HALLE_TEST_ALL",
    "HALLE_TEST_DATABASE",
    "HALLE_TEST_STRICT",
    "HALLE_TEST_CACHE",
}


_SECRET = {
    "HALLE_METRICS_TOKEN", "SMTP_URL", "STORAGE_URL", "DATABASE_URL", "REDIS_URL", "SECRET_KEY",
    "HALLE_LIBRETRANSLATE_KEY", "HALLE_DEEPL_KEY", "HALLE_MICROSOFT_KEY",
}  # fmt: skip
"""Those that may hold a password: what was given is not printed."""


def _key(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return alias.choices[0] if alias else name


def environment_name(name: str) -> str:
    """How the environment calls that setting."""
    field = Settings.model_fields.get(name)
    if field is None:
        return name
    return field.validation_alias.choices[0] if field.validation_alias else f"HALLE_{name.upper()}"


def _fill(settings: Settings) -> None:
    settings.data = settings.data.expanduser().resolve()
    _have("HALLE_DATA", settings.data)
    if settings.storage_url.startswith("file:/"):
        _have("STORAGE_URL", settings.files_folder)
    if settings.cold_folder:
        _have("HALLE_COLD_FOLDER", settings.cold)
    if settings.live_port is None:
        settings.live_port = settings.port + 1
    if settings.live_port in (settings.port, 65536):
        taken = f"{settings.live_port} cannot be had beside PORT {settings.port}"
        raise WrongSetting(f"LIVE_PORT: {taken}; choose another, or 0")
    settings.database_url = settings.database_url or f"sqlite:///{settings.data / 'halle.db'}"
    if settings.database_url.startswith(("postgres://", "postgresql://")):
        settings.database_url = "postgresql+psycopg://" + settings.database_url.split("://", 1)[1]
    settings.secret_key = settings.secret_key or _kept_secret(settings.data / "secret_key")


def _have(name: str, folder: Path) -> None:
    """Makes that folder where there is none. Raises WrongSetting where nothing can be kept in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"{name}: {folder} cannot be made ({error.strerror})") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WrongSetting(f"{name}: {folder} cannot be written to")


def _kept_secret(path: Path) -> str:
    """The key in that file; made, for the owner alone, when there is none. Two first starts agree on one."""
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        os.unlink(draft)
    return path.read_text().strip()


def settings() -> Settings:
    """The settings of the running application."""
    return current_app.config["HALLE"]
