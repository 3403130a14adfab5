from __future__ import annotations

import select
import socket
from ipaddress import IPv4Address

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.gre import GreSocket

PACKET = bytes.fromhex("3001880b00000042") + b"payload"


def open_in(name: str, local: IPv4Address | None = None, device: str | None = None) -> GreSocket:
    with namespaces.inside(name):
        return GreSocket(local, device)


def wait_for(gre: GreSocket) -> None:
    assert select.select([gre], [], [], 2)[0]


def test_a_packet_arrives_without_its_ip_header_and_with_its_sender(
    namespace: NamespaceMaker,
) -> None:
    pair = join(namespace)
    left, right = open_in(pair.left), open_in(pair.right)
    assert left.send(Pair.right_address, PACKET)
    wait_for(right)
    assert right.receive_batch() == [(Pair.left_address, PACKET)]
    assert right.receive_batch() == []
    assert (left.counters.sent, right.counters.received) == (1, 1)


def test_options_in_the_ip_header_are_stripped_too(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    right = open_in(pair.right)
    with namespaces.inside(pair.left):
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
    with raw:
        raw.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, b"\x01" * 8)
        raw.sendto(PACKET, (str(Pair.right_address), 0))
    wait_for(right)
    assert right.receive_batch() == [(Pair.left_address, PACKET)]


def test_a_batch_is_no_longer_than_asked(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    left, right = open_in(pair.left), open_in(pair.right)
    for _ in range(5):
        left.send(Pair.right_address, PACKET)
    wait_for(right)
    assert [len(right.receive_batch(3)), len(right.receive_batch(3))] == [3, 2]


def test_a_packet_longer_than_the_path_is_fragmented_not_lost(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    left, right = open_in(pair.left), open_in(pair.right)
    long = bytes(3000)
    assert left.send(Pair.right_address, long)
    wait_for(right)
    assert right.receive_batch() == [(Pair.left_address, long)]


def test_only_packets_to_the_bound_address_arrive(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    bound = open_in(pair.right, local=IPv4Address("127.0.0.1"))
    free = open_in(pair.right)
    open_in(pair.left).send(Pair.right_address, PACKET)
    wait_for(free)
    assert bound.receive_batch() == []


def test_a_device_keeps_other_devices_packets_away(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    here, elsewhere = open_in(pair.right, device="eth0"), open_in(pair.right, device="lo")
    open_in(pair.left).send(Pair.right_address, PACKET)
    wait_for(here)
    assert elsewhere.receive_batch() == []


def test_what_cannot_be_sent_is_counted_and_harmless(namespace: NamespaceMaker) -> None:
    gre = open_in(namespace("island"))
    assert not gre.send(Pair.right_address, PACKET)
    assert not gre.send(IPv4Address("255.255.255.255"), PACKET)
    assert not gre.send(Pair.right_address, bytes(70000))
    assert (gre.counters.sent, gre.counters.unsendable) == (0, 3)


def test_an_address_the_machine_has_not_is_refused(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    with pytest.raises(ConfigError, match=r"GRE on 192\.0\.2\.1: this machine has no address"):
        open_in(pair.left, local=IPv4Address("192.0.2.1"))


def test_its_buffers_hold_a_burst(namespace: NamespaceMaker) -> None:
    pair = join(namespace)
    left, right = open_in(pair.left), open_in(pair.right)
    for _ in range(500):
        left.send(Pair.right_address, bytes(1400))
    received = 0
    while received < 500:
        wait_for(right)
        received += len(right.receive_batch())
