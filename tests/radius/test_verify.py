"""Forged, unsigned and misdirected replies are refused, whatever any library thinks."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.radius.packet import Code, Packet, decode, reply, request
from vpdn.radius.verify import fault_of

SECRET = b"cisco"
VECTOR = bytes(range(16))
ASKED = decode(request(Code.ACCESS_REQUEST, 5, VECTOR, SECRET, [("User-Name", b"tac")]))


def answered(
    code: Code = Code.ACCESS_ACCEPT, secret: bytes = SECRET, *, sign: bool = False
) -> Packet:
    return decode(reply(ASKED, code, secret, [("Framed-Protocol", "PPP")], sign=sign))


def by_hand(body: bytes, code: int = 2, secret: bytes = SECRET) -> Packet:
    """A reply with a right Response Authenticator around any attributes."""
    head = bytes([code, 5]) + (20 + len(body)).to_bytes(2, "big")
    return decode(head + hashlib.md5(head + VECTOR + body + secret).digest() + body)


def fault(got: Packet, *, required: bool = False) -> str | None:
    return fault_of(got, ASKED, SECRET, signature_required=required)


@pytest.mark.parametrize("code", [Code.ACCESS_ACCEPT, Code.ACCESS_REJECT, Code.ACCESS_CHALLENGE])
@pytest.mark.parametrize("sign", [False, True])
def test_a_genuine_reply_has_no_fault(code: Code, sign: bool) -> None:
    assert fault(answered(code, sign=sign), required=sign) is None


def test_a_reply_under_another_secret_is_refused() -> None:
    assert fault(answered(secret=b"other")) == "wrong Response Authenticator"
    assert fault(answered(secret=b"other", sign=True)) == "wrong Response Authenticator"


def test_a_reply_to_another_request_is_refused() -> None:
    other = decode(request(Code.ACCESS_REQUEST, 5, bytes(16), SECRET, []))
    got = decode(reply(other, Code.ACCESS_ACCEPT, SECRET, []))
    assert fault(got) == "wrong Response Authenticator"


@given(st.integers(4, 43), st.integers(1, 255))
def test_any_change_of_a_reply_is_noticed(position: int, change: int) -> None:
    octets = bytearray(answered(sign=True).raw)
    octets[position] ^= change
    try:
        got = decode(bytes(octets))
    except DecodeError:
        return
    assert fault(got) is not None


def test_a_missing_message_authenticator_is_refused_when_it_is_required() -> None:
    assert fault(answered(), required=True) == "no Message-Authenticator"
    assert fault(answered(), required=False) is None


@pytest.mark.parametrize("required", [False, True])
def test_a_wrong_message_authenticator_is_refused_though_the_rest_is_right(
    required: bool,
) -> None:
    forged = by_hand(b"\x50\x12" + bytes(16))
    assert fault(forged, required=required) == "wrong Message-Authenticator"


def test_a_message_authenticator_is_keyed_with_the_request_authenticator() -> None:
    body = b"\x50\x12" + bytes(16)
    head = bytes([2, 5, 0, 20 + len(body)])
    for vector, expected in ((VECTOR, None), (bytes(16), "wrong Message-Authenticator")):
        signature = hmac.new(SECRET, head + vector + body, "md5").digest()
        assert fault(by_hand(b"\x50\x12" + signature)) == expected


def test_proxy_state_that_was_not_sent_is_refused() -> None:
    assert fault(by_hand(b"\x21\x06forg")) == "Proxy-State that was not sent"


@pytest.mark.parametrize("code", [1, 4, 5, 12, 40, 255])
def test_a_code_that_is_no_answer_is_refused(code: int) -> None:
    got = fault(by_hand(b"", code=code))
    assert got == f"code {code} does not answer code 1"


def test_an_accounting_response_answers_an_accounting_request_only() -> None:
    asked = decode(request(Code.ACCOUNTING_REQUEST, 5, bytes(16), SECRET, []))
    got = decode(reply(asked, Code.ACCOUNTING_RESPONSE, SECRET, []))
    assert fault_of(got, asked, SECRET, signature_required=False) is None
    accept = decode(reply(asked, Code.ACCESS_ACCEPT, SECRET, []))
    assert fault_of(accept, asked, SECRET, signature_required=False) is not None
