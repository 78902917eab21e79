"""Publishing on Redis without the weight of a client library: the floor is to be a floor."""

import asyncio
from pathlib import Path


class Publisher:
    """One connection that publishes."""

    def __init__(self, path: Path):
        self._path, self._streams, self._lock = path, None, asyncio.Lock()

    async def publish(self, channel: str, text: str) -> None:
        """Sends it, and waits until Redis has taken it."""
        async with self._lock:
            if self._streams is None:
                self._streams = await asyncio.open_unix_connection(self._path)
            reader, writer = self._streams
            words = [word.encode() for word in ("PUBLISH", channel, text)]
            writer.write(b"*3\r\n" + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
            assert (await reader.readline()).startswith(b":")
