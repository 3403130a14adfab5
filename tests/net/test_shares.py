"""Each worker's socket and queue: every packet is for one of them."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path
from unittest.mock import ANY

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.net import namespaces
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.shares import Shares
from vpdn.net.tun import Tun

MARK = b"\xff\xff"
"""A Call ID that leaves 0 whether divided by 3 or by 5."""


@contextmanager
def opened(name: str, workers: int) -> Iterator[tuple[GreSocket, Tun, Shares]]:
    with (
        namespaces.inside(name),
        closing(GreSocket()) as gre,
        closing(Tun("vpdn0", 1400, many=True)) as tun,
        closing(Shares(gre, tun, workers)) as shares,
    ):
        yield gre, tun, shares


def packet(call_id: bytes) -> bytes:
    return bytes.fromhex("3001880b0000") + call_id


def call_ids(descriptor: int, until: bytes | None = None) -> list[bytes]:
    """What has come by a raw GRE socket, behind an IP header without options; or what comes, up to
    this one."""
    found: list[bytes] = []
    while select.select([descriptor], [], [], 0 if until is None else 2)[0]:
        found.append(os.read(descriptor, 2048)[26:28])
        if found[-1] == until:
            break
    return found


def routed(shares: Shares) -> list[tuple[int, bytes]]:
    """The next IPv4 packets of the device, and by which queue each came."""
    while True:
        ready = select.select(shares.queues, [], [], 2)[0]
        assert ready
        if found := [(queue, read) for queue in ready if (read := os.read(queue, 2048))[0] == 0x45]:
            return found


@pytest.mark.parametrize("workers", [1, 3, 5])
def test_a_socket_has_the_calls_that_leave_its_number(
    namespace: NamespaceMaker, workers: int
) -> None:
    pair = join(namespace)
    sent = [number.to_bytes(2) for number in (0, 1, 2, 3, 4, 255, 256, 4095, 65534)]
    with (
        namespaces.inside(pair.left),
        closing(GreSocket()) as sender,
        opened(pair.right, workers) as (_, _, shares),
    ):
        for call_id in (*sent, MARK):
            assert sender.send(Pair.right_address, packet(call_id))
        first, *others = shares.sockets
        came = [call_ids(first, until=MARK), *map(call_ids, others)]
    assert len(came) == workers
    for number, each in enumerate(came):
        assert each == [one for one in (*sent, MARK) if int.from_bytes(one) % workers == number]


def test_what_is_too_short_for_a_call_id_is_the_firsts(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with (
        namespaces.inside(pair.left),
        closing(GreSocket()) as sender,
        opened(pair.right, 3) as (gre, _, shares),
    ):
        for size in range(8):
            assert sender.send(Pair.right_address, packet(b"\0\1")[:size])
        came: list[int] = []
        while len(came) < 8 and select.select([gre], [], [], 2)[0]:
            came += [len(each) for _, each in gre.receive_batch()]
        assert came == list(range(8))
        assert [call_ids(each) for each in shares.sockets[1:]] == [[], []]


def test_the_first_socket_takes_everything_again_afterwards(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with (
        namespaces.inside(pair.left),
        closing(GreSocket()) as sender,
        opened(pair.right, 2) as (gre, _, shares),
    ):
        shares.close()
        for call_id in (b"\0\1", b"\0\2"):
            assert sender.send(Pair.right_address, packet(call_id))
        came: list[bytes] = []
        while len(came) < 2 and select.select([gre], [], [], 2)[0]:
            came += [each[6:8] for _, each in gre.receive_batch()]
        assert came == [b"\0\1", b"\0\2"]


def test_answers_come_by_the_queue_that_was_written_to(namespace: NamespaceMaker) -> None:
    """Which is what lets one session's two directions have a processor each."""
    with opened(namespace("a"), 3) as (_, tun, shares), Netlink() as netlink:
        netlink.add_address(tun.name, IPv4Interface("10.1.0.1/32"))
        netlink.add_route(IPv4Network("192.0.2.0/24"), device=tun.name)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind(("10.1.0.1", 4000))
            udp.sendto(b"hello", ("192.0.2.1", 5000))
            [(_, sent)] = routed(shares)
            answer = sent[:12] + sent[16:20] + sent[12:16] + sent[22:24] + sent[20:22] + sent[24:]
            for queue in shares.queues:
                os.write(queue, answer)
                udp.sendto(b"hello", ("192.0.2.1", 5000))
                assert routed(shares) == [(queue, ANY)]


def test_a_device_made_anew_has_all_its_queues_again(namespace: NamespaceMaker) -> None:
    """The kernel spreads connections over them."""
    with opened(namespace("a"), 3) as (_, tun, shares), Netlink() as netlink:
        netlink.remove_device(tun.name)
        tun.restore()
        netlink.add_address(tun.name, IPv4Interface("10.1.0.1/32"))
        netlink.add_route(IPv4Network("192.0.2.0/24"), device=tun.name)
        came: list[int] = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            for port in range(4000, 4100):
                udp.sendto(b"hello", ("192.0.2.1", port))
                came += [queue for queue, _ in routed(shares)]
        assert len(came) == 100
        assert set(came) == set(shares.queues)


def test_nothing_stays_open_when_one_cannot_be_had(namespace: NamespaceMaker) -> None:
    with (
        namespaces.inside(namespace("a")),
        closing(GreSocket()) as gre,
        closing(Tun("vpdn0")) as tun,
    ):
        before = len(list(Path("/proc/self/fd").iterdir()))
        with pytest.raises(OSError, match="busy"):
            Shares(gre, tun, 2)
        assert len(list(Path("/proc/self/fd").iterdir())) == before
