from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.explain.capture_story import Side
from vpdn.explain.capture_words import (
    auth_text,
    carried_text,
    control_text,
    message_text,
    protocol_name,
    windows_error,
)
from vpdn.wire import chap, cp, ipcp, lcp, pap, pptp
from vpdn.wire.ppp import Protocol


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            pptp.OutgoingCallReply(3, 7),
            "Outgoing-Call-Reply: call id 3 for 7, result 1 (connected)",
        ),
        (
            pptp.OutgoingCallReply(3, 7, 2, 4),
            "Outgoing-Call-Reply: call id 3 for 7, result 2 (general error), error 4",
        ),
        (pptp.CallDisconnectNotify(3, 9), "Call-Disconnect-Notify: call id 3, result 9"),
        (pptp.CallClearRequest(7), "Call-Clear-Request: call id 7"),
        (pptp.StopControlConnectionRequest(1), "Stop-Control-Connection-Request: result 1 (none)"),
        (pptp.SetLinkInfo(3, 0), "Set-Link-Info: ACCM 00000000/ffffffff"),
        (pptp.EchoRequest(3), "Echo-Request"),
        (pptp.IncomingCallRequest(3, 1, 1), "Incoming-Call-Request: call id 3"),
        (
            pptp.IncomingCallReply(4, 3, 3),
            "Incoming-Call-Reply: call id 4 for 3, result 3 (do not accept)",
        ),
    ],
)
def test_a_message_in_a_line(message: pptp.Message, words: str) -> None:
    assert message_text(message) == words


WINDOWS = bytes.fromhex("00112233003ccd74000002e6")


@pytest.mark.parametrize(
    ("protocol", "packet", "words"),
    [
        (
            Protocol.IPCP,
            cp.ConfigureNak(2, (ipcp.IpAddress(IPv4Address("10.0.0.1")),)),
            "IPCP Configure-Nak id 2: Address 10.0.0.1",
        ),
        (Protocol.LCP, cp.ConfigureRequest(1), "LCP Configure-Request id 1: no options"),
        (Protocol.LCP, lcp.ProtocolReject(3, 0x80FD), "LCP Protocol-Reject id 3: CCP"),
        (
            Protocol.LCP,
            lcp.Identification(4, 0, b"MSRASV5.00"),
            'LCP Identification id 4: "MSRA',
        ),
        (Protocol.LCP, cp.TerminateRequest(5, WINDOWS), "LCP Terminate-Request id 5: Windows' r"),
        (Protocol.LCP, cp.TerminateRequest(5, b"bye"), 'LCP Terminate-Request id 5: "bye"'),
        (Protocol.CCP, cp.UnknownCode(99, 1), "CCP code 99 id 1"),
    ],
)
def test_a_control_packet_in_a_line(protocol: int, packet: cp.Packet, words: str) -> None:
    assert control_text(protocol, packet).startswith(words)


def test_windows_gives_its_error_at_a_fixed_place() -> None:
    assert windows_error(WINDOWS) == 742
    assert windows_error(b"bye") is None


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (pap.AuthenticateRequest(1, b"tac", b"admin"), 'PAP Authenticate-Request id 1: user "tac"'),
        (pap.AuthenticateAck(1), "PAP Authenticate-Ack id 1"),
        (pap.AuthenticateNak(1, b"no"), 'PAP Authenticate-Nak id 1: "no"'),
        (chap.Challenge(2, bytes(8), b"angela"), 'CHAP Challenge id 2: 8 octets, name "angela"'),
        (chap.Failure(2, b"E=691 R=0"), 'CHAP Failure id 2: "E=691 R=0"'),
        (
            chap.ChangePasswordMsChapV2(3, bytes(516), bytes(16), bytes(16), bytes(24)),
            "CHAP Change-Password id 3",
        ),
    ],
)
def test_an_authentication_packet_in_a_line_without_its_password(
    packet: chap.Packet | pap.Packet, words: str
) -> None:
    assert auth_text(packet) == words


def test_what_was_carried() -> None:
    assert carried_text({Side.PC: 3, Side.SERVER: 0}) == "packets carried: 3 ->"
    assert protocol_name(0x1234) == "protocol 0x1234"
