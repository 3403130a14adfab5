"""Names for kinds of IP packets, as fault settings and topology files use them.

Decodes just deep enough (IP, enhanced GRE, PPP, LCP) to tell a kind; a packet it cannot decode is
of no kind but "all".
"""

from __future__ import annotations

from collections.abc import Callable

from vpdn.errors import DecodeError
from vpdn.wire import gre, ppp
from vpdn.wire.cp import Code
from vpdn.wire.ip import IpProtocol

Match = Callable[[bytes], bool]

PROTOCOL_OFFSET = 9


def named(name: str) -> Match:
    """The test for packets of kind `name`, one of `NAMES`. Raises KeyError."""
    return _MATCHES[name]


def _of_protocol(number: int) -> Match:
    return lambda packet: packet[PROTOCOL_OFFSET : PROTOCOL_OFFSET + 1] == bytes((number,))


def _is_lcp(code: Code) -> Match:
    def match(packet: bytes) -> bool:
        try:
            frame = ppp.decode(gre.decode(packet[(packet[0] & 0x0F) * 4 :]).payload)
        except DecodeError:
            return False
        return frame.protocol == ppp.Protocol.LCP and frame.payload[:1] == bytes((code,))

    return lambda packet: _is_gre(packet) and match(packet)


_is_gre = _of_protocol(IpProtocol.GRE)

_MATCHES: dict[str, Match] = {
    "all": lambda _: True,
    "gre": _is_gre,
    "tcp": _of_protocol(IpProtocol.TCP),
    "udp": _of_protocol(IpProtocol.UDP),
    "icmp": _of_protocol(IpProtocol.ICMP),
    "lcp-configure-request": _is_lcp(Code.CONFIGURE_REQUEST),
    "lcp-configure-ack": _is_lcp(Code.CONFIGURE_ACK),
    "lcp-echo-reply": _is_lcp(Code.ECHO_REPLY),
}

NAMES = frozenset(_MATCHES)
