"""Every rule, by a capture that shows its fault; and captures of calls that went well show none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.explain.captures import FIN, RST, SYN, Line, capture, negotiated, only_call, ping
from tests.pair import CLIENT, ROUTER, Owner
from vpdn.explain.capture_rules import (
    CALL_RULES,
    CONNECTION_RULES,
    call_findings,
    connection_findings,
)
from vpdn.explain.capture_story import Side
from vpdn.explain.finding import Finding
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.settings import Login, MppePolicy
from vpdn.wire import cp, ipcp, lcp, ppp, pptp
from vpdn.wire.ppp import Protocol

Frame = tuple[Side, int, cp.Packet]
Frames = tuple[Frame, ...]
REQUIRED = MppePolicy(frozenset({40, 56, 128}), required=True)
START = pptp.StartControlConnectionRequest(1, 1, 0, 2195, b"", b"Microsoft")


def tcp(*said: tuple[Side, int]) -> Line:
    line = Line()
    for sender, flags in said:
        line.tcp(sender, flags)
    return line


def started(result: int | None) -> Line:
    line = tcp((Side.PC, SYN), (Side.SERVER, SYN))
    line.message(Side.PC, START)
    if result is not None:
        reply = pptp.StartControlConnectionReply(1, 1, 0, 1, b"", b"", result=result)
        line.message(Side.SERVER, reply)
    return line


def garbage() -> Line:
    line = tcp((Side.PC, SYN), (Side.SERVER, SYN))
    line.tcp(Side.SERVER, 8, b"SSH-2.0-OpenSSH_9.2\r\n")
    return line


def closed() -> Line:
    line = started(1)
    line.tcp(Side.SERVER, FIN)
    return line


@pytest.mark.parametrize(
    ("rule", "error", "line"),
    [
        ("port closed", 808, lambda: tcp((Side.PC, SYN), (Side.SERVER, RST))),
        ("no answer to SYN", 809, lambda: tcp((Side.PC, SYN), (Side.PC, SYN))),
        ("not PPTP", 808, garbage),
        ("no answer to Start-Control-Connection-Request", 809, lambda: started(None)),
        ("start refused", 808, lambda: started(4)),
        ("no call", 629, closed),
    ],
)
def test_a_connection_without_a_call(rule: str, error: int, line: Callable[[], Line]) -> None:
    [control] = capture(line()).controls
    [finding] = connection_findings(control)
    assert (finding.rule, finding.error) == (rule, error)


def asked(result: int | None) -> Line:
    line = started(1)
    line.message(Side.PC, pptp.OutgoingCallRequest(7, 1, 300, 100, 3, 3, 64))
    if result is not None:
        line.message(Side.SERVER, pptp.OutgoingCallReply(5, 7, result))
    return line


def said(*frames: Frame) -> Line:
    line = Line().open()
    for sender, protocol, packet in frames:
        line.gre(sender, ppp.Frame(protocol, packet.encode()).encode())
    return line


def wrong_password() -> Line:
    return negotiated(client=replace(CLIENT, login=Login(b"tac", "wrong"))).line


def no_method() -> Line:
    router = replace(ROUTER, authenticate=(AuthMethod.MS_CHAP_V2,))
    login = Login(b"tac", "admin", accept=(AuthMethod.MS_CHAP,))
    return negotiated(router, replace(CLIENT, login=login), until=40).line


def router_without_mppe() -> Line:
    return negotiated(replace(ROUTER, mppe=None), replace(CLIENT, mppe=REQUIRED)).line


def client_without_mppe() -> Line:
    return negotiated(replace(ROUTER, mppe=REQUIRED), replace(CLIENT, mppe=None)).line


def no_keys() -> Line:
    return negotiated(owner=Owner(gives_keys=False)).line


def other_strengths() -> Line:
    weak = MppePolicy(frozenset({40}), required=True)
    strong = MppePolicy(frozenset({128}), required=True)
    return negotiated(replace(ROUTER, mppe=weak), replace(CLIENT, mppe=strong), until=60).line


def no_addresses() -> Line:
    return negotiated(owner=Owner(addresses=[])).line


def silent_aaa() -> Line:
    return negotiated(owner=Owner(patience=100.0), until=30).line


BOTH = (Side.PC, Side.SERVER)
ASK = cp.ConfigureRequest(1)
DNS = ipcp.IpAddress(IPv4Address(0))
REJECTS_IPCP: Frames = (
    *((side, Protocol.LCP, cp.ConfigureAck(1)) for side in BOTH),
    (Side.PC, Protocol.IPCP, cp.ConfigureRequest(1, (DNS,))),
    (Side.SERVER, Protocol.LCP, lcp.ProtocolReject(2, Protocol.IPCP)),
)
ECHOES: Frames = (
    *((side, protocol, cp.ConfigureAck(1)) for side in BOTH for protocol in (0xC021, 0x8021)),
    *((Side.PC, Protocol.LCP, lcp.EchoRequest(number, 1)) for number in range(4)),
)
WINDOWS: Frames = (
    *((side, protocol, cp.ConfigureAck(1)) for side in BOTH for protocol in (0xC021, 0x8021)),
    (Side.PC, Protocol.LCP, cp.TerminateRequest(9, bytes.fromhex("00112233003ccd74000002cf"))),
)


@pytest.mark.parametrize(
    ("rule", "error", "line"),
    [
        ("call refused", 808, lambda: asked(7)),
        ("call refused", 676, lambda: asked(4)),
        ("call unanswered", 809, lambda: asked(None)),
        ("no GRE", 806, lambda: Line().open()),
        ("GRE only from the PC", 806, lambda: said((Side.PC, Protocol.LCP, ASK))),
        ("GRE only from the server", 806, lambda: said((Side.SERVER, Protocol.LCP, ASK))),
        ("LCP unanswered", 721, lambda: said(*((side, Protocol.LCP, ASK) for side in BOTH))),
        ("no common authentication", 919, no_method),
        ("refused", 691, wrong_password),
        ("response unanswered", 718, silent_aaa),
        ("no encryption at the server", 742, router_without_mppe),
        ("no encryption at the PC", 741, client_without_mppe),
        ("no keys", 734, no_keys),
        ("strengths differ", 742, other_strengths),
        ("no IP", 733, lambda: said(*REJECTS_IPCP)),
        ("no address", 720, no_addresses),
        ("echoes unanswered", 807, lambda: said(*ECHOES)),
        ("PC's own reason", 719, lambda: said(*WINDOWS)),
    ],
)
def test_a_call_that_failed(rule: str, error: int, line: Callable[[], Line]) -> None:
    [finding] = call_findings(only_call(line()))
    assert (finding.rule, finding.error) == (rule, error)
    assert finding.evidence
    assert finding.cure


def test_a_server_that_does_not_know_the_password_is_found_out() -> None:
    router = replace(ROUTER, authenticate=(AuthMethod.MS_CHAP_V2,))
    line = negotiated(router).line
    good = only_call(line, "admin")
    assert list(call_findings(good)) == []
    good.authentication.attempts[0].proof = False
    [finding] = call_findings(good)
    assert (finding.rule, finding.error) == ("server not proven", 778)


@pytest.mark.parametrize("mppe", [REQUIRED, None])
def test_a_call_that_went_well_has_no_fault(mppe: MppePolicy | None) -> None:
    talk = negotiated(replace(ROUTER, mppe=mppe), replace(CLIENT, mppe=mppe))
    talk.carry(Side.PC, ping())
    found: list[Finding] = list(call_findings(only_call(talk.line)))
    assert found == []


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for rule in (*CONNECTION_RULES, *CALL_RULES)]
    assert len(set(names)) == len(names)
