"""Captures of live sessions, read back by scapy."""

from __future__ import annotations

import asyncio
import io
from ipaddress import IPv4Address
from typing import Any, cast

import pytest
from scapy.layers import inet
from scapy.layers.ppp import DIR_PPP, PPP
from scapy.utils import PcapReader

from tests.nas.test_session import ended, packet, up
from tests.nas.world import PC, SERVER, Pc, World, config
from tests.virtual_loop import run
from vpdn.datapath.engine import Captured
from vpdn.errors import ConfigError
from vpdn.nas.captures import LIMIT, MOST, Capture, Captures
from vpdn.net.pcap import RECORD_HEADER
from vpdn.wire import gre
from vpdn.wire.ppp import Protocol

FIRST, ROUTER = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")
OUT, BACK = packet(FIRST, ROUTER), packet(ROUTER, FIRST)


def read(file: bytes) -> list[Any]:
    with PcapReader(cast("str", io.BytesIO(file))) as reader:
        return list(reader)


async def exchange(pc: Pc) -> None:
    """A packet each way."""
    pc.send_ip(OUT)
    wires = pc.world.wires
    wires.perform(wires.engine.from_tun([BACK], asyncio.get_running_loop().time()))
    await asyncio.sleep(1)


def inside(frames: list[Any]) -> list[tuple[int, bytes]]:
    """The IP packets, and whether they were sent."""
    return [(one.fields["direction"], bytes(one[inet.IP])) for one in frames if inet.IP in one]


def test_in_the_clear_the_inner_packets_are_there_with_their_direction() -> None:
    async def story() -> None:
        world = World(config())
        captures = world.services.captures
        pc = await up(world)
        captures.define("CAP", 1, "both", wire=False)
        await exchange(pc)
        captures.start("CAP")
        await exchange(pc)
        captures.stop("CAP")
        await exchange(pc)
        frames = read(captures.file("CAP"))
        assert all(type(one) is DIR_PPP for one in frames)
        assert sorted(inside(frames)) == [(0, OUT), (1, BACK)]

    run(story())


def test_on_the_wire_are_the_gre_packets_and_nothing_can_be_read() -> None:
    async def story() -> None:
        world = World(config())
        captures = world.services.captures
        pc = await up(world)
        captures.define("CAP", 1, "both", wire=True)
        captures.start("CAP")
        await exchange(pc)
        packets = [one for one in read(captures.file("CAP")) if type(one) is inet.IP]
        ends = {(one.src, one.dst, one.proto) for one in packets}
        assert ends == {(str(PC), str(SERVER), 47), (str(SERVER), str(PC), 47)}
        carried = [gre.decode(bytes(one.payload)).payload for one in packets]
        assert sum(one[2:4] == b"\x00\xfd" for one in carried) == 2
        assert not any(OUT in one or BACK in one for one in carried)

    run(story())


@pytest.mark.parametrize(("way", "directions"), [("in", {0}), ("out", {1}), ("both", {0, 1})])
def test_one_direction_or_both(way: str, directions: set[int]) -> None:
    async def story() -> None:
        world = World(config())
        captures = world.services.captures
        pc = await up(world)
        captures.define("CAP", 1, way, wire=False)
        captures.start("CAP")
        await exchange(pc)
        assert {sent for sent, _ in inside(read(captures.file("CAP")))} == directions

    run(story())


def test_a_call_that_comes_later_is_captured_from_its_first_packet_on() -> None:
    async def story() -> None:
        world = World(config())
        captures = world.services.captures
        captures.define("CAP", 1, "both", wire=False)
        captures.start("CAP")
        await up(world)
        protocols = [one[PPP].proto for one in read(captures.file("CAP"))]
        assert protocols[0] == Protocol.LCP
        assert {Protocol.CHAP, Protocol.CCP, Protocol.IPCP} <= set(protocols)

    run(story())


def test_other_sessions_are_not_captured_and_a_capture_outlives_its_own() -> None:
    async def story() -> None:
        world = World(config())
        captures = world.services.captures
        first, second = await up(world), await up(world)
        captures.define("CAP", 2, "both", wire=False)
        captures.start("CAP")
        await exchange(first)
        assert inside(read(captures.file("CAP"))) == []
        second.hang_up()
        await ended(second)
        assert captures.snapshot()[0].packets > 0
        assert captures.snapshot()[0].active

    run(story())


def test_without_a_capture_the_data_path_shows_nothing() -> None:
    async def story() -> None:
        world = World(config())
        shown: list[Captured] = []
        world.wires.show = shown.append
        captures = world.services.captures
        pc = await up(world)
        await exchange(pc)
        assert shown == []
        captures.define("CAP", 1, "both", wire=False)
        captures.start("CAP")
        await exchange(pc)
        captures.remove("CAP")
        before = len(shown)
        await exchange(pc)
        assert len(shown) == before > 0

    run(story())


def test_two_captures_of_one_session_are_two() -> None:
    async def story() -> None:
        world = World(config())
        captures = world.services.captures
        pc = await up(world)
        captures.define("CLEAR", 1, "both", wire=False)
        captures.define("WIRE", 1, "both", wire=True)
        captures.start("CLEAR")
        captures.start("WIRE")
        captures.stop("CLEAR")
        await exchange(pc)
        clear, wire = captures.snapshot()
        assert (clear.packets, wire.packets > 0) == (0, True)

    run(story())


# --- what is kept -------------------------------------------------------------------------------


def test_a_full_capture_keeps_what_came_first_and_counts_the_rest() -> None:
    one = Capture("CAP", 1, "both", wire=True, limit=3 * (RECORD_HEADER.size + 100))
    for number in range(5):
        one.keep(bytes((number,)) * 100, 0.5)
    assert (one.snapshot.packets, one.snapshot.missed) == (3, 2)
    assert one.snapshot.size == one.limit
    one.clear()
    assert (one.snapshot.packets, one.snapshot.missed, one.snapshot.size) == (0, 0, 0)


def test_captures_are_bounded_in_number_and_size() -> None:
    captures = Captures({})
    for number in range(MOST):
        captures.define(f"C{number}", 1, "both", wire=False)
    with pytest.raises(ConfigError, match="% There are 8 captures already"):
        captures.define("one more", 1, "both", wire=False)
    captures.define("C0", 2, "in", wire=True)
    assert captures.snapshot()[0].interface == 2
    assert {one.limit for one in captures.snapshot()} == {LIMIT}


def test_an_active_capture_is_not_replaced() -> None:
    captures = Captures({})
    captures.define("CAP", 1, "both", wire=False)
    captures.start("CAP")
    with pytest.raises(ConfigError, match="% Capture CAP is active"):
        captures.define("CAP", 2, "both", wire=False)


@pytest.mark.parametrize("verb", ["start", "stop", "remove", "clear", "file"])
def test_a_capture_that_is_not_there(verb: str) -> None:
    with pytest.raises(ConfigError, match="% Capture CAP does not exist"):
        getattr(Captures({}), verb)("CAP")


def test_a_packet_of_a_call_that_is_gone_is_nobodys() -> None:
    captures = Captures({})
    captures.define("CAP", 1, "both", wire=False)
    captures.start("CAP")
    captures.take(Captured(7, False, False, b""), 0.0)
    assert captures.snapshot()[0].packets == 0
