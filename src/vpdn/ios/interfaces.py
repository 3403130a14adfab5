"""The router's interfaces as its show commands list them: configured, cloned, and templates.

Joins the configuration with a snapshot of the live server; words and columns are the commands'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from vpdn.nas.config import RouterConfig, VirtualTemplate
from vpdn.nas.snapshot import InterfaceSnapshot, ServerSnapshot, SessionSnapshot
from vpdn.pptp.outputs import CallState

_ORDER = ("Ethernet", "FastEthernet", "GigabitEthernet")
_UNIT = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Port:
    """`lender` names the interface whose address an unnumbered one uses. Exactly one of
    `device`, `session` and nothing but `template` tells what kind it is: a configured interface,
    a Virtual-Access or a Virtual-Template."""

    name: str
    address: IPv4Address | None
    network: IPv4Interface | None = None
    lender: str = ""
    shutdown: bool = False
    up: bool = False
    protocol_up: bool = False
    device: InterfaceSnapshot | None = None
    session: SessionSnapshot | None = None
    template: VirtualTemplate | None = None

    @property
    def status(self) -> str:
        if self.shutdown:
            return "administratively down"
        return "up" if self.up else "down"

    @property
    def protocol(self) -> str:
        return "up" if self.protocol_up else "down"

    @property
    def kind(self) -> str:
        return self.name.rstrip("0123456789/.:")


def ports(config: RouterConfig, server: ServerSnapshot) -> list[Port]:
    """Ethernets, other lines, Virtual-Access, Virtual-Template, Loopback, each by number."""
    configured = sorted(map(_configured, server.interfaces), key=_rank)
    loopbacks = [port for port in configured if port.kind == "Loopback"]
    others = [port for port in configured if port.kind != "Loopback"]
    return [*others, *_accesses(config, server), *_templates(config), *loopbacks]


def dotted(hardware_address: str) -> str:
    """`aa:bb:cc:dd:ee:ff` as IOS writes it."""
    octets = hardware_address.replace(":", "")
    return ".".join(octets[at : at + 4] for at in (0, 4, 8))


def _configured(one: InterfaceSnapshot) -> Port:
    address = one.address.ip if one.address is not None else None
    return Port(one.name, address, one.address, "", one.shutdown, one.up, one.up, device=one)


def _accesses(config: RouterConfig, server: ServerSnapshot) -> Iterator[Port]:
    calls = [call for call in server.sessions if call.interface]
    for call in sorted(calls, key=lambda call: call.interface):
        template = config.templates.get(call.template)
        lender, address = _address_of(config, template)
        yield Port(
            call.port,
            call.local_address or address,
            None if template is None else template.address,
            lender,
            up=call.state is CallState.ESTABLISHED,
            protocol_up=call.lcp_open,
            session=call,
            template=template,
        )


def _templates(config: RouterConfig) -> Iterator[Port]:
    for number, template in sorted(config.templates.items()):
        lender, address = _address_of(config, template)
        yield Port(
            f"Virtual-Template{number}", address, template.address, lender, template=template
        )


def _address_of(
    config: RouterConfig, template: VirtualTemplate | None
) -> tuple[str, IPv4Address | None]:
    """Whose address a template uses ("": its own), and the address."""
    if template is None:
        return "", None
    if template.address is not None:
        return "", template.address.ip
    lender = config.interfaces.get(template.unnumbered or "")
    if lender is None or lender.address is None:
        return template.unnumbered or "", None
    return lender.name, lender.address.ip


def _rank(port: Port) -> tuple[int, str, list[int]]:
    known = _ORDER.index(port.kind) if port.kind in _ORDER else len(_ORDER)
    return known, port.kind, [int(unit) for unit in _UNIT.findall(port.name)]
