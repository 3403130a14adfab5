"""Bodies of fixed length from one line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from vpdn.errors import MisuseError
from vpdn.wire.layout import Layout

LAYOUT = Layout("number:H :2x #name:H name:4s")


@dataclass
class Value:
    number: int = 0x0102
    name: bytes = b"ab"


def test_fields_come_in_the_described_order_with_reserved_octets_zero() -> None:
    assert LAYOUT.size == 10
    assert LAYOUT.pack(Value()) == bytes.fromhex("0102 0000 0002 61620000")


def test_reserved_octets_are_not_looked_at() -> None:
    body = bytes.fromhex("0102 ffff 0002 61620000")
    assert LAYOUT.unpack(body) == {"number": 0x0102, "name": b"ab"}


@pytest.mark.parametrize(
    ("length", "field", "name"),
    [("0004", b"ab\0c", b"ab"), ("0001", b"abcd", b"a"), ("0000", b"abcd", b""),
     ("ffff", b"abcd", b"abcd")],
)  # fmt: skip
def test_a_text_ends_at_its_length_or_at_the_first_nul(
    length: str, field: bytes, name: bytes
) -> None:
    body = bytes.fromhex("0102 0000" + length) + field
    assert LAYOUT.unpack(body)["name"] == name


@pytest.mark.parametrize("value", [Value(number=0x10000), Value(number=-1), Value(name=b"abcde")])
def test_a_value_that_does_not_fit_is_misuse(value: Value) -> None:
    with pytest.raises(MisuseError):
        LAYOUT.pack(value)
