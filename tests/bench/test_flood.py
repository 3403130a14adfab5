"""The programs that send: as many and as large as they were told."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from bench import flood


def listener() -> socket.socket:
    ours = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ours.bind(("127.0.0.1", 0))
    ours.setblocking(False)
    return ours


def taken(ours: socket.socket) -> list[tuple[bytes, str]]:
    packets: list[tuple[bytes, str]] = []
    while True:
        try:
            packet, (source, _) = ours.recvfrom(65535)
        except BlockingIOError:
            return packets
        packets.append((packet, source))


def test_a_flood_is_of_packets_of_one_size() -> None:
    with closing(listener()) as ours:
        flood.send(64, 0.01, ours.getsockname()[1], "127.0.0.1")
        packets = taken(ours)
    assert len(packets) >= flood.MOST_SEGMENTS
    assert {len(packet) for packet, _ in packets} == {36}


def test_a_pace_is_kept_and_sources_take_turns() -> None:
    with closing(listener()) as ours:
        ways = ["127.0.0.1", "127.0.0.5,127.0.0.1"]
        flood.pace(100, 0.2, ours.getsockname()[1], 1000, ways)
        packets = taken(ours)
    assert len(packets) == pytest.approx(200, abs=20)
    assert {len(packet) for packet, _ in packets} == {72}
    assert [source for _, source in packets[:4]] == ["127.0.0.1", "127.0.0.5"] * 2
