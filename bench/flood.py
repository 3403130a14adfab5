"""UDP as fast as a program can: `flood.py send OCTETS SECONDS PORT ADDRESS`; so many packets a
second on ways in turns: `flood.py pace OCTETS SECONDS PORT RATE [SOURCE,]ADDRESS...`; and nobody
who reads them: `flood.py sink PORT`.

Standard library only. The first gives the kernel many packets of OCTETS (of IP) with a system call,
which it cuts for itself (UDP_SEGMENT, Linux 4.18). The sink keeps the kernel from answering that
nobody listens.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle, islice

IP_PKTINFO = 8
UDP_SEGMENT = 103
MOST_SEGMENTS = 64
MOST_OCTETS = 65507
HEADERS = 28
BURST_SECONDS = 0.004


def send(octets: int, seconds: float, port: int, address: str) -> None:
    """Others run after every call: on one core they would find their queues full else."""
    payload = octets - HEADERS
    block = bytes(payload * min(MOST_SEGMENTS, MOST_OCTETS // payload))
    end = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.setsockopt(socket.SOL_UDP, UDP_SEGMENT, payload)
        while time.monotonic() < end:
            with suppress(OSError):
                ours.sendto(block, (address, port))
            os.sched_yield()


def pace(octets: int, seconds: float, port: int, rate: float, ways: Sequence[str]) -> None:
    """In bursts, one every `BURST_SECONDS`."""
    packet, turns = bytes(octets - HEADERS), cycle([_way(each) for each in ways])
    began, sent = time.monotonic(), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        while (passed := time.monotonic() - began) < seconds:
            for ancillary, address in islice(turns, max(0, int(passed * rate) - sent)):
                with suppress(OSError):
                    ours.sendmsg([packet], ancillary, 0, (address, port))
                sent += 1
            time.sleep(BURST_SECONDS)


def _way(words: str) -> tuple[list[tuple[int, int, bytes]], str]:
    """What `sendmsg` wants to be told of a source, and the address."""
    source, comma, address = words.rpartition(",")
    if not comma:
        return [], address
    chosen = struct.pack("=I4s4s", 0, socket.inet_aton(source), bytes(4))
    return [(socket.IPPROTO_IP, IP_PKTINFO, chosen)], address


def sink(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.bind(("", port))
        signal.pause()


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "sink":
        sink(int(rest[0]))
    elif verb == "send":
        send(int(rest[0]), float(rest[1]), int(rest[2]), rest[3])
    else:
        pace(int(rest[0]), float(rest[1]), int(rest[2]), float(rest[3]), rest[4:])
