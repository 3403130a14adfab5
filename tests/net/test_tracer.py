from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from tests.net.packets import ICMP, UDP, ip
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.tracer import Answer, Found, Probe, Tracer, found_by

US = IPv4Address("10.9.0.1")
PROBE = ip(UDP, bytes.fromhex("1234 829a 0014 0000"))


def quoting(kind: int, code: int, quoted: bytes = PROBE) -> bytes:
    return ip(ICMP, bytes((kind, code, 0, 0, 0, 0, 0, 0)) + quoted)


@pytest.mark.parametrize(
    ("packet", "found"),
    [
        (quoting(11, 0), Found.ON_THE_WAY),
        (quoting(3, 3), Found.THERE),
        (quoting(3, 0), Found.NETWORK),
        (quoting(3, 1), Found.HOST),
        (quoting(3, 2), Found.PROTOCOL),
        (quoting(3, 13), Found.PROHIBITED),
        (quoting(3, 4), Found.OTHER),
        (quoting(3, 200), Found.OTHER),
        (quoting(12, 0), Found.OTHER),
        (quoting(4, 0), Found.QUENCHED),
    ],
)
def test_what_came_of_a_probe(packet: bytes, found: Found) -> None:
    assert found_by(packet, 0x1234, 33434) == (US, found)


@pytest.mark.parametrize(
    "packet",
    [
        quoting(11, 0, ip(UDP, bytes.fromhex("1234 829b 0014 0000"))),
        quoting(11, 0, ip(UDP, bytes.fromhex("1235 829a 0014 0000"))),
        quoting(11, 0, ip(ICMP, bytes.fromhex("1234 829a 0014 0000"))),
        quoting(11, 0, PROBE[:22]),
        quoting(0, 0),
        PROBE,
        b"",
    ],
)
def test_other_packets_answer_no_probe(packet: bytes) -> None:
    assert found_by(packet, 0x1234, 33434) is None


@given(st.binary(max_size=100))
def test_any_octets_may_arrive(packet: bytes) -> None:
    found_by(packet, 1, 2)
    found_by(quoting(3, 3, packet), 1, 2)


async def test_a_router_on_the_way_and_the_target_itself_answer(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    beyond = IPv4Address("192.0.2.1")
    with namespaces.inside(pair.right), Netlink() as netlink:
        namespaces.set_sysctl("net.ipv4.ip_forward", "1")
        netlink.add_route(IPv4Network("192.0.2.0/24"), via=Pair.left_address)
    with namespaces.inside(pair.left), Netlink() as netlink:
        netlink.add_route(IPv4Network("192.0.2.0/24"), via=Pair.right_address)
        tracer = Tracer(Pair.left_address)
    hop = await tracer.send(beyond, Probe(1, 33434, 2.0))
    there = await tracer.send(Pair.right_address, Probe(1, 33435, 2.0))
    assert (hop.found, hop.address) == (Found.ON_THE_WAY, Pair.right_address)
    assert (there.found, there.address) == (Found.THERE, Pair.right_address)
    assert hop.milliseconds > 0
    tracer.close()


async def test_nobody_answers(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.left):
        tracer = Tracer()
    absent, unrouted = IPv4Address("10.9.0.3"), IPv4Address("192.0.2.1")
    for target in (absent, unrouted):
        assert await tracer.send(target, Probe(1, 33434, 0.05)) == Answer(Found.NOTHING)
    tracer.close()


async def test_a_source_the_machine_has_not_is_refused(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with (
        namespaces.inside(pair.left),
        pytest.raises(ConfigError, match=r"ICMP on 192\.0\.2\.1: this machine has no address"),
    ):
        Tracer(IPv4Address("192.0.2.1"))
