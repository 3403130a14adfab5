from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.ios.debug_packet import auth_packet_text, control_packet_texts
from vpdn.ppp.fsm import State
from vpdn.ppp.trace import AuthPacket, ControlPacket, Direction
from vpdn.wire import chap, cp, lcp, pap
from vpdn.wire.chap import Algorithm
from vpdn.wire.ppp import Protocol

IN, OUT = Direction.IN, Direction.OUT


@pytest.mark.parametrize(
    ("packet", "line"),
    [
        (cp.ConfigureRequest(7), " I CONFREQ [Listen] id 7 len 4"),
        (cp.TerminateRequest(7, b"\x01\xab"), " I TERMREQ [Listen] id 7 len 6 (0x01AB)"),
        (cp.TerminateAck(7), " I TERMACK [Listen] id 7 len 4"),
        (cp.CodeReject(3, b"\x0c"), " I CODEREJ [Listen] id 3 len 5 (0x0C)"),
        (
            lcp.ProtocolReject(18, 0x80FD, b"\x01"),
            " I PROTREJ [Listen] id 18 len 7 protocol CCP (0x80FD01)",
        ),
        (
            lcp.ProtocolReject(18, 0x8281),
            " I PROTREJ [Listen] id 18 len 6 protocol 0x8281 (0x8281)",
        ),
        (lcp.EchoReply(1, 0xAB, bytes(4)), " I ECHOREP [Listen] id 1 len 12 magic 0x000000AB"),
        (
            lcp.Identification(3, 1, b"MSRASV5.00"),
            " I IDENTIFY [Listen] id 3 len 18 magic 0x00000001 MSRASV5.00",
        ),
        (
            lcp.TimeRemaining(3, 1, 60),
            " I TIMEREMAINING [Listen] id 3 len 12 magic 0x00000001 seconds 60",
        ),
        (cp.ResetRequest(2), " I RESETREQ [Listen] id 2 len 4"),
        (cp.UnknownCode(99, 2, b"\xff"), " I UNKNOWN(99) [Listen] id 2 len 5 (0xFF)"),
    ],
)
def test_head_lines(packet: object, line: str) -> None:
    trace = ControlPacket(IN, Protocol.LCP, State.STOPPED, packet)
    assert list(control_packet_texts(trace)) == [line]


def test_options_are_indented_by_four_blanks_after_the_colon() -> None:
    packet = cp.ConfigureReject(1, (lcp.ProtocolFieldCompression(),))
    trace = ControlPacket(OUT, Protocol.LCP, State.ACK_RCVD, packet)
    assert list(control_packet_texts(trace)) == [
        " O CONFREJ [ACKrcvd] id 1 len 6",
        "    PFC (0x0702)",
    ]


@pytest.mark.parametrize(
    ("algorithm", "packet", "line"),
    [
        (
            Algorithm.MSCHAP,
            chap.Challenge(20, bytes(8), b"angela\0\0"),
            'MS-CHAP: O CHALLENGE id 20 len 9 from "angela  "',
        ),
        (Algorithm.MD5, chap.Success(1), "CHAP: O SUCCESS id 1 len 9"),
        (
            Algorithm.MSCHAP_V2,
            chap.Success(1, b"S=AB"),
            'MS-CHAP-V2: O SUCCESS id 1 len 9 msg is "S=AB"',
        ),
        (
            Algorithm.MSCHAP,
            chap.Failure(1, b"E=691 R=0"),
            'MS-CHAP: O FAILURE id 1 len 9 msg is "E=691 R=0"',
        ),
        (None, pap.AuthenticateRequest(1, b"tac", b"x"), 'PAP: O AUTH-REQ id 1 len 9 from "tac"'),
        (None, pap.AuthenticateAck(1), "PAP: O AUTH-ACK id 1 len 9"),
        (
            None,
            pap.AuthenticateNak(1, b"Authentication failure"),
            'PAP: O AUTH-NAK id 1 len 9 msg is "Authentication failure"',
        ),
    ],
)
def test_authentication_packets(algorithm: Algorithm | None, packet: object, line: str) -> None:
    assert auth_packet_text(AuthPacket(OUT, algorithm, packet, 9)) == line


@given(st.binary(max_size=80))
def test_any_packet_that_decodes_can_be_shown(data: bytes) -> None:
    try:
        packet = lcp.decode(data)
    except DecodeError:
        return
    lines = list(control_packet_texts(ControlPacket(IN, Protocol.LCP, State.OPENED, packet)))
    assert all(line.isprintable() for line in lines)
