"""Which control connection a TCP segment is of. PPTP has port 1723, but a server behind a port
mapping may have any: its first message is known by its magic cookie (RFC 2637 section 2.1)."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.explain.capture_control import PORT, Control
from vpdn.explain.capture_story import Ends, Side
from vpdn.explain.capture_tcp import SYN, Segment
from vpdn.wire import pptp
from vpdn.wire.ip import Header

MOST = 10_000
"""Connections that are followed; beyond them those that scan ports are only counted."""
_COOKIE = pptp.MAGIC_COOKIE.to_bytes(4, "big")
_CONTROL_MESSAGE = b"\x00\x01"
_FROM = {
    pptp.MessageType.START_CONTROL_CONNECTION_REQUEST: Side.PC,
    pptp.MessageType.START_CONTROL_CONNECTION_REPLY: Side.SERVER,
    pptp.MessageType.OUTGOING_CALL_REQUEST: Side.PC,
    pptp.MessageType.OUTGOING_CALL_REPLY: Side.SERVER,
}
"""Who sends the messages by which a connection of another port is known."""
_Socket = tuple[IPv4Address, int]


class Connections:
    """`controls` in the order of their beginning; `left_out` of them are not followed."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.left_out = 0
        self._known: dict[tuple[_Socket, _Socket], Control] = {}

    def find(self, header: Header, one: Segment) -> tuple[Control, Side] | None:
        """The connection, and who of it sent the segment; None when it is not PPTP's."""
        source = header.source, one.source_port
        destination = header.destination, one.destination_port
        sender = _sender(one)
        if sender is None:
            if (known := self._known.get((source, destination))) is not None:
                return known, Side.PC
            known = self._known.get((destination, source))
            return (known, Side.SERVER) if known is not None else None
        pc, server = (source, destination) if sender is Side.PC else (destination, source)
        control = self._of(pc, server, anew=bool(sender is Side.PC and one.flags & SYN))
        return (control, sender) if control is not None else None

    def _of(self, pc: _Socket, server: _Socket, *, anew: bool) -> Control | None:
        control = self._known.get((pc, server))
        if control is not None and not (anew and control.closed):
            return control
        if len(self.controls) >= MOST:
            self.left_out += 1
            return None
        control = Control(Ends(pc[0], server[0]), server[1])
        self._known[pc, server] = control
        self.controls.append(control)
        return control


def _sender(one: Segment) -> Side | None:
    """By the port, or by the message that the segment begins with."""
    if one.destination_port == PORT:
        return Side.PC
    if one.source_port == PORT:
        return Side.SERVER
    data = one.data
    if data[2:4] != _CONTROL_MESSAGE or data[4:8] != _COOKIE:
        return None
    kind = int.from_bytes(data[8:10], "big")
    return _FROM.get(pptp.MessageType(kind)) if kind in set(pptp.MessageType) else None
