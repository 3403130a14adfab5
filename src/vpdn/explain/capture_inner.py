"""An IPv4 packet in one line, as a sniffer has it: who, to whom, what, how long."""

from __future__ import annotations

from vpdn.errors import DecodeError
from vpdn.explain.capture_tcp import segment
from vpdn.wire import ip

_FLAGS = "FSRPAU"
_ICMP = {
    ip.IcmpType.ECHO_REPLY: "echo reply",
    ip.IcmpType.ECHO_REQUEST: "echo request",
    ip.IcmpType.UNREACHABLE: "unreachable",
    ip.IcmpType.TIME_EXCEEDED: "time exceeded",
    ip.IcmpType.SOURCE_QUENCH: "source quench",
    ip.IcmpType.PARAMETER_PROBLEM: "parameter problem",
}
_SERVICES = {53: "DNS", 67: "DHCP", 68: "DHCP", 123: "NTP", 137: "NBNS", 138: "NBDGM"}


def packet_text(packet: bytes) -> str:
    """Whatever the octets are."""
    try:
        header = ip.parse(packet)
    except DecodeError as error:
        return f"no whole IPv4 packet: {error.reason}"
    payload = packet[header.header_length : header.length]
    try:
        what = _inside(header, payload)
    except DecodeError as error:
        what = f"protocol {header.protocol}, {error.reason}"
    return f"{header.source} > {header.destination} {what}, {header.length} octets"


def _inside(header: ip.Header, payload: bytes) -> str:
    if header.fragment_offset:
        return f"protocol {header.protocol}, fragment at {header.fragment_offset}"
    match header.protocol:
        case ip.IpProtocol.ICMP:
            return _icmp(payload)
        case ip.IpProtocol.TCP:
            one = segment(payload)
            flags = "".join(name for bit, name in enumerate(_FLAGS) if one.flags >> bit & 1)
            return f"TCP {one.source_port} > {one.destination_port} [{flags}]"
        case ip.IpProtocol.UDP:
            return _udp(payload)
    return f"protocol {header.protocol}"


def _icmp(payload: bytes) -> str:
    if len(payload) < 8:
        raise DecodeError("ICMP message shorter than its header", len(payload))
    name = _ICMP.get(ip.IcmpType(payload[0])) if payload[0] in set(ip.IcmpType) else None
    if payload[0] in (ip.IcmpType.ECHO_REPLY, ip.IcmpType.ECHO_REQUEST):
        sequence = int.from_bytes(payload[6:8], "big")
        return f"ICMP {name} seq {sequence}"
    return f"ICMP {name or f'type {payload[0]}'} code {payload[1]}"


def _udp(payload: bytes) -> str:
    if len(payload) < 8:
        raise DecodeError("UDP datagram shorter than its header", len(payload))
    source, destination = (int.from_bytes(payload[at : at + 2], "big") for at in (0, 2))
    service = _SERVICES.get(destination) or _SERVICES.get(source)
    return f"UDP {source} > {destination}" + (f" {service}" if service else "")
