"""How to draw every class of `vpdn.wire`, and which decoder reads its octets back.

Shared by the round trips and the property over hostile octets.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, get_args

from hypothesis import strategies as st

from vpdn.wire import (
    ccp,
    chap,
    cp,
    dhcp,
    dhcp_routes,
    eap,
    gre,
    ip,
    ipcp,
    ipv6cp,
    lcp,
    pap,
    ppp,
    pptp,
)

Decoder = Callable[[bytes], object]

DECODERS: dict[str, Decoder] = {
    "pptp": pptp.decode,
    "gre": gre.decode,
    "ppp": ppp.decode,
    "lcp": lcp.decode,
    "ccp": ccp.decode,
    "ipcp": ipcp.decode,
    "ipv6cp": ipv6cp.decode,
    "pap": pap.decode,
    "chap": chap.decode,
    "mschap value": chap.MsChapValue.decode,
    "mschap v2 value": chap.MsChapV2Value.decode,
    "failure message": chap.FailureMessage.parse,
    "eap": eap.decode,
    "ip": ip.parse,
    "icmp echo": ip.icmp_echo,
    "dhcp": dhcp.decode,
    "dhcp addresses": dhcp.addresses,
    "dhcp domain": dhcp.domain,
    "dhcp routes": dhcp_routes.decode_routes,
}


def octets(minimum: int, maximum: int | None = None) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=minimum, max_size=minimum if maximum is None else maximum)


def text(width: int) -> st.SearchStrategy[bytes]:
    """A text field: no NUL inside."""
    return octets(0, width).map(lambda data: data.replace(b"\0", b"."))


U8, U16, U32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))
DATA = octets(0, 100)
ADDRESS = st.ip_addresses(v=4)

# --- PPTP: the width of a field follows from its name -----------------------------------------

_U8_FIELDS = {"result", "error", "reason"}
_U32_FIELDS = {
    "framing", "bearer", "minimum_bps", "maximum_bps", "connect_speed", "physical_channel",
    "identifier", "crc", "hardware_overruns", "buffer_overruns", "timeouts", "alignment",
    "send_accm", "receive_accm",
}  # fmt: skip
_TEXT_FIELDS = {
    "host_name": 64, "vendor": 64, "phone_number": 64, "subaddress": 64, "dialed_number": 64,
    "dialing_number": 64, "statistics": 128,
}  # fmt: skip


def _field(name: str) -> st.SearchStrategy[Any]:
    if name in _TEXT_FIELDS:
        return text(_TEXT_FIELDS[name])
    if name in _U8_FIELDS:
        return U8
    return U32 if name in _U32_FIELDS else U16


PPTP_CLASSES: tuple[type[pptp.Message], ...] = get_args(pptp.Message)

PPTP_MESSAGES: dict[type[pptp.Message], st.SearchStrategy[pptp.Message]] = {
    cls: st.builds(cls, **{field.name: _field(field.name) for field in dataclasses.fields(cls)})
    for cls in PPTP_CLASSES
}

# --- options and the packets that carry them --------------------------------------------------

LCP_OPTIONS: dict[type, st.SearchStrategy[Any]] = {
    lcp.Mru: st.builds(lcp.Mru, U16),
    lcp.Accm: st.builds(lcp.Accm, U32),
    lcp.AuthenticationProtocol: st.builds(lcp.AuthenticationProtocol, U16, DATA),
    lcp.QualityProtocol: st.builds(lcp.QualityProtocol, U16, DATA),
    lcp.MagicNumber: st.builds(lcp.MagicNumber, U32),
    lcp.ProtocolFieldCompression: st.builds(lcp.ProtocolFieldCompression),
    lcp.AddressControlFieldCompression: st.builds(lcp.AddressControlFieldCompression),
    lcp.Callback: st.builds(lcp.Callback, U8, DATA),
    lcp.Mrru: st.builds(lcp.Mrru, U16),
    lcp.ShortSequence: st.builds(lcp.ShortSequence),
    lcp.EndpointDiscriminator: st.builds(lcp.EndpointDiscriminator, U8, DATA),
}
CCP_OPTIONS: dict[type, st.SearchStrategy[Any]] = {ccp.MppeOption: st.builds(ccp.MppeOption, U32)}
IPCP_OPTIONS: dict[type, st.SearchStrategy[Any]] = {
    ipcp.IpAddresses: st.builds(ipcp.IpAddresses, ADDRESS, ADDRESS),
    ipcp.IpCompression: st.builds(ipcp.IpCompression, U16, DATA),
    ipcp.IpAddress: st.builds(ipcp.IpAddress, ADDRESS),
    ipcp.PrimaryDns: st.builds(ipcp.PrimaryDns, ADDRESS),
    ipcp.PrimaryNbns: st.builds(ipcp.PrimaryNbns, ADDRESS),
    ipcp.SecondaryDns: st.builds(ipcp.SecondaryDns, ADDRESS),
    ipcp.SecondaryNbns: st.builds(ipcp.SecondaryNbns, ADDRESS),
}
IPV6CP_OPTIONS: dict[type, st.SearchStrategy[Any]] = {
    ipv6cp.InterfaceIdentifier: st.builds(ipv6cp.InterfaceIdentifier, octets(8)),
    ipv6cp.CompressionProtocol: st.builds(ipv6cp.CompressionProtocol, U16, DATA),
}


def control_packets(options: dict[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """The packets all control protocols share, with a protocol's own options."""
    raw = st.builds(cp.RawOption, st.integers(200, 255), DATA)
    some = st.lists(st.one_of(*options.values(), raw), max_size=5).map(tuple)
    return st.one_of(
        st.builds(cp.ConfigureRequest, U8, some),
        st.builds(cp.ConfigureAck, U8, some),
        st.builds(cp.ConfigureNak, U8, some),
        st.builds(cp.ConfigureReject, U8, some),
        st.builds(cp.TerminateRequest, U8, DATA),
        st.builds(cp.TerminateAck, U8, DATA),
        st.builds(cp.CodeReject, U8, DATA),
        st.builds(cp.UnknownCode, st.integers(16, 255), U8, DATA),
    )


