"""What the GRE socket sends and receives, as Wireshark will read it."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.client.capture import CapturedGre
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.wire import gre, ip

HERE = IPv4Address("127.0.0.1")
OURS = IPv4Address("127.0.0.9")
PACKET = gre.Packet(7, b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00", sequence=0).encode()


def packets(capture: Path) -> list[bytes]:
    octets, offset, found = capture.read_bytes(), 24, []
    while offset < len(octets):
        length = struct.unpack_from("<I", octets, offset + 8)[0]
        found.append(octets[offset + 16 : offset + 16 + length])
        offset += 16 + length
    return found


def test_both_directions_are_whole_ip_packets(namespace: NamespaceMaker, tmp_path: Path) -> None:
    capture = tmp_path / "call.pcap"
    with namespaces.inside(namespace("pc")):
        with Netlink() as netlink:
            netlink.set_up("lo")
        socket = CapturedGre(capture, lambda _peer: OURS)
    assert socket.send(HERE, PACKET)
    assert socket.receive_batch() == [(HERE, PACKET)]
    socket.close()
    assert packets(capture) == [
        ip.build(OURS, HERE, ip.IpProtocol.GRE, PACKET),
        ip.build(HERE, OURS, ip.IpProtocol.GRE, PACKET),
    ]


def test_a_packet_that_could_not_be_sent_is_not_in_the_capture(
    namespace: NamespaceMaker, tmp_path: Path
) -> None:
    with namespaces.inside(namespace("pc")):
        socket = CapturedGre(tmp_path / "call.pcap", lambda _peer: OURS)
    assert not socket.send(IPv4Address("192.0.2.1"), PACKET)
    socket.close()
    assert packets(tmp_path / "call.pcap") == []


def test_a_file_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot write"):
        CapturedGre(tmp_path / "no" / "such", lambda _peer: OURS)
