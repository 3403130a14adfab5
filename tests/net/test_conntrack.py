from __future__ import annotations

import socket
from ipaddress import IPv4Address

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.net import namespaces, nft
from vpdn.net.conntrack import Way, connections, forget

LABEL, OTHER = 113, 3
TRANSLATED = IPv4Address("10.9.0.77")
TABLE = f"""
table ip t {{
chain c {{
type nat hook postrouting priority 100
udp dport 9 ct label set {LABEL} snat to {TRANSLATED}
icmp type 8 ct label set {LABEL} snat to {TRANSLATED}
udp dport 10 ct label set {OTHER} snat to {TRANSLATED}
}}
}}
"""


@pytest.fixture
def pair(namespace: NamespaceMaker) -> Pair:
    made = join(namespace)
    with namespaces.inside(made.left):
        nft.run(TABLE)
    return made


def send(pair: Pair, port: int) -> int:
    """One datagram to the right; the port it came from."""
    with namespaces.inside(pair.left), socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.bind((str(pair.left_address), 0))
        sender.sendto(b"x", (str(pair.right_address), port))
        number: int = sender.getsockname()[1]
        return number


def test_a_connection_is_told_as_it_came_and_as_answers_come(pair: Pair) -> None:
    source = send(pair, 9)
    with namespaces.inside(pair.left):
        [one] = connections(LABEL)
    assert one.protocol == socket.IPPROTO_UDP
    assert one.forth == Way(pair.left_address, pair.right_address, source, 9)
    assert one.back == Way(pair.right_address, TRANSLATED, 9, source)


def test_a_ping_has_its_identifier_for_ports(pair: Pair) -> None:
    request = bytes.fromhex("0800 f7ec 0007 000c")
    with namespaces.inside(pair.left):
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sender:
            sender.sendto(request, (str(pair.right_address), 0))
        [one] = connections(LABEL)
    assert (one.protocol, one.forth.source_port, one.back.destination_port) == (1, 7, 7)


def test_only_those_with_the_label_are_found(pair: Pair) -> None:
    for port in (9, 10, 11):
        send(pair, port)
    with namespaces.inside(pair.left):
        found = [connections(label) for label in (LABEL, OTHER, 5)]
    ports = [[one.forth.destination_port for one in each] for each in found]
    assert ports == [[9], [10], []]


def test_the_kernel_forgets_those_that_are_named_and_no_others(pair: Pair) -> None:
    for port in (9, 10):
        send(pair, port)
    with namespaces.inside(pair.left):
        known = connections(LABEL)
        forget(known)
        assert connections(LABEL) == []
        assert len(connections(OTHER)) == 1
        forget(known)


def test_no_more_are_looked_at_than_wanted(pair: Pair) -> None:
    for _ in range(5):
        send(pair, 9)
    with namespaces.inside(pair.left):
        assert len(connections(LABEL)) == 5
        assert len(connections(LABEL, most=2)) == 2
