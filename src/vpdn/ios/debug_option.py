"""Configuration options in IOS' words, each with its octets:

    "MagicNumber 0x35BE1CB0 (0x050635BE1CB0)"

Octets are shown 16 to a line; an endpoint discriminator has them on lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.wire import ccp, cp, ipcp, ipv6cp, lcp
from vpdn.wire.chap import Algorithm
from vpdn.wire.ppp import Protocol

_OCTETS_A_LINE = 16
_CHAP_NAMES = {
    Algorithm.MD5: "CHAP",
    Algorithm.MSCHAP: "MS-CHAP",
    Algorithm.MSCHAP_V2: "MS-CHAP-V2",
}
_ENDPOINT_CLASSES = {0: "Null", 1: "Local", 2: "IP", 3: "MAC", 4: "Magic", 5: "Phone"}


def option_texts(protocol: int, option: cp.Option) -> Iterator[str]:
    """The lines of one option; `protocol` is the one whose option it is."""
    octets = option.encode()
    groups = [
        f"(0x{octets[start : start + _OCTETS_A_LINE].hex().upper()})"
        for start in range(0, len(octets), _OCTETS_A_LINE)
    ]
    name = option_name(protocol, option)
    if isinstance(option, lcp.EndpointDiscriminator):
        yield name
        yield from (f" {group}" for group in groups)
        return
    yield f"{name} {groups[0]}"
    yield from (f" {group}" for group in groups[1:])


def option_name(protocol: int, option: cp.Option) -> str:
    """Without its octets: `MagicNumber 0x35BE1CB0`."""
    words = {
        Protocol.LCP: _lcp,
        Protocol.CCP: _ccp,
        Protocol.IPCP: _ipcp,
        Protocol.IPV6CP: _ipv6cp,
    }.get(Protocol(protocol))
    return (words(option) if words else None) or f"Unknown {option.type}"


def _lcp(option: cp.Option) -> str | None:
    match option:
        case lcp.Mru(value):
            return f"MRU {value}"
        case lcp.Accm(value):
            return f"ACCM 0x{value:08X}"
        case lcp.AuthenticationProtocol(number, data):
            return f"AuthProto {_auth_protocol(number, data)}"
        case lcp.QualityProtocol(number):
            return f"QualityProto 0x{number:04X}"
        case lcp.MagicNumber(value):
            return f"MagicNumber 0x{value:08X}"
        case lcp.ProtocolFieldCompression():
            return "PFC"
        case lcp.AddressControlFieldCompression():
            return "ACFC"
        case lcp.Callback(operation):
            return f"Callback {operation} "
        case lcp.Mrru(value):
            return f"MRRU {value}"
        case lcp.ShortSequence():
            return "SSNHF"
        case lcp.EndpointDiscriminator(class_):
            return f"EndpointDisc {class_} {_ENDPOINT_CLASSES.get(class_, 'Unknown')}"
    return None


def _auth_protocol(number: int, data: bytes) -> str:
    if number == Protocol.PAP:
        return "PAP"
    if number == Protocol.EAP:
        return "EAP"
    if number == Protocol.CHAP and len(data) == 1 and data[0] in set(Algorithm):
        return _CHAP_NAMES[Algorithm(data[0])]
    return f"0x{number:04X}"


def _ccp(option: cp.Option) -> str | None:
    if isinstance(option, ccp.MppeOption):
        return f"MS-PPC supported bits 0x{option.bits:08X}"
    return None


def _ipcp(option: cp.Option) -> str | None:
    match option:
        case ipcp.IpAddress(address):
            return f"Address {address}"
        case ipcp.IpAddresses(source, destination):
            return f"Addresses {source} {destination}"
        case ipcp.IpCompression(number):
            return "CompressType " + (
                "VJ" if number == Protocol.VJ_COMPRESSED else f"0x{number:04X}"
            )
        case ipcp.PrimaryDns(address):
            return f"PrimaryDNS {address}"
        case ipcp.PrimaryNbns(address):
            return f"PrimaryWINS {address}"
        case ipcp.SecondaryDns(address):
            return f"SecondaryDNS {address}"
        case ipcp.SecondaryNbns(address):
            return f"SecondaryWINS {address}"
    return None


def _ipv6cp(option: cp.Option) -> str | None:
    if isinstance(option, ipv6cp.InterfaceIdentifier):
        return "Interface-Id " + option.value.hex(":", 2).upper()
    return None
