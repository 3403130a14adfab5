"""Debug lines of a PPP link: `ppp negotiation|authentication|packet|error`, and what
authorization says inside PPP's machines. How one packet is worded is `debug_packet`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vpdn.datapath.trace import FramePassed
from vpdn.ios.debug import Debug
from vpdn.ios.debug_line import Line, Table, short_name, text
from vpdn.ios.debug_packet import auth_packet_text, control_packet_texts
from vpdn.ios.states import PPP_STATES
from vpdn.nas.events import Event
from vpdn.nas.trace import AddressAssigned, PoolExhausted, RouteInstalled, RouteRemoved
from vpdn.ppp.outputs import Phase, PhaseChanged
from vpdn.ppp.trace import (
    AddressChecked,
    AuthPacket,
    AuthRefused,
    AuthTimedOut,
    CcpChecked,
    ControlPacket,
    Direction,
    EchoAnswered,
    Establishing,
    FrameMalformed,
    KeepaliveLost,
    LcpGranted,
    LoopDetected,
    PacketDiscarded,
    StateChanged,
    TimedOut,
)
from vpdn.wire import lcp
from vpdn.wire.ppp import Protocol

TABLE = Table()
_LOAD = "[0 sess, 0 load]"
_AUTHENTICATION = Debug.PPP_NEGOTIATION | Debug.PPP_AUTHENTICATION
_PACKET = Debug.PPP_NEGOTIATION | Debug.PPP_PACKET
_TROUBLE = Debug.PPP_NEGOTIATION | Debug.PPP_ERRORS
_PHASES = {
    Phase.AUTHENTICATE: "AUTHENTICATING, by this end",
    Phase.NETWORK: "UP",
    Phase.TERMINATE: "TERMINATING",
    Phase.DEAD: "DOWN",
}


def _ppp(event: Event, words: str, flags: Debug = Debug.PPP_NEGOTIATION) -> Line:
    return Line(flags, short_name(event) + words)


def _author(event: Event, label: str, words: str) -> Line:
    return Line(Debug.AAA_AUTHORIZATION, f"{short_name(event)}AAA/AUTHOR/{label}: {words}")


# --- phases and states ----------------------------------------------------------------------


@TABLE.words(Establishing, Debug.PPP_NEGOTIATION)
def _establishing(trace: Establishing, event: Event) -> Iterable[Line]:
    way = "Passive" if trace.passive else "Active"
    return [
        _ppp(event, "PPP: Using set call direction"),
        _ppp(event, "PPP: Treating connection as a callin"),
        _ppp(event, f"PPP: Phase is ESTABLISHING, {way} Open {_LOAD}"),
    ]


@TABLE.words(PhaseChanged, Debug.PPP_NEGOTIATION)
def _phase_changed(trace: PhaseChanged, event: Event) -> Iterable[Line]:
    """The line of the first phase is `Establishing`'s."""
    name = _PHASES.get(trace.phase)
    return [_ppp(event, f"PPP: Phase is {name} {_LOAD}")] if name else []


@TABLE.words(StateChanged, Debug.PPP_NEGOTIATION)
def _state_changed(trace: StateChanged, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"{trace.protocol.name}: State is {PPP_STATES[trace.state]}")]


@TABLE.words(TimedOut, Debug.PPP_NEGOTIATION)
def _timed_out(trace: TimedOut, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"{trace.protocol.name}: TIMEout: State {PPP_STATES[trace.state]}")]


@TABLE.words(LcpGranted, Debug.AAA_AUTHORIZATION)
def _lcp_granted(trace: LcpGranted, event: Event) -> Iterable[Line]:
    return [_author(event, "FSM", "(0): LCP succeeds trivially")]


# --- packets --------------------------------------------------------------------------------


@TABLE.words(ControlPacket, _PACKET)
def _control_packet(trace: ControlPacket, event: Event) -> Iterable[Line]:
    """An Echo-Request of ours is no negotiation."""
    keepalive = trace.direction is Direction.OUT and isinstance(trace.packet, lcp.EchoRequest)
    flags = Debug.PPP_PACKET if keepalive else _PACKET
    prefix = f"{trace.protocol.name}:"
    return [_ppp(event, f"{prefix}{words}", flags) for words in control_packet_texts(trace)]


@TABLE.words(AuthPacket, _AUTHENTICATION | Debug.PPP_PACKET)
def _auth_packet(trace: AuthPacket, event: Event) -> Iterable[Line]:
    return [_ppp(event, auth_packet_text(trace), _AUTHENTICATION | Debug.PPP_PACKET)]


