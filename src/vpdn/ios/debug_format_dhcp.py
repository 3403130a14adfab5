"""Debug lines of `ip dhcp server events|packet`: the words are IOS' where it has such a line, as
they are remembered and not held against a router; why something is dropped is said in ours."""

from __future__ import annotations

from collections.abc import Iterable

from vpdn.ios.debug import Debug
from vpdn.ios.debug_line import Line, Table
from vpdn.nas.dhcp_trace import DhcpAnswered, DhcpDropped, DhcpReceived, DhcpRefused
from vpdn.nas.events import Event
from vpdn.wire.dhcp import Message, MessageType, Option

TABLE = Table()
_PACKET, _EVENTS = Debug.DHCP_PACKET, Debug.DHCP_EVENTS


def dotted(octets: bytes) -> str:
    """As IOS writes hardware addresses: 0053.4500.0000."""
    digits = octets.hex()
    return ".".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def client(message: Message) -> str:
    return dotted(message.option(Option.CLIENT_IDENTIFIER) or message.hardware)


@TABLE.words(DhcpReceived, _PACKET)
def _received(trace: DhcpReceived, event: Event) -> Iterable[Line]:
    kind = trace.message.type
    name = f"DHCP{MessageType(kind).name}" if kind in set(MessageType) else "BOOTREQUEST"
    whom = f"{client(trace.message)} ({trace.address})"
    return [Line(_PACKET, f"DHCPD: {name} received from client {whom}.")]


@TABLE.words(DhcpAnswered, _PACKET | _EVENTS)
def _answered(trace: DhcpAnswered, event: Event) -> Iterable[Line]:
    whom = f"{client(trace.asked)} ({trace.address})"
    return [
        Line(_EVENTS, f"DHCPD: {trace.address} is told by pool {trace.pool}."),
        Line(_PACKET, f"DHCPD: Sending DHCPACK to client {whom}."),
        Line(_PACKET, f"DHCPD: unicasting BOOTREPLY to client {whom}."),
    ]


@TABLE.words(DhcpDropped, _EVENTS)
def _dropped(trace: DhcpDropped, event: Event) -> Iterable[Line]:
    return [Line(_EVENTS, f"DHCPD: dropped a datagram from {trace.address}: {trace.reason}.")]


@TABLE.words(DhcpRefused, Debug.LOG)
def _refused(trace: DhcpRefused, event: Event) -> Iterable[Line]:
    return [Line(Debug.LOG, f"%DHCPD-3-REFUSED: Callers are not answered: {trace.reason}")]
