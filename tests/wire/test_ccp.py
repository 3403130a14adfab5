"""CCP against the octets of the reference's logs."""

from __future__ import annotations

import pytest

from vpdn.wire import cp
from vpdn.wire.ccp import MppeBits, MppeOption, decode


@pytest.mark.parametrize(
    ("octets", "bits"),
    [
        ("120601000020", MppeBits.STATELESS | MppeBits.BITS_40),
        ("1206010000F1", MppeBits.STATELESS | MppeBits.BITS_56 | MppeBits.BITS_128
         | MppeBits.BITS_40 | MppeBits.OBSOLETE | MppeBits.MPPC),
        ("1206010000B1", MppeBits.STATELESS | MppeBits.BITS_56 | MppeBits.BITS_40
         | MppeBits.OBSOLETE | MppeBits.MPPC),
        ("1206010000E1", MppeBits.STATELESS | MppeBits.BITS_56 | MppeBits.BITS_128
         | MppeBits.BITS_40 | MppeBits.MPPC),
    ],
)  # fmt: skip
def test_the_supported_bits_of_the_log(octets: str, bits: MppeBits) -> None:
    request = cp.ConfigureRequest(5, (MppeOption(bits),))
    assert request.encode() == bytes.fromhex("0105000A" + octets)
    assert decode(request.encode()) == request


def test_bits_nobody_defined_are_kept() -> None:
    octets = bytes.fromhex("0101000A 1206 FFFFFFFF")
    assert decode(octets).encode() == octets


def test_the_two_resets_are_ccps_own() -> None:
    assert decode(bytes.fromhex("0E090004")) == cp.ResetRequest(9)
    assert decode(bytes.fromhex("0F090005AA")) == cp.ResetAck(9, b"\xaa")


def test_other_compressors_stay_raw() -> None:
    """Deflate, RFC 1979: for the peer to hear that we do not have it."""
    assert decode(bytes.fromhex("01010008 1A047800")) == cp.ConfigureRequest(
        1, (cp.RawOption(26, b"\x78\x00"),)
    )
