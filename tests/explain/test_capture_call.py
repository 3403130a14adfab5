from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.explain.captures import Line, negotiated, only_call, ping
from tests.pair import CLIENT, ROUTER
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_story import Ends, Place, Side
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.settings import MppePolicy
from vpdn.wire import gre, ipcp, lcp
from vpdn.wire.ppp import Protocol

HERE = Place(1, 0.0)


@pytest.mark.parametrize("method", [AuthMethod.MS_CHAP, AuthMethod.MS_CHAP_V2])
@pytest.mark.parametrize("bits", [40, 56, 128])
@pytest.mark.parametrize("stateful", [False, True])
def test_a_call_is_deciphered_with_its_password(
    method: AuthMethod, bits: int, stateful: bool
) -> None:
    policy = MppePolicy(frozenset({bits}), stateful=stateful)
    router = replace(ROUTER, authenticate=(method,), mppe=policy)
    talk = negotiated(router, replace(CLIENT, mppe=policy))
    for number in range(300):
        talk.carry(Side.PC, ping(number))
        talk.carry(Side.SERVER, ping(number + 1000))
    call = only_call(talk.line, "admin")
    assert [one.packet for one in call.inner if one.sender is Side.PC] == [
        ping(number) for number in range(300)
    ]
    assert len(call.inner) == 600
    assert all(one.encrypted for one in call.inner)
    assert call.ciphers.agreed[Side.PC].bits == bits
    assert call.ciphers.agreed[Side.PC].stateful is stateful


def test_without_the_password_what_is_carried_is_counted() -> None:
    talk = negotiated()
    for _ in range(3):
        talk.carry(Side.PC, ping())
    call = only_call(talk.line)
    assert (call.inner, call.encrypted[Side.PC]) == ([], 3)
    assert call.steps[-1].text == "packets carried: 3 ->"


def test_what_the_ends_were_granted_is_known() -> None:
    call = only_call(negotiated().line)
    assert call.agreed_option(ipcp.IpAddress, Protocol.IPCP, Side.PC) == ipcp.IpAddress(
        IPv4Address("172.16.10.1")
    )
    assert call.agreed_option(lcp.Mru, Protocol.LCP, Side.PC) is None


def test_packets_out_of_order_are_deciphered_and_missing_ones_counted() -> None:
    talk = negotiated()
    for number in range(20):
        talk.carry(Side.PC, ping(number))
    packets = talk.line.packets
    packets[-5], packets[-4] = packets[-4], packets[-5]
    del packets[-8]
    call = only_call(talk.line, "admin")
    assert len(call.inner) == 19
    assert call.lanes[Side.PC].lost == 1
    assert call.ciphers.failed == {}


def test_acknowledgments_and_what_is_no_ppp_are_counted() -> None:
    call = Call(1, Ends(IPv4Address(1), IPv4Address(2)), None)
    call.take(HERE, Side.PC, gre.Packet(5, acknowledgment=1))
    call.take(HERE, Side.PC, gre.Packet(5, b"\x00", sequence=0))
    call.take(HERE, Side.PC, gre.Packet(5, b"\xc0\x29\x01", sequence=1))
    call.finish()
    assert call.acknowledgments[Side.PC] == 1
    assert call.malformed == 1
    assert [step.text for step in call.steps] == ["CALLBACK"]


def test_pptp_messages_stand_in_the_ladder() -> None:
    call = only_call(Line().open())
    assert [step.text.partition(":")[0] for step in call.steps] == [
        "Start-Control-Connection-Request",
        "Start-Control-Connection-Reply",
        "Outgoing-Call-Request",
        "Outgoing-Call-Reply",
        "Set-Link-Info",
    ]
