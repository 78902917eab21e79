"""Passwords: Argon2id, and a check that takes as long for a name that nobody has."""

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inbox.config import settings


def hash_of(password: str) -> str:
    """What to store for a password."""
    return _hasher().hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password. With nothing stored it works as hard, and says no."""
    try:
        return _hasher().verify(stored or _nobody(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other costs than those in force."""
    return _hasher().check_needs_rehash(stored)


def _normal(password: str) -> bytes:
    """The same bytes however the keyboard composed its accents."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _hasher() -> PasswordHasher:
    return _hasher_of(settings().argon2_time, settings().argon2_memory_kib)


@lru_cache
def _hasher_of(time_cost: int, memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)


def _nobody() -> str:
    return _nobody_of(settings().argon2_time, settings().argon2_memory_kib)


@lru_cache
def _nobody_of(time_cost: int, memory_kib: int) -> str:
    return _hasher_of(time_cost, memory_kib).hash(b"nobody has this password")
