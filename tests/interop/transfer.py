"""Sends octets over TCP and proves that they arrived.

    transfer.py serve ADDRESS PORT
    transfer.py get|put ADDRESS PORT OCTETS

Standard library only, and no import of ours: a guest runs this file with the system's Python.
A connection carries one transfer: a line `get N` or `put N`, then N octets of noise, and from the
server the SHA-256 of what it sent or received, for the client to compare with its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import socketserver
import sys
import time
from io import BufferedIOBase
from socket import create_connection

BLOCK = 65536
CONGESTION = b"bbr"
"""Where the kernel has it: others take every loss for congestion and creep over a bad line."""
TIMEOUT = 120


def send(octets: int, stream: BufferedIOBase) -> str:
    """Writes noise, which no compression helps; returns its digest."""
    digest = hashlib.sha256()
    noise = os.urandom(BLOCK)
    for start in range(0, octets, BLOCK):
        block = (start.to_bytes(8, "big") + noise[8:])[: octets - start]
        digest.update(block)
        stream.write(block)
    stream.flush()
    return digest.hexdigest()


def receive(octets: int, stream: BufferedIOBase) -> str:
    digest, left = hashlib.sha256(), octets
    while left and (block := stream.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest()


def hasten(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, CONGESTION)


class Peer(socketserver.StreamRequestHandler):
    timeout = TIMEOUT

    def setup(self) -> None:
        hasten(self.request)
        super().setup()

    def handle(self) -> None:
        verb, octets = self.rfile.readline().split()
        if verb == b"get":
            self.wfile.write(send(int(octets), self.wfile).encode() + b"\n")
        else:
            self.wfile.write(receive(int(octets), self.rfile).encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


def transfer(verb: str, address: str, port: int, octets: int) -> bool:
    """Runs one transfer and prints a line about it. True when both ends saw the same octets."""
    began = time.monotonic()
    with create_connection((address, port), TIMEOUT) as peer, peer.makefile("rwb") as stream:
        hasten(peer)
        stream.write(f"{verb} {octets}\n".encode())
        stream.flush()
        ours = receive(octets, stream) if verb == "get" else send(octets, stream)
        theirs = stream.readline().decode().strip()
    rate = octets * 8 / 1e6 / (time.monotonic() - began)
    state = "intact" if ours == theirs else "damaged"
    print(f"{verb} {octets} octets {state}, {rate:.1f} Mb/s")
    return ours == theirs


def main(verb: str, address: str, port: str, octets: str = "0") -> int:
    if verb == "serve":
        Server((address, int(port)), Peer).serve_forever()
    return 0 if transfer(verb, address, int(port), int(octets)) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
