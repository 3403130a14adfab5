"""The shapes of options: each takes exactly its own length."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

import pytest

from vpdn.errors import DecodeError
from vpdn.wire import ipcp, lcp

SHAPES: list[tuple[Callable[[bytes], object], bytes, object]] = [
    (lcp.ShortSequence.parse, b"", lcp.ShortSequence()),
    (lcp.Mrru.parse, b"\x06\x4e", lcp.Mrru(1614)),
    (lcp.Accm.parse, b"\x00\x0a\x00\x00", lcp.Accm(0x000A0000)),
    (lcp.QualityProtocol.parse, b"\xc0\x25\x01", lcp.QualityProtocol(0xC025, b"\x01")),
    (ipcp.IpAddress.parse, b"\xac\x10\x0a\x01", ipcp.IpAddress(IPv4Address("172.16.10.1"))),
]


@pytest.mark.parametrize(("parse", "value", "option"), SHAPES)
def test_a_value_of_the_right_length_is_read(
    parse: Callable[[bytes], object], value: bytes, option: object
) -> None:
    assert parse(value) == option


@pytest.mark.parametrize(("parse", "value", "option"), [SHAPES[i] for i in (0, 1, 2, 4)])
def test_a_value_too_long_is_refused(
    parse: Callable[[bytes], object], value: bytes, option: object
) -> None:
    with pytest.raises(DecodeError):
        parse(value + b"\0")


@pytest.mark.parametrize(("parse", "value", "option"), SHAPES[1:])
def test_a_value_too_short_is_refused(
    parse: Callable[[bytes], object], value: bytes, option: object
) -> None:
    with pytest.raises(DecodeError):
        parse(value[:1])


def test_options_of_different_names_differ_though_their_shape_is_one() -> None:
    assert len({lcp.Mru(1500), lcp.Mrru(1500), lcp.Mru(1500)}) == 2
