"""`ip nat`: which sources get which addresses on their way outside.

The interfaces' own lines (`ip nat inside`) stand with the interfaces; what comes of all of it is
for `nas.nat_rules` to say.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from vpdn.errors import ConfigError
from vpdn.ios.configuration.interfaces import UNMANAGED
from vpdn.ios.configuration.netmask import prefix_length, range_end
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.nat_settings import DynamicNat, NatPool, NatSettings, StaticNat

MOST_ADDRESSES = 1024
_HELP = """
nat            NAT configuration commands
pool           Name pool of global addresses
name           Pool name
low            Start IP address
high           End IP address
netmask        Specify the network mask
mask           Network mask
prefix-length  Specify the prefix length
length         Prefix length
inside         Inside address translation
source         Source address translation
list           Specify access list describing local addresses
interface      Specify interface for global address
address_of     Interface whose address is used
overload       Overload an address translation
static         Specify static local->global mapping
local          Inside local IP address
outer          Inside global IP address
tcp            Transmission Control Protocol
udp            User Datagram Protocol
local_port     Local UDP/TCP port
outer_port     Global UDP/TCP port
extendable     Extend this translation when used
"""


@setting(
    GLOBAL,
    "[no] ip nat pool WORD$name / A.B.C.D$low A.B.C.D$high <netmask A.B.C.D$mask"
    "|prefix-length (1-32)$length>",
    _HELP,
    key=("name",),
    section=Section.NAT,
    part="nat",
    reason=UNMANAGED,
)
def pool(
    nat: NatSettings,
    name: str,
    low: IPv4Address,
    high: IPv4Address,
    mask: IPv4Address | None = None,
    length: int = 32,
) -> NatSettings:
    """Raises ConfigError for addresses that are no range of one network."""
    made = NatPool(name, low, range_end(low, high), prefix_length(low, mask) if mask else length)
    if high not in IPv4Network((low, made.prefix), strict=False):
        raise ConfigError("%Start and end addresses on different subnets")
    if int(high) - int(low) >= MOST_ADDRESSES:
        raise ConfigError(f"%Pool {name} has more than {MOST_ADDRESSES} addresses")
    return replace(nat, pools={**nat.pools, name: made})


@setting(
    GLOBAL,
    "[no] ip nat inside source list <(1-2699)|WORD>$list"
    " / <interface INTERFACE$address_of|pool WORD$name> [overload]$overload",
    _HELP,
    key=("list",),
    section=Section.NAT,
    part="nat",
    reason=UNMANAGED,
)
def dynamic(
    nat: NatSettings,
    list: object,
    address_of: InterfaceName | None = None,
    name: str | None = None,
    overload: str = "",
) -> NatSettings:
    """An interface has one address, which is shared whether or not the line says so."""
    interface = None if address_of is None else str(address_of)
    made = DynamicNat(str(list), interface, name, bool(overload) or interface is not None)
    return replace(nat, dynamic=(*nat.dynamic, made))


@setting(
    GLOBAL,
    "[no] ip nat inside source static A.B.C.D$local / A.B.C.D$outer",
    _HELP,
    key=("local",),
    section=Section.NAT,
    part="nat",
    reason=UNMANAGED,
)
def static(nat: NatSettings, local: IPv4Address, outer: IPv4Address) -> NatSettings:
    return _with(nat, StaticNat(local, outer))


@setting(
    GLOBAL,
    "[no] ip nat inside source static <tcp|udp>$protocol A.B.C.D$local (1-65535)$local_port"
    " / <interface INTERFACE$address_of|A.B.C.D$outer> (1-65535)$outer_port"
    " [extendable]$extendable",
    _HELP,
    slot="ip nat inside source static port",
    key=("protocol", "local", "local_port"),
    section=Section.NAT,
    part="nat",
    reason=UNMANAGED,
    moot={"extendable": "every translation is of one address and port to another"},
)
def static_port(
    nat: NatSettings,
    protocol: str,
    local: IPv4Address,
    local_port: int,
    outer_port: int,
    address_of: InterfaceName | None = None,
    outer: IPv4Address | None = None,
    extendable: str = "",
) -> NatSettings:
    interface = None if address_of is None else str(address_of)
    return _with(nat, StaticNat(local, outer, interface, protocol, local_port, outer_port))


accepted(
    GLOBAL,
    "[no] ip nat <translation|service|log>$what / LINE$rest",
    "the machine's kernel keeps the translations",
    """
    nat          NAT configuration commands
    translation  NAT translation entry configuration
    service      Special translation for application using non-standard port
    log          NAT Logging
    """,
    key=("what", "rest"),
    section=Section.NAT,
)


def _with(nat: NatSettings, made: StaticNat) -> NatSettings:
    """Raises ConfigError when the global address, or its port, is another's already."""
    taken = {(one.outer, one.interface, one.protocol, one.outer_port) for one in nat.static}
    if (made.outer, made.interface, made.protocol, made.outer_port) in taken:
        what = made.outer or made.interface
        raise ConfigError(f"% similar static entry ({made.local} -> {what}) already exists")
    return replace(nat, static=(*nat.static, made))
