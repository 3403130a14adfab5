"""Small packets there and back: `echo.py serve ADDRESS PORT`, `echo.py send ADDRESS PORT OCTETS
SECONDS`.

Standard library only. The sender keeps `WINDOW` packets of OCTETS (of IP) on their way and prints
how many came back and in how many seconds; what is lost is replaced after a while.
"""

from __future__ import annotations

import socket
import sys
import time

WINDOW = 32
HEADERS = 28
LOST_AFTER = 0.2


def serve(address: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.bind((address, port))
        while True:
            place.sendto(*place.recvfrom(65535))


def send(address: str, port: int, octets: int, seconds: float) -> tuple[int, float]:
    """Packets that came back, and in how many seconds."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.connect((address, port))
        place.settimeout(LOST_AFTER)
        packet, back, began = bytes(octets - HEADERS), 0, time.perf_counter()
        _fill(place, packet)
        while time.perf_counter() - began < seconds:
            try:
                place.recv(65535)
            except TimeoutError:
                _fill(place, packet)
            else:
                back += 1
                place.send(packet)
        return back, time.perf_counter() - began


def _fill(place: socket.socket, packet: bytes) -> None:
    for _ in range(WINDOW):
        place.send(packet)


if __name__ == "__main__":
    verb, address, port, *rest = sys.argv[1:]
    if verb == "serve":
        serve(address, int(port))
    else:
        print(*send(address, int(port), int(rest[0]), float(rest[1])))
