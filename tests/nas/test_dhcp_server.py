from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas.config import RouterConfig
from vpdn.nas.dhcp_server import HEARD, HEARD_IN_ALL, PERIOD, DhcpServer
from vpdn.nas.dhcp_settings import DhcpPool
from vpdn.nas.dhcp_socket import Received
from vpdn.nas.dhcp_trace import DhcpAnswered, DhcpDropped, DhcpReceived, DhcpRefused
from vpdn.ppp.outputs import NetworkUp
from vpdn.wire import dhcp
from vpdn.wire.dhcp import Message

PC, OTHER = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.2")
ROUTER = IPv4Address("172.16.10.100")
INFORM = Message(1, 7, ((53, b"\x08"),), PC)
POOL = DhcpPool("P", IPv4Network("172.16.10.0/24"), domain="cisco.com")
CONFIG = RouterConfig(dhcp_pools={"P": POOL})


class Call:
    """Who is called, and what was recorded of it."""

    def __init__(self, address: IPv4Address) -> None:
        self.up: NetworkUp | None = NetworkUp(ROUTER, address)
        self.said: list[Trace] = []

    def record(self, trace: Trace) -> None:
        self.said.append(trace)


class World:
    """A server with a caller, and the sockets it opened."""

    def __init__(self, config: RouterConfig = CONFIG) -> None:
        self.call = Call(PC)
        self.peers = {PC: self.call}
        self.said: list[Trace] = []
        self.sent: list[tuple[bytes, IPv4Address, IPv4Address]] = []
        self.open: list[str] = []
        self.refuses = False
        self.sends = True
        self.now = 100.0
        self.server = DhcpServer(
            "vpdn0", self.peers, self.said.append, lambda: self.now, self._opened
        )
        self.server.apply(config)

    def _opened(self, device: str, received: Received) -> World:
        if self.refuses:
            raise ConfigError("taken")
        self.open.append(device)
        self.receive = received
        return self

    def send(self, data: bytes, here: IPv4Address, address: IPv4Address) -> bool:
        self.sent.append((data, here, address))
        return self.sends

    def close(self) -> None:
        self.open.pop()

    def ask(self, message: Message = INFORM, source: IPv4Address = PC, port: int = 68) -> None:
        self.receive(message.encode(), source, port)


def test_a_caller_is_answered_from_the_address_it_called_and_it_is_recorded() -> None:
    world = World()
    world.ask()
    [(octets, here, address)] = world.sent
    answer = dhcp.decode(octets)
    assert (answer.type, answer.option(15), here, address) == (5, b"cisco.com", ROUTER, PC)
    assert world.call.said == [DhcpReceived(PC, INFORM), DhcpAnswered(PC, answer, "P", INFORM)]
    assert (world.server.counters.answered, world.server.counters.received) == (1, {8: 1})


@pytest.mark.parametrize(
    ("message", "source", "port", "why"),
    [
        (INFORM, OTHER, 68, "no call has this address"),
        (INFORM, PC, 1024, "it came from port 1024"),
        (replace(INFORM, ciaddr=OTHER), PC, 68, "it speaks for 172.16.10.2"),
    ],
)
def test_what_is_not_answered_is_counted(
    message: Message, source: IPv4Address, port: int, why: str
) -> None:
    world = World()
    world.ask(message, source, port)
    assert world.sent == []
    assert world.server.counters.dropped == 1
    said = world.call.said if source == PC else world.said
    assert said[-1] == DhcpDropped(source, why)


def test_an_answer_that_cannot_be_sent_is_dropped() -> None:
    world = World()
    world.sends = False
    world.ask()
    assert (world.server.counters.answered, world.server.counters.dropped) == (0, 1)
    assert world.call.said[-1] == DhcpDropped(PC, "the answer cannot be sent")


def test_no_lease_is_given() -> None:
    world = World()
    world.ask(replace(INFORM, options=((53, b"\x01"),)))
    assert (world.sent, world.server.counters.received) == ([], {1: 1})