LCP_PACKETS = st.one_of(
    control_packets(LCP_OPTIONS),
    st.builds(lcp.ProtocolReject, U8, U16, DATA),
    st.builds(lcp.EchoRequest, U8, U32, DATA),
    st.builds(lcp.EchoReply, U8, U32, DATA),
    st.builds(lcp.DiscardRequest, U8, U32, DATA),
    st.builds(lcp.Identification, U8, U32, DATA),
    st.builds(lcp.TimeRemaining, U8, U32, U32, DATA),
)
CCP_PACKETS = st.one_of(
    control_packets(CCP_OPTIONS),
    st.builds(cp.ResetRequest, U8, DATA),
    st.builds(cp.ResetAck, U8, DATA),
)

# --- authentication ---------------------------------------------------------------------------

PAP_PACKETS = st.one_of(
    st.builds(pap.AuthenticateRequest, U8, DATA, DATA),
    st.builds(pap.AuthenticateAck, U8, DATA),
    st.builds(pap.AuthenticateNak, U8, DATA),
)
CHAP_PACKETS = st.one_of(
    st.builds(chap.Challenge, U8, DATA, DATA),
    st.builds(chap.Response, U8, DATA, DATA),
    st.builds(chap.Success, U8, DATA),
    st.builds(chap.Failure, U8, DATA),
    st.builds(chap.ChangePasswordV1, U8, *(octets(16) for _ in range(4)), U16, U16),
    st.builds(
        chap.ChangePasswordV2,
        U8, octets(516), octets(16), octets(516), octets(16), octets(24), octets(24), U16,
    ),
    st.builds(
        chap.ChangePasswordMsChapV2,
        U8, octets(516), octets(16), octets(16), octets(24), U16, octets(8),
    ),
)  # fmt: skip
MSCHAP_VALUES = st.builds(chap.MsChapValue, octets(24), octets(24), U8)
MSCHAP_V2_VALUES = st.builds(chap.MsChapV2Value, octets(16), octets(24), U8, octets(8))
FAILURE_MESSAGES = st.builds(
    chap.FailureMessage,
    st.integers(0, 9_999_999_999),
    st.booleans(),
    st.none() | octets(8) | octets(16),
    st.none() | st.integers(0, 9_999_999_999),
    st.none() | st.text(),
)
EAP_PACKETS = st.builds(eap.Packet, st.sampled_from((1, 2)), U8, U8, DATA) | st.builds(
    eap.Packet, st.integers(3, 255), U8, st.none(), DATA
)

# --- the data path ----------------------------------------------------------------------------

GRE_PACKETS = st.builds(gre.Packet, U16, DATA, U32, st.none() | U32) | st.builds(
    gre.Packet, U16, st.just(b""), st.none(), st.none() | U32
)
FRAMES = st.builds(
    ppp.Frame, U16.filter(lambda number: not number & 0x100 and number != 0xFF), DATA
)
ECHOES = st.builds(ip.IcmpEcho, U16, U16, DATA, st.booleans())

# --- DHCP -------------------------------------------------------------------------------------

DHCP_OPTIONS = st.dictionaries(
    st.integers(1, 254).filter(lambda code: code != dhcp.Option.OVERLOAD),
    octets(0, 600),
    max_size=5,
)
DHCP_MESSAGES = st.builds(
    dhcp.Message,
    op=st.sampled_from((1, 2)),
    xid=U32,
    options=DHCP_OPTIONS.map(lambda options: tuple(options.items())),
    ciaddr=ADDRESS,
    yiaddr=ADDRESS,
    siaddr=ADDRESS,
    giaddr=ADDRESS,
    hardware_type=U8,
    hardware=octets(0, 16),
    hops=U8,
    seconds=U16,
    flags=U16,
)

CODECS: dict[str, tuple[st.SearchStrategy[Any], Decoder]] = {
    **{cls.__name__: (strategy, pptp.decode) for cls, strategy in PPTP_MESSAGES.items()},
    "lcp": (LCP_PACKETS, lcp.decode),
    "ccp": (CCP_PACKETS, ccp.decode),
    "ipcp": (control_packets(IPCP_OPTIONS), ipcp.decode),
    "ipv6cp": (control_packets(IPV6CP_OPTIONS), ipv6cp.decode),
    "pap": (PAP_PACKETS, pap.decode),
    "chap": (CHAP_PACKETS, chap.decode),
    "mschap value": (MSCHAP_VALUES, chap.MsChapValue.decode),
    "mschap v2 value": (MSCHAP_V2_VALUES, chap.MsChapV2Value.decode),
    "failure message": (FAILURE_MESSAGES, chap.FailureMessage.parse),
    "eap": (EAP_PACKETS, eap.decode),
    "gre": (GRE_PACKETS, gre.decode),
    "ppp": (FRAMES, ppp.decode),
    "dhcp": (DHCP_MESSAGES, dhcp.decode),
    "icmp echo": (ECHOES, ip.icmp_echo),
}
