"""Counting tries: in Redis, so that all processes count together; in this process while Redis is away."""

import time
from functools import cached_property

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from inbox.errors import TooMany

LEAVE_ALONE_SECONDS = 3.0


class Throttle:
    """Tries per window, by any key."""

    def __init__(self, redis_url: str):
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._redis_url = redis_url
        self._away_until = 0.0

    @cached_property
    def _shared(self) -> RateLimiter | None:
        """Made when something is counted: what it imports weighs megabytes, and most processes never count."""
        if not self._redis_url:
            return None
        url, options = self._redis_url, {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
        if url.startswith("unix:"):
            url = f"redis+{url}"
        return FixedWindowRateLimiter(storage_from_string(url, wrap_exceptions=True, **options))

    def hit(self, tries: int, seconds: int, *key: str) -> bool:
        """Counts one try; False when it is one too many."""
        return self._try("hit", tries, seconds, key)

    def free(self, tries: int, seconds: int, *key: str) -> bool:
        """Whether another try would be counted."""
        return self._try("test", tries, seconds, key)

    def forget(self, tries: int, seconds: int, *key: str) -> None:
        """Starts counting anew."""
        self._try("clear", tries, seconds, key)

    def wait(self, tries: int, seconds: int, *key: str) -> int:
        """Seconds until the window is over, at least 1."""
        stats = self._try("get_window_stats", tries, seconds, key)
        return max(1, round(stats.reset_time - time.time()))

    def refusal(self, tries: int, seconds: int, *key: str) -> TooMany:
        """What is said to the try that is one too many."""
        wait = self.wait(tries, seconds, *key)
        return TooMany(_l("Too many tries. Wait %(minutes)s min and try again.", minutes=-(-wait // 60)), wait)

    def _try(self, verb: str, tries: int, seconds: int, key: tuple[str, ...]):
        item = RateLimitItemPerSecond(tries, seconds)
        shared = self._shared
        if shared is not None and time.monotonic() > self._away_until:
            try:
                return getattr(shared, verb)(item, *key)
            except StorageError:  # Redis is away: this process counts alone, and nobody waits for it again at once
                self._away_until = time.monotonic() + LEAVE_ALONE_SECONDS
        return getattr(self._here, verb)(item, *key)


def bind(app: Flask) -> None:
    """Gives the application its throttle."""
    app.extensions["throttle"] = Throttle(app.config["HALLE"].redis_url)


def throttle() -> Throttle:
    """The throttle of the running application."""
    return current_app.extensions["throttle"]
