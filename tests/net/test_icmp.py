from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from tests.net.packets import ICMP, ip
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.icmp import Echo, Outcome, Ping, Pinger, answer_to, raw_icmp_socket
from vpdn.net.netlink import Netlink
from vpdn.wire.ip import IcmpEcho, IcmpType, icmp_echo

OURS = 0x1234


def message(kind: int, identifier: int, sequence: int) -> bytes:
    return IcmpEcho(identifier, sequence, reply=kind == IcmpType.ECHO_REPLY).encode()


def quoting(kind: int, quoted: bytes, code: int = 1) -> bytes:
    return ip(ICMP, bytes((kind, code, 0, 0, 0, 0, 0, 0)) + quoted)


ECHO = ip(ICMP, message(8, OURS, 5))


@pytest.mark.parametrize(
    ("packet", "answer"),
    [
        (ip(ICMP, message(0, OURS, 5)), (5, Outcome.REPLY)),
        (ip(ICMP, message(0, OURS, 5), options=b"\1" * 4), (5, Outcome.REPLY)),
        (ip(ICMP, message(0, OURS + 1, 5)), None),
        (ECHO, None),
        (quoting(3, ECHO), (5, Outcome.UNREACHABLE)),
        (quoting(11, ECHO), (5, Outcome.EXPIRED)),
        (quoting(3, ECHO, code=4), (5, Outcome.TOO_BIG)),
        (quoting(4, ECHO), (5, Outcome.QUENCHED)),
        (quoting(12, ECHO), (5, Outcome.DIFFERENT)),
        (quoting(3, ip(ICMP, message(8, OURS + 1, 5))), None),
        (quoting(3, ip(17, message(8, OURS, 5))), None),
        (quoting(3, ECHO[:24]), None),
        (b"", None),
    ],
)
def test_an_answer_is_known_by_identifier_and_sequence(
    packet: bytes, answer: tuple[int, Outcome] | None
) -> None:
    assert answer_to(packet, OURS) == answer


@given(st.binary(max_size=100))
def test_any_octets_may_arrive(packet: bytes) -> None:
    answer_to(packet, OURS)
    answer_to(quoting(3, packet), OURS)


async def test_many_pings_at_once_each_get_their_own_answer(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.left):
        pinger = Pinger(Pair.left_address)
    present = [pinger.ping(Pair.right_address, Echo(100)) for _ in range(10)]
    absent = pinger.ping(IPv4Address("10.9.0.3"), Echo(timeout=0.05))
    *answers, missing = await asyncio.gather(*present, absent)
    assert [answer.outcome for answer in answers] == [Outcome.REPLY] * 10
    assert all(answer.milliseconds is not None for answer in answers)
    assert missing == Ping(Outcome.TIMEOUT)
    pinger.close()


@pytest.mark.parametrize("size", [0, 28, 1500, 5000])
async def test_a_packet_of_any_size_is_answered(namespace: NamespaceMaker, size: int) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.left):
        pinger = Pinger()
    assert (await pinger.ping(Pair.right_address, Echo(size))).outcome is Outcome.REPLY
    pinger.close()


async def test_no_route_is_unreachable(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.left):
        pinger = Pinger()
    assert await pinger.ping(IPv4Address("192.0.2.1")) == Ping(Outcome.UNREACHABLE)
    pinger.close()


async def test_a_router_without_a_route_is_unreachable(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.right):
        namespaces.set_sysctl("net.ipv4.ip_forward", "1")
    with namespaces.inside(pair.left), Netlink() as netlink:
        netlink.add_route(IPv4Network("192.0.2.0/24"), via=Pair.right_address)
        pinger = Pinger()
    assert await pinger.ping(IPv4Address("192.0.2.1")) == Ping(Outcome.UNREACHABLE)
    pinger.close()


async def test_a_source_the_machine_has_not_is_refused(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with (
        namespaces.inside(pair.left),
        pytest.raises(ConfigError, match=r"ICMP on 192\.0\.2\.1: this machine has no address"),
    ):
        Pinger(IPv4Address("192.0.2.1"))


def test_data_are_the_pattern_over_and_over() -> None:
    assert Echo(33).data == b"\xab\xcd\xab\xcd\xab"
    assert Echo(30, pattern=b"\0\x07").data == b"\0\x07"
    assert Echo(10).data == b""


async def test_a_packet_that_may_not_be_cut_and_is_too_long(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.left):
        whole = Pinger(dont_fragment=True)
        cut = Pinger()
    assert await whole.ping(Pair.right_address, Echo(1501)) == Ping(Outcome.TOO_BIG)
    assert (await whole.ping(Pair.right_address, Echo(1500))).outcome is Outcome.REPLY
    assert (await cut.ping(Pair.right_address, Echo(1501))).outcome is Outcome.REPLY
    whole.close()
    cut.close()


async def test_what_is_sent_is_as_asked_and_the_reply_must_bring_it_back(
    namespace: NamespaceMaker,
) -> None:
    pair = join(namespace)
    with namespaces.inside(pair.right):
        namespaces.set_sysctl("net.ipv4.icmp_echo_ignore_all", "1")
        there = raw_icmp_socket(None)
    with namespaces.inside(pair.left):
        pinger = Pinger(tos=32, dont_fragment=True)
    echo = Echo(60, timeout=5, validate=True, pattern=b"\x12\x34")
    for changed, outcome in ((b"", Outcome.REPLY), (b"!", Outcome.DIFFERENT)):
        waiting = asyncio.create_task(pinger.ping(Pair.right_address, echo))
        packet = await asyncio.get_running_loop().sock_recv(there, 1500)
        assert (packet[1], len(packet), packet[6] & 0x40) == (32, 60, 0x40)
        request = icmp_echo(packet[20:])
        assert request.payload == b"\x12\x34" * 16
        reply = IcmpEcho(request.identifier, request.sequence, request.payload + changed, True)
        there.sendto(reply.encode(), (str(Pair.left_address), 0))
        assert (await waiting).outcome is outcome
    there.close()
    pinger.close()
