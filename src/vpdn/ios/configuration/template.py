"""`interface Virtual-Template N`: the interface part; its PPP commands are in `template_ppp*`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.datapath.policer import Limit
from vpdn.ios.configuration.interfaces import NAT_HELP, UNMANAGED
from vpdn.ios.configuration.netmask import interface_address
from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL, TEMPLATE
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.config import VirtualTemplate

_IP = "ip  Interface Internet Protocol config commands"


@setting(
    GLOBAL,
    "[no] interface TEMPLATE$name",
    "name  Virtual-Template interface number",
    key=("name",),
    section=Section.TEMPLATES,
    child=TEMPLATE,
    sort=lambda name: int(name.unit),
    part="templates",
)
def virtual_template(
    templates: dict[int, VirtualTemplate],
    fold: Callable[[VirtualTemplate], VirtualTemplate],
    name: InterfaceName,
) -> dict[int, VirtualTemplate]:
    made = fold(VirtualTemplate(int(name.unit)))
    return {**templates, made.number: made}


accepted(TEMPLATE, "[no] description / LINE$text", "is a remark", "text  Up to 240 characters")


number(
    TEMPLATE,
    "mtu",
    64,
    18000,
    "mtu",
    "mtu  Set the interface Maximum Transmission Unit (MTU)\nnumber  MTU size in bytes",
    default=1500,
)


@setting(
    TEMPLATE,
    "[no] ip address / A.B.C.D$address A.B.C.D$mask",
    f"{_IP}\naddress  Set the IP address of an interface",
    slot="ip address",
)
def ip_address(
    template: VirtualTemplate, address: IPv4Address, mask: IPv4Address
) -> VirtualTemplate:
    return replace(template, address=interface_address(address, mask))


@setting(
    TEMPLATE,
    "[no] ip unnumbered / INTERFACE$name",
    f"{_IP}\nunnumbered  Enable IP processing without an explicit address\n"
    "name  Interface to borrow from",
    slot="ip address",
)
def unnumbered(template: VirtualTemplate, name: InterfaceName) -> VirtualTemplate:
    return replace(template, unnumbered=str(name))


@setting(
    TEMPLATE,
    "[no] ip access-group <(1-2699)|WORD>$list <in|out>$way",
    f"""
    {_IP}
    access-group  Specify access control for packets
    list          IP access list
    in            inbound packets
    out           outbound packets
    """,
    key=("way",),
)
def access_group(template: VirtualTemplate, list: object, way: str) -> VirtualTemplate:
    if way == "in":
        return replace(template, access_in=str(list))
    return replace(template, access_out=str(list))


accepted(
    TEMPLATE,
    "[no] ip <directed-broadcast|proxy-arp|redirects|unreachables|route-cache|mroute-cache>$what"
    " / [LINE$rest]",
    "packets are forwarded by this router's own data path",
    f"""
    {_IP}
    directed-broadcast  Enable forwarding of directed broadcasts
    proxy-arp           Enable proxy ARP
    redirects           Enable sending ICMP Redirect messages
    unreachables        Enable sending ICMP Unreachable messages
    route-cache         Enable fast-switching cache for outgoing packets
    mroute-cache        Enable switching cache for incoming multicast packets
    """,
    key=("what",),
    shown=Shown.BOTH,
)
number(
    TEMPLATE,
    "ip mtu",
    68,
    18000,
    "ip_mtu",
    f"{_IP}\nmtu  Set IP Maximum Transmission Unit\nnumber  MTU in bytes",
)


@setting(
    TEMPLATE,
    "[no] ip nat <inside|outside>$side",
    NAT_HELP,
    slot="ip nat",
    reason=UNMANAGED,
)
def nat(template: VirtualTemplate, side: str) -> VirtualTemplate:
    return replace(template, nat=side)


number(
    TEMPLATE,
    "ip tcp adjust-mss",
    500,
    1460,
    "adjust_mss",
    f"{_IP}\ntcp  TCP interface commands\nadjust-mss  Adjust the mss of transit packets\n"
    "number  Maximum segment size in bytes",
)


@setting(
    TEMPLATE,
    "[no] rate-limit <input|output>$way / (8000-2000000000)$rate (1000-512000000)$burst"
    " (2000-1024000000)$most conform-action transmit exceed-action drop",
    """
    rate-limit      Rate Limit
    input           Rate limit on input
    output          Rate limit on output
    rate            Bits per second
    burst           Normal burst bytes
    most            Maximum burst bytes
    conform-action  action when rate is less than conform burst
    transmit        transmit packet
    exceed-action   action when rate is within conform and conform + exceed burst
    drop            drop packet
    """,
    key=("way",),
)
def rate_limit(
    template: VirtualTemplate, way: str, rate: int, burst: int, most: int
) -> VirtualTemplate:
    """A maximum that is no more than the normal burst allows no debt."""
    limit = Limit(rate, burst, most if most > burst else 0)
    if way == "input":
        return replace(template, police_in=limit)
    return replace(template, police_out=limit)


accepted(
    TEMPLATE,
    "[no] peer neighbor-route",
    "a peer's route is always installed",
    "peer  Peer parameters for point to point interfaces\n"
    "neighbor-route  Create neighbor route to peer",
    shown=Shown.OFF,
)


@setting(
    TEMPLATE,
    "[no] peer default ip address / <A.B.C.D$address|pool$pool [WORD$names...]>",
    """
    peer     Peer parameters for point to point interfaces
    default  Specify default parameters
    ip       IP options
    address  IP address for the remote end of this interface
    pool     Use IP pool mechanism to allocate a peer IP address
    names    Name of a pool, "default" when none is given
    """,
    shown=Shown.BOTH,
)
def peer_address(
    template: VirtualTemplate,
    address: IPv4Address | None = None,
    pool: str = "",
    names: tuple[str, ...] = (),
    no: bool = False,
) -> VirtualTemplate:
    """An empty tuple of pools stands for the `no` form until `defaults.finish`."""
    if no:
        return replace(template, peer_pool=())
    if address is not None:
        return replace(template, peer_address=address)
    return replace(template, peer_pool=names or ("default",))


@peer_address.writer
def _peer_address(address: IPv4Address | None, pool: str, names: tuple[str, ...], no: bool) -> str:
    if no:
        return "no peer default ip address"
    source = [str(address)] if address is not None else ["pool", *names]
    return " ".join(("peer default ip address", *source))


@setting(
    TEMPLATE,
    "[no] keepalive / [(0-32767)$seconds] [(1-255)$retries]",
    """
    keepalive  Enable keepalive
    seconds    Keepalive period (default 10 seconds)
    retries    Keepalive retries (default 5)
    """,
    shown=Shown.BOTH,
    default="keepalive 10",
)
def keepalive(
    template: VirtualTemplate, seconds: int = 10, retries: int = 5, no: bool = False
) -> VirtualTemplate:
    if no:
        seconds, retries = 0, 5
    return replace(template, keepalive=seconds, keepalive_retries=retries)


@keepalive.writer
def _keepalive(seconds: int, retries: int, no: bool) -> str:
    if no:
        return "no keepalive"
    return f"keepalive {seconds}" + (f" {retries}" if retries != 5 else "")


accepted(
    TEMPLATE,
    "[no] peer default ip address <dhcp|dhcp-pool>$source [LINE$rest]",
    "there is no DHCP client: use a pool",
    """
    peer       Peer parameters for point to point interfaces
    default    Specify default parameters
    ip         IP options
    address    IP address for the remote end of this interface
    dhcp       Use DHCP proxy client mechanism to allocate a peer IP address
    dhcp-pool  Use local DHCP pools to allocate a peer IP address
    """,
    slot="peer default ip address",
)
accepted(
    TEMPLATE,
    "[no] <encapsulation ppp|shutdown|bandwidth|load-interval|compress|fair-queue|cdp>$what"
    " / [LINE$rest]",
    "is not a matter of calls over PPTP",
    """
    encapsulation  Set encapsulation type for an interface
    shutdown       Shutdown the selected interface
    bandwidth      Set bandwidth informational parameter
    load-interval  Specify interval for load calculation for an interface
    compress       Set serial interface for compression
    fair-queue     Enable Fair Queuing on an Interface
    cdp            CDP interface subcommands
    """,
    key=("what",),
    shown=Shown.BOTH,
)
