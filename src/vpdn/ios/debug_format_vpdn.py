"""Debug lines of tunnels, calls and virtual-access interfaces: `vpdn …` and two syslog messages.

The groups of lines around a session's beginning and end are IOS 12.1(5)T's, with its own words
for RFC 2637's states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vpdn.ios.debug import Debug
from vpdn.ios.debug_line import Line, Table, long_name, short_name
from vpdn.ios.states import CONTROL_STATES
from vpdn.nas.events import Event
from vpdn.nas.trace import (
    ConnectionAccepted,
    DatapathReplaced,
    DeviceDown,
    DeviceRefused,
    DeviceUp,
    InterfaceChanged,
    InterfaceLineRefused,
    LimitReached,
    LineProtocolChanged,
    RouteRefused,
    SessionDestroyed,
    TranslationRefused,
    UserLimitReached,
    VaccessBound,
    VaccessCreated,
    VaccessReleased,
    VaccessRequested,
)
from vpdn.pptp.outputs import (
    ControlChanged,
    ControlMessage,
    EchoChanged,
    EchoState,
    MessageRefused,
    TunnelCreated,
    TunnelDestroyed,
)

TABLE = Table()
_ECHO_STATES = {EchoState.IDLE: "Idle", EchoState.WAIT_REPLY: "wt-reply"}
_FIELDS = {
    "identifier": "id",
    "call_id": "call",
    "peer_call_id": "peer call",
    "result": "result",
    "error": "error",
    "reason": "reason",
}
"""What a line tells of a control message, where the message has it, and the words for it."""
_TRACEBACKS = {
    False: "60C4A150 60C4AE48 60C49F68 60C4B5AC 60C30450 60C18B10 60C19238 60602CC4 605FC380 "
    "605FB730 605FD614 605F72A8 6040DE0C 6040DDF8",
    True: "60C4A150 60C4AE48 60C49F68 60C4B2CC 60C4B558 60C485E0 60C486E0 60C48AB8 6040DE0C "
    "6040DDF8",
}
"""Where IOS 12.1(5)T stood when a session was destroyed by itself, and by its peer."""


def _l2x(text: str) -> Line:
    return Line(Debug.L2X_EVENTS, text)


def _vpdn(event: Event, text: str) -> Line:
    return Line(Debug.VPDN_EVENTS, f"{short_name(event)}VPDN: {text}")


@TABLE.words(ConnectionAccepted, Debug.L2X_EVENTS)
def _connection_accepted(trace: ConnectionAccepted, event: Event) -> Iterable[Line]:
    """IOS has not looked at the address yet when it prints this."""
    return [_l2x(f"L2X: TCP connect reqd from 0.0.0.0:{trace.port}")]


@TABLE.words(TunnelCreated, Debug.L2X_EVENTS)
def _tunnel_created(trace: TunnelCreated, event: Event) -> Iterable[Line]:
    initiator = "peer" if trace.peer_initiated else "locally"
    return [_l2x(f"Tnl {event.tunnel} PPTP: Tunnel created; {initiator} initiated")]


@TABLE.words(ControlChanged, Debug.L2X_EVENTS)
def _control_changed(trace: ControlChanged, event: Event) -> Iterable[Line]:
    old, new = CONTROL_STATES[trace.old], CONTROL_STATES[trace.new]
    change = f"{trace.event.value} -> state change {old} to {new}"
    return [_l2x(f"Tnl {event.tunnel} PPTP: {change}")]


@TABLE.words(EchoChanged, Debug.L2X_EVENTS)
def _echo_changed(trace: EchoChanged, event: Event) -> Iterable[Line]:
    old, new = _ECHO_STATES[trace.old], _ECHO_STATES[trace.new]
    change = f"{trace.event.value} -> echo state change {old} to {new}"
    return [_l2x(f"Tnl {event.tunnel} PPTP: {change}")]


@TABLE.words(TunnelDestroyed, Debug.L2X_EVENTS)
def _tunnel_destroyed(trace: TunnelDestroyed, event: Event) -> Iterable[Line]:
    return [_l2x(f"Tnl {event.tunnel} PPTP: Destroy tunnel")]


@TABLE.words(ControlMessage, Debug.L2X_PACKETS | Debug.VPDN_PACKETS)
def _control_message(trace: ControlMessage, event: Event) -> Iterable[Line]:
    way, octets = "O" if trace.outgoing else "I", trace.message.encode()
    fields = [
        f" {words} {getattr(trace.message, name)}"
        for name, words in _FIELDS.items()
        if hasattr(trace.message, name)
    ]
    what = f"{way} {type(trace.message).__name__} len {len(octets)}{''.join(fields)}"
    return [Line(Debug.L2X_PACKETS | Debug.VPDN_PACKETS, f"Tnl {event.tunnel} PPTP: {what}")]


@TABLE.words(MessageRefused, Debug.L2X_ERRORS)
def _message_refused(trace: MessageRefused, event: Event) -> Iterable[Line]:
    return [Line(Debug.L2X_ERRORS, f"Tnl {event.tunnel} PPTP: Message refused: {trace.reason}")]


@TABLE.words(LimitReached, Debug.VPDN_ERRORS)
def _limit_reached(trace: LimitReached, event: Event) -> Iterable[Line]:
    refusal = f"{short_name(event)}VPDN: {trace.address} refused: limit of {trace.limit}"
    return [Line(Debug.VPDN_ERRORS, refusal)]


@TABLE.words(UserLimitReached, Debug.VPDN_ERRORS | Debug.AAA_AUTHORIZATION)
def _user_limit_reached(trace: UserLimitReached, event: Event) -> Iterator[Line]:
    """`Denied` is IOS' word for an LCP that is not authorized, for whatever reason. A call that is
    replaced is what its line is about."""
    whose, why = short_name(event), f"limit of {trace.limit}"
    if trace.replaced is not None:
        by = f"replaced by {whose}of user {event.user}"
        yield Line(Debug.VPDN_ERRORS, f"Vi{trace.replaced} VPDN: {by}: {why}")
        return
    yield Line(Debug.VPDN_ERRORS, f"{whose}VPDN: user {event.user} refused: {why}")
    yield Line(Debug.AAA_AUTHORIZATION, f"{whose}AAA/AUTHOR/LCP: Denied")


@TABLE.words(VaccessRequested, Debug.VPDN_EVENTS)
def _vaccess_requested(trace: VaccessRequested, event: Event) -> Iterable[Line]:
    return [Line(Debug.VPDN_EVENTS, "VPDN: Session vaccess task running")]


@TABLE.words(VaccessCreated, Debug.VPDN_EVENTS)
def _vaccess_created(trace: VaccessCreated, event: Event) -> Iterable[Line]:
    return [
        _vpdn(event, "Virtual interface created"),
        _vpdn(event, f"Clone from Vtemplate {trace.template}"),
    ]


@TABLE.words(VaccessBound, Debug.L2X_EVENTS | Debug.VPDN_EVENTS)
def _vaccess_bound(trace: VaccessBound, event: Event) -> Iterable[Line]:
    call = f"Tnl/Cl {trace.tunnel_id}/{trace.session_id} PPTP:"
    return [
        _l2x(f"{call} VAccess created"),
        _l2x(f"{short_name(event)}{call} vacc-ok -> #state change wt-vacc to estabd"),
        _vpdn(event, "Bind interface direction=2"),
    ]


@TABLE.words(SessionDestroyed, Debug.L2X_EVENTS | Debug.VPDN_EVENTS)
def _session_destroyed(trace: SessionDestroyed, event: Event) -> Iterator[Line]:
    tunnel, session = trace.tunnel_id, trace.session_id
    call = f"{short_name(event)}Tnl/Cl {tunnel}/{session} PPTP:"
    if not trace.by_peer:
        yield _vpdn(event, "Cleanup")
        yield _vpdn(event, "Reset")
    cause = "ClearReq" if trace.by_peer else "close"
    yield _l2x(f"{call} {cause} -> state change estabd to terminal")
    yield _l2x(f"{call} Destroying session, trace follows:")
    yield _l2x(f"-Traceback= {_TRACEBACKS[trace.by_peer]}")
    yield _l2x(f"{call} Releasing idb for tunnel {tunnel} session {session}")
    yield _vpdn(event, "Reset")


@TABLE.words(VaccessReleased, Debug.VPDN_EVENTS)
def _vaccess_released(trace: VaccessReleased, event: Event) -> Iterable[Line]:
    released = ("Unbind interface", "Unbind interface", "Reset", "Unbind interface")
    steps = ("Cleanup", "Reset", *released) if trace.by_peer else released
    return [_vpdn(event, step) for step in steps]


@TABLE.words(InterfaceChanged, Debug.LOG)
def _interface_changed(trace: InterfaceChanged, event: Event) -> Iterable[Line]:
    change = f"Interface {long_name(event)}, changed state to {_up(trace.up)}"
    return [Line(Debug.LOG, f"%LINK-3-UPDOWN: {change}")]


@TABLE.words(LineProtocolChanged, Debug.LOG)
def _line_protocol_changed(trace: LineProtocolChanged, event: Event) -> Iterable[Line]:
    change = f"Line protocol on Interface {long_name(event)}, changed state to {_up(trace.up)}"
    return [Line(Debug.LOG, f"%LINEPROTO-5-UPDOWN: {change}")]


@TABLE.words(RouteRefused, Debug.LOG)
def _route_refused(trace: RouteRefused, event: Event) -> Iterable[Line]:
    where = f"{long_name(event)}, {trace.address}"
    return [Line(Debug.LOG, f"%VPDN-3-ROUTE: {where}: {trace.reason}")]


@TABLE.words(InterfaceLineRefused, Debug.LOG)
def _interface_line_refused(trace: InterfaceLineRefused, event: Event) -> Iterable[Line]:
    whose = f"{long_name(event)}, user {event.user}"
    return [Line(Debug.LOG, f"%VPDN-4-INTERFACE: {whose}: {trace.reason}: {trace.line}")]


@TABLE.words(DatapathReplaced, Debug.LOG)
def _datapath_replaced(trace: DatapathReplaced, event: Event) -> Iterable[Line]:
    return [Line(Debug.LOG, f"%VPDN-4-DATAPATH: {trace.reason}; data path {trace.datapath} serves")]


@TABLE.words(DeviceDown, Debug.LOG)
def _device_down(trace: DeviceDown, event: Event) -> Iterable[Line]:
    text = f"{trace.device} was taken down; nothing passes until it is up"
    return [Line(Debug.LOG, f"%VPDN-3-DEVICE: {text}")]


@TABLE.words(DeviceUp, Debug.LOG)
def _device_up(trace: DeviceUp, event: Event) -> Iterable[Line]:
    how = "was deleted and is made anew" if trace.anew else "is up again"
    return [Line(Debug.LOG, f"%VPDN-4-DEVICE: {trace.device} {how}, routes: {trace.routes}")]


@TABLE.words(DeviceRefused, Debug.LOG)
def _device_refused(trace: DeviceRefused, event: Event) -> Iterable[Line]:
    return [Line(Debug.LOG, f"%VPDN-3-DEVICE: {trace.device}: {trace.reason}")]


@TABLE.words(TranslationRefused, Debug.LOG)
def _translation_refused(trace: TranslationRefused, event: Event) -> Iterable[Line]:
    return [Line(Debug.LOG, f"%IPNAT-3-REFUSED: Addresses are not translated: {trace.reason}")]


def _up(up: bool) -> str:
    return "up" if up else "down"
