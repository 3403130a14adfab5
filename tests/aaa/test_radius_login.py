"""RFC 2865 section 5.6 and Cisco's `shell:priv-lvl`: what a reply says of somebody at a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.aaa.radius_login import login_outcome
from vpdn.aaa.types import Accept, Reject
from vpdn.errors import DecodeError
from vpdn.radius.packet import Attributes, Code, Packet, decode, reply, request

ASKED = decode(request(Code.ACCESS_REQUEST, 7, bytes(16), b"cisco", [("User-Name", b"tac")]))


def answered(*attributes: tuple[str, str | int | bytes], code: Code = Code.ACCESS_ACCEPT) -> Packet:
    said: Attributes = list(attributes)
    return decode(reply(ASKED, code, b"cisco", said))


def pair(text: bytes) -> tuple[str, bytes]:
    return "Cisco-AVPair", text


@pytest.mark.parametrize(
    ("service", "level"),
    [
        ("Administrative", 15),
        ("NAS-Prompt", 1),
        ("Login", 1),
        ("Outbound", None),
        (99, None),
    ],
)
def test_the_service_gives_the_level(service: str | int, level: int | None) -> None:
    assert login_outcome(answered(("Service-Type", service))) == Accept("radius", privilege=level)


def test_a_reply_without_a_service_gives_none() -> None:
    assert login_outcome(answered()) == Accept("radius")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (b"shell:priv-lvl=15", 15),
        (b"shell:priv-lvl=0", 0),
        (b"shell:priv-lvl*7", 7),
        (b"shell:priv-lvl=07", 7),
        (b"shell:priv-lvl=16", 1),
        (b"shell:priv-lvl=150", 1),
        (b"shell:priv-lvl=-1", 1),
        (b"shell:priv-lvl=", 1),
        (b"shell:priv-lvl=\xb2", 1),
        (b"shell:priv-lvl=15 ", 1),
        (b"xshell:priv-lvl=15", 1),
        (b"ip:addr=10.0.0.1", 1),
        (b"", 1),
    ],
)
def test_ciscos_pair_goes_before_the_service_where_it_can_be_read(text: bytes, level: int) -> None:
    reply = answered(("Service-Type", "NAS-Prompt"), pair(text))
    assert login_outcome(reply) == Accept("radius", privilege=level)


def test_the_first_pair_that_can_be_read_counts() -> None:
    pairs = [pair(b"shell:priv-lvl=99"), pair(b"shell:priv-lvl=3"), pair(b"shell:priv-lvl=15")]
    assert login_outcome(answered(*pairs)) == Accept("radius", privilege=3)


def test_somebody_who_may_only_dial_in_has_no_business_at_the_command_line() -> None:
    outcome = login_outcome(answered(("Service-Type", "Framed"), pair(b"shell:priv-lvl=15")))
    assert outcome == Reject("radius", reason="the user's service is framed, not a login")


@pytest.mark.parametrize("code", [Code.ACCESS_REJECT, Code.ACCESS_CHALLENGE])
def test_whatever_is_no_accept_is_a_refusal(code: Code) -> None:
    said = answered(("Service-Type", "Administrative"), pair(b"shell:priv-lvl=15"), code=code)
    assert login_outcome(said) == Reject("radius")


def test_the_message_is_all_of_its_parts() -> None:
    said = answered(("Reply-Message", b"Wel"), ("Reply-Message", b"come"))
    assert login_outcome(said) == Accept("radius", message=b"Welcome")


@given(st.lists(st.tuples(st.sampled_from([6, 18, 26]), st.binary(max_size=40)), max_size=6))
def test_no_reply_is_too_hostile(attributes: list[tuple[int, bytes]]) -> None:
    body = b"".join(bytes((kind, len(value) + 2)) + value for kind, value in attributes)
    head = bytes((Code.ACCESS_ACCEPT, 7)) + (20 + len(body)).to_bytes(2, "big") + bytes(16)
    try:
        outcome = login_outcome(decode(head + body))
    except DecodeError:
        return
    assert isinstance(outcome, Reject) or outcome.privilege is None or 0 <= outcome.privilege <= 15
