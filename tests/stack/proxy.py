"""A TCP proxy between a client and Halle that breaks on purpose."""

import contextlib
import socket
import struct
import threading


class Proxy:
    """Passes bytes on. `cut_answers`: so many answers are cut before a byte of them arrives; `frozen`: nothing passes
    any more, and nobody is told."""

    def __init__(self, port: int):
        self.target = ("127.0.0.1", port)
        self.cut_answers = 0
        self.cut = 0
        self.frozen = False
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_) -> None:
        self._listener.close()
        for connection in self._open:
            connection.close()

    def reset_all(self) -> None:
        """Ends all connections of the client's side with a reset."""
        for connection in self._open:
            reset(connection)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self.target)
                self._open += [client, server]
                for source, target, answers in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pass_on, args=(source, target, answers), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if answers and self.cut_answers:
                    self.cut_answers, self.cut = self.cut_answers - 1, self.cut + 1
                    reset(target)
                    break
                if not self.frozen:
                    target.sendall(data)
        if not self.frozen:
            for connection in (source, target):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    """Ends a connection the way a crash does."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)
        connection.close()
