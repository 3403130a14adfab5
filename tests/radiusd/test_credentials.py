"""Credentials out of an Access-Request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.radiusd.support import change, mschap, mschap_v2
from vpdn.aaa.radius_pairs import credential_attributes
from vpdn.errors import DecodeError
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
)
from vpdn.radius.packet import Attributes, Code, Hidden, Value, decode, request
from vpdn.radiusd.credentials import credentials_of

SECRET = b"cisco"
VECTOR = bytes(range(16))


def read(*attributes: tuple[str, bytes | Hidden]) -> Credentials | None:
    named: Attributes = [("User-Name", b"tac"), *attributes]
    sent = request(Code.ACCESS_REQUEST, 1, VECTOR, SECRET, named)
    return credentials_of(decode(sent), SECRET)


def test_every_method_is_read() -> None:
    response = bytes([9, 1]) + bytes(range(48))
    assert read(("User-Password", Hidden(b"admin"))) == PapCredentials(0, b"tac", b"admin")
    assert read(
        ("CHAP-Password", b"\x09" + bytes(16)), ("CHAP-Challenge", b"abc")
    ) == ChapCredentials(9, b"tac", b"abc", bytes(16))
    assert read(
        ("MS-CHAP-Response", response), ("MS-CHAP-Challenge", bytes(8))
    ) == MsChapCredentials(9, b"tac", bytes(8), response[2:26], response[26:], 1)
    assert read(
        ("MS-CHAP2-Response", response), ("MS-CHAP-Challenge", bytes(16))
    ) == MsChapV2Credentials(9, b"tac", bytes(16), response[2:18], response[26:], 1)


def test_the_request_authenticator_is_the_challenge_when_there_is_no_other() -> None:
    assert read(("CHAP-Password", b"\x09" + bytes(16))) == ChapCredentials(
        9, b"tac", VECTOR, bytes(16)
    )


def test_other_credentials_are_none() -> None:
    assert read() is None
    assert read(("EAP-Message", b"\x02\x01\x00\x08\x01tac")) is None


@pytest.mark.parametrize(
    "attributes",
    [
        [("MS-CHAP-Response", bytes(49)), ("MS-CHAP-Challenge", bytes(8))],
        [("MS-CHAP-Response", bytes(50)), ("MS-CHAP-Challenge", bytes(16))],
        [("MS-CHAP-Response", bytes(50))],
        [("MS-CHAP2-Response", bytes(51)), ("MS-CHAP-Challenge", bytes(16))],
        [("MS-CHAP2-Response", bytes(50)), ("MS-CHAP-Challenge", bytes(8))],
        [("CHAP-Password", bytes(16))],
        [("CHAP-Password", b"")],
        [("User-Password", b"fifteen octets.")],
        [("User-Password", b"")],
    ],
)
def test_a_length_that_is_not_the_rfcs_is_malformed(
    attributes: list[tuple[str, bytes]],
) -> None:
    with pytest.raises(DecodeError):
        read(*attributes)


@given(st.binary(max_size=247), st.binary(max_size=247))
def test_any_values_are_read_or_malformed(value: bytes, challenge: bytes) -> None:
    for name in ("User-Password", "CHAP-Password", "MS-CHAP-Response", "MS-CHAP2-Response"):
        try:
            read((name, value), ("MS-CHAP-Challenge", challenge), ("CHAP-Challenge", challenge))
        except DecodeError:
            continue


def changed(make: Any) -> list[tuple[str, Value]]:
    return [("User-Name", b"tac"), *credential_attributes(change(make))]


@pytest.mark.parametrize("make", [mschap, mschap_v2])
def test_a_change_of_the_password_comes_out_as_it_was_put_in(make: Any) -> None:
    sent = decode(request(Code.ACCESS_REQUEST, 1, VECTOR, SECRET, changed(make)))
    assert credentials_of(sent, SECRET) == change(make)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_the_new_password_needs_all_its_pieces_in_any_order(missing: int) -> None:
    sent = changed(mschap_v2)
    pieces = [one for one in sent if one[0] == "MS-CHAP-NT-Enc-PW"]
    rest = [one for one in sent if one[0] != "MS-CHAP-NT-Enc-PW"]
    assert [len(value) for _, value in pieces if isinstance(value, bytes)] == [247, 247, 34]

    def read(some: Attributes) -> object:
        data = request(Code.ACCESS_REQUEST, 1, VECTOR, SECRET, [*rest, *some])
        return credentials_of(decode(data), SECRET)

    assert read(pieces[::-1]) == change(mschap_v2)
    with pytest.raises(DecodeError):
        read(pieces[:missing] + pieces[missing + 1 :])
    with pytest.raises(DecodeError):
        read([*pieces, pieces[missing]])
