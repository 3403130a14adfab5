"""The server on real sockets, in a namespace of its own: start, stop, reload, and who is let in."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path

import pytest

from tests.aaa.slow_server import slow_server
from tests.nas.stranger import SCCRQ, icrq, ocrq
from tests.nas.world import config
from tests.net.capabilities import CAP_BPF, CAP_SYS_ADMIN, without
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.aaa.types import Accept
from vpdn.datapath.trace import FramePassed
from vpdn.errors import ConfigError, Unavailable
from vpdn.nas.config import Interface
from vpdn.nas.events import Event
from vpdn.nas.host import HostOptions
from vpdn.nas.reception import PPTP_PORT, STOP_TIMEOUT
from vpdn.nas.server import Server
from vpdn.nas.trace import DatapathReplaced, VaccessCreated
from vpdn.net import namespaces
from vpdn.net.carriage import Carriage
from vpdn.net.icmp import Outcome
from vpdn.net.netlink import Netlink
from vpdn.net.tracer import Found, Probe
from vpdn.radius.settings import RadiusServer, RadiusSettings
from vpdn.wire import pptp
from vpdn.wire.pptp_stream import Splitter

__all__ = ["namespace"]

HERE = IPv4Address("127.0.0.1")
Dial = Callable[[], Awaitable["Caller"]]


class Caller:
    """The other end of a TCP connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._splitter = Splitter()
        self._waiting: list[pptp.Message] = []

    def say(self, *messages: pptp.Message) -> None:
        self.writer.write(b"".join(message.encode() for message in messages))

    async def hear(self) -> pptp.Message:
        async with asyncio.timeout(10):
            while not self._waiting:
                data = await self.reader.read(4096)
                assert data, "the server hung up"
                self._waiting += [pptp.decode(each) for each in self._splitter.feed(data)]
        return self._waiting.pop(0)


@pytest.fixture
async def place(namespace: NamespaceMaker) -> AsyncIterator[str]:
    """This thread lives in the namespace: sockets are opened across awaits."""
    name = namespace("server")
    with namespaces.inside(name), Netlink() as netlink:
        netlink.set_up("lo")
    with namespaces.inside(name):
        yield name


@pytest.fixture
async def server(place: str) -> AsyncIterator[Server]:
    made = Server(config())
    await made.start()
    yield made
    await made.stop()


async def dial() -> Caller:
    return Caller(*await asyncio.open_connection(str(HERE), PPTP_PORT))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        for _ in iter(true, True):
            await asyncio.sleep(0.01)


