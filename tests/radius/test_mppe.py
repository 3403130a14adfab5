"""Keys both ways, and the two fields of policy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.crypto.mppe_keys import MsChapKeys, MsChapV2Keys
from vpdn.errors import DecodeError
from vpdn.radius.authenticator import hide
from vpdn.radius.mppe import (
    EncryptionTypes,
    decrypt_mschap_keys,
    decrypt_mschap_v2_keys,
    encrypt_mschap_keys,
    encrypt_mschap_v2_keys,
)

SECRET = b"cisco"
VECTOR = bytes(range(16))
CHALLENGE = bytes(8)
V1 = MsChapKeys(bytes(range(8)), bytes(range(16)), CHALLENGE)
V2 = MsChapV2Keys(bytes(range(16)), bytes(range(16, 32)))


@given(
    st.binary(min_size=8, max_size=8),
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=1, max_size=20),
    st.binary(min_size=16, max_size=16),
)
def test_v1_keys_survive_the_way(lm: bytes, nt: bytes, secret: bytes, vector: bytes) -> None:
    keys = MsChapKeys(lm, nt, CHALLENGE)
    hidden = encrypt_mschap_keys(keys, secret, vector)
    assert len(hidden) == 32
    assert decrypt_mschap_keys(hidden, secret, vector, CHALLENGE) == keys


@given(
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=2, max_size=2),
)
def test_v2_keys_survive_the_way_and_are_salted_apart(
    send: bytes, receive: bytes, salt: bytes
) -> None:
    keys = MsChapV2Keys(send, receive)
    values = encrypt_mschap_v2_keys(keys, SECRET, VECTOR, lambda count: salt[:count])
    assert [len(value) for value in values] == [34, 34]
    assert values[0][0] & 0x80
    assert values[1][0] & 0x80
    assert values[0][:2] != values[1][:2]
    assert decrypt_mschap_v2_keys(*values, SECRET, VECTOR) == keys


def test_the_salt_takes_part_in_the_encryption() -> None:
    first = encrypt_mschap_v2_keys(V2, SECRET, VECTOR, lambda count: b"\0\0")
    other = encrypt_mschap_v2_keys(V2, SECRET, VECTOR, lambda count: b"\0\2")
    assert first[0][2:] != other[0][2:]


@pytest.mark.parametrize("length", [0, 24, 31, 33, 48])
def test_v1_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(DecodeError):
        decrypt_mschap_keys(bytes(length), SECRET, VECTOR, CHALLENGE)


def test_v2_keys_of_another_length_or_secret_are_refused() -> None:
    send, receive = encrypt_mschap_v2_keys(V2, SECRET, VECTOR, bytes)
    short = b"\x80\x00" + hide(bytes([15]) + bytes(15), SECRET, VECTOR + b"\x80\x00")
    one_block = b"\x80\x00" + hide(bytes([16]) + bytes(15), SECRET, VECTOR + b"\x80\x00")
    for bad in (b"", b"\x80", send[:-1], short, one_block):
        with pytest.raises(DecodeError):
            decrypt_mschap_v2_keys(bad, receive, SECRET, VECTOR)
    with pytest.raises(DecodeError):
        decrypt_mschap_v2_keys(send, receive, b"another secret", VECTOR)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_values_decode_or_raise_decode_error(send: bytes, receive: bytes) -> None:
    try:
        keys = decrypt_mschap_v2_keys(send, receive, SECRET, VECTOR)
    except DecodeError:
        return
    assert len(keys.send) == len(keys.receive) == 16


@pytest.mark.parametrize(
    ("types", "strengths"),
    [(2, {40}), (4, {128}), (8, {56}), (6, {40, 128}), (14, {40, 56, 128}), (0, set()), (1, set())],
)
def test_the_types_are_bits(types: int, strengths: set[int]) -> None:
    assert EncryptionTypes(types).strengths() == strengths
