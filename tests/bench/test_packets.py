"""The cost of a packet is the router's, by what its peer has counted."""

from __future__ import annotations

from bench import packets
from bench.packets import FROM_PC, LARGE_TO_PC, TCP_TO_PC, TO_PC, TRAFFIC, Figures
from bench.through import Effort
from tests.bench.reading import ignore, needs_root, rows
from vpdn.net.carriage import Carriage


def costs(nanoseconds: float) -> dict[packets.Traffic, float]:
    return dict.fromkeys(TRAFFIC, nanoseconds)


def test_kpps_are_packets_in_a_second_of_the_router_alone() -> None:
    python, xdp = costs(50_000), costs(5_000) | {FROM_PC: 6_000}
    shares = {Carriage.XDP: costs(0.5), Carriage.PYTHON: costs(1)}
    figures = Figures({Carriage.XDP: xdp, Carriage.PYTHON: python}, shares, 2_000)
    nanoseconds, rate = packets.report(figures).split("\n\n")[:2]
    assert rows(nanoseconds)["xdp"] == [5_000, 6_000, 5_000, 5_000, 5_000]
    assert rows(rate)["xdp"] == [200, 166.7, 200, 200, 200]
    assert rows(rate)["python"] == [20] * 5


def test_both_ways_together_are_compared_and_user_mode_alone_with_mppe() -> None:
    python = costs(50_000)
    xdp = costs(5_000) | {FROM_PC: 15_000, TCP_TO_PC: 8_000}
    shares = {Carriage.XDP: costs(0.5), Carriage.PYTHON: costs(1)}
    figures = Figures({Carriage.XDP: xdp, Carriage.PYTHON: python}, shares, 2_000)
    table = rows(packets.report(figures))
    assert table["xdp : python, packets of 64 octets a second, both ways"] == [5]
    assert table[f"xdp : python, {TO_PC.name}"] == [10]
    assert table[f"xdp, {LARGE_TO_PC.name} : MPPE alone"] == [2.5]
    assert table[f"xdp, {TCP_TO_PC.name} : MPPE alone"] == [4]
    assert table[f"xdp, {TCP_TO_PC.name}, user mode : MPPE alone"] == [2]


@needs_root
def test_routers_take_turns_and_each_has_a_cost_for_all_traffic() -> None:
    effort = Effort(octets=200_000, seconds=0.1, rounds=1)
    carriages = (Carriage.XDP, Carriage.PYTHON)
    found = packets.measure(ignore, carriages, effort)
    assert list(found.packets) == list(carriages)
    assert min(min(each.values()) for each in found.packets.values()) > found.alone / 4 > 0
    assert all(0 <= share <= 1.5 for each in found.user.values() for share in each.values())
