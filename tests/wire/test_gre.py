"""Enhanced GRE against RFC 2637 section 4.1, and against scapy."""

from __future__ import annotations

import pytest
from hypothesis import given
from scapy.layers.l2 import GRE_PPTP

from tests.wire.samples import GRE_PACKETS
from vpdn.errors import DecodeError, MisuseError
from vpdn.wire import gre

DATA = "3081 880b 0004 8000 00000007 00000003 ff030021"


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        (DATA, gre.Packet(0x8000, b"\xff\x03\x00\x21", 7, 3)),
        ("3001 880b 0001 0000 00000000 fd", gre.Packet(0, b"\xfd", 0)),
        ("2081 880b 0000 8000 ffffffff", gre.Packet(0x8000, acknowledgment=0xFFFFFFFF)),
        ("2001 880b 0000 0001", gre.Packet(1)),
    ],
    ids=["both numbers", "first packet", "acknowledgment only", "neither"],
)
def test_the_packets_of_the_rfc(octets: str, packet: gre.Packet) -> None:
    assert packet.encode() == bytes.fromhex(octets)
    assert gre.decode(bytes.fromhex(octets)) == packet


def test_padding_after_the_payload_is_ignored() -> None:
    octets = bytes.fromhex(DATA)
    assert gre.decode(octets + bytes(30)) == gre.decode(octets)


@pytest.mark.parametrize(
    ("octets", "offset"),
    [
        ("3081 880b 0004 80", 7),
        ("3080 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("3082 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("1081 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("b081 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("7081 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("3881 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("3181 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("3089 880b 0004 8000 00000007 00000003 ff030021", 0),
        ("3081 0800 0004 8000 00000007 00000003 ff030021", 2),
        ("2081 880b 0004 8000 00000003 ff030021", 4),
        ("3081 880b 0004 8000 000000", 11),
        ("3081 880b 0004 8000 00000007 00000003 ff0300", 19),
    ],
    ids=["short", "version 0", "version 2", "no key", "checksum", "routing", "strict", "recur",
         "flags", "protocol", "payload unnumbered", "header cut", "payload cut"],
)  # fmt: skip
def test_what_is_not_enhanced_gre_is_refused_where_it_goes_wrong(octets: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        gre.decode(bytes.fromhex(octets))
    assert caught.value.offset == offset


def test_a_payload_without_a_sequence_number_is_misuse() -> None:
    with pytest.raises(MisuseError):
        gre.Packet(1, b"x").encode()


@given(packet=GRE_PACKETS)
def test_scapy_reads_the_same_packet(packet: gre.Packet) -> None:
    read = GRE_PPTP(packet.encode())
    numbers = read.getfieldval("sequence_number"), read.getfieldval("ack_number")
    assert (read.call_id, read.payload_len) == (packet.call_id, len(packet.payload))
    assert numbers == (packet.sequence, packet.acknowledgment)
    assert bytes(read.payload) == packet.payload
