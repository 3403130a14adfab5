"""`vpdn-group NAME` with what stands inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import (
    ACCEPT_DIALIN,
    ACCEPT_DIALOUT,
    GLOBAL,
    REQUEST_DIALIN,
    REQUEST_DIALOUT,
    VPDN_GROUP,
)
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import VpdnGroup

Fold = Callable[[VpdnGroup], VpdnGroup]
_CALLED = "this router is called, it calls nobody"


class Children(Protocol):
    """What a remark may ask of the lines inside."""

    def find(self, slot: str) -> object | None: ...


def _remark(inside: Children) -> str:
    """The line IOS writes by itself into a group that takes whoever calls."""
    if inside.find("accept-dialin") is None or inside.find("terminate-from hostname") is not None:
        return ""
    return "! Default PPTP VPDN group"


@setting(
    GLOBAL,
    "[no] vpdn-group WORD$name",
    "vpdn-group  VPDN group configuration\nname  VPDN group name",
    key=("name",),
    section=Section.VPDN_GROUPS,
    child=VPDN_GROUP,
    remark=_remark,
    part="groups",
)
def vpdn_group(groups: dict[str, VpdnGroup], fold: Fold, name: str) -> dict[str, VpdnGroup]:
    return {**groups, name: fold(VpdnGroup(name))}


accepted(
    VPDN_GROUP,
    "[no] description / LINE$text",
    "is a remark",
    "description  Description for this VPDN group\ntext  Up to 80 characters",
)


@setting(VPDN_GROUP, "[no] accept-dialin", child=ACCEPT_DIALIN)
def accept_dialin(group: VpdnGroup, fold: Fold) -> VpdnGroup:
    return fold(group)


@setting(
    ACCEPT_DIALIN,
    "[no] protocol / <any|l2f|l2tp|pppoe|pptp>$name",
    """
    protocol  Set tunneling protocol
    any       Use any tunneling protocol
    l2f       Use L2F
    l2tp      Use L2TP
    pppoe     Use PPPoE
    pptp      Use PPTP
    """,
)
def protocol(group: VpdnGroup, name: str) -> VpdnGroup:
    return replace(group, protocol=name)


number(
    ACCEPT_DIALIN,
    "virtual-template",
    1,
    1000,
    "virtual_template",
    "number  Virtual-Template interface number",
)


@setting(
    VPDN_GROUP,
    "[no] terminate-from hostname / WORD$name",
    """
    terminate-from  Specify the host name of the peer
    hostname        Host name
    name            Hostname of the VPDN peer
    """,
)
def terminate_from(group: VpdnGroup, name: str) -> VpdnGroup:
    return replace(group, terminate_from=name)


@setting(
    VPDN_GROUP,
    "[no] local name / WORD$name",
    "local  Local information, like name\nname  Name to use when tunneling",
)
def local_name(group: VpdnGroup, name: str) -> VpdnGroup:
    return replace(group, local_name=name)


@setting(
    VPDN_GROUP,
    "[no] source-ip / A.B.C.D$address",
    "source-ip  Set source IP address for this vpdn-group\naddress  Source IP address",
)
def group_source_ip(group: VpdnGroup, address: IPv4Address) -> VpdnGroup:
    return replace(group, source_ip=address)


number(
    VPDN_GROUP,
    "session-limit",
    1,
    32767,
    "session_limit",
    "session-limit  Limit the number of sessions of this group\nnumber  Number of sessions",
)
number(
    VPDN_GROUP,
    "pptp flow-control receive-window",
    1,
    64,
    "window",
    """
    flow-control    Flow control parameters
    receive-window  Maximum number of packets the peer may send before an acknowledgement
    number          Number of packets
    """,
    default=16,
)
accepted(
    VPDN_GROUP,
    "[no] pptp flow-control static-rtt / (100-5000)$milliseconds",
    "acknowledgements are not paced by a fixed round-trip time",
    """
    flow-control  Flow control parameters
    static-rtt    Fixed round-trip time
    milliseconds  Milliseconds
    """,
)


number(
    VPDN_GROUP,
    "pptp tunnel echo",
    0,
    1000,
    "echo",
    """
    tunnel  Tunnel parameters
    echo    Time between echo requests, 0 sends none
    number  Seconds
    """,
    default=60,
)
accepted(
    VPDN_GROUP,
    "[no] <lcp|force-local-chap|l2tp|relay|backup|loadsharing>$what / [LINE$rest]",
    "concerns tunnels that begin at another access server",
    """
    lcp               LCP specific commands
    force-local-chap  Force a CHAP challenge
    l2tp              L2TP specific commands
    relay             Relay options
    backup            Backup home gateway
    loadsharing       Load sharing among home gateways
    """,
    key=("what",),
)
accepted(
    VPDN_GROUP,
    "[no] ip <tos|precedence|mtu|pmtu>$what [LINE$rest]",
    "tunnels keep the machine's own IP header",
    """
    ip          IP settings for tunnel
    tos         Type of service
    precedence  Precedence of the tunnel's packets
    mtu         Set MTU of the tunnel
    pmtu        Discover the path's MTU
    """,
    key=("what",),
)
accepted(
    VPDN_GROUP,
    "[no] initiate-to ip A.B.C.D$address [limit (0-32767)$limit] [priority (1-32767)$priority]",
    _CALLED,
    """
    initiate-to  Parameters for initiating tunnels
    ip           Specify IP address to initiate tunnel to
    address      IP address
    limit        Maximum number of connections to this address
    priority     Load sharing priority
    """,
    key=("address",),
)
for words, mode, sentence in (
    ("accept-dialout", ACCEPT_DIALOUT, "VPDN accept-dialout group configuration"),
    ("request-dialin", REQUEST_DIALIN, "VPDN request-dialin group configuration"),
    ("request-dialout", REQUEST_DIALOUT, "VPDN request-dialout group configuration"),
):
    accepted(VPDN_GROUP, f"[no] {words}", _CALLED, f"{words}  {sentence}", child=mode)
    accepted(
        mode,
        "[no] <protocol|domain|dnis|multihop-hostname|rotary-group|pool-member|dialer>$what"
        " / LINE$rest",
        _CALLED,
        """
        protocol           Set tunneling protocol
        domain             Specify a domain name to be tunneled
        dnis               Specify a DNIS to be tunneled
        multihop-hostname  Specify a multihop hostname to be tunneled
        rotary-group       Dialer rotary group
        pool-member        Dialer pool membership number
        dialer             Dialer interface
        """,
        key=("what", "rest"),
    )
