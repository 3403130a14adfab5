"""What a captured packet begins with: link type -> the IPv4 packet inside.

Ethernet with its tags (IEEE 802.1Q, 802.1ad) and PPPoE sessions (RFC 2516), raw IP, BSD's loopback,
Linux' "any" device in both its forms, PPP. Numbers are those of the registry of link types.
"""

from __future__ import annotations

from collections.abc import Callable

from vpdn.errors import DecodeError
from vpdn.wire import ppp

_IPV4 = 0x0800
_TAGS = frozenset({0x8100, 0x88A8, 0x9100})
_PPPOE_SESSION = 0x8864


def ip_packet(link_type: int, octets: bytes) -> bytes | None:
    """The IPv4 packet, None when it is something else. Raises DecodeError when it is too short to
    tell, or the link type is not known."""
    reader = _READERS.get(link_type)
    if reader is None:
        raise DecodeError(f"link type {link_type} is not known here")
    packet = reader(octets)
    return packet if packet is not None and packet[:1] and packet[0] >> 4 == 4 else None


def _ethernet(octets: bytes) -> bytes | None:
    return _behind_type(octets, 12)


def _behind_type(octets: bytes, at: int) -> bytes | None:
    """What follows an EtherType that stands there, perhaps after tags."""
    while True:
        if len(octets) < at + 2:
            raise DecodeError("cut off in its link header", len(octets))
        type_ = int.from_bytes(octets[at : at + 2], "big")
        if type_ not in _TAGS:
            break
        at += 4
    if type_ == _PPPOE_SESSION:
        return _ppp(octets[at + 8 :])
    return octets[at + 2 :] if type_ == _IPV4 else None


def _ppp(octets: bytes) -> bytes | None:
    frame = ppp.decode(octets)
    return frame.payload if frame.protocol == ppp.Protocol.IP else None


def _loopback(octets: bytes) -> bytes | None:
    """An address family of four octets, in whichever order; 2 is IPv4 everywhere."""
    return octets[4:] if octets[:4] in (b"\2\0\0\0", b"\0\0\0\2") else None


def _cooked(octets: bytes) -> bytes | None:
    """LINUX_SLL: the type stands at the end of 16 octets."""
    return _behind_type(octets, 14)


def _cooked_2(octets: bytes) -> bytes | None:
    """LINUX_SLL2: the type begins 20 octets."""
    if len(octets) < 20:
        raise DecodeError("cut off in its link header", len(octets))
    return octets[20:] if int.from_bytes(octets[:2], "big") == _IPV4 else None


def _raw(octets: bytes) -> bytes | None:
    return octets


_READERS: dict[int, Callable[[bytes], bytes | None]] = {
    0: _loopback,
    1: _ethernet,
    9: _ppp,
    12: _raw,
    14: _raw,
    101: _raw,
    108: _loopback,
    113: _cooked,
    228: _raw,
    276: _cooked_2,
}
