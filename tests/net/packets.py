"""IP packets for tests, made by hand."""

from __future__ import annotations

from vpdn.wire import gre, lcp, ppp
from vpdn.wire.cp import ConfigureRequest

GRE, ICMP, TCP, UDP = 47, 1, 6, 17


def ip(protocol: int, payload: bytes = b"", options: bytes = b"") -> bytes:
    """An IPv4 packet without checksum, from 10.9.0.1 to 10.9.0.2."""
    length = 20 + len(options) + len(payload)
    start = bytes((0x45 + len(options) // 4, 0)) + length.to_bytes(2, "big")
    middle = bytes((0, 0, 0, 0, 64, protocol, 0, 0))
    return start + middle + bytes((10, 9, 0, 1, 10, 9, 0, 2)) + options + payload


def lcp_in_gre(packet: ConfigureRequest | lcp.EchoReply, options: bytes = b"") -> bytes:
    frame = ppp.Frame(ppp.Protocol.LCP, packet.encode()).encode()
    return ip(GRE, gre.Packet(7, frame, sequence=0).encode(), options)


CONFIGURE_REQUEST = lcp_in_gre(ConfigureRequest(1, (lcp.MagicNumber(0x35BE1CB0),)))
ECHO_REPLY = lcp_in_gre(lcp.EchoReply(1, 0x35BE1CB0))
ACKNOWLEDGMENT = ip(GRE, gre.Packet(7, acknowledgment=0).encode())
