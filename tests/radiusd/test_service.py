"""Datagrams in, datagrams out: the document's exchange to the octet, and everything hostile."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.radiusd.support import (
    ANGELA,
    EVERY_METHOD,
    SECRET,
    Make,
    document,
    mschap,
    mschap_v2,
    pap,
)
from vpdn.aaa.radius_pairs import credential_attributes
from vpdn.ppp.outputs import Credentials
from vpdn.radius.access import access_request
from vpdn.radius.packet import Attributes, Code, Packet, decode, request
from vpdn.radius.verify import fault_of
from vpdn.radiusd.service import Service

VECTOR = bytes(range(16))
PORT = 1645


class Served:
    """A service and what it logged."""

    def __init__(self, **changes: Any) -> None:
        self.lines: list[str] = []
        self.service = Service(
            document(**changes), self.lines.append, lambda: datetime(2001, 3, 9, tzinfo=UTC), bytes
        )

    def ask(
        self, data: bytes, address: IPv4Address = ANGELA, port: int = PORT, now: float = 0.0
    ) -> bytes | None:
        return self.service.authenticate(data, address, port, now)

    def account(self, data: bytes) -> bytes | None:
        return self.service.account(data, ANGELA, PORT, 0.0)


def asked(
    given: Credentials, *more: tuple[str, bytes], sign: bool = False, secret: bytes = SECRET
) -> bytes:
    attributes = access_request(ANGELA, 1, given.user, credential_attributes(given))
    return request(Code.ACCESS_REQUEST, 116, VECTOR, secret, [*attributes, *more], sign=sign)


def believed(reply: bytes | None, sent: bytes, *, signed: bool = False) -> Packet:
    assert reply is not None
    got = decode(reply)
    assert fault_of(got, decode(sent), SECRET, signature_required=signed) is None
    return got


def test_the_documents_accept_has_116_octets_in_the_documents_order() -> None:
    served, sent = Served(), asked(mschap())
    got = believed(served.ask(sent), sent)
    assert (got.code, len(got.raw)) == (Code.ACCESS_ACCEPT, 116)
    offset, seen = 20, []
    while offset < len(got.raw):
        kind, length = got.raw[offset], got.raw[offset + 1]
        seen.append((kind, length, got.raw[offset + 2 : offset + 10].hex().upper()))
        offset += length
    assert [(kind, length) for kind, length, _ in seen] == [
        (7, 6),
        (6, 6),
        (25, 32),
        (26, 40),
        (26, 12),
    ]
    assert seen[3][2].startswith("000001370C22")
    assert seen[4][2] == "000001370A06144E"
    assert len(served.lines) == 1
    assert served.lines[0].startswith("User tac was granted access, client angela (10.200.20.2)")


def test_the_documents_reject_has_42_octets() -> None:
    served, sent = Served(), asked(mschap_v2(password="wrong"))
    got = believed(served.ask(sent), sent)
    assert (got.code, len(got.raw)) == (Code.ACCESS_REJECT, 42)
    assert got.raw[20:30] == bytes.fromhex("1a160000013702101545")
    assert got.octets("MS-CHAP-Error") == b"\x15E=691 R=0 V=3"
    assert "was denied access" in served.lines[0]
    assert "reason 16" in served.lines[0]


@pytest.mark.parametrize("make", EVERY_METHOD)
@pytest.mark.parametrize(
    ("password", "code"), [("admin", Code.ACCESS_ACCEPT), ("wrong", Code.ACCESS_REJECT)]
)
def test_every_method_is_accepted_and_rejected(make: Make, password: str, code: Code) -> None:
    sent = asked(make(password=password))
    assert believed(Served().ask(sent), sent).code == code


def test_a_signed_request_gets_a_signed_reply_and_an_unsigned_one_an_unsigned() -> None:
    signed = asked(pap(), sign=True)
    assert believed(Served().ask(signed), signed, signed=True).signature_offset == 22
    plain = asked(pap())
    assert believed(Served().ask(plain), plain).signature_offset is None


def test_proxy_state_comes_back() -> None:
    sent = asked(pap(), ("Proxy-State", b"one"), ("Proxy-State", b"two"))
    assert believed(Served().ask(sent), sent).values("Proxy-State") == (b"one", b"two")


def test_proxy_state_that_no_reply_can_hold_is_dropped() -> None:
    served = Served()
    assert served.ask(asked(pap(), *[("Proxy-State", bytes(253))] * 14)) is None
    assert "more Proxy-State than a reply can give back" in served.lines[0]


def test_an_unknown_client_is_logged_and_dropped() -> None:
    served = Served()
    assert served.ask(asked(pap()), IPv4Address("192.0.2.1")) is None
    assert served.lines == ["Dropped a message from 192.0.2.1: no such RADIUS client"]


def test_a_client_may_be_a_network_and_the_narrowest_wins() -> None:
    clients = [
        {"name": "everybody", "address": "0.0.0.0/0", "secret": "public"},
        {"name": "angela", "address": "10.200.20.2", "secret": "cisco"},
    ]
    served, sent = Served(clients=clients), asked(pap())
    assert believed(served.ask(sent), sent).code == Code.ACCESS_ACCEPT
    served.ask(asked(pap(), secret=b"public"), IPv4Address("192.0.2.1"))
    assert "client everybody (192.0.2.1)" in served.lines[1]


def test_a_wrong_message_authenticator_is_dropped() -> None:
    served = Served()
    assert served.ask(asked(pap(), sign=True, secret=b"other")) is None
    assert "wrong Message-Authenticator" in served.lines[0]


def test_a_required_message_authenticator_must_be_there() -> None:
    client = {
        "name": "angela",
        "address": str(ANGELA),
        "secret": "cisco",
        "require_message_authenticator": True,
    }
    served = Served(clients=[client])
    assert served.ask(asked(pap())) is None
    assert "no Message-Authenticator" in served.lines[0]
    signed = asked(pap(), sign=True)
    assert believed(served.ask(signed), signed, signed=True).code == Code.ACCESS_ACCEPT


def test_a_wrong_secret_makes_pap_fail_and_its_reply_unbelievable() -> None:
    sent = asked(pap(), secret=b"other")
    reply = Served().ask(sent)
    assert reply is not None
    assert decode(reply).code == Code.ACCESS_REJECT
    assert fault_of(decode(reply), decode(sent), b"other", signature_required=False)


def test_a_retransmission_gets_the_same_reply_and_is_not_decided_again() -> None:
    served, sent = Served(), asked(mschap_v2())
    first = served.ask(sent)
    assert served.ask(sent, now=5.0) == first
    assert len(served.lines) == 1
    assert served.ask(sent, port=PORT + 1) != first
    assert len(served.lines) == 2


def test_accounting_is_verified_answered_and_logged() -> None:
    attributes: Attributes = [("Acct-Status-Type", "Start"), ("Proxy-State", b"p")]
    served = Served()
    sent = request(Code.ACCOUNTING_REQUEST, 9, bytes(16), SECRET, attributes)
    got = believed(served.account(sent), sent)
    assert (got.code, got.values("Proxy-State")) == (Code.ACCOUNTING_RESPONSE, (b"p",))
    assert served.lines[0].startswith("Accounting Start")


def test_accounting_under_another_secret_is_dropped() -> None:
    served = Served()
    assert served.account(request(Code.ACCOUNTING_REQUEST, 9, bytes(16), b"other", [])) is None
    assert "wrong Request Authenticator" in served.lines[0]


def test_each_port_serves_its_own_code() -> None:
    served = Served()
    assert served.account(asked(pap())) is None
    assert served.ask(request(Code.ACCOUNTING_REQUEST, 9, bytes(16), SECRET, [])) is None
    assert [line.rpartition(": ")[2] for line in served.lines] == [
        "code 1 is not served on this port",
        "code 4 is not served on this port",
    ]


@given(st.binary(max_size=200))
def test_any_octets_are_survived(data: bytes) -> None:
    served = Served()
    served.ask(data)
    served.account(data)
    assert all(line.isprintable() for line in served.lines)


@given(st.binary(max_size=150), st.sampled_from([1, 4]))
def test_any_attributes_are_survived(body: bytes, code: int) -> None:
    data = bytes([code, 1]) + (20 + len(body)).to_bytes(2, "big") + VECTOR + body
    served = Served()
    served.ask(data)
    served.account(data)
    assert all(line.isprintable() for line in served.lines)


@given(st.integers(20, 128), st.integers(1, 255))
def test_a_damaged_request_is_survived(position: int, change: int) -> None:
    damaged = bytearray(asked(mschap()))
    damaged[position] ^= change
    Served().ask(bytes(damaged))
