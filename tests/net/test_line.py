from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv4Interface

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.net import namespaces
from vpdn.net.faults import Faults, FaultSettings
from vpdn.net.icmp import Echo, Outcome, Pinger
from vpdn.net.line import Line
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

NEAR, FAR = IPv4Address("192.168.1.47"), IPv4Address("192.168.1.2")


class Ends:
    """Two namespaces that a line with faults joins."""

    def __init__(self, namespace: NamespaceMaker) -> None:
        self.near, self.far = namespace("near"), namespace("far")

    def join(self, there: FaultSettings, back: FaultSettings) -> Line:
        near, far = _end(self.near, NEAR), _end(self.far, FAR)
        return Line(near, far, Faults(there), Faults(back))


def _end(name: str, address: IPv4Address) -> Tun:
    with namespaces.inside(name), Netlink() as netlink:
        tun = Tun("line0")
        netlink.add_address("line0", IPv4Interface((address, 24)))
        return tun


@pytest.fixture
def ends(namespace: NamespaceMaker) -> Ends:
    return Ends(namespace)


async def test_packets_pass_both_ways_and_feel_both_delays(ends: Ends) -> None:
    line = ends.join(FaultSettings(delay=0.05), FaultSettings(delay=0.07))
    with namespaces.inside(ends.near):
        pinger = Pinger()
    answer = await pinger.ping(FAR)
    assert answer.outcome is Outcome.REPLY
    assert answer.milliseconds is not None
    assert 120 <= answer.milliseconds < 500
    pinger.close()
    line.close()


async def test_what_one_direction_loses_is_lost(ends: Ends) -> None:
    line = ends.join(FaultSettings(), FaultSettings(loss=1.0))
    with namespaces.inside(ends.near):
        pinger = Pinger()
    assert (await pinger.ping(FAR, Echo(timeout=0.1))).outcome is Outcome.TIMEOUT
    pinger.close()
    line.close()


async def test_a_line_may_become_another_one(ends: Ends) -> None:
    line = ends.join(FaultSettings(), FaultSettings())
    with namespaces.inside(ends.near):
        pinger = Pinger()
    assert (await pinger.ping(FAR)).outcome is Outcome.REPLY
    line.become(Faults(FaultSettings(loss=1.0)), Faults(FaultSettings()))
    assert (await pinger.ping(FAR, Echo(timeout=0.1))).outcome is Outcome.TIMEOUT
    pinger.close()
    line.close()


async def test_tcp_gets_through_a_bad_line_unharmed(ends: Ends) -> None:
    bad = FaultSettings(delay=0.002, loss=0.02, duplicate=0.02, reorder=0.02, seed=4)
    line = ends.join(bad, bad)
    payload = bytes(range(256)) * 400

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(len(payload)))
        await writer.drain()
        writer.close()

    with namespaces.inside(ends.far):
        listening = socket.create_server((str(FAR), 7))
    server = await asyncio.start_server(serve, sock=listening)
    with namespaces.inside(ends.near):
        client = socket.socket()
    client.setblocking(False)
    await asyncio.get_running_loop().sock_connect(client, (str(FAR), 7))
    reader, writer = await asyncio.open_connection(sock=client)
    writer.write(payload)
    assert await asyncio.wait_for(reader.readexactly(len(payload)), 30) == payload
    writer.close()
    server.close()
    line.close()


async def test_closing_a_line_removes_its_devices(ends: Ends) -> None:
    line = ends.join(FaultSettings(delay=10), FaultSettings())
    with namespaces.inside(ends.near), Netlink() as netlink:
        assert netlink.has_device("line0")
        line.close()
        assert not netlink.has_device("line0")
