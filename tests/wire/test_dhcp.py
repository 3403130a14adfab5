"""DHCP messages: RFC 2131, RFC 2132, RFC 3396; scapy as a second opinion."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from scapy.layers import dhcp as theirs

from tests.wire.samples import DHCP_MESSAGES
from vpdn.errors import DecodeError, MisuseError
from vpdn.wire import dhcp
from vpdn.wire.dhcp import Message, MessageType, Option

PC = IPv4Address("172.16.10.1")
WINDOWS_2000 = Message(
    1, 0x12345678, ((53, b"\x08"), (55, b"\x06\x0f\x2c\xf9")), PC, hardware_type=8,
    hardware=bytes.fromhex("005345000000"),
)  # fmt: skip


def with_options(octets: bytes, *, file: bytes = b"", sname: bytes = b"") -> bytes:
    fixed = Message(1, 1, ()).encode()[:44]
    return fixed + sname.ljust(64, b"\0") + file.ljust(128, b"\0") + b"\x63\x82\x53\x63" + octets


def test_what_windows_2000_sends_is_a_bootp_message_of_300_octets() -> None:
    octets = WINDOWS_2000.encode()
    assert len(octets) == 300
    assert octets[:8].hex() == "0108060012345678"
    assert octets[12:16] == PC.packed
    assert octets[28:34].hex() == "005345000000"
    assert octets[236:].rstrip(b"\0").hex() == "638253633501083704060f2cf9ff"


def test_scapy_reads_what_is_encoded() -> None:
    read = theirs.BOOTP(WINDOWS_2000.encode())
    assert (read.op, read.htype, read.hlen, read.xid, read.ciaddr) == (1, 8, 6, 0x12345678, str(PC))
    options = read[theirs.DHCP].options
    assert options[0] == ("message-type", MessageType.INFORM)
    assert options[1] == ("param_req_list", [6, 15, 44, 249])


@pytest.mark.parametrize("kind", MessageType)
def test_what_scapy_builds_is_decoded(kind: MessageType) -> None:
    built = theirs.BOOTP(op=2, xid=7, ciaddr="10.0.0.9", chaddr=b"\1\2\3\4\5\6")
    built /= theirs.DHCP(
        options=[("message-type", int(kind)), ("name_server", "1.2.3.4", "5.6.7.8"), "end"]
    )
    message = dhcp.decode(bytes(built))
    assert (message.op, message.xid, message.type) == (2, 7, kind)
    assert message.ciaddr == IPv4Address("10.0.0.9")
    assert message.hardware == b"\1\2\3\4\5\6"
    assert dhcp.addresses(message.option(Option.DNS_SERVERS) or b"") == (
        IPv4Address("1.2.3.4"),
        IPv4Address("5.6.7.8"),
    )


@given(message=DHCP_MESSAGES)
def test_the_size_of_a_message_is_known_before(message: Message) -> None:
    assert dhcp.size(message.options) == len(message.encode())


def test_an_option_in_pieces_is_put_together() -> None:
    message = dhcp.decode(with_options(b"\x0f\x02ab\x35\x01\x08\x0f\x01c\xff"))
    assert message.options == ((15, b"abc"), (53, b"\x08"))


@pytest.mark.parametrize(
    ("overload", "found"), [(1, b"file"), (2, b"sname"), (3, b"filesname"), (0, None)]
)
def test_options_may_stand_in_the_fields_of_file_and_server(
    overload: int, found: bytes | None
) -> None:
    octets = with_options(
        bytes((52, 1, overload, 255)), file=b"\x0f\x04file\xff", sname=b"\x0f\x05sname\xff"
    )
    assert dhcp.decode(octets).option(Option.DOMAIN_NAME) == found


@pytest.mark.parametrize("octets", [b"\x34\x01\x04\xff", b"\x34\x00\xff", b"\x34\x02\x01\x01"])
def test_an_overload_that_says_nothing_is_refused(octets: bytes) -> None:
    with pytest.raises(DecodeError):
        dhcp.decode(with_options(octets))


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"", "wanted"),
        (b"\x03" + WINDOWS_2000.encode()[1:], "op 3"),
        (b"\x01\x01\x11" + WINDOWS_2000.encode()[3:], "hardware"),
        (WINDOWS_2000.encode()[:236] + b"\0" * 64, "cookie"),
        (with_options(b"\x0f"), "wanted"),
        (with_options(b"\x0f\x05abc"), "wanted"),
    ],
)
def test_what_is_no_message_is_refused(octets: bytes, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        dhcp.decode(octets)


def test_options_without_an_end_are_forgiven() -> None:
    assert dhcp.decode(with_options(b"\0\x35\x01\x05\0")).type == MessageType.ACK


@pytest.mark.parametrize("value", [None, b"", b"\x08\x08"])
def test_a_message_without_a_type_is_of_none(value: bytes | None) -> None:
    options = () if value is None else ((53, value),)
    assert Message(1, 1, options).type is None


@pytest.mark.parametrize("value", [b"", b"\1\2\3", b"\1\2\3\4\5"])
def test_addresses_are_four_octets_each(value: bytes) -> None:
    with pytest.raises(DecodeError):
        dhcp.addresses(value)


def test_addresses_are_packed_as_they_are_read() -> None:
    servers = (PC, IPv4Address("10.0.0.1"))
    assert dhcp.addresses(dhcp.packed(servers)) == servers


def test_a_domain_may_end_in_a_nul() -> None:
    assert dhcp.domain(b"cisco.com\0") == "cisco.com"


@pytest.mark.parametrize("value", [b"", b"\0", b"two words", b"\x1b[2J", b"caf\xc3\xa9"])
def test_what_is_no_domain_is_refused(value: bytes) -> None:
    with pytest.raises(DecodeError):
        dhcp.domain(value)


@pytest.mark.parametrize(
    "message", [Message(1, 1, (), hardware=b"x" * 17), Message(1, 1, ((255, b""),))]
)
def test_what_does_not_fit_is_our_own_mistake(message: Message) -> None:
    with pytest.raises(MisuseError):
        message.encode()
