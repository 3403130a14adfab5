"""Signs in a configuration that calls will fail: the line that shows it, and what it names. What
they mean is `configuration_rules`' business."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from vpdn.aaa.settings import MethodList
from vpdn.datapath.filters import Filter
from vpdn.explain.configuration import Reading
from vpdn.nas.config import VirtualTemplate
from vpdn.wire import gre, ip

PORT = 1723
_SOMEBODY = IPv4Address("198.51.100.1")
"""A PC anywhere: an address kept for documents (RFC 5737)."""
_STRONG = 128


@dataclass(frozen=True, slots=True)
class Found:
    """`place`: the line of the file, "" when there is none."""

    place: str
    names: dict[str, str] = field(default_factory=dict)


Signs = Found | None


def vpdn_off(reading: Reading) -> Signs:
    return None if reading.config.vpdn_enable else Found("")


def no_group(reading: Reading) -> Signs:
    return None if reading.config.groups else Found("")


def control_blocked(reading: Reading) -> Signs:
    syn = struct.pack(">HHIIBBHHH", 40000, PORT, 1, 0, 0x50, 2, 8192, 0, 0)
    return _blocked(reading, ip.IpProtocol.TCP, syn)


def gre_blocked(reading: Reading) -> Signs:
    return _blocked(reading, ip.IpProtocol.GRE, gre.Packet(1, b"\xff\x03", sequence=0).encode())


def control_translated(reading: Reading) -> Signs:
    for one in reading.config.nat.static:
        if one.protocol == "tcp" and one.outer_port == PORT:
            place = reading.place(f"ip nat inside source static tcp {one.local}")
            return Found(place, {"local": str(one.local), "port": str(one.local_port)})
    return None


def mppe_without_authentication(reading: Reading, template: VirtualTemplate) -> Signs:
    unasked = template.ppp.mppe is not None and not template.ppp.authentication
    return Found(_place(reading, template, "ppp encrypt mppe")) if unasked else None


def mppe_without_mschap(reading: Reading, template: VirtualTemplate) -> Signs:
    methods = template.ppp.authentication
    if template.ppp.mppe is None or not methods or _keyed(methods):
        return None
    place = _place(reading, template, "ppp authentication")
    return Found(place, {"methods": " ".join(methods)})


def method_without_keys(reading: Reading, template: VirtualTemplate) -> Signs:
    """What is offered first is what most PCs take."""
    methods = template.ppp.authentication
    if template.ppp.mppe is None or not _keyed(methods) or _keyed(methods[:1]):
        return None
    return Found(_place(reading, template, "ppp authentication"), {"methods": methods[0]})


def no_mppe(reading: Reading, template: VirtualTemplate) -> Signs:
    missing = template.ppp.mppe is None
    return Found(_place(reading, template, "ppp encrypt mppe")) if missing else None


def weak_only(reading: Reading, template: VirtualTemplate) -> Signs:
    mppe = template.ppp.mppe
    if mppe is None or mppe.bits in (None, _STRONG):
        return None
    return Found(_place(reading, template, "ppp encrypt mppe"), {"bits": str(mppe.bits)})


def version_1_only(reading: Reading, template: VirtualTemplate) -> Signs:
    only = set(template.ppp.authentication) == {"ms-chap"}
    return Found(_place(reading, template, "ppp authentication")) if only else None


def tacacs(reading: Reading, template: VirtualTemplate) -> Signs:
    chosen = _list(reading, template)
    names = ("tacacs+", *reading.config.tacacs.groups)
    if chosen is None or template.ppp.mppe is None:
        return None
    asked = any(_are(chosen, names))
    return _of_list(reading, chosen) if asked else None


def no_radius(reading: Reading, template: VirtualTemplate) -> Signs:
    chosen = _list(reading, template)
    if chosen is None or reading.config.radius.servers:
        return None
    known = ("radius", *reading.config.aaa.groups)
    alone = all(_are(chosen, known))
    return _of_list(reading, chosen) if alone else None


def no_users(reading: Reading, template: VirtualTemplate) -> Signs:
    """Without `aaa new-model` local users are all there are; in a list they matter when the methods
    before them cannot answer."""
    if not template.ppp.authentication or any(_usable(reading)):
        return None
    chosen = _list(reading, template)
    if chosen is None:
        return Found(_place(reading, template, "ppp authentication"))
    local = {"local", "local-case"}.intersection(chosen.methods)
    return Found(_of_list(reading, chosen).place) if local else None


def no_authorization(reading: Reading, template: VirtualTemplate) -> Signs:
    chosen = _list(reading, template)
    if chosen is None or reading.config.aaa.authorization_network:
        return None
    known = ("radius", *reading.config.aaa.groups)
    asked = any(_are(chosen, known))
    return _of_list(reading, chosen) if asked else None


def no_pool(reading: Reading, template: VirtualTemplate) -> Signs:
    if template.peer_pool or template.peer_address is not None:
        return None
    return Found(_place(reading, template, "peer default ip address"))


def small_pool(reading: Reading, template: VirtualTemplate) -> Signs:
    """The pools a template names, against what its groups and the router allow."""
    config = reading.config
    pools = [config.pools[name] for name in template.peer_pool or () if name in config.pools]
    size = sum(int(last) - int(first) + 1 for pool in pools for first, last in pool.ranges)
    limits = [
        one.session_limit
        for one in config.groups.values()
        if one.virtual_template == template.number and one.session_limit is not None
    ]
    if config.vpdn_session_limit is not None:
        limits.append(config.vpdn_session_limit)
    if not pools or (limits and min(limits) <= size):
        return None
    limit = f"{min(limits)} calls are allowed" if limits else "nothing limits the calls"
    names = {"size": str(size), "limit": limit, "next": str(size + 1), "pool": pools[0].name}
    return Found(reading.place(f"ip local pool {pools[0].name}"), names)


def _blocked(reading: Reading, protocol: int, payload: bytes) -> Signs:
    """Whether a list of an interface stops what a PC anywhere sends to its address."""
    lists = reading.config.access_lists
    for name, interface in reading.config.interfaces.items():
        applied = _inward_list(reading, name)
        if interface.address is None or applied not in lists:
            continue
        here = interface.address.ip
        packet = ip.build(_SOMEBODY, here, protocol, payload)
        if not Filter(lists[applied].rules).permits(packet):
            place = reading.place(f"interface {name}", f"ip access-group {applied} in")
            doubt = _doubt(reading.unknown_in(applied))
            names = {"list": applied, "interface": name, "address": str(here), "doubt": doubt}
            return Found(place, names)
    return None


def _doubt(unknown: list[int]) -> str:
    """A rule that is not understood may be the one that lets calls in."""
    if not unknown:
        return ""
    lines = ", ".join(map(str, unknown))
    return f" (unless line {lines} does, which is not understood)"


def _inward_list(reading: Reading, interface: str) -> str:
    heading = f"interface {interface}"
    for entry in reading.tree:
        if entry.text == heading:
            for line in entry.children:
                if line.setting.slot == "ip access-group" and line.arguments.get("way") == "in":
                    return str(line.arguments["list"])
    return ""


def crashed_calls_count(reading: Reading, template: VirtualTemplate) -> Signs:
    """Where a new call takes the place of an old one, none is in its way."""
    if template.keepalive or reading.config.vpdn_replaces_calls:
        return None
    for user in reading.config.users.values():
        if user.max_calls is not None:
            names = {"user": user.name, "most": str(user.max_calls)}
            return Found(reading.place(f"username {user.name}"), names)
    return None


def _keyed(methods: tuple[str, ...]) -> bool:
    return any(method.startswith("ms-chap") for method in methods)


def _usable(reading: Reading) -> Iterator[bool]:
    return (user.secret is not None for user in reading.config.users.values())


def _are(chosen: MethodList, names: Collection[str]) -> Iterator[bool]:
    """Whether each method of the list is one of these, "group" before it or not."""
    return (method.removeprefix("group ") in names for method in chosen.methods)


def _list(reading: Reading, template: VirtualTemplate) -> MethodList | None:
    """The method list of the template's callers; None where none is asked."""
    aaa = reading.config.aaa
    lists = aaa.authentication_ppp
    if not aaa.new_model or not template.ppp.authentication:
        return None
    return lists.get(template.ppp.authentication_list) or lists.get("default")


def _of_list(reading: Reading, chosen: MethodList) -> Found:
    place = reading.place(f"aaa authentication ppp {chosen.name}")
    return Found(place, {"list": chosen.name})


def _place(reading: Reading, template: VirtualTemplate, line: str) -> str:
    return reading.place(f"interface Virtual-Template{template.number}", line)
