"""The two octets before encrypted data: RFC 3078 section 3.1."""

from __future__ import annotations

import pytest

from vpdn.errors import DecodeError
from vpdn.wire.mppe import Header, decode


@pytest.mark.parametrize(
    ("octets", "header"),
    [
        ("9000", Header(flushed=True, encrypted=True, coherency=0)),
        ("9001", Header(flushed=True, encrypted=True, coherency=1)),
        ("1fff", Header(flushed=False, encrypted=True, coherency=0xFFF)),
        ("8123", Header(flushed=True, encrypted=False, coherency=0x123)),
        ("6000", Header(flushed=False, encrypted=False, coherency=0, b=True, c=True)),
    ],
    ids=["first of Windows 2000", "second", "last before it wraps", "clear", "MPPC's bits"],
)
def test_four_bits_and_a_count(octets: str, header: Header) -> None:
    assert header.encode() == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets) + b"cipher text") == header


def test_one_octet_is_no_header() -> None:
    with pytest.raises(DecodeError):
        decode(b"\x90")
