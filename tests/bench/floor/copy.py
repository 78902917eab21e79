"""The floor of uploads: what comes through a socket is written into a file. Usage: PORT FOLDER.

A client says how many bytes come, and after how many each the disk has to have them (0: never); `.` is the answer to
each such piece, and to the last.
"""

import os
import socket
import struct
import sys
from pathlib import Path

BLOCK = 256 * 1024


def main(port: int, folder: Path) -> None:
    """One client after the other."""
    buffer = memoryview(bytearray(BLOCK))
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            connection, _ = listener.accept()
            with connection, open(folder / "floor.part", "wb", buffering=0) as file:
                copy(connection, file, buffer)


def copy(connection: socket.socket, file, buffer: memoryview) -> None:
    """All bytes of one client."""
    head = connection.recv(16, socket.MSG_WAITALL)
    if len(head) < 16:
        return
    left, piece = struct.unpack("!QQ", head)
    kept = left
    while left:
        count = connection.recv_into(buffer, min(BLOCK, left))
        if not count:
            return
        file.write(buffer[:count])
        left -= count
        if piece and (kept - left >= piece or not left):
            os.fdatasync(file.fileno())
            kept = left
            connection.sendall(b".")
    if not piece:
        connection.sendall(b".")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
