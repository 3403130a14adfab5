"""The EAP frame: RFC 3748 section 4."""

from __future__ import annotations

import pytest

from vpdn.errors import DecodeError
from vpdn.wire.eap import Packet, decode


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        ("01 01 0005 01", Packet(1, 1, 1)),
        ("02 01 0008 01 746163", Packet(2, 1, 1, b"tac")),
        ("02 01 0006 03 1a", Packet(2, 1, 3, b"\x1a")),
        ("03 01 0004", Packet(3, 1)),
        ("04 01 0004", Packet(4, 1)),
    ],
    ids=["identity request", "identity response", "nak", "success", "failure"],
)
def test_only_requests_and_responses_have_a_type(octets: str, packet: Packet) -> None:
    assert packet.encode() == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets)) == packet


@pytest.mark.parametrize("octets", ["01 01 0004", "02 01 0004", "01 01 0003"])
def test_a_request_without_a_type_is_refused(octets: str) -> None:
    with pytest.raises(DecodeError):
        decode(bytes.fromhex(octets))
