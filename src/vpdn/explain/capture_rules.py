"""What a capture says is wrong: one rule a fault, in the order of a call's life.

A rule looks at a call (or at a control connection without calls) and gives the rungs that prove
the fault, or nothing. The first rule that speaks is the cause; what comes after it follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vpdn.explain import capture_signs as signs
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_control import Control
from vpdn.explain.capture_signs import Signs
from vpdn.explain.finding import Finding

_GRE = "let GRE (IP protocol 47) through every firewall and NAT (PPTP helper) on the path"
_PORT = "let TCP port 1723 through to the server, or correct the address"
_ENCRYPT = ("interface Virtual-Template1", " ppp encrypt mppe auto")
_METHOD = ("interface Virtual-Template1", " ppp authentication ms-chap-v2 ms-chap")
_KEYS = "have the RADIUS server return MS-CHAP-MPPE-Keys or MS-MPPE-Send-Key and -Recv-Key"
_POOL = ("interface Virtual-Template1", " peer default ip address pool default")


@dataclass(frozen=True, slots=True)
class ConnectionRule:
    name: str
    error: int
    why: str
    cure: tuple[str, ...]
    holds: Callable[[Control], bool]


@dataclass(frozen=True, slots=True)
class CallRule:
    """`error` may be told by the packet that proves it: then it stands here as 0."""

    name: str
    error: int
    why: str
    cure: tuple[str, ...]
    signs: Callable[[Call], Signs | None]


CONNECTION_RULES = (
    ConnectionRule(
        "port closed",
        808,
        "the server answers TCP port 1723 with a reset: nothing there speaks PPTP",
        ("vpdn enable",),
        lambda control: control.refused,
    ),
    ConnectionRule(
        "no answer to SYN",
        809,
        "nothing answers TCP port 1723",
        (_PORT,),
        lambda control: control.asked and not control.answered,
    ),
    ConnectionRule(
        "not PPTP",
        808,
        "what passes on TCP port 1723 is no PPTP",
        ("look at what listens on the server's port 1723",),
        lambda control: bool(control.troubles) and not control.seen,
    ),
    ConnectionRule(
        "no answer to Start-Control-Connection-Request",
        809,
        "the server takes the TCP connection and does not answer in it",
        ("look at the server: its PPTP process hangs, or a firewall cuts the connection",),
        signs.start_unanswered,
    ),
    ConnectionRule(
        "start refused",
        808,
        "the server refuses the control connection",
        ("look at the result in the reply, and for a vpdn-group that accepts this PC",),
        signs.start_refused,
    ),
    ConnectionRule(
        "no call",
        629,
        "the control connection ends before a call is placed",
        ("look for who closed it, and why, in its log",),
        lambda control: control.closed and not control.calls,
    ),
)

CALL_RULES = (
    CallRule(
        "call refused",
        808,
        "the server refuses the call",
        ("look at result and error of the reply; raise `vpdn session-limit` when it is full",),
        signs.call_refused,
    ),
    CallRule(
        "call unanswered",
        809,
        "the server does not answer the call",
        ("look at the server's log and its `debug vpdn event`",),
        signs.call_unanswered,
    ),
    CallRule("no GRE", 806, "the call is connected and no GRE passes", (_GRE,), signs.no_gre),
    CallRule(
        "GRE only from the PC",
        806,
        "GRE comes from the PC, and none from the server: one way is blocked",
        (_GRE,),
        signs.gre_from_pc_only,
    ),
    CallRule(
        "GRE only from the server",
        806,
        "GRE comes from the server, and none from the PC: one way is blocked",
        (_GRE,),
        signs.gre_from_server_only,
    ),
    CallRule(
        "no common authentication",
        919,
        "the ends have no authentication method in common",
        _METHOD,
        signs.methods_differ,
    ),
    CallRule(
        "refused",
        0,
        "the server refuses the user's credentials",
        (
            "look at the account and its password where they are kept",
            "691 is also said when RADIUS is silent (by Windows' own server 930): see its log",
        ),
        signs.refused,
    ),
    CallRule(
        "response unanswered",
        718,
        "nobody answers the PC's response: the server waits for AAA in vain",
        ("look for the RADIUS server: address, ports, key; add `local` to the method list",),
        signs.response_unanswered,
    ),
    CallRule(
        "server not proven",
        778,
        "the server's MS-CHAPv2 proof is not the one that the password makes",
        ("have the RADIUS server return MS-CHAP2-Success; if it does, distrust the server",),
        signs.wrong_proof,
    ),
    CallRule(
        "no encryption at the server",
        742,
        "the server rejects CCP: MPPE is not configured there, and the PC wants it",
        _ENCRYPT,
        signs.ccp_rejected_by_server,
    ),
    CallRule(
        "no encryption at the PC",
        741,
        "the PC rejects CCP: its settings forbid encryption, and the server wants it",
        ("allow encryption in the PC's settings, or drop `required` at the server",),
        signs.ccp_rejected_by_pc,
    ),
    CallRule(
        "no keys",
        734,
        "MPPE is agreed on and then ended by the server: the authentication gave no keys",
        (_KEYS,),
        signs.keys_missing,
    ),
    CallRule(
        "strengths differ",
        742,
        "the ends do not agree on a strength of encryption",
        _ENCRYPT,
        signs.strengths_differ,
    ),
    CallRule(
        "no IP",
        733,
        "the server rejects IPCP",
        ("interface Virtual-Template1", " ip unnumbered Loopback0"),
        signs.ipcp_rejected,
    ),
    CallRule(
        "no address",
        720,
        "IPCP does not open: the server gives the PC no address",
        _POOL,
        signs.no_address,
    ),
    CallRule(
        "LCP unanswered",
        721,
        "GRE passes both ways and LCP does not open",
        ("look at the end that does not answer: `debug ppp negotiation`",),
        signs.lcp_not_open,
    ),
    CallRule(
        "echoes unanswered",
        807,
        "the last LCP echoes have no answer: the other end vanished",
        ("look at the path, and whether the other end still runs",),
        signs.echoes_lost,
    ),
    CallRule(
        "PC's own reason",
        0,
        "the PC ends PPP and names its error",
        ("look at the rung before it",),
        signs.windows_reason,
    ),
)


def connection_findings(control: Control) -> Iterator[Finding]:
    """The cause why there is no call in a connection."""
    for rule in CONNECTION_RULES:
        if rule.holds(control):
            evidence = tuple(signs.worded(seen.step) for seen in control.seen[-2:])
            yield Finding(rule.name, rule.error, rule.why, evidence, rule.cure)
            return


def call_findings(call: Call) -> Iterator[Finding]:
    """The cause why a call failed."""
    for rule in CALL_RULES:
        found = rule.signs(call)
        if found is not None:
            evidence = tuple(signs.worded(step) for step in found.steps)
            error, why = found.error or rule.error, found.why or rule.why
            yield Finding(rule.name, error, why, evidence, rule.cure)
            return
