"""The PPP frame and its two compressible fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.samples import FRAMES
from vpdn.errors import DecodeError
from vpdn.wire.ppp import Frame, Protocol, decode

IP = Frame(Protocol.IP, b"\x45\x00")
LCP = Frame(Protocol.LCP, b"\x01\x00\x00\x04")


@pytest.mark.parametrize(
    ("acfc", "pfc", "octets"),
    [
        (False, False, "ff03 0021 4500"),
        (True, False, "0021 4500"),
        (False, True, "ff03 21 4500"),
        (True, True, "21 4500"),
    ],
)
def test_the_fields_are_left_out_as_asked(acfc: bool, pfc: bool, octets: str) -> None:
    assert IP.encode(acfc, pfc) == bytes.fromhex(octets)


def test_lcp_is_compressed_only_by_those_who_break_the_rule() -> None:
    """RFC 1661 sections 6.5 and 6.6."""
    assert LCP.encode(acfc=True, pfc=True) == bytes.fromhex("ff03 c021 01000004")
    assert LCP.encode(acfc=True, lcp_too=True) == bytes.fromhex("c021 01000004")


def test_a_protocol_of_two_octets_keeps_both() -> None:
    assert Frame(Protocol.IPCP, b"").encode(acfc=True, pfc=True) == bytes.fromhex("8021")


def test_lcp_without_address_and_control_is_taken() -> None:
    """Windows 2000 sends so once ACFC is agreed."""
    assert decode(bytes.fromhex("c021 01000004")) == LCP


def test_an_encrypted_datagram_of_windows_2000() -> None:
    assert decode(bytes.fromhex("fd 9000 785f8e51")) == Frame(
        Protocol.COMPRESSED, bytes.fromhex("9000785f8e51")
    )


@given(frame=FRAMES, acfc=st.booleans(), pfc=st.booleans())
def test_every_form_decodes_to_the_same_frame(frame: Frame, acfc: bool, pfc: bool) -> None:
    assert decode(frame.encode(acfc, pfc)) == frame


@pytest.mark.parametrize(
    ("octets", "offset"), [("", 0), ("ff03", 2), ("ff0300", 2), ("00", 0), ("c0", 0)]
)
def test_a_frame_without_a_protocol_is_refused(octets: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(octets))
    assert caught.value.offset == offset


def test_a_number_against_the_rule_of_low_bits_is_for_the_peer_to_hear_about() -> None:
    assert decode(bytes.fromhex("0002 aa")) == Frame(0x0002, b"\xaa")
