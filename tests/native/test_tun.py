"""gso.c and gro.c with a real TUN device: the kernel takes what they make, and gives it back."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.native.library import Fenced
from tests.native.segments import ACK, GSO_TCP4, GSO_UDP, PSH, TIMESTAMPS, Merger, Segment, split
from tests.native.vnet_tun import OFFLOADS, UDP_OFFLOADS, VnetTun
from tests.net.conftest import NamespaceMaker
from vpdn.net import namespaces

MEMORY, ROOM = Fenced(), Fenced()
LEFT, RIGHT, EVERYTHING = "10.1.0.1", "10.2.0.1", "10.0.0.0/8"
UDP_SEGMENT = 103
RANDOM = Random(1191)


class Quiet(NamespaceMaker):
    """Its namespaces have no IPv6, which would speak by itself."""

    def __call__(self, part: str) -> str:
        name = super().__call__(part)
        with namespaces.inside(name):
            namespaces.set_sysctl("net.ipv6.conf.all.disable_ipv6", "1")
            namespaces.set_sysctl("net.ipv6.conf.default.disable_ipv6", "1")
        return name


@pytest.fixture
def namespace() -> Iterator[NamespaceMaker]:
    maker = Quiet()
    yield maker
    maker.remove_all()


class Way:
    """What is read of one device is written to the other: cut, merged, and looked at."""

    def __init__(self, source: VnetTun, target: VnetTun) -> None:
        self.source, self._target = source, target
        self._merger = Merger()
        self.read = self.packets = self.written = 0

    def move(self) -> None:
        packets = []
        for read in self.source.read():
            self.read += 1
            packets += split(read, MEMORY, ROOM)
        self.packets += len(packets)
        for start in range(0, len(packets), 64):
            for write in self._merger.merge(packets[start : start + 64]):
                self.written += 1
                self._target.write(write)


def ready(tun: VnetTun) -> bool:
    return bool(select.select([tun], [], [], 2)[0])


def test_a_tcp_transfer_arrives_cut_and_merged(namespace: NamespaceMaker) -> None:
    left, right = namespace("left"), namespace("right")
    with namespaces.inside(left):
        near = VnetTun("near", LEFT, EVERYTHING)
        client = socket.socket()
    with namespaces.inside(right):
        far = VnetTun("far", RIGHT, EVERYTHING)
        server = socket.create_server((RIGHT, 80))
    content = RANDOM.randbytes(4_000_000)
    there, back = Way(near, far), Way(far, near)
    with near, far, client, server, ThreadPoolExecutor(2) as threads:
        sent = threads.submit(send, client, content)
        received = threads.submit(receive, server)
        while not (sent.done() and received.done()):
            for tun in select.select([near, far], [], [], 0.1)[0]:
                (there if tun is near else back).move()
        assert received.result() == content
        with namespaces.inside(right):
            assert tcp_errors() == 0
    assert there.read < there.packets / 4
    assert there.written < there.packets / 4


def send(client: socket.socket, content: bytes) -> None:
    client.settimeout(10)
    client.connect((RIGHT, 80))
    client.sendall(content)
    client.shutdown(socket.SHUT_WR)


def receive(server: socket.socket) -> bytes:
    server.settimeout(10)
    accepted, _ = server.accept()
    accepted.settimeout(10)
    with accepted, accepted.makefile("rb") as stream:
        return stream.read()


def tcp_errors() -> int:
    """Segments this namespace's TCP found wrong: InErrs and InCsumErrors."""
    lines = [line.split() for line in Path("/proc/thread-self/net/snmp").read_text().splitlines()]
    names, values = (line for line in lines if line[0] == "Tcp:")
    counters = dict(zip(names, values, strict=True))
    return int(counters["InErrs"]) + int(counters["InCsumErrors"])


@pytest.mark.parametrize("options", [b"", TIMESTAMPS])
def test_the_kernel_cuts_what_was_merged_into_what_it_was(
    namespace: NamespaceMaker, options: bytes
) -> None:
    """Forwarded to a device that can do nothing by itself, so that every checksum is computed."""
    segments = [
        Segment(
            RANDOM.randbytes(1400 if index < 19 else 333),
            sequence=1000 + 1400 * index,
            identification=7 + index,
            flags=ACK if index < 19 else ACK | PSH,
            options=options,
        )
        for index in range(20)
    ]
    [merged] = Merger().merge(segment.encode() for segment in segments)
    assert merged[1] == GSO_TCP4
    with namespaces.inside(namespace("router")):
        namespaces.set_sysctl("net.ipv4.ip_forward", "1")
        with (
            VnetTun("inner", LEFT, "172.16.10.0/24") as inner,
            VnetTun("outer", RIGHT, "10.1.1.0/24", offloads=0) as outer,
        ):
            inner.write(merged)
            assert ready(outer)
            arrived = list(outer.read())
    forwarded = [replace(segment, ttl=63).encode() for segment in segments]
    assert [packet[10:] for packet in arrived] == forwarded


def test_a_train_of_datagrams_is_cut_and_arrives(namespace: NamespaceMaker) -> None:
    """Its checksums are verified by the kernel, for nothing vouches for them."""
    content = RANDOM.randbytes(5500)
    with namespaces.inside(namespace("left")):
        client = udp_socket()
        try:
            near = VnetTun("near", LEFT, EVERYTHING, OFFLOADS | UDP_OFFLOADS)
        except OSError:
            pytest.skip("needs Linux 6.2, whose TUN takes UDP whole")
    with namespaces.inside(namespace("right")):
        far, server = VnetTun("far", RIGHT, EVERYTHING), udp_socket()
    with near, far, client, server:
        server.bind((RIGHT, 53))
        server.settimeout(2)
        client.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1000)
        client.sendto(content, (RIGHT, 53))
        assert ready(near)
        [read] = near.read()
        assert read[1] == GSO_UDP
        for packet in Merger().merge(split(read, MEMORY, ROOM)):
            far.write(packet)
        assert b"".join(server.recv(2000) for _ in range(6)) == content


def udp_socket() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
