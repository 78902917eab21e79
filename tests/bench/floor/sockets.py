"""The floor of pushing: a bare `websockets` server that passes on what Redis publishes. Usage: PORT REDIS_SOCKET."""

import asyncio
import sys

import redis.asyncio
from websockets.asyncio.server import serve


async def main(port: int, redis_socket: str) -> None:
    """Each socket says on which channel it listens."""
    listeners: dict[str, set] = {}
    subscription = redis.asyncio.Redis(unix_socket_path=redis_socket).pubsub(ignore_subscribe_messages=True)
    await subscription.subscribe("floor")

    async def stay(socket) -> None:
        channel = await socket.recv()
        listeners.setdefault(channel, set()).add(socket)
        await subscription.subscribe(channel)
        await socket.send("ready")
        try:
            await socket.wait_closed()
        finally:
            listeners[channel].discard(socket)

    async with serve(stay, "127.0.0.1", port, compression=None, ping_interval=25):
        async for message in subscription.listen():
            for socket in listeners.get(message["channel"].decode(), ()):
                await socket.send(message["data"].decode())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
