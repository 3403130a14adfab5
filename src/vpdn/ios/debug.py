"""The debugs: their flags, the words that switch them, and the sentences about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto
from functools import reduce
from operator import or_

from vpdn.errors import ConfigError


class Debug(Flag):
    """What a line of debug output belongs to. `LOG` is no debug but a syslog message: it is
    always shown."""

    LOG = auto()
    AAA_AUTHENTICATION = auto()
    AAA_AUTHORIZATION = auto()
    AAA_ACCOUNTING = auto()
    MPPE_EVENTS = auto()
    MPPE_PACKETS = auto()
    MPPE_DETAILED = auto()
    PPP_AUTHENTICATION = auto()
    PPP_PACKET = auto()
    PPP_ERRORS = auto()
    PPP_NEGOTIATION = auto()
    DHCP_EVENTS = auto()
    DHCP_PACKET = auto()
    L2X_EVENTS = auto()
    L2X_ERRORS = auto()
    L2X_PACKETS = auto()
    VPDN_EVENTS = auto()
    VPDN_ERRORS = auto()
    VPDN_PACKETS = auto()
    RADIUS = auto()


@dataclass(frozen=True, slots=True)
class Switch:
    """`words` follow `debug`; `subject` heads the sentence; `group` heads the list it stands in."""

    flag: Debug
    words: str
    subject: str
    group: str
    help: str
    stop: str = ""
    """What ends the sentence."""


_DHCP_HELP = "ip  IP information\ndhcp  DHCP information\nserver  DHCP server information\n"
SWITCHES = (
    Switch(Debug.AAA_AUTHENTICATION, "aaa authentication", "AAA Authentication", "General OS:", ""),
    Switch(Debug.AAA_AUTHORIZATION, "aaa authorization", "AAA Authorization", "General OS:", ""),
    Switch(
        Debug.AAA_ACCOUNTING,
        "aaa accounting",
        "AAA Accounting",
        "General OS:",
        "accounting  Accounting: has nothing to show before accounting is sent",
    ),
    Switch(
        Debug.DHCP_PACKET,
        "ip dhcp server packet",
        "DHCP server packet",
        "",
        _DHCP_HELP + "packet  DHCP server packets",
        ".",
    ),
    Switch(
        Debug.DHCP_EVENTS,
        "ip dhcp server events",
        "DHCP server event",
        "",
        _DHCP_HELP + "events  DHCP server events",
        ".",
    ),
    Switch(Debug.MPPE_EVENTS, "ppp mppe events", "MPPE Events", "PPP:", "events  MPPE Events"),
    Switch(Debug.MPPE_PACKETS, "ppp mppe packet", "MPPE Packets", "PPP:", "packet  MPPE Packets"),
    Switch(
        Debug.MPPE_DETAILED,
        "ppp mppe detailed",
        "MPPE Detailed",
        "PPP:",
        "detailed  MPPE Detailed Debugs",
    ),
    Switch(
        Debug.PPP_AUTHENTICATION,
        "ppp authentication",
        "PPP authentication",
        "PPP:",
        "authentication  CHAP and PAP authentication",
    ),
    Switch(
        Debug.PPP_PACKET,
        "ppp packet",
        "PPP packet display",
        "PPP:",
        "packet  Low-level PPP packet dump",
    ),
    Switch(
        Debug.PPP_ERRORS,
        "ppp error",
        "PPP protocol errors",
        "PPP:",
        "error  Protocol errors and error statistics",
    ),
    Switch(Debug.PPP_NEGOTIATION, "ppp negotiation", "PPP protocol negotiation", "PPP:", ""),
    Switch(
        Debug.L2X_EVENTS,
        "vpdn l2x-events",
        "L2X protocol events",
        "VPN:",
        "l2x-events  L2X protocol events",
    ),
    Switch(
        Debug.L2X_ERRORS,
        "vpdn l2x-errors",
        "L2X protocol errors",
        "VPN:",
        "l2x-errors  L2X protocol errors",
    ),
    Switch(
        Debug.L2X_PACKETS,
        "vpdn l2x-packets",
        "L2X control packets",
        "VPN:",
        "l2x-packets  L2X control packets",
    ),
    Switch(Debug.VPDN_EVENTS, "vpdn events", "VPDN events", "VPN:", "events  VPDN events"),
    Switch(Debug.VPDN_ERRORS, "vpdn errors", "VPDN errors", "VPN:", "errors  VPDN errors"),
    Switch(Debug.VPDN_PACKETS, "vpdn packets", "VPDN packets", "VPN:", "packets  VPDN packets"),
    Switch(Debug.RADIUS, "radius", "Radius protocol", "", ""),
)
ALL = reduce(or_, (switch.flag for switch in SWITCHES))
ALL_OFF = "All possible debugging has been turned off"
ALL_ON = "All possible debugging has been turned on"


@dataclass(slots=True)
class DebugFlags:
    """Which debugs are on: one for a router, shared by its sessions. `changed` is called when
    one was switched."""

    enabled: Debug = Debug.LOG
    changed: Callable[[], None] = lambda: None

    def on(self, flags: Debug) -> None:
        self.enabled |= flags
        self.changed()

    def off(self, flags: Debug) -> None:
        self.enabled &= ~flags
        self.changed()


def switch_for(words: str) -> Switch:
    """The debug that the words name, each perhaps cut short. Raises ConfigError."""
    typed = words.split()
    found = [
        switch
        for switch in SWITCHES
        if len(typed) == len(switch.words.split())
        and all(map(str.startswith, switch.words.split(), typed))
    ]
    if len(found) != 1:
        raise ConfigError(f'no debug "{words}"; there are: {", ".join(s.words for s in SWITCHES)}')
    return found[0]


def sentence(switch: Switch, state: str) -> str:
    return f"{switch.subject} debugging is {state}{switch.stop}"


def show_debug(enabled: Debug) -> str:
    """The text of `show debug`, groups parted by an empty line."""
    paragraphs: dict[str, list[str]] = {}
    for switch in SWITCHES:
        if switch.flag & enabled:
            indent = "  " if switch.group else ""
            paragraphs.setdefault(switch.group, []).append(indent + sentence(switch, "on"))
    return "\n\n".join(
        "\n".join([group, *lines] if group else lines) for group, lines in paragraphs.items()
    )
