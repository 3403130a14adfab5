"""The pump between a real GRE socket, a real TUN device and an engine that only records."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.datapath.engine import Batch, Captured, Counters, EngineEvent, Mppe, SessionSpec
from vpdn.datapath.trace import FramePassed
from vpdn.machine import Trace
from vpdn.net import namespaces
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.pump import EnginePump, Owner
from vpdn.net.tun import Tun

HERE, INSIDE, BEHIND = map(IPv4Address, ("127.0.0.1", "10.1.0.1", "10.1.0.2"))


@dataclass
class Recorder:
    """Notes what it gets; answers each input with the next of `answers`."""

    answers: list[Batch] = field(default_factory=list)
    inputs: list[tuple[str, object]] = field(default_factory=list)
    deadline: float | None = None
    stray: int = 0
    unrouted: int = 0
    recording: bool = False
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def from_gre(self, packets: Iterable[tuple[IPv4Address, bytes]], now: float) -> Batch:
        return self._answer("gre", list(packets))

    def from_tun(self, packets: Iterable[bytes], now: float) -> Batch:
        return self._answer("tun", [packet[-4:] for packet in packets])

    def send_frame(self, call_id: int, frame: bytes, now: float) -> Batch:
        return self._answer("frame", (call_id, frame))

    def tick(self, now: float) -> Batch:
        assert self.deadline is not None
        assert now >= self.deadline
        self.deadline = None
        return self._answer("tick", None)

    def add(self, spec: SessionSpec) -> None: ...

    def update(self, spec: SessionSpec) -> None: ...

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None: ...

    def reset(self, call_id: int) -> None: ...

    def remove(self, call_id: int) -> Counters:
        return Counters()

    def counters(self, call_id: int) -> Counters:
        return Counters()

    def _answer(self, kind: str, content: object) -> Batch:
        self.inputs.append((kind, content))
        self.heard.set()
        return self.answers.pop(0) if self.answers else Batch()


@dataclass
class Bench:
    engine: Recorder
    gre: GreSocket
    tun: Tun
    pump: EnginePump
    given: list[tuple[int, object]]
    udp: socket.socket
    netlink: Netlink

    async def until(self, count: int) -> None:
        """Let the loop run until the engine has had `count` inputs."""
        async with asyncio.timeout(5):
            while len(self.engine.inputs) < count:
                await self.engine.heard.wait()
                self.engine.heard.clear()


@pytest.fixture
async def bench(namespace: NamespaceMaker) -> AsyncIterator[Bench]:
    with namespaces.inside(namespace("pump")):
        netlink = Netlink()
        namespaces.set_sysctl("net.ipv6.conf.default.disable_ipv6", "1")
        netlink.set_up("lo")
        gre, tun = GreSocket(), Tun("vpdn0")
        netlink.add_address("vpdn0", IPv4Interface((INSIDE, 24)))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    engine, given = Recorder(), list[tuple[int, object]]()

    def note(call_id: int, what: bytes | EngineEvent | Trace) -> None:
        given.append((call_id, what))

    def show(captured: Captured) -> None:
        given.append((captured.call_id, captured))

    pump = EnginePump(engine, gre, tun, Owner(note, note, note, show))
    with netlink:
        yield Bench(engine, gre, tun, pump, given, udp, netlink)
    pump.close()
    gre.close()
    tun.close()
    udp.close()


async def test_gre_goes_to_the_engine_with_its_sender(bench: Bench) -> None:
    bench.gre.send(HERE, b"\x30\x01\x88\x0b1234")
    await bench.until(1)
    assert bench.engine.inputs == [("gre", [(HERE, b"\x30\x01\x88\x0b1234")])]


async def test_packets_routed_to_the_device_go_to_the_engine(bench: Bench) -> None:
    bench.udp.sendto(b"data", (str(BEHIND), 9))
    await bench.until(1)
    assert bench.engine.inputs == [("tun", [b"data"])]


async def test_what_the_engine_wants_sent_is_sent_and_given(bench: Bench) -> None:
    shown = Captured(7, True, True, b"shown")
    wanted = Batch(
        gre=[(HERE, b"\x30\x01\x88\x0bsent")],
        tun=[b"\0 is no IP packet: refused and harmless"],
        frames=[(7, b"frame")],
        events=[(7, EngineEvent.RESET_NEEDED)],
        captured=[shown],
    )
    bench.engine.answers.append(wanted)
    bench.pump.send_frame(7, b"request")
    assert bench.given == [(7, shown), (7, b"frame"), (7, EngineEvent.RESET_NEEDED)]
    assert bench.tun.counters.refused == 1
    await bench.until(2)
    assert bench.engine.inputs == [
        ("frame", (7, b"request")),
        ("gre", [(HERE, b"\x30\x01\x88\x0bsent")]),
    ]


async def test_records_of_packets_come_before_what_they_brought_about(bench: Bench) -> None:
    record = FramePassed(False, 0xC021, 12)
    bench.engine.answers.append(Batch(frames=[(7, b"frame")], records=[(7, record)]))
    bench.pump.send_frame(7, b"request")
    assert bench.given == [(7, record), (7, b"frame")]


async def test_the_engine_is_woken_at_its_deadline_and_once(bench: Bench) -> None:
    loop = asyncio.get_running_loop()
    bench.engine.deadline = loop.time() + 60
    bench.pump.send_frame(7, b"late")
    bench.engine.deadline = loop.time() + 0.01
    bench.pump.send_frame(7, b"soon")
    await bench.until(3)
    await asyncio.sleep(0.02)
    assert [kind for kind, _ in bench.engine.inputs] == ["frame", "frame", "tick"]


async def test_a_device_that_is_gone_costs_nothing_and_works_when_it_is_made_anew(
    bench: Bench,
) -> None:
    bench.netlink.remove_device("vpdn0")
    before = time.process_time()
    await asyncio.sleep(0.5)
    assert time.process_time() - before < 0.1
    bench.tun.restore()
    bench.netlink.add_address("vpdn0", IPv4Interface((INSIDE, 24)))
    bench.engine.inputs.clear()
    bench.udp.sendto(b"back", (str(INSIDE + 1), 9))
    async with asyncio.timeout(5):
        while not any(kind == "tun" and packets for kind, packets in bench.engine.inputs):
            await bench.until(len(bench.engine.inputs) + 1)


async def test_a_closed_pump_moves_nothing(bench: Bench) -> None:
    bench.engine.deadline = asyncio.get_running_loop().time()
    bench.pump.send_frame(7, b"last")
    bench.pump.close()
    bench.gre.send(HERE, b"\x30\x01\x88\x0b1234")
    await asyncio.sleep(0.02)
    assert len(bench.engine.inputs) == 1


async def test_a_program_may_stand_in_the_place_of_the_device(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("pump")):
        gre = GreSocket()
    engine, taken = Recorder(), list[bytes]()
    engine.answers.append(Batch(tun=[b"one", b"two"]))
    pump = EnginePump(engine, gre, None, Owner(print, print, take=taken.append))
    pump.send_packets([b"sent", b"too"])
    pump.close()
    gre.close()
    assert engine.inputs == [("tun", [b"sent", b"too"])]
    assert taken == [b"one", b"two"]
