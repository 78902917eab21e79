"""Settings that are addresses: what each of them begins with."""

import re
from urllib.parse import urlsplit

ADDRESSES = {
    "public_url": (("http", "https"), "https://halle.example"),
    "live_url": (("ws", "wss"), "wss://halle.example/live"),
    "smtp_url": (("smtp", "smtps", "smtp+starttls"), "smtp+starttls://user:password@mail.example:587"),
    "database_url": (
        ("sqlite", "postgres", "postgresql", "postgresql+psycopg"),
        "postgresql://user:password@host/name",
    ),
    "clamd_url": (("tcp", "unix"), "tcp://127.0.0.1:3310"),
    "redis_url": (("redis", "rediss", "unix"), "redis://127.0.0.1:6379/0"),
    "apertium_url": (("http", "https"), "http://127.0.0.1:2737"),
    "assistant_url": (("http", "https"), "https://api.openai.com/v1"),
    "libretranslate_url": (("http", "https"), "http://127.0.0.1:5000"),
}
"""What each of them begins with, and an example."""
ON_THIS_MACHINE = ("sqlite", "unix", "postgres", "postgresql", "postgresql+psycopg")
"""These may do without a host: they are files and sockets."""


def leads_somewhere(value: str, schemes: tuple[str, ...], _example: str) -> bool:
    """Whether it is an address that begins with one of these."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises ValueError for what is no port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname or parts.scheme in ON_THIS_MACHINE)


def spelled_as_by_browsers(value: str) -> str:
    """That address of a page as browsers name it, who say xn--bcher-kva.example for bücher.example, and as it may stand
    in mail. Raises ValueError for one that leads nowhere."""
    parts = urlsplit(value)
    if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", parts.hostname):
        raise ValueError(f"is not an address such as {ADDRESSES['public_url'][1]}")
    if value.isascii():
        return value
    try:
        host = parts.hostname.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"is not an address such as {ADDRESSES['public_url'][1]}") from error
    return f"{parts.scheme}://{host}:{parts.port}" if parts.port else f"{parts.scheme}://{host}"
