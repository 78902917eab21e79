"""Settings that are addresses: what each of them begins with."""

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
