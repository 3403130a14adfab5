"""Signs of trouble in a call of a capture: each gives the rungs of the ladder that prove it, None
where there are none. What they mean is `capture_rules`' business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from vpdn.errors import DecodeError
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_control import Control
from vpdn.explain.capture_story import Seen, Side, Step
from vpdn.explain.capture_words import windows_error
from vpdn.wire import ccp, chap, cp, lcp, pap, pptp
from vpdn.wire.ppp import Protocol

T = TypeVar("T")
_Verdict = chap.Failure | chap.Success | pap.AuthenticateNak | pap.AuthenticateAck
_CLEARING = (pptp.CallClearRequest, pptp.CallDisconnectNotify)
_EVIDENCE = 3
_FAILED = 691
_UNANSWERED = 3
"""Echoes in a row without an answer."""


@dataclass(frozen=True, slots=True)
class Signs:
    """`error` and `why`, when the packets tell them themselves."""

    steps: tuple[Step, ...]
    error: int = 0
    why: str = ""


Found = Signs | None


def worded(step: Step) -> str:
    way = step.sender.value if step.sender else "  "
    return f"packet {step.place.number} {way} {step.text}"


def start_unanswered(control: Control) -> bool:
    kinds = [type(seen.packet) for seen in control.seen]
    start, reply = pptp.StartControlConnectionRequest, pptp.StartControlConnectionReply
    return start in kinds and reply not in kinds


def start_refused(control: Control) -> bool:
    return any(
        isinstance(seen.packet, pptp.StartControlConnectionReply)
        and seen.packet.result != pptp.StartResult.OK
        for seen in control.seen
    )


def call_refused(call: Call) -> Found:
    replies = _of(call, pptp.OutgoingCallReply)
    refused = [seen for seen, reply in replies if reply.result != pptp.OutgoingCallResult.CONNECTED]
    busy = any(reply.result == pptp.OutgoingCallResult.BUSY for _, reply in replies)
    return _signs(refused, error=676 if busy else 0)


def call_unanswered(call: Call) -> Found:
    asked = [seen for seen, _ in _of(call, pptp.OutgoingCallRequest)]
    return None if _of(call, pptp.OutgoingCallReply) or any(_heard(call)) else _signs(asked)


def no_gre(call: Call) -> Found:
    connected = [seen for seen, _ in _of(call, pptp.OutgoingCallReply)]
    return None if any(_heard(call)) else _signs(connected)


def gre_from_pc_only(call: Call) -> Found:
    pc, server = _heard(call)
    return _signs(_ppp(call, Side.PC)) if pc and not server else None


def gre_from_server_only(call: Call) -> Found:
    pc, server = _heard(call)
    return _signs(_ppp(call, Side.SERVER)) if server and not pc else None


def methods_differ(call: Call) -> Found:
    """The authentication option is Naked or rejected, and LCP never opens."""
    refusals = [
        seen
        for kind in (cp.ConfigureNak, cp.ConfigureReject)
        for seen, packet in _of(call, kind)
        if seen.protocol == Protocol.LCP
        and any(one.type == lcp.AuthenticationProtocol.type for one in packet.options)
    ]
    return None if _opened(call, Protocol.LCP) else _signs(refusals)


def refused(call: Call) -> Found:
    """The last verdict is a refusal; MS-CHAP gives Windows' number with it."""
    verdicts: list[tuple[Seen, _Verdict]] = [
        *_of(call, chap.Failure),
        *_of(call, pap.AuthenticateNak),
        *_of(call, chap.Success),
        *_of(call, pap.AuthenticateAck),
    ]
    verdicts.sort(key=lambda one: one[0].step.place.when)
    if not verdicts or isinstance(verdicts[-1][1], chap.Success | pap.AuthenticateAck):
        return None
    seen, packet = verdicts[-1]
    try:
        error = chap.FailureMessage.parse(packet.message).error
    except DecodeError:
        error = _FAILED
    return _signs([seen], error=error)


def response_unanswered(call: Call) -> Found:
    answers = [seen for seen, _ in _of(call, chap.Response)] + [
        seen for seen, _ in _of(call, pap.AuthenticateRequest)
    ]
    unjudged = [one for one in call.authentication.attempts if one.accepted is None]
    later = [seen for seen in call.seen if seen.protocol in (Protocol.IPCP, Protocol.CCP)]
    return _signs(answers) if unjudged and not later and not _carries(call) else None


def wrong_proof(call: Call) -> Found:
    if not any(one.proof is False for one in call.authentication.attempts):
        return None
    return _signs([seen for seen, _ in _of(call, chap.Success)])