def test_a_call_whose_network_went_down_is_not_answered() -> None:
    world = World()
    world.call.up = None
    world.ask()
    assert world.sent == []


def test_a_caller_of_no_pool_s_network_is_not_answered() -> None:
    elsewhere = replace(POOL, network=IPv4Network("10.0.0.0/8"))
    world = World(replace(CONFIG, dhcp_pools={"P": elsewhere}))
    world.ask()
    assert world.call.said[-1] == DhcpDropped(PC, "no pool has this address in its network")


def test_what_is_no_message_is_malformed() -> None:
    world = World()
    world.receive(b"junk", PC, 68)
    assert (world.server.counters.malformed, world.server.counters.dropped) == (1, 0)


def test_a_caller_is_heard_only_so_often_in_a_time() -> None:
    world = World()
    for _ in range(HEARD + 3):
        world.ask()
    assert (len(world.sent), world.server.counters.dropped) == (HEARD, 3)
    world.now += PERIOD
    world.ask()
    assert len(world.sent) == HEARD + 1


@pytest.mark.parametrize("junk", [b"junk", replace(INFORM, giaddr=OTHER).encode()])
def test_who_sends_too_much_is_not_even_read(junk: bytes) -> None:
    world = World()
    for _ in range(HEARD):
        world.receive(junk, PC, 68)
    world.receive(junk, PC, 68)
    world.ask()
    counters = world.server.counters
    assert counters.malformed + counters.received.total() == HEARD
    assert world.call.said[-1] == DhcpDropped(PC, "too many in a short time")
    assert world.sent == []
    other = Call(OTHER)
    world.peers[OTHER] = other
    world.ask(replace(INFORM, ciaddr=OTHER), OTHER)
    assert len(world.sent) == 1


def test_who_is_no_caller_is_not_even_read() -> None:
    world = World()
    world.receive(b"junk", OTHER, 68)
    assert (world.server.counters.malformed, world.server.counters.dropped) == (0, 1)


def test_an_answer_goes_to_the_caller_whatever_hardware_it_names() -> None:
    world = World()
    world.ask(replace(INFORM, hardware=b"\xff" * 16, flags=0x8000, siaddr=OTHER, yiaddr=OTHER))
    [(octets, here, address)] = world.sent
    answer = dhcp.decode(octets)
    assert (here, address, answer.hardware) == (ROUTER, PC, b"\xff" * 16)
    assert (int(answer.yiaddr), int(answer.siaddr), int(answer.giaddr)) == (0, 0, 0)


def test_all_callers_together_are_heard_only_so_often() -> None:
    world = World()
    callers = [IPv4Address(int(IPv4Address("10.0.0.0")) + n) for n in range(HEARD_IN_ALL + 1)]
    world.peers |= {address: Call(address) for address in callers}
    wide = replace(POOL, network=IPv4Network("10.0.0.0/8"))
    world.server.apply(replace(CONFIG, dhcp_pools={"P": wide}))
    for address in callers:
        world.ask(replace(INFORM, ciaddr=address), address)
    assert len(world.sent) == HEARD_IN_ALL


def test_the_port_is_open_only_while_a_pool_could_answer() -> None:
    world = World(RouterConfig(dhcp_pools={"P": DhcpPool("P")}))
    assert world.open == []
    world.server.apply(CONFIG)
    world.server.apply(CONFIG)
    assert world.open == ["vpdn0"]
    world.server.apply(replace(CONFIG, dhcp_service=False))
    assert world.open == []


def test_with_a_new_device_comes_a_new_socket() -> None:
    world = World()
    before = world.receive
    world.server.renew()
    assert world.open == ["vpdn0"]
    assert world.receive == before
    world.server.close()
    assert world.open == []


def test_a_port_that_is_taken_is_told_and_ends_nothing() -> None:
    world = World(RouterConfig())
    world.refuses = True
    world.server.apply(CONFIG)
    assert world.said == [DhcpRefused("taken")]
