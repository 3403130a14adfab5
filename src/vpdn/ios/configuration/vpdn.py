"""`vpdn …` and `vpdn-group` with what stands inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import ACCEPT_DIALIN, GLOBAL, VPDN_GROUP
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.nas.config import RouterConfig, VpdnGroup

Fold = Callable[[VpdnGroup], VpdnGroup]


@setting(GLOBAL, "[no] vpdn enable", "enable  Enable VPDN", section=Section.VPDN)
def enable(config: RouterConfig) -> RouterConfig:
    return replace(config, vpdn_enable=True)


accepted(
    GLOBAL,
    "[no] vpdn logging [local|remote|user|tunnel-drop]$what",
    "no VPDN syslog messages are written",
    """
    logging      Logging Controls
    local        Log VPDN events locally
    remote       Log VPDN events to remote peer
    user         Log VPDN user events
    tunnel-drop  Log VPDN tunnel drops
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.VPDN,
)


number(
    GLOBAL,
    "vpdn session-limit",
    1,
    32767,
    "vpdn_session_limit",
    "session-limit  Limit on the number of sessions\nnumber  Number of sessions",
    section=Section.VPDN,
)


@setting(
    GLOBAL,
    "[no] vpdn source-ip / A.B.C.D$address",
    "source-ip  Set source address for VPDN\naddress  Source IP address",
    section=Section.VPDN,
)
def source_ip(config: RouterConfig, address: IPv4Address) -> RouterConfig:
    """Applied to the groups that have none of their own (`defaults`)."""
    return config


accepted(
    GLOBAL,
    "[no] vpdn <search-order|multihop|softshut|history|aaa|domain-delimiter"
    "|authen-before-forward>$what / [LINE$rest]",
    "this router ends every tunnel itself",
    """
    search-order           VPDN search order
    multihop               Enable VPDN multihop
    softshut               New VPDN sessions are not accepted
    history                VPDN history table
    aaa                    VPDN AAA parameters
    domain-delimiter       VPDN domain delimiters
    authen-before-forward  Authenticate before forwarding
    """,
    key=("what",),
    section=Section.VPDN,
)


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


accepted(
    VPDN_GROUP,
    "[no] terminate-from hostname / WORD$name",
    "every caller is taken",
    """
    terminate-from  Specify the host name of the peer
    hostname        Host name
    name            Hostname of the VPDN peer
    """,
)


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
    "[no] <lcp renegotiation|force-local-chap|ip tos|l2tp|relay|backup|loadsharing>$what"
    " / [LINE$rest]",
    "concerns tunnels that begin at another access server",
    """
    lcp               LCP specific commands
    renegotiation     Renegotiate LCP with the peer
    force-local-chap  Force a CHAP challenge
    tos               Type of service
    l2tp              L2TP specific commands
    relay             Relay options
    backup            Backup home gateway
    loadsharing       Load sharing among home gateways
    """,
    key=("what",),
)