@TABLE.words(AuthRefused, _AUTHENTICATION)
def _auth_refused(trace: AuthRefused, event: Event) -> Iterable[Line]:
    """Of a PAP refusal the AUTH-NAK says all."""
    if trace.algorithm is None:
        return []
    words = f"CHAP: Unable to validate Response.  Username {text(trace.user)}: {trace.reason}"
    return [_ppp(event, words, _AUTHENTICATION)]


@TABLE.words(AuthTimedOut, _AUTHENTICATION)
def _auth_timed_out(trace: AuthTimedOut, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"AUTH: Timeout {trace.attempt}", _AUTHENTICATION)]


@TABLE.words(PacketDiscarded, _TROUBLE)
def _packet_discarded(trace: PacketDiscarded, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"{trace.protocol.name}: LCP not open, discarding packet", _TROUBLE)]


@TABLE.words(FrameMalformed, _TROUBLE)
def _frame_malformed(trace: FrameMalformed, event: Event) -> Iterable[Line]:
    known = set(Protocol)
    name = Protocol(trace.protocol).name if trace.protocol in known else "PPP"
    words = f"{name}: Discarding malformed packet: {trace.reason} at octet {trace.offset}"
    return [_ppp(event, words, _TROUBLE)]


@TABLE.words(FramePassed, Debug.PPP_PACKET)
def _frame_passed(trace: FramePassed, event: Event) -> Iterable[Line]:
    way = "O" if trace.outgoing else "I"
    words = f"PPP: {way} pkt type 0x{trace.protocol:04X}, datagramsize {trace.size}"
    return [_ppp(event, words, Debug.PPP_PACKET)]


# --- keepalive ------------------------------------------------------------------------------


@TABLE.words(EchoAnswered, Debug.PPP_NEGOTIATION)
def _echo_answered(trace: EchoAnswered, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"LCP: Received id {trace.received}, sent id {trace.sent}, line up")]


@TABLE.words(KeepaliveLost, _TROUBLE)
def _keepalive_lost(trace: KeepaliveLost, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"PPP: Missed {trace.missed} keepalives, taking LCP down", _TROUBLE)]


@TABLE.words(LoopDetected, _TROUBLE)
def _loop_detected(trace: LoopDetected, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"LCP: Loopback detected, magic 0x{trace.magic:08X}", _TROUBLE)]


# --- what authorization checks in the negotiations ------------------------------------------


@TABLE.words(CcpChecked, Debug.AAA_AUTHORIZATION)
def _ccp_checked(trace: CcpChecked, event: Event) -> Iterator[Line]:
    yield _author(event, "FSM", "Check for unauthorized mandatory AV's")
    for pair in trace.attributes:
        yield _author(event, "FSM", f"Processing AV {pair}")
    yield _author(event, "FSM", "Succeeded")


@TABLE.words(AddressChecked, Debug.AAA_AUTHORIZATION)
def _address_checked(trace: AddressChecked, event: Event) -> Iterator[Line]:
    addresses = f"Her address {trace.hers}, we want {trace.ours}"
    if trace.resumed:
        yield _author(event, "IPCP", f"Reject {trace.hers}, using {trace.ours}")
    else:
        yield _author(event, "IPCP", f"Start.  {addresses}")
    if trace.pending:
        return
    for pair in trace.attributes:
        yield _author(event, "IPCP", f"Processing AV {pair}")
    yield _author(event, "IPCP", "Authorization succeeded")
    yield _author(event, "IPCP", f"Done.  {addresses}")


# --- addresses and routes -------------------------------------------------------------------


@TABLE.words(AddressAssigned, Debug.PPP_NEGOTIATION)
def _address_assigned(trace: AddressAssigned, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"IPCP: Pool returned {trace.address}")]


@TABLE.words(PoolExhausted, _TROUBLE)
def _pool_exhausted(trace: PoolExhausted, event: Event) -> Iterable[Line]:
    return [_ppp(event, "IPCP: Cannot satisfy pool request", _TROUBLE)]


@TABLE.words(RouteInstalled, Debug.PPP_NEGOTIATION)
def _route_installed(trace: RouteInstalled, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"IPCP: Install route to {trace.address}")]


@TABLE.words(RouteRemoved, Debug.PPP_NEGOTIATION)
def _route_removed(trace: RouteRemoved, event: Event) -> Iterable[Line]:
    return [_ppp(event, f"IPCP: Remove route to {trace.address}")]
