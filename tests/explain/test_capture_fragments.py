from __future__ import annotations

from random import Random

import pytest

from tests.explain.captures import PC, SERVER
from vpdn.explain.capture_fragments import Fragments
from vpdn.wire import ip

PAYLOAD = Random(1).randbytes(3000)


def fragments(identification: int = 7) -> list[bytes]:
    found = []
    for offset in range(0, len(PAYLOAD), 1000):
        made = bytearray(
            ip.build(PC, SERVER, 47, PAYLOAD[offset : offset + 1000], identification=identification)
        )
        more = 0x2000 if offset + 1000 < len(PAYLOAD) else 0
        made[6:8] = (more | offset // 8).to_bytes(2, "big")
        found.append(bytes(made))
    return found


def take(into: Fragments, packet: bytes) -> bytes | None:
    return into.take(ip.parse(packet), packet)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 1, 2, 0)])
def test_parts_in_any_order_make_the_whole(order: tuple[int, ...]) -> None:
    into, parts = Fragments(), fragments()
    found = [take(into, parts[index]) for index in order]
    assert found == [None] * (len(order) - 1) + [PAYLOAD]
    assert into.unfinished == 0


def test_a_whole_packet_is_given_at_once() -> None:
    assert take(Fragments(), ip.build(PC, SERVER, 47, b"abc")) == b"abc"


def test_what_lacks_a_part_is_counted_and_not_kept_for_ever() -> None:
    into = Fragments()
    for number in range(100):
        assert take(into, fragments(number)[0]) is None
    assert into.unfinished == 100
    assert len(into._waiting) <= 64
