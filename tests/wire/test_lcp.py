"""LCP against the octets of the reference's logs, and against scapy."""

from __future__ import annotations

from typing import Any

import pytest
from scapy.layers import ppp as scapy

from vpdn.errors import DecodeError
from vpdn.wire import cp
from vpdn.wire.lcp import (
    Accm,
    AddressControlFieldCompression,
    AuthenticationProtocol,
    Callback,
    DiscardRequest,
    EchoReply,
    EchoRequest,
    EndpointDiscriminator,
    Identification,
    MagicNumber,
    Mrru,
    Mru,
    ProtocolFieldCompression,
    ProtocolReject,
    QualityProtocol,
    TimeRemaining,
    decode,
)

DISCRIMINATOR = bytes.fromhex("6AC616B006CC4281A1CA941E39" + "B9182600000008")

# connect.log: options as printed there.
OPTIONS: list[tuple[str, cp.Option]] = [
    ("0305C22380", AuthenticationProtocol(0xC223, b"\x80")),
    ("05063050EB1F", MagicNumber(0x3050EB1F)),
    ("050635BE1CB0", MagicNumber(0x35BE1CB0)),
    ("0702", ProtocolFieldCompression()),
    ("0802", AddressControlFieldCompression()),
    ("0D0306", Callback(6)),
    ("1104064E", Mrru(1614)),
    ("1317016AC616B006CC4281A1CA941E39B9182600000008", EndpointDiscriminator(1, DISCRIMINATOR)),
]
BY_HEX = dict(OPTIONS)


@pytest.mark.parametrize(("octets", "option"), OPTIONS)
def test_the_options_of_the_log(octets: str, option: cp.Option) -> None:
    assert option.encode() == bytes.fromhex(octets)
    assert decode(cp.packet(1, 9, bytes.fromhex(octets))) == cp.ConfigureRequest(9, (option,))


def test_the_first_request_of_the_router_has_15_octets() -> None:
    request = cp.ConfigureRequest(7, (BY_HEX["0305C22380"], BY_HEX["05063050EB1F"]))
    assert request.encode() == bytes.fromhex("0107000F" + "0305C22380" + "05063050EB1F")


def test_the_first_request_of_windows_2000_has_44_octets() -> None:
    names = [octets for octets, _ in OPTIONS[2:]]
    octets = bytes.fromhex("0101002C" + "".join(names))
    assert len(octets) == 44
    assert decode(octets) == cp.ConfigureRequest(1, tuple(BY_HEX[name] for name in names))


def test_the_reject_of_the_log_has_34_octets() -> None:
    names = [octets for octets, _ in OPTIONS[5:]]
    reject = cp.ConfigureReject(1, tuple(BY_HEX[name] for name in names))
    assert len(reject.encode()) == 34
    assert decode(reject.encode()) == reject


def test_the_protocol_reject_of_error_742() -> None:
    octets = bytes.fromhex("08120010" + "80FD0105000A1206010000B1")
    assert decode(octets) == ProtocolReject(18, 0x80FD, bytes.fromhex("0105000A1206010000B1"))


def test_the_terminate_request_of_error_742() -> None:
    data = bytes.fromhex("79127FBE003CCD74000002E6")
    assert decode(bytes.fromhex("05070010") + data) == cp.TerminateRequest(7, data)
    assert int.from_bytes(data[8:], "big") == 742


@pytest.mark.parametrize(
    ("packet", "length"),
    [
        (Identification(3, 0x35BE1CB0, b"MSRASV5.00"), 18),
        (Identification(4, 0x35BE1CB0, b"MSRAS-1-RSHANMUG"), 24),
        (EchoReply(1, 0x35BE1CB0, bytes(4)), 12),
    ],
)
def test_lengths_in_the_log(packet: cp.Packet, length: int) -> None:
    assert len(packet.encode()) == length
    assert decode(packet.encode()) == packet


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        ("09 01 0008 3050eb1f", EchoRequest(1, 0x3050EB1F)),
        ("0a 01 0009 35be1cb0 aa", EchoReply(1, 0x35BE1CB0, b"\xaa")),
        ("0b 02 0008 00000000", DiscardRequest(2, 0)),
        ("0c 03 000a 35be1cb0 6869", Identification(3, 0x35BE1CB0, b"hi")),
        ("0d 04 000c 35be1cb0 0000003c", TimeRemaining(4, 0x35BE1CB0, 60)),
    ],
)
def test_the_packets_of_lcp_alone(octets: str, packet: cp.Packet) -> None:
    assert packet.encode() == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets)) == packet


@pytest.mark.parametrize("octets", ["08 01 0005 c0", "09 01 0007 000000", "0d 01 0008 35be1cb0"])
def test_a_packet_too_short_for_its_code_is_refused(octets: str) -> None:
    with pytest.raises(DecodeError):
        decode(bytes.fromhex(octets))


def test_scapy_reads_the_same_options() -> None:
    options = (Mru(1500), Accm(7), AuthenticationProtocol(0xC223, b"\x81"),
               QualityProtocol(0xC025, bytes(4)), MagicNumber(0x3050EB1F))  # fmt: skip
    read: Any = scapy.PPP_LCP_Configure(cp.ConfigureRequest(1, options).encode())
    mru, accm, authentication, quality, magic = read.options
    assert (mru.max_recv_unit, accm.accm) == (1500, 7)
    assert (authentication.auth_protocol, authentication.algorithm) == (0xC223, 0x81)
    assert (quality.quality_protocol, magic.magic_number) == (0xC025, 0x3050EB1F)


def test_scapy_reads_the_same_echo() -> None:
    read: Any = scapy.PPP_LCP_Echo(EchoRequest(5, 0x35BE1CB0, b"data").encode())
    assert (read.code, read.id, read.magic_number, read.data) == (9, 5, 0x35BE1CB0, b"data")
