"""`memory-size`, `ip host`, `ip domain-lookup`, `async-bootp`: names and other small things that
stand before the VPDN part."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.nas.config import RouterConfig

accepted(
    GLOBAL,
    "[no] memory-size iomem / (1-50)$percent",
    "memory is the machine's",
    """
    memory-size  Adjust memory size by percentage
    iomem        I/O memory size
    percent      Percentage of DRAM for I/O memory
    """,
    section=Section.MEMORY,
)
accepted(
    GLOBAL,
    "[no] ip subnet-zero",
    "every prefix may be used",
    "subnet-zero  Allow 'subnet zero' subnets",
    shown=Shown.BOTH,
    section=Section.MEMORY,
)
accepted(
    GLOBAL,
    "[no] ip <cef|bootp server|source-route|identd>$what",
    "packets are forwarded by this router's own data path",
    """
    cef           Cisco Express Forwarding
    bootp         Config BOOTP services
    server        BOOTP server
    source-route  Process packets with source routing header options
    identd        Ident server
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.MEMORY,
)
accepted(
    GLOBAL,
    "[no] ip finger",
    "there is no finger server",
    "finger  finger server",
    shown=Shown.BOTH,
    section=Section.NAMES,
)


@setting(
    GLOBAL,
    "[no] ip <domain-lookup|domain lookup>",
    """
    domain-lookup  Enable IP Domain Name System hostname translation
    domain         IP DNS Resolver
    lookup         Enable IP Domain Name System hostname translation
    """,
    shown=Shown.OFF,
    section=Section.NAMES,
)
def domain_lookup(config: RouterConfig, no: bool = False) -> RouterConfig:
    """In two words since 12.2."""
    return replace(config, domain_lookup=not no)


@domain_lookup.writer
def _domain_lookup(no: bool) -> str:
    return "no ip domain-lookup" if no else "ip domain-lookup"


accepted(
    GLOBAL,
    "[no] ip name-server / LINE$rest",
    "names are looked up by the machine",
    "name-server  Specify address of name server to use",
    key=("rest",),
    section=Section.NAMES,
)


@setting(
    GLOBAL,
    "[no] ip host WORD$name / A.B.C.D$address",
    """
    host     Add an entry to the ip hostname table
    name     Name of host
    address  Host IP address
    """,
    key=("name",),
    section=Section.NAMES,
    part="hosts",
)
def host(hosts: dict[str, IPv4Address], name: str, address: IPv4Address) -> dict[str, IPv4Address]:
    return {**hosts, name: address}


accepted(
    GLOBAL,
    "[no] ip audit <notify|po|attack|info|name|smtp>$what / LINE$rest",
    "there is no intrusion detection",
    """
    audit   Intrusion Detection System
    notify  Specify the notification mechanisms (nr-director or log) for the alarms
    po      Specify nr-director's PostOffice information (for sending events to the nr-directors
    attack  Specify default action for attack signatures
    info    Specify default action for informational signatures
    name    Specify an IDS audit rule
    smtp    Specify SMTP Mail spam threshold
    """,
    key=("what", "rest"),
    section=Section.AUDIT,
)


@setting(
    GLOBAL,
    "[no] ip address-pool / <local|dhcp-proxy-client>$source",
    """
    address-pool       Specify default IP address pooling mechanism
    local              Use local address pooling
    dhcp-proxy-client  Use DHCP proxy client mechanism
    """,
    section=Section.AUDIT,
)
def address_pool(config: RouterConfig, source: str) -> RouterConfig:
    """Applied to the templates that name no pool (`defaults`)."""
    return config


@setting(
    GLOBAL,
    "[no] async-bootp <dns-server|nbns-server>$kind / A.B.C.D$addresses...",
    """
    async-bootp  Modify system bootp parameters
    dns-server   DNS name servers
    nbns-server  NetBIOS name servers
    addresses    Server's address
    """,
    key=("kind",),
    section=Section.AUDIT,
)
def async_bootp(
    config: RouterConfig, kind: str, addresses: tuple[IPv4Address, ...]
) -> RouterConfig:
    if kind == "dns-server":
        return replace(config, dns=addresses[:2])
    return replace(config, nbns=addresses[:2])
