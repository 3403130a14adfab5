"""The PPP frame as PPTP carries it: RFC 1661 section 2 without flags, escapes or FCS.

Both forms of both compressible fields are always taken (a peer that agreed to compress may
compress anything); what is sent compressed is the caller's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from vpdn.errors import DecodeError

ADDRESS_CONTROL = b"\xff\x03"


class Protocol(IntEnum):
    """PPP protocol numbers in use here."""

    IP = 0x0021
    VJ_COMPRESSED = 0x002D
    VJ_UNCOMPRESSED = 0x002F
    MP = 0x003D
    IPV6 = 0x0057
    COMPRESSED = 0x00FD
    """A compressed or MPPE-encrypted datagram."""
    IPCP = 0x8021
    IPV6CP = 0x8057
    CCP = 0x80FD
    LCP = 0xC021
    PAP = 0xC023
    LQR = 0xC025
    CALLBACK = 0xC029
    BAP = 0xC02B
    CHAP = 0xC223
    EAP = 0xC227


@dataclass(frozen=True, slots=True)
class Frame:
    """One PPP frame. `protocol` may be a number that `Protocol` does not name."""

    protocol: int
    payload: bytes

    def encode(self, acfc: bool = False, pfc: bool = False, *, lcp_too: bool = False) -> bytes:
        """`acfc`/`pfc`: leave out FF 03 / the protocol's zero octet. LCP keeps them (RFC 1661
        sections 6.5 and 6.6), unless `lcp_too`."""
        if self.protocol == Protocol.LCP and not lcp_too:
            acfc = pfc = False
        short = pfc and self.protocol < 0x100 and self.protocol & 1
        number = self.protocol.to_bytes(1 if short else 2, "big")
        return (b"" if acfc else ADDRESS_CONTROL) + number + self.payload


def decode(data: bytes) -> Frame:
    """The frame in `data`; raises DecodeError when there is no protocol number in it.

    A number that breaks the rule of its low bits is returned as it stands: RFC 1661 section 2
    wants it answered as an unrecognized protocol.
    """
    offset = 2 if data[:2] == ADDRESS_CONTROL else 0
    if len(data) > offset and data[offset] & 1:
        return Frame(data[offset], data[offset + 1 :])
    if len(data) < offset + 2:
        raise DecodeError("PPP frame without a protocol", offset)
    return Frame(int.from_bytes(data[offset : offset + 2], "big"), data[offset + 2 :])
