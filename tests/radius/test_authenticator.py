"""Hiding and the three MD5 checks, with the worked examples of RFC 2865 section 7."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.radius.authenticator import (
    accounting_is_genuine,
    hide,
    response_is_genuine,
    reveal,
    signature_is_genuine,
)
from vpdn.radius.packet import Code, decode, request

# RFC 2865 section 7.1: user nemo, password arctangent, secret xyzzy5461.
RFC_SECRET = b"xyzzy5461"
RFC_VECTOR = bytes.fromhex("0f403f9473978057bd83d5cb98f4227a")
RFC_HIDDEN = bytes.fromhex("0dbe708d93d413ce3196e43f782a0aee")

secrets = st.binary(min_size=1, max_size=40)
vectors = st.binary(min_size=16, max_size=16)


def test_the_password_of_rfc_2865_is_hidden_as_printed() -> None:
    assert hide(b"arctangent", RFC_SECRET, RFC_VECTOR) == RFC_HIDDEN
    assert reveal(RFC_HIDDEN, RFC_SECRET, RFC_VECTOR) == b"arctangent".ljust(16, b"\0")


@given(st.binary(max_size=128), secrets, vectors)
def test_what_is_hidden_can_be_revealed(plain: bytes, secret: bytes, vector: bytes) -> None:
    hidden = hide(plain, secret, vector)
    assert len(hidden) % 16 == 0
    assert reveal(hidden, secret, vector).rstrip(b"\0") == plain.rstrip(b"\0")


def test_an_empty_password_still_has_a_block() -> None:
    assert len(hide(b"", b"s", bytes(16))) == 16


@pytest.mark.parametrize("length", [0, 1, 15, 17, 31])
def test_hidden_octets_come_in_blocks_of_16(length: int) -> None:
    with pytest.raises(DecodeError):
        reveal(bytes(length), b"s", bytes(16))


def test_the_accept_of_rfc_2865_is_genuine() -> None:
    accept = bytes.fromhex(
        "0200002686fe220e7624ba2a1005f6bf9b55e0b20606000000010f06000000000e06c0a80103"
    )
    assert response_is_genuine(accept, RFC_SECRET, RFC_VECTOR)
    assert not response_is_genuine(accept, b"another", RFC_VECTOR)
    assert not response_is_genuine(accept, RFC_SECRET, bytes(16))


@given(st.integers(0, 37), st.integers(1, 255))
def test_a_changed_octet_makes_a_reply_a_forgery(position: int, change: int) -> None:
    accept = bytearray.fromhex(
        "0200002686fe220e7624ba2a1005f6bf9b55e0b20606000000010f06000000000e06c0a80103"
    )
    accept[position] ^= change
    assert not response_is_genuine(bytes(accept), RFC_SECRET, RFC_VECTOR)


def test_an_accounting_request_signs_itself() -> None:
    sent = request(Code.ACCOUNTING_REQUEST, 3, bytes(16), b"cisco", [("User-Name", b"tac")])
    assert accounting_is_genuine(sent, b"cisco")
    assert not accounting_is_genuine(sent, b"other")
    assert not accounting_is_genuine(sent[:-1] + b"x", b"cisco")


@given(st.integers(0, 255), st.integers(1, 255))
def test_a_message_authenticator_covers_every_octet(position: int, change: int) -> None:
    vector = bytes(range(16))
    sent = request(Code.ACCESS_REQUEST, 3, vector, b"cisco", [("User-Name", b"tac")], sign=True)
    offset = decode(sent).signature_offset
    assert offset is not None
    assert signature_is_genuine(sent, b"cisco", vector, offset)
    changed = bytearray(sent)
    changed[position % len(sent)] ^= change
    seen = bytes(changed)
    assert not signature_is_genuine(seen, b"cisco", seen[4:20], offset)
