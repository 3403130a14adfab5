"""What is told to the sender of a packet too big for a session: RFC 792, RFC 1191 section 4.

The last resort: whoever routes packets here has the route's MTU keep to what the session takes, so
that the kernel cuts them or answers itself. What comes all the same is counted as `too_big`.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.wire.icmp_error import COMPLAINTS
from vpdn.wire.ip import IcmpType, IpProtocol, build, checksum


def fragmentation_needed(packet: bytes, mtu: int) -> bytes | None:
    """The ICMP packet that answers an IPv4 packet of more than `mtu` octets, as if from its
    destination; None when it may be fragmented, or must not be answered: an ICMP error, or a later
    fragment (RFC 1122 section 3.2.2)."""
    header = (packet[0] & 15) * 4
    dont_fragment, later_fragment = packet[6] & 0x40, packet[6] & 0x1F or packet[7]
    error = packet[9] == IpProtocol.ICMP and packet[header] in COMPLAINTS
    if not dont_fragment or later_fragment or error:
        return None
    quoted = packet[: header + 8]
    front = bytes((IcmpType.UNREACHABLE, 4))
    rest = b"\0\0" + mtu.to_bytes(2, "big") + quoted
    message = front + checksum(front + b"\0\0" + rest).to_bytes(2, "big") + rest
    source, destination = IPv4Address(packet[16:20]), IPv4Address(packet[12:16])
    return build(source, destination, IpProtocol.ICMP, message)