def ccp_rejected_by_server(call: Call) -> Found:
    """A call that goes on all the same is none that failed."""
    rejected = _rejections(call, Side.SERVER, Protocol.CCP)
    return _signs(rejected) if _ended(call) else None


def ccp_rejected_by_pc(call: Call) -> Found:
    rejected = _rejections(call, Side.PC, Protocol.CCP)
    return _signs(rejected) if _ended(call) else None


def keys_missing(call: Call) -> Found:
    """CCP was granted both ways, and the server terminated it."""
    ended = [
        seen
        for seen, _ in _of(call, cp.TerminateRequest)
        if seen.protocol == Protocol.CCP and seen.sender is Side.SERVER
    ]
    return _signs(ended) if any(call.encrypted.values()) is False else None


def strengths_differ(call: Call) -> Found:
    """MPPE was Naked or rejected, and CCP never opened."""
    refusals = [
        seen
        for kind in (cp.ConfigureNak, cp.ConfigureReject)
        for seen, packet in _of(call, kind)
        if seen.protocol == Protocol.CCP
        and any(one.type == ccp.MppeOption.type for one in packet.options)
    ]
    return None if _opened(call, Protocol.CCP) or not _ended(call) else _signs(refusals)


def ipcp_rejected(call: Call) -> Found:
    return _signs(_rejections(call, Side.SERVER, Protocol.IPCP))


def no_address(call: Call) -> Found:
    asked = [seen for seen in call.seen if seen.protocol == Protocol.IPCP]
    return None if _network(call) or _carries(call) else _signs(asked)


def lcp_not_open(call: Call) -> Found:
    asked = [seen for seen in call.seen if seen.protocol == Protocol.LCP]
    later = any(seen.protocol not in (0, Protocol.LCP) for seen in call.seen)
    return None if later or _opened(call, Protocol.LCP) or _carries(call) else _signs(asked)


def echoes_lost(call: Call) -> Found:
    """Requests at the end of a call, from one end, that have no answer."""
    echoes = [
        seen for seen in call.seen if isinstance(seen.packet, lcp.EchoRequest | lcp.EchoReply)
    ]
    unanswered: list[Seen] = []
    for seen in reversed(echoes):
        if isinstance(seen.packet, lcp.EchoReply):
            break
        unanswered.append(seen)
    lost = len(unanswered) >= _UNANSWERED and len({seen.sender for seen in unanswered}) == 1
    return _signs(unanswered[::-1]) if lost else None


def windows_reason(call: Call) -> Found:
    for seen, packet in _of(call, cp.TerminateRequest):
        error = windows_error(packet.data)
        if error and seen.sender is Side.PC and error != _USER_DISCONNECTION:
            return _signs([seen], error=error)
    return None


def _of(call: Call, kind: type[T]) -> list[tuple[Seen, T]]:
    """What of the call is of a class."""
    return [(seen, seen.packet) for seen in call.seen if isinstance(seen.packet, kind)]


def _ppp(call: Call, sender: Side) -> list[Seen]:
    return [seen for seen in call.seen if seen.protocol and seen.sender is sender]


def _rejections(call: Call, sender: Side, protocol: Protocol) -> list[Seen]:
    return [
        seen
        for seen, packet in _of(call, lcp.ProtocolReject)
        if seen.sender is sender and packet.protocol == protocol
    ]


def _heard(call: Call) -> Iterator[bool]:
    for side in (Side.PC, Side.SERVER):
        yield bool(call.packets[side] or call.acknowledgments[side])


def _opened(call: Call, protocol: Protocol) -> bool:
    return all((protocol, side) in call.agreed for side in Side)


def _network(call: Call) -> bool:
    return _opened(call, Protocol.IPCP)


def _ended(call: Call) -> bool:
    """The call is over before it carried anything."""
    lcp_ended = any(seen.protocol == Protocol.LCP for seen, _ in _of(call, cp.TerminateRequest))
    cleared = any(isinstance(seen.packet, _CLEARING) for seen in call.seen)
    return not _carries(call) and (lcp_ended or cleared)


def _carries(call: Call) -> bool:
    return any(call.encrypted.values()) or bool(call.inside.count)


def _signs(seen: list[Seen], error: int = 0) -> Found:
    """None where nothing was seen; the last few are enough."""
    return Signs(tuple(one.step for one in seen[-_EVIDENCE:]), error) if seen else None


_USER_DISCONNECTION = 631
