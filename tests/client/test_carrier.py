"""The data path of many calls on one socket, with a program in the place of a device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.client.recorder import Recorder
from tests.net.conftest import NamespaceMaker
from vpdn.client.carrier import Carrier
from vpdn.datapath.engine import SessionSpec
from vpdn.errors import MisuseError
from vpdn.net import namespaces
from vpdn.net.carriage import make_engine
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.pump import EnginePump, Owner
from vpdn.wire.ip import IpProtocol, build

HERE = IPv4Address("127.0.0.1")
LEFT, RIGHT = IPv4Address("10.1.0.1"), IPv4Address("10.1.0.2")
ANYWHERE = (IPv4Network("0.0.0.0/0"),)
FRAME = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
PACKET = build(LEFT, RIGHT, IpProtocol.UDP, b"\0\x09\0\x09\0\x0c\0\0data")


@pytest.fixture
def gre(namespace: NamespaceMaker) -> Iterator[GreSocket]:
    with namespaces.inside(namespace("pc")), Netlink() as netlink:
        netlink.set_up("lo")
        socket = GreSocket(HERE)
    with closing(socket):
        yield socket


@dataclass
class Program:
    """Has packets of its own, and no device."""

    gre: GreSocket
    take: Callable[[bytes], object] | None = None

    def make(self, owner: Owner) -> EnginePump:
        self.pump = EnginePump(make_engine(), self.gre, None, replace(owner, take=self.take))
        return self.pump


def calls(carrier: Carrier) -> tuple[Recorder, Recorder]:
    """Two calls whose GRE goes to each other over the loopback device; 1 is for what is from
    LEFT."""
    ends = (Recorder(), Recorder())
    for call_id, source, end in zip((1, 2), (LEFT, RIGHT), ends, strict=True):
        carrier.register(call_id, end)
        carrier.attach(SessionSpec(call_id, 3 - call_id, HERE, routes=ANYWHERE, source=source))
    return ends


async def test_packets_of_a_program_come_out_of_the_other_call_as_they_were(gre: GreSocket) -> None:
    taken: asyncio.Queue[bytes] = asyncio.Queue()
    desk = Program(gre, taken.put_nowait)
    with closing(Carrier(desk.make)) as carrier:
        calls(carrier)
        desk.pump.send_packets([PACKET, PACKET])
        async with asyncio.timeout(5):
            assert [await taken.get(), await taken.get()] == [PACKET, PACKET]
        assert (carrier.counters(1).packets_out, carrier.counters(2).packets_in) == (2, 2)


async def test_without_a_program_packets_end_here(gre: GreSocket) -> None:
    desk = Program(gre)
    with closing(Carrier(desk.make)) as carrier:
        _, right = calls(carrier)
        desk.pump.send_packets([PACKET])
        carrier.send_frame(1, FRAME)
        await asyncio.wait_for(right.heard.wait(), 5)
        assert (carrier.counters(2).packets_in, right.frames) == (1, [FRAME])


async def test_a_call_that_is_detached_is_known_no_more(gre: GreSocket) -> None:
    with closing(Carrier(Program(gre).make)) as carrier:
        calls(carrier)
        carrier.detach(1)
        assert 1 not in carrier.calls
        with pytest.raises(MisuseError):
            carrier.counters(1)
        carrier.register(1, Recorder())
        carrier.detach(1)


async def test_one_socket_an_address_is_enough_for_calls_of_the_same_number(
    namespace: NamespaceMaker,
) -> None:
    """Two carriers, each with a call 7, whose peers are at the other's address."""
    there, ends = IPv4Address("127.0.0.2"), (Recorder(), Recorder())
    with ExitStack() as stack:
        with namespaces.inside(namespace("pc")), Netlink() as netlink:
            netlink.set_up("lo")
            sockets = [stack.enter_context(closing(GreSocket(each))) for each in (HERE, there)]
        for socket, peer, end in zip(sockets, (there, HERE), ends, strict=True):
            carrier = stack.enter_context(closing(Carrier(Program(socket).make)))
            carrier.register(7, end)
            carrier.attach(SessionSpec(7, 7, peer))
        carrier.send_frame(7, FRAME)
        await asyncio.wait_for(ends[0].heard.wait(), 5)
    assert [end.frames for end in ends] == [[FRAME], []]
