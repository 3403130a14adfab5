"""`access-list N …`, `ip access-list …`: which packets, or which callers, may pass.

Standard lists (1-99, 1300-1999) look at the source alone, extended ones (100-199, 2000-2699) at
protocol, both addresses, ports, ICMP types and whether a connection is established.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from vpdn.datapath.filters import ANYWHERE, EVERY_PORT, Place, Ranges, Rule
from vpdn.errors import ConfigError
from vpdn.ios.modes import EXTENDED_LIST, GLOBAL, STANDARD_LIST
from vpdn.ios.pattern import compile_pattern
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting
from vpdn.nas.config import AccessList

Lists = dict[str, AccessList]

PROTOCOLS = {"ahp": 51, "eigrp": 88, "esp": 50, "gre": 47, "icmp": 1, "igmp": 2, "ipinip": 4}
PROTOCOLS |= {"ospf": 89, "pim": 103, "tcp": 6, "udp": 17}
PORTS = {"bgp": 179, "bootpc": 68, "bootps": 67, "domain": 53, "ftp": 21, "ftp-data": 20}
PORTS |= {"isakmp": 500, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139, "ntp": 123}
PORTS |= {"pop3": 110, "smtp": 25, "snmp": 161, "snmptrap": 162, "syslog": 514, "telnet": 23}
PORTS |= {"tftp": 69, "www": 80}
ICMP: dict[str, tuple[int, int | None]] = {
    "administratively-prohibited": (3, 13),
    "echo": (8, None),
    "echo-reply": (0, None),
    "host-unreachable": (3, 1),
    "net-unreachable": (3, 0),
    "packet-too-big": (3, 4),
    "port-unreachable": (3, 3),
    "redirect": (5, None),
    "source-quench": (4, None),
    "time-exceeded": (11, None),
    "traceroute": (30, None),
    "ttl-exceeded": (11, 0),
    "unreachable": (3, None),
}
_NAMED_PORTS = "|".join(PORTS)


def _ports(end: str) -> str:
    one = f"<(0-65535)|{_NAMED_PORTS}>${end}_port"
    last = f"<(0-65535)|{_NAMED_PORTS}>${end}_last"
    return f"[<eq|neq|gt|lt>${end}_test {one}|range${end}_range {one} {last}]"


_STANDARD = (
    "<<permit|deny>$action <any$source|host A.B.C.D$source|A.B.C.D$source [A.B.C.D$source_wild]>"
    " [log]$log|remark LINE$remark>"
)
_EXTENDED = (
    f"<<permit|deny>$action <ip|{'|'.join(PROTOCOLS)}|(0-255)>$protocol"
    f" <any$source|host A.B.C.D$source|A.B.C.D$source A.B.C.D$source_wild> {_ports('source')}"
    " <any$target|host A.B.C.D$target|A.B.C.D$target A.B.C.D$target_wild>"
    f" {_ports('target')} [established$established|<{'|'.join(ICMP)}>$icmp] [log]$log"
    "|remark LINE$remark>"
)
_HELP = "\n".join(
    [
        "number  Number of the access list",
        "permit  Specify packets to forward",
        "deny  Specify packets to reject",
        "remark  Access list entry comment",
        "any  Any host",
        "source  Source address",
        "source_wild  Source wildcard bits",
        "target  Destination address",
        "target_wild  Destination wildcard bits",
        "protocol  An IP protocol number",
        "ip  Internet Protocol",
        "host  A single host",
        "eq  Match only packets on a given port number",
        "neq  Match only packets not on a given port number",
        "gt  Match only packets with a greater port number",
        "lt  Match only packets with a lower port number",
        "range  Match only packets in the range of port numbers",
        "source_port  Port number",
        "source_last  Port number",
        "target_port  Port number",
        "target_last  Port number",
        "established  Match established connections",
        "log  Log matches against this entry",
        *(f"{name}  {name} ({number})" for name, number in {**PROTOCOLS, **PORTS}.items()),
        *(f"{name}  ICMP messages: {name}" for name in ICMP),
        "access-list  Add an access list entry",
        "standard  Standard Access List",
        "extended  Extended Access List",
        "name  Access-list name",
    ]
)


def _names(pattern: str) -> tuple[str, ...]:
    """Two lines are the same entry when they agree in everything."""
    return tuple(sorted(compile_pattern(pattern).names))


def _place(address: Any, wildcard: IPv4Address | None, ports: Ranges) -> Place:
    if not isinstance(address, IPv4Address):
        return replace(ANYWHERE, ports=ports)
    kept = wildcard or IPv4Address(0)
    return Place(IPv4Address(int(address) & ~int(kept)), kept, ports)


def _range(test: str, ranged: str, port: Any, last: Any) -> Ranges:
    """The ports that are meant. Raises ConfigError when they would be none."""
    if not test and not ranged:
        return EVERY_PORT
    number = PORTS.get(port, port)
    if ranged:
        wanted: Ranges = (tuple(sorted((number, PORTS.get(last, last)))),)
    else:
        wanted = {
            "eq": ((number, number),),
            "neq": ((0, number - 1), (number + 1, 65535)),
            "gt": ((number + 1, 65535),),
            "lt": ((0, number - 1),),
        }[test]
    possible = tuple((low, high) for low, high in wanted if low <= high)
    if not possible:
        raise ConfigError(f"% There is no port {test} {port}")
    return possible


def _rule(given: dict[str, Any]) -> Rule | None:
    """None for a remark. Raises ConfigError when the line asks of a protocol what it has not."""
    if given.get("remark"):
        return None
    name = given.get("protocol", "ip")
    protocol = None if name == "ip" else PROTOCOLS.get(name, name)
    ports = [_range(*(given.get(f"{end}_{part}", "") for part in _PORT)) for end in _ENDS]
    if ports != [EVERY_PORT, EVERY_PORT] and name not in ("tcp", "udp", 6, 17):
        raise ConfigError("% Ports can be told of tcp and udp only")
    if given.get("established") and protocol != PROTOCOLS["tcp"]:
        raise ConfigError("% Only tcp has established connections")
    if given.get("icmp") and protocol != PROTOCOLS["icmp"]:
        raise ConfigError("% Only icmp has message types")
    source, destination = (
        _place(given.get(end, "any"), given.get(f"{end}_wild"), ranges)
        for end, ranges in zip(_ENDS, ports, strict=True)
    )
    icmp, established = ICMP.get(given.get("icmp", "")), bool(given.get("established"))
    permit = given["action"] == "permit"
    return Rule(permit, source, destination, protocol, icmp, established)


_ENDS = ("source", "target")
_PORT = ("test", "range", "port", "last")


def _add(lists: Lists, name: str, kind: str, rule: Rule | None) -> Lists:
    known = lists.get(name) or AccessList(name, kind)
    if known.kind != kind:
        raise ConfigError(f"% A named {known.kind} IP access list with this name already exists")
    return {**lists, name: _with(known, rule)}


def _with(known: AccessList, rule: Rule | None) -> AccessList:
    return known if rule is None else replace(known, rules=(*known.rules, rule))


@setting(
    GLOBAL,
    f"[no] access-list <(1-99)|(1300-1999)>$number / {_STANDARD}",
    _HELP,
    slot="access-list",
    key=("number", *_names(_STANDARD)),
    section=Section.ACCESS_LISTS,
    sort=lambda number, **_: number,
    part="access_lists",
)
def standard_entry(lists: Lists, number: int, **given: Any) -> Lists:
    return _add(lists, str(number), "standard", _rule(given))


@setting(
    GLOBAL,
    f"[no] access-list <(100-199)|(2000-2699)>$number / {_EXTENDED}",
    _HELP,
    slot="access-list",
    key=("number", *_names(_EXTENDED)),
    section=Section.ACCESS_LISTS,
    sort=lambda number, **_: number,
    part="access_lists",
)
def extended_entry(lists: Lists, number: int, **given: Any) -> Lists:
    return _add(lists, str(number), "extended", _rule(given))


Fold = Callable[[AccessList], AccessList]


@setting(
    GLOBAL,
    "[no] ip access-list standard WORD$name",
    _HELP,
    key=("name",),
    section=Section.NAMED_LISTS,
    child=STANDARD_LIST,
    part="access_lists",
)
def standard_list(lists: Lists, fold: Fold, name: str) -> Lists:
    return _named(lists, fold, AccessList(name, "standard"))


@setting(
    GLOBAL,
    "[no] ip access-list extended WORD$name",
    _HELP,
    key=("name",),
    section=Section.NAMED_LISTS,
    child=EXTENDED_LIST,
    part="access_lists",
)
def extended_list(lists: Lists, fold: Fold, name: str) -> Lists:
    return _named(lists, fold, AccessList(name, "extended"))


def _named(lists: Lists, fold: Fold, new: AccessList) -> Lists:
    known = lists.get(new.name)
    if known is not None:
        raise ConfigError(f"% A named {known.kind} IP access list with this name already exists")
    return {**lists, new.name: fold(new)}


@setting(STANDARD_LIST, f"[no] {_STANDARD}", _HELP, slot="entry", key=_names(_STANDARD))
def standard_line(known: AccessList, **given: Any) -> AccessList:
    return _with(known, _rule(given))


@setting(EXTENDED_LIST, f"[no] {_EXTENDED}", _HELP, slot="entry", key=_names(_EXTENDED))
def extended_line(known: AccessList, **given: Any) -> AccessList:
    return _with(known, _rule(given))
