"""`controller …` and `interface …` (all but Virtual-Template) with what stands inside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.configuration.netmask import interface_address
from vpdn.ios.modes import CONTROLLER, GLOBAL, INTERFACE
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.config import Interface

UNMANAGED = "unless the router is served with `--manage`"
NAT_HELP = """
ip       Interface Internet Protocol config commands
nat      NAT interface commands
inside   Inside interface for address translation
outside  Outside interface for address translation
"""
_ORDER = ("Loopback", "Tunnel", "Group-Async", "Async", "Ethernet", "FastEthernet")

accepted(
    GLOBAL,
    "[no] call rsvp-sync",
    "there are no voice calls",
    "call  Configure Call parameters\nrsvp-sync  Synchronize RSVP with voice calls",
    section=Section.CALLS,
)
accepted(
    GLOBAL,
    "[no] controller <E1|T1>$kind WORD$unit",
    "there is no such card",
    "E1  E1 controller\nT1  T1 controller\nunit  Controller unit number",
    key=("kind", "unit"),
    section=Section.CONTROLLERS,
    child=CONTROLLER,
)
accepted(
    CONTROLLER,
    "[no] <framing|linecode|clock source|pri-group|channel-group|shutdown|description>$what"
    " / [LINE$rest]",
    "there is no such card",
    """
    framing        Specify the type of Framing
    linecode       Specify the line encoding method
    clock          Configure the clock of the line
    source         Specify the clock source
    pri-group      Configure the specified timeslots for PRI
    channel-group  Specify the timeslots to channel-group mapping
    shutdown       Shut down the controller
    description    Controller specific description
    """,
    key=("what",),
    shown=Shown.BOTH,
)


def _by_kind(name: InterfaceName) -> tuple[int, str, list[int]]:
    rank = _ORDER.index(name.kind) if name.kind in _ORDER else len(_ORDER)
    digits = name.unit.replace(":", "/").replace(".", "/").split("/")
    return rank, name.kind, [int(digit) for digit in digits]


@setting(
    GLOBAL,
    "[no] interface INTERFACE$name",
    "name  Interface type and number",
    key=("name",),
    section=Section.INTERFACES,
    child=INTERFACE,
    sort=_by_kind,
    part="interfaces",
)
def interface(
    interfaces: dict[str, Interface], fold: Callable[[Interface], Interface], name: InterfaceName
) -> dict[str, Interface]:
    if name.kind == "Virtual-Access":
        raise ConfigError(f"% {name} is made from its Virtual-Template: configure that")
    made = fold(Interface(str(name)))
    return {**interfaces, made.name: made}


accepted(INTERFACE, "[no] description / LINE$text", "is a remark", "text  Up to 240 characters")


@setting(
    INTERFACE,
    "[no] ip address A.B.C.D$address A.B.C.D$mask secondary",
    "ip  Interface Internet Protocol config commands\naddress  Set the IP address of an interface\n"
    "secondary  Make this IP address a secondary address",
    slot="ip address secondary",
    key=("address",),
)
def secondary_address(interface: Interface, address: IPv4Address, mask: IPv4Address) -> Interface:
    made = interface_address(address, mask)
    return replace(interface, secondary=(*interface.secondary, made))


@setting(
    INTERFACE,
    "[no] ip address / A.B.C.D$address A.B.C.D$mask",
    "ip  Interface Internet Protocol config commands\naddress  Set the IP address of an interface",
)
def ip_address(interface: Interface, address: IPv4Address, mask: IPv4Address) -> Interface:
    return replace(interface, address=interface_address(address, mask))


accepted(
    INTERFACE,
    "[no] ip access-group <(1-2699)|WORD>$list <in|out>$way",
    "packets of the machine's own devices do not pass the router's lists",
    """
    ip            Interface Internet Protocol config commands
    access-group  Specify access control for packets
    list          IP access list
    in            inbound packets
    out           outbound packets
    """,
    key=("way",),
)
accepted(
    INTERFACE,
    "[no] ip <directed-broadcast|proxy-arp|redirects|unreachables|route-cache|mroute-cache"
    "|mtu|tcp|unnumbered|helper-address>$what / [LINE$rest]",
    "the interface is the machine's",
    """
    ip                  Interface Internet Protocol config commands
    directed-broadcast  Enable forwarding of directed broadcasts
    proxy-arp           Enable proxy ARP
    redirects           Enable sending ICMP Redirect messages
    unreachables        Enable sending ICMP Unreachable messages
    route-cache         Enable fast-switching cache for outgoing packets
    mroute-cache        Enable switching cache for incoming multicast packets
    mtu                 Set IP Maximum Transmission Unit
    tcp                 TCP interface commands
    unnumbered          Enable IP processing without an explicit address
    helper-address      Specify a destination address for UDP broadcasts
    """,
    key=("what",),
    shown=Shown.BOTH,
)


@setting(
    INTERFACE,
    "[no] ip nat <inside|outside>$side",
    NAT_HELP,
    slot="ip nat",
    reason=UNMANAGED,
)
def nat(interface: Interface, side: str) -> Interface:
    return replace(interface, nat=side)


@setting(INTERFACE, "[no] shutdown", "shutdown  Shutdown the selected interface")
def shutdown(interface: Interface) -> Interface:
    return replace(interface, shutdown=True)


accepted(
    INTERFACE,
    "[no] <half-duplex|full-duplex|duplex|speed|media-type|bandwidth|delay|encapsulation"
    "|clock rate|cdp|fair-queue|keepalive|mtu|load-interval|arp|isdn|dialer|async|peer|ppp>$what"
    " / [LINE$rest]",
    "the interface is the machine's",
    """
    half-duplex    Configure half-duplex operational mode
    full-duplex    Configure full-duplex operational mode
    duplex         Configure duplex operation.
    speed          Configure speed operation.
    media-type     Interface media type
    bandwidth      Set bandwidth informational parameter
    delay          Specify interface throughput delay
    encapsulation  Set encapsulation type for an interface
    clock          Configure serial interface clock
    rate           Speed in bits per second
    cdp            CDP interface subcommands
    fair-queue     Enable Fair Queuing on an Interface
    keepalive      Enable keepalive
    mtu            Set the interface Maximum Transmission Unit (MTU)
    load-interval  Specify interval for load calculation for an interface
    arp            Set arp type (arpa, probe, snap) or timeout
    isdn           ISDN Interface configuration commands
    dialer         Dial-on-demand routing (DDR) commands
    async          Async interface configuration
    peer           Peer parameters for point to point interfaces
    """,
    key=("what",),
    shown=Shown.BOTH,
)