def descriptors() -> int:
    """How many are open, without those that only wait for the garbage collector."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_call_is_taken_shown_and_cleared(server: Server) -> None:
    caller = await dial()
    caller.say(SCCRQ)
    assert isinstance(await caller.hear(), pptp.StartControlConnectionReply)
    caller.say(ocrq(7))
    reply = await caller.hear()
    assert isinstance(reply, pptp.OutgoingCallReply)
    [tunnel] = server.snapshot().tunnels
    assert (tunnel.remote_name, tunnel.remote_address) == ("stranger", HERE)
    assert [one.peer_call_id for one in tunnel.sessions] == [7]
    assert server.clearing.tunnel(tunnel.local_id)
    assert isinstance(await caller.hear(), pptp.CallDisconnectNotify)
    assert isinstance(await caller.hear(), pptp.StopControlConnectionRequest)


async def test_a_session_is_cleared(server: Server) -> None:
    caller = await dial()
    caller.say(SCCRQ, icrq(7))
    await until(lambda: bool(server.snapshot().tunnels[0].sessions))
    [session] = server.snapshot().sessions
    assert server.clearing.session(session.local_id)
    for kind in (
        pptp.StartControlConnectionReply,
        pptp.IncomingCallReply,
        pptp.CallClearRequest,
    ):
        assert isinstance(await caller.hear(), kind)


async def test_packets_are_recorded_while_somebody_wants_their_records(server: Server) -> None:
    pump, heard = server._services.pump, list[Event]()
    engine = pump.engine
    assert not engine.recording
    server.events.subscribe(lambda _: None, [VaccessCreated])
    assert not engine.recording
    stop = server.events.subscribe(heard.append, [FramePassed])
    assert engine.recording
    caller = await dial()
    caller.say(SCCRQ, ocrq(7))
    await until(lambda: bool(server._services.calls))
    [call_id] = server._services.calls
    await until(lambda: bool(server.snapshot().tunnels[0].sessions))
    pump.send_frame(call_id, b"\xff\x03\xc0\x21data")
    await until(lambda: bool(heard))
    [event] = heard
    assert (event.interface, event.trace) == (1, FramePassed(True, 0xC021, 8))
    stop()
    assert not engine.recording


async def test_malformed_messages_and_stray_packets_are_counted(server: Server) -> None:
    caller = await dial()
    caller.say(SCCRQ)
    caller.writer.write(bytes(200))
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE) as gre:
        gre.sendto(b"\x30\x01\x88\x0b\0\0\x12\x34\0\0\0\0", (str(HERE), 0))
    await until(lambda: server.snapshot().malformed_messages == 1)
    assert [one.kind for one in server.snapshot().failures] == ["Tunnel failure"]
    await until(lambda: server.snapshot().stray_packets == 1)
    await until(lambda: not server.snapshot().tunnels)


async def test_connections_that_are_not_made_yet_can_be_shown(server: Server) -> None:
    callers = [asyncio.create_task(dial()) for _ in range(20)]
    for _ in range(50):
        server.snapshot()
        await asyncio.sleep(0)
    await asyncio.gather(*callers)
    await until(lambda: len(server.snapshot().tunnels) == 20)


async def test_without_servers_nobody_can_tell_of_a_login(server: Server) -> None:
    with pytest.raises(Unavailable):
        await server.test_login("radius", b"tac", b"admin")


async def test_the_router_traces(server: Server) -> None:
    answer = await server.probe(HERE, Probe(1, 33434))
    assert (answer.found, answer.address) == (Found.THERE, HERE)


async def test_the_router_pings(server: Server) -> None:
    assert (await server.ping(HERE)).outcome is Outcome.REPLY


async def test_a_reload_counts_from_the_next_call_on(server: Server) -> None:
    caller = await dial()
    caller.say(SCCRQ, ocrq(1))
    server.apply(replace(server.config, hostname="berta", groups={}))
    caller.say(ocrq(2))
    replies = [await caller.hear() for _ in range(3)]
    answers = [reply.result for reply in replies if isinstance(reply, pptp.OutgoingCallReply)]
    assert max(answers) == pptp.OutgoingCallResult.GENERAL_ERROR
    assert server.snapshot().hostname == "berta"


async def test_radius_requests_follow_the_address_of_their_interface_and_none_is_lost(
    place: str,
) -> None:
    """The first one's address is gone when it is sent again: that is from where the others are."""
    here = {n: Interface("Loopback5", IPv4Interface(f"192.0.2.{n}/32")) for n in (1, 2)}
    first, second = ({"Loopback5": one} for one in here.values())
    ias = await slow_server()
    radius = RadiusSettings((RadiusServer(HERE, ias.port),), key="cisco", timeout=1)
    begun = config(interfaces=first, radius=radius, radius_source_interface="Loopback5")
    server = Server(begun, HostOptions(manage=True))
    await server.start()
    waiting = [asyncio.create_task(server.test_login("radius", b"tac", b"admin"))]
    await ias.request()
    server.apply(replace(begun, interfaces=second))
    waiting.append(asyncio.create_task(server.test_login("radius", b"tac", b"admin")))
    await ias.request()
    assert ias.asked == ["192.0.2.1", "192.0.2.2"]
    ias.requests.clear()
    await until(lambda: ias.asked == ["192.0.2.2"] * 2)
    ias.answer()
    assert [type(one) for one in await asyncio.gather(*waiting)] == [Accept, Accept]
    await server.stop()
    ias.transport.close()


