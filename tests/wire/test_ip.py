"""IPv4, ICMP and the MSS clamp: RFC 791, 792, 1071, 1624; scapy as a second opinion."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers import inet

from tests.wire.samples import ADDRESS, DATA, ECHOES
from vpdn.errors import DecodeError
from vpdn.wire import ip

PC, ROUTER = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")


def tcp(options: list[tuple[str, Any]], flags: str = "S", **more: Any) -> bytes:
    layers = inet.IP(src=str(PC), dst=str(ROUTER), **more) / inet.TCP(flags=flags, options=options)
    return bytes(layers)


def mss_of(packet: bytes) -> int | None:
    options: list[tuple[str, Any]] = inet.IP(packet)[inet.TCP].options
    return next((value for name, value in options if name == "MSS"), None)


def with_fresh_checksum(packet: bytes) -> bytes:
    layers: Any = inet.IP(packet)
    del layers[inet.TCP].chksum
    return bytes(layers)


def test_the_example_of_rfc_1071() -> None:
    assert ip.checksum(bytes.fromhex("0001 f203 f4f5 f6f7")) == 0xFFFF - 0xDDF2


@pytest.mark.parametrize(
    ("octets", "checksum"), [(b"", 0xFFFF), (b"\0\0", 0xFFFF), (b"\xff\xff", 0), (b"\x01", 0xFEFF)]
)
def test_edges_of_the_checksum(octets: bytes, checksum: int) -> None:
    assert ip.checksum(octets) == checksum


@given(source=ADDRESS, destination=ADDRESS, payload=DATA, ttl=st.integers(1, 255))
def test_scapy_builds_the_same_header(
    source: IPv4Address, destination: IPv4Address, payload: bytes, ttl: int
) -> None:
    theirs = inet.IP(src=str(source), dst=str(destination), proto=253, ttl=ttl, id=7) / payload
    packet = ip.build(source, destination, 253, payload, ttl=ttl, identification=7)
    assert packet == bytes(theirs)
    header = ip.parse(packet)
    assert (header.source, header.destination) == (source, destination)
    assert (header.protocol, header.ttl, header.header_length) == (253, ttl, 20)
    assert header.length == len(packet)


def test_fragments_are_told() -> None:
    packet = bytes(inet.IP(flags="MF", frag=185) / b"x")
    header = ip.parse(packet)
    assert (header.more_fragments, header.fragment_offset) == (True, 1480)


@pytest.mark.parametrize(
    "packet",
    [b"", bytes(19), b"\x60" + bytes(39), b"\x44" + bytes(39), b"\x45\0\0\x13" + bytes(30),
     b"\x45\0\0\x29" + bytes(36), b"\x4f\0\0\x14" + bytes(60)],
    ids=["none", "short", "version 6", "header of 16", "length 19", "cut off", "header beyond"],
)  # fmt: skip
def test_what_is_no_ipv4_packet_is_refused(packet: bytes) -> None:
    with pytest.raises(DecodeError):
        ip.parse(packet)


@given(echo=ECHOES)
def test_scapy_builds_the_same_echo(echo: ip.IcmpEcho) -> None:
    theirs = inet.ICMP(type=0 if echo.reply else 8, id=echo.identifier, seq=echo.sequence)
    assert echo.encode() == bytes(theirs / echo.payload)


def test_an_echo_with_a_wrong_checksum_is_refused() -> None:
    octets = bytearray(ip.IcmpEcho(1, 2, b"ping").encode())
    octets[-1] ^= 1
    with pytest.raises(DecodeError):
        ip.icmp_echo(bytes(octets))


def test_other_icmp_is_no_echo() -> None:
    with pytest.raises(DecodeError):
        ip.icmp_echo(bytes(inet.ICMP(type=3, code=1) / bytes(28)))


@pytest.mark.parametrize(
    "options",
    [
        [("MSS", 1460)],
        [("NOP", None), ("MSS", 1460)],
        [("NOP", None), ("NOP", None), ("MSS", 1460), ("SAckOK", b"")],
        [("Timestamp", (1, 2)), ("MSS", 1460), ("WScale", 7)],
    ],
)
@pytest.mark.parametrize("flags", ["S", "SA"])
@given(mss=st.integers(0, 1459))
def test_the_mss_of_a_syn_is_lowered_and_its_checksum_stays_right(
    options: list[tuple[str, Any]], flags: str, mss: int
) -> None:
    clamped = ip.clamp_mss(tcp(options, flags), mss)
    assert mss_of(clamped) == mss
    assert clamped == with_fresh_checksum(clamped)


def test_ip_options_do_not_hide_the_mss() -> None:
    header = inet.IP(options=[inet.IPOption_RR(length=7)])
    packet = bytes(header / inet.TCP(flags="S", options=[("MSS", 1460)]))
    assert mss_of(ip.clamp_mss(packet, 1360)) == 1360


@pytest.mark.parametrize(
    "packet",
    [
        tcp([("MSS", 1300)]),
        tcp([("MSS", 1460)], flags="A"),
        tcp([]),
        tcp([("EOL", None), ("MSS", 1460)]),
        tcp([("MSS", 1460)], frag=1),
        tcp([("MSS", 1460)])[:-2],
        tcp([("NOP", None)])[:20] + tcp([])[20:32] + b"\xf0" + tcp([])[33:] + b"\x05\x00",
        bytes(inet.IP() / inet.UDP() / bytes(30)),
        bytes(40),
        b"",
    ],
    ids=["small enough", "no SYN", "no option", "after the end", "fragment", "cut off",
         "option of length 0", "UDP", "not IPv4", "none"],
)  # fmt: skip
def test_any_other_packet_is_left_alone(packet: bytes) -> None:
    assert ip.clamp_mss(packet, 1360) == packet


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.0.0.0/8"),
        ("127.255.0.1", "127.0.0.0/8"),
        ("128.0.0.1", "128.0.0.0/16"),
        ("172.16.10.1", "172.16.0.0/16"),
        ("191.255.1.1", "191.255.0.0/16"),
        ("192.168.1.47", "192.168.1.0/24"),
    ],
)
def test_classes_of_networks(address: str, network: str) -> None:
    assert ip.classful(IPv4Address(address)) == IPv4Network(network)
