"""What makes one end of a link look like a certain system: data for `vpdn.ppp.link`.

`WINDOWS_2000` is a build 2195 dial-up client as captures and debug logs of 2001 show it,
`WINDOWS_10` its descendant, `LINUX` a pppd with its usual options, `CPE` the small client of phones
and home routers, `ROUTER` an IOS 12.1 access server. Nothing here acts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vpdn.ppp.auth.method import AuthMethod
from vpdn.wire.ccp import MppeBits
from vpdn.wire.cp import Option
from vpdn.wire.ipcp import PrimaryDns, PrimaryNbns, SecondaryDns, SecondaryNbns
from vpdn.wire.lcp import (
    AddressControlFieldCompression,
    AuthenticationProtocol,
    Callback,
    EndpointDiscriminator,
    MagicNumber,
    Mrru,
    Mru,
    ProtocolFieldCompression,
)

ServerOption = type[PrimaryDns] | type[PrimaryNbns] | type[SecondaryDns] | type[SecondaryNbns]


@dataclass(frozen=True, slots=True)
class Personality:
    """Habits. `lcp_order` names the LCP options by type, in the order they are asked for; those
    with a value of their own stand in `lcp_extra`."""

    name: str
    lcp_order: tuple[int, ...] = (
        Mru.type,
        AuthenticationProtocol.type,
        MagicNumber.type,
    )
    lcp_extra: tuple[Option, ...] = ()
    mru: int | None = None
    """Asked for whatever the link's MRU is; None: only an unusual one is asked for."""
    lacks: frozenset[AuthMethod] = frozenset()
    """Methods it does not have, whatever is allowed."""
    keeps_endpoint: bool = False
    """Take the peer's endpoint discriminator (harmless without multilink) instead of rejecting."""
    shared_identifiers: bool = False
    first_identifier: int = 1
    request_delay: float = 0.0
    """Seconds after the link came up until our first Configure-Request."""
    compresses_lcp: bool = False
    """Leave FF 03 out of LCP, too, once the peer takes that (RFC 1661 section 6.6 forbids it)."""
    identification: tuple[bytes, ...] = ()
    """Sent when LCP opens (RFC 1570 section 2.1)."""
    ccp_first: bool = False
    """Open CCP before IPCP."""
    mppe_bits: int | None = None
    """The first offer of MPPE, instead of what the policy makes."""
    ask_servers: tuple[ServerOption, ...] = ()
    """Name servers asked for in IPCP, in order."""
    terminate_mark: bytes | None = None
    """Between magic number and error number in a Terminate-Request; None: no data there."""


_ALL_SERVERS: tuple[ServerOption, ...] = (PrimaryDns, PrimaryNbns, SecondaryDns, SecondaryNbns)
_WINDOWS_MARK = bytes.fromhex("003CCD74")

ROUTER = Personality("router")

WINDOWS_2000 = Personality(
    "windows2000",
    lcp_order=(
        MagicNumber.type,
        ProtocolFieldCompression.type,
        AddressControlFieldCompression.type,
        Callback.type,
        Mrru.type,
        EndpointDiscriminator.type,
    ),
    lcp_extra=(
        Callback(6),
        Mrru(1614),
        EndpointDiscriminator(1, bytes.fromhex("6AC616B006CC4281A1CA941E39B9182600000008")),
    ),
    shared_identifiers=True,
    first_identifier=0,
    request_delay=1.55,
    compresses_lcp=True,
    identification=(b"MSRASV5.00", b"MSRAS-1-RSHANMUG"),
    ccp_first=True,
    mppe_bits=(
        MppeBits.STATELESS
        | MppeBits.BITS_56
        | MppeBits.BITS_128
        | MppeBits.BITS_40
        | MppeBits.OBSOLETE
        | MppeBits.MPPC
    ),
    ask_servers=_ALL_SERVERS,
    terminate_mark=_WINDOWS_MARK,
)

WINDOWS_10 = Personality(
    "windows10",
    lcp_order=(
        Mru.type,
        MagicNumber.type,
        ProtocolFieldCompression.type,
        AddressControlFieldCompression.type,
        Callback.type,
    ),
    lcp_extra=(Callback(6),),
    mru=1400,
    lacks=frozenset({AuthMethod.MS_CHAP}),
    shared_identifiers=True,
    first_identifier=0,
    compresses_lcp=True,
    identification=(b"MSRASV5.20", b"MSRAS-0-MSEDGEWIN10"),
    ccp_first=True,
    mppe_bits=MppeBits.STATELESS | MppeBits.BITS_128,
    ask_servers=_ALL_SERVERS,
    terminate_mark=_WINDOWS_MARK,
)

LINUX = Personality(
    "linux",
    lcp_order=(
        Mru.type,
        MagicNumber.type,
        ProtocolFieldCompression.type,
        AddressControlFieldCompression.type,
    ),
    keeps_endpoint=True,
    ask_servers=(PrimaryDns, SecondaryDns),
)

CPE = replace(LINUX, name="cpe")
"""It is known by its control connection alone; PPP there is as good as always pppd's."""

PERSONALITIES = {each.name: each for each in (WINDOWS_2000, WINDOWS_10, LINUX, CPE)}
"""The client's, by the names users give."""