async def test_a_source_of_requests_that_is_not_ours_is_refused_and_changes_nothing(
    server: Server,
) -> None:
    elsewhere = {"Loopback0": Interface("Loopback0", IPv4Interface("192.0.2.9/32"))}
    before, template = server.config, replace(server.config.templates[1], unnumbered="Loopback1")
    added = replace(
        before,
        templates={1: template},
        interfaces={
            **elsewhere,
            "Loopback1": Interface("Loopback1", IPv4Interface("198.51.100.1/24")),
        },
        radius_source_interface="Loopback0",
    )
    with pytest.raises(ConfigError, match=r"^RADIUS cannot send from 192\.0\.2\.9: "):
        server.apply(added)
    assert server.config == before
    with Netlink() as netlink:
        addresses = {str(has.ip) for _, has in netlink.addresses()}
    assert "172.16.10.100" in addresses
    assert "198.51.100.1" not in addresses


async def test_a_stop_ends_every_kind_of_call_and_holds_nothing(place: str) -> None:
    before = descriptors()
    server = Server(config())
    await server.start()
    callers = [await dial() for _ in range(3)]
    callers[0].say(SCCRQ)
    callers[1].say(SCCRQ, ocrq(1))
    callers[2].say(SCCRQ, icrq(1))
    await until(lambda: sum(len(one.sessions) for one in server.snapshot().tunnels) == 2)
    began = asyncio.get_running_loop().time()
    await server.stop()
    assert asyncio.get_running_loop().time() - began < STOP_TIMEOUT + 1
    for caller in callers:
        caller.writer.close()
    await until(lambda: descriptors() <= before)
    with pytest.raises(ConnectionRefusedError):
        await dial()


async def test_a_port_in_use_is_one_sentence_and_holds_nothing(server: Server) -> None:
    before = descriptors()
    second = Server(config())
    with pytest.raises(
        ConfigError, match=r"TCP port 1723 on 0\.0\.0\.0: another program is using it"
    ):
        await second.start()
    assert descriptors() <= before
    await second.stop()


async def test_a_start_that_fails_half_way_holds_nothing(place: str) -> None:
    before = descriptors()
    options = HostOptions(device="a name that is much too long")
    with pytest.raises(ConfigError):
        await Server(config(), options).start()
    assert descriptors() <= before
    works = Server(config())
    await works.start()
    await works.stop()


async def test_a_data_path_that_cannot_be_had_is_replaced_and_that_is_published(
    place: str,
) -> None:
    server, heard = Server(config(), HostOptions(carriage=Carriage.XDP)), list[Event]()
    server.events.subscribe(heard.append, [DatapathReplaced])
    with without(CAP_BPF, CAP_SYS_ADMIN):
        await server.start()
    assert [event.trace for event in heard] == [
        DatapathReplaced("packet", "AF_XDP: Operation not permitted")
    ]
    assert server.snapshot().datapath == "packet"
    await server.stop()


async def test_every_data_path_is_given_back_at_the_end(place: str) -> None:
    before = descriptors()
    for carriage in (Carriage.XDP, Carriage.PACKET, Carriage.PYTHON):
        server = Server(config(), HostOptions(carriage=carriage))
        await server.start()
        assert server.snapshot().datapath == carriage.value
        await server.stop()
    assert descriptors() <= before


async def test_no_more_connections_than_the_machine_can_bear(place: str) -> None:
    server = Server(config(), HostOptions(connections=2))
    await server.start()
    kept = [await dial(), await dial()]
    refused = await dial()
    with pytest.raises((ConnectionResetError, AssertionError)):
        await refused.hear()
    for caller in (*kept, refused):
        caller.writer.close()
    await server.stop()


async def test_a_capture_has_what_passes(server: Server) -> None:
    server.captures.define("CAP", 1, "both", wire=True)
    server.captures.start("CAP")
    caller = await dial()
    caller.say(SCCRQ, ocrq(7))
    await caller.hear()
    await caller.hear()
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE) as gre:
        [call] = server.snapshot().sessions
        header = b"\x30\x01\x88\x0b\0\0" + call.call_id.to_bytes(2, "big")
        gre.sendto(header + bytes(4), (str(HERE), 0))
        await until(lambda: server.snapshot().captures[0].packets > 0)
    assert header + bytes(4) in server.captures.file("CAP")
