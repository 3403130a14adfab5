"""IPV6CP's options: RFC 5072."""

from __future__ import annotations

import pytest

from vpdn.wire import cp
from vpdn.wire.ipv6cp import CompressionProtocol, InterfaceIdentifier, decode


@pytest.mark.parametrize(
    ("octets", "option"),
    [
        ("010A 0210A4FFFE123456", InterfaceIdentifier(bytes.fromhex("0210A4FFFE123456"))),
        ("0204 004F", CompressionProtocol(0x004F)),
    ],
)
def test_the_two_options(octets: str, option: cp.Option) -> None:
    assert option.encode() == bytes.fromhex(octets)
    assert decode(cp.packet(1, 1, bytes.fromhex(octets))) == cp.ConfigureRequest(1, (option,))


@pytest.mark.parametrize("value", [bytes(7), bytes(9)])
def test_an_identifier_of_another_length_stays_raw(value: bytes) -> None:
    octets = cp.packet(1, 1, cp.option(1, value))
    assert decode(octets) == cp.ConfigureRequest(1, (cp.RawOption(1, value),))
