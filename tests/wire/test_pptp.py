"""PPTP control messages against the drawings of RFC 2637 section 2, and against scapy."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers import pptp as scapy

from tests.wire.samples import PPTP_CLASSES, PPTP_MESSAGES
from vpdn.errors import DecodeError, MisuseError
from vpdn.wire import pptp

# RFC 2637 sections 2.1 to 2.15: the octets of each drawing.
LENGTHS = [156, 156, 16, 16, 16, 20, 168, 32, 220, 24, 28, 16, 148, 40, 24]

SCAPY = [
    scapy.PPTPStartControlConnectionRequest,
    scapy.PPTPStartControlConnectionReply,
    scapy.PPTPStopControlConnectionRequest,
    scapy.PPTPStopControlConnectionReply,
    scapy.PPTPEchoRequest,
    scapy.PPTPEchoReply,
    scapy.PPTPOutgoingCallRequest,
    scapy.PPTPOutgoingCallReply,
    scapy.PPTPIncomingCallRequest,
    scapy.PPTPIncomingCallReply,
    scapy.PPTPIncomingCallConnected,
    scapy.PPTPCallClearRequest,
    scapy.PPTPCallDisconnectNotify,
    scapy.PPTPWANErrorNotify,
    scapy.PPTPSetLinkInfo,
]

WINDOWS_2000 = pptp.StartControlConnectionRequest(
    framing=1, bearer=1, maximum_channels=0, firmware=2195, host_name=b"",
    vendor=b"Microsoft Windows NT",
)  # fmt: skip
"""What the client of the reference sends."""


def test_the_first_octets_of_windows_2000() -> None:
    octets = WINDOWS_2000.encode()
    assert octets[:28] == bytes.fromhex(
        "009c 0001 1a2b3c4d 0001 0000 0100 0000 00000001 00000001 0000 0893"
    )
    assert octets[28:92] == bytes(64)
    assert octets[92:] == b"Microsoft Windows NT".ljust(64, b"\0")
    assert pptp.decode(octets) == WINDOWS_2000


def test_a_call_of_windows_2000_with_id_0() -> None:
    request = pptp.OutgoingCallRequest(0, 49611, 300, 100_000_000, 3, 3, 64)
    assert request.encode()[:40] == bytes.fromhex(
        "00a8 0001 1a2b3c4d 0007 0000 0000 c1cb 0000012c 05f5e100 00000003 00000003"
        "0040 0000 0000 0000"
    )


def test_a_reply_puts_result_and_error_before_the_cause() -> None:
    reply = pptp.OutgoingCallReply(0x1111, 0x2222, 2, 4, 0x3333, 100_000_000, 64, 1, 7)
    assert reply.encode()[12:] == bytes.fromhex("1111 2222 02 04 3333 05f5e100 0040 0001 00000007")


def test_link_info_follows_the_reserved_field() -> None:
    info = pptp.SetLinkInfo(0x8000, 0, 0xFFFFFFFF)
    assert info.encode()[12:] == bytes.fromhex("8000 0000 00000000 ffffffff")


@pytest.mark.parametrize(("cls", "length"), list(zip(PPTP_CLASSES, LENGTHS, strict=True)))
@given(data=st.data())
def test_every_message_has_the_length_of_its_drawing(
    cls: type[pptp.Message], length: int, data: st.DataObject
) -> None:
    octets = data.draw(PPTP_MESSAGES[cls]).encode()
    assert len(octets) == length == int.from_bytes(octets[:2], "big")


@pytest.mark.parametrize(("cls", "other"), list(zip(PPTP_CLASSES, SCAPY, strict=True)))
@given(data=st.data())
def test_scapy_reads_the_same_fields(
    cls: type[pptp.Message], other: type[Any], data: st.DataObject
) -> None:
    message = data.draw(PPTP_MESSAGES[cls])
    read = other(message.encode())
    assert (read.len, read.type, read.magic_cookie, read.ctrl_msg_type) == (
        len(message.encode()), 1, 0x1A2B3C4D, cls.TYPE,
    )  # fmt: skip
    for name in ("call_id", "peer_call_id", "identifier", "firmware"):
        if hasattr(message, name):
            theirs = {"firmware": "firmware_revision", "identifier": "identifier"}.get(name, name)
            assert read.getfieldval(theirs) == getattr(message, name)
    assert read.build() == message.encode()


def damaged(offset: int, octets: str) -> bytes:
    whole = bytearray(pptp.EchoRequest(7).encode())
    piece = bytes.fromhex(octets)
    whole[offset : offset + len(piece)] = piece
    return bytes(whole)


@pytest.mark.parametrize(
    ("octets", "offset"),
    [
        (b"", 0),
        (pptp.EchoRequest(7).encode()[:11], 11),
        (damaged(0, "0011"), 0),
        (damaged(2, "0002"), 2),
        (damaged(4, "1a2b3c4e"), 4),
        (damaged(8, "0000"), 8),
        (damaged(8, "0010"), 8),
        (damaged(8, "0006"), 12),
    ],
    ids=["none", "short", "length", "management", "cookie", "type 0", "type 16", "body"],
)
def test_what_is_no_control_message_is_refused_where_it_goes_wrong(
    octets: bytes, offset: int
) -> None:
    with pytest.raises(DecodeError) as caught:
        pptp.decode(octets)
    assert caught.value.offset == offset


def test_reserved_fields_are_not_looked_at() -> None:
    assert pptp.decode(damaged(10, "ffff")) == pptp.EchoRequest(7)


def test_what_follows_a_nul_in_a_name_is_not_kept() -> None:
    octets = bytearray(WINDOWS_2000.encode())
    octets[28:40] = b"pc\0garbage\0\0"
    message = cast("pptp.StartControlConnectionRequest", pptp.decode(bytes(octets)))
    assert message.host_name == b"pc"


def test_a_name_that_is_too_long_is_misuse() -> None:
    with pytest.raises(MisuseError):
        pptp.StartControlConnectionRequest(1, 1, 0, 1, b"x" * 65, b"").encode()
