"""What the router answers to a DHCPINFORM: RFC 2131 section 4.3.5. No socket and no clock."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.nas.dhcp_settings import DhcpPool
from vpdn.wire.dhcp import HEADERS, LARGEST, Message, MessageType, Op, Option, size

_MOST = 1472
"""Octets that fit a datagram of 1500, whatever a client says that it takes."""


def refusal(message: Message, source: IPv4Address) -> str:
    """Why a datagram that came from `source` is not answered; "" where it is."""
    if message.op != Op.REQUEST:
        return "it is no request"
    if message.type is None:
        return "BOOTP is not served"
    if message.type != MessageType.INFORM:
        return "no lease is given to a caller: it has its address from PPP"
    if message.ciaddr != source:
        return f"it speaks for {message.ciaddr}"
    if int(message.giaddr):
        return "it came by a relay"
    return ""


def acknowledgement(message: Message, here: IPv4Address, pool: DhcpPool) -> Message:
    """The DHCPACK of a router at `here`. What was asked for comes in that order, as far as the
    client has room; who asks for nothing in particular is told everything."""
    told = pool.told(here)
    asked = message.option(Option.PARAMETERS)
    wanted = dict.fromkeys(told if asked is None else asked)
    options = [
        (int(Option.MESSAGE_TYPE), bytes((MessageType.ACK,))),
        (int(Option.SERVER_IDENTIFIER), here.packed),
    ]
    room = _room(message)
    for code in wanted:
        if code in told and size((*options, (code, told[code]))) <= room:
            options.append((code, told[code]))
    return Message(
        Op.REPLY,
        message.xid,
        tuple(options),
        ciaddr=message.ciaddr,
        hardware_type=message.hardware_type,
        hardware=message.hardware,
        flags=message.flags,
    )


def _room(message: Message) -> int:
    """Octets of the largest message that the client takes: RFC 2132 section 9.10."""
    said = int.from_bytes((message.option(Option.LARGEST_MESSAGE) or b"")[:2], "big")
    return min(max(said - HEADERS, LARGEST), _MOST)
