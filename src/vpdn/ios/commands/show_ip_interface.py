"""`show ip interface`: what IP is told on every interface, at length or in a table."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.commands.show_interfaces import chosen, mtu, port_data
from vpdn.ios.interfaces import Port
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName

_ROW = "{:<26} {:<15} {:<3} {:<6} {:<21} {:<8}"
_HELP = """
ip         IP information
interface  IP interface status and configuration
"""
_ABSENT = """\
  Proxy ARP is disabled
  Security level is default
  Split horizon is enabled
  ICMP redirects are never sent
  ICMP unreachables are always sent
  ICMP mask replies are never sent
  IP fast switching is disabled
  IP fast switching on the same interface is disabled
  IP Flow switching is disabled
  IP multicast fast switching is disabled
  Router Discovery is disabled
  IP output packet accounting is disabled
  IP access violation accounting is disabled
  TCP/IP header compression is disabled
  RTP/IP header compression is disabled
  Probe proxy name replies are disabled
  Policy routing is disabled
  Network address translation is {translation}
  WCCP Redirect outbound is disabled
  WCCP Redirect exclude is disabled
  BGP Policy Mapping is disabled
"""
"""What IOS says of features that are off, all but one."""


def _data(session: Session, name: InterfaceName | None = None) -> object:
    """`method` is IOS' word for where the address is from."""
    return [
        {
            **port_data(port),
            "method": _method(port),
            "ip_mtu": _mtu(port),
            "peer_address": _peer(port),
            "access_in": port.template and port.template.access_in,
            "access_out": port.template and port.template.access_out,
            "nat": _side(session, port),
        }
        for port in chosen(session, name)
    ]


@command(
    USER,
    "show ip interface [INTERFACE|TEMPLATE]$name",
    _HELP + "name  Interface to show\nVirtual-Template  A template",
    data=_data,
)
def show_ip_interface(session: Session, name: InterfaceName | None = None) -> str:
    return "".join(
        f"{line}\n" for port in chosen(session, name) for line in _interface(session, port)
    )


@command(
    USER,
    "show ip interface brief",
    _HELP + "brief      Brief summary of IP status and configuration",
    data=_data,
)
def show_ip_interface_brief(session: Session) -> str:
    header = _ROW.format("Interface", "IP-Address", "OK?", "Method", "Status", "Protocol").rstrip()
    return "".join(f"{line}\n" for line in (header, *map(_row, chosen(session))))


def _interface(session: Session, port: Port) -> Iterator[str]:
    yield f"{port.name} is {port.status}, line protocol is {port.protocol}"
    if port.address is None:
        yield "  Internet protocol processing disabled"
        return
    yield from _addresses(port)
    yield f"  MTU is {_mtu(port)} bytes"
    yield "  Helper address is not set"
    yield "  Directed broadcast forwarding is disabled"
    template = port.template
    yield f"  Outgoing access list is {(template and template.access_out) or 'not set'}"
    yield f"  Inbound  access list is {(template and template.access_in) or 'not set'}"
    side = _side(session, port)
    translation = f"enabled, interface in domain {side}" if side else "disabled"
    yield from _ABSENT.format(translation=translation).splitlines()


def _mtu(port: Port) -> int:
    return mtu(port) if port.template is None else port.template.largest


def _side(session: Session, port: Port) -> str | None:
    """The side of address translation that it is on, while addresses are translated."""
    if not session.server.translation.standing:
        return None
    configured = session.server.config.interfaces.get(port.name)
    said = port.template or configured
    return None if said is None else said.nat


def _addresses(port: Port) -> Iterator[str]:
    if port.lender:
        yield f"  Interface is unnumbered. Using address of {port.lender} ({port.address})"
    else:
        yield f"  Internet address is {port.network or port.address}"
    yield "  Broadcast address is 255.255.255.255"
    if _peer(port) is not None:
        yield f"  Peer address is {_peer(port)}"
    elif not port.lender:
        yield "  Address determined by non-volatile memory"


def _peer(port: Port) -> object:
    return None if port.session is None else port.session.peer_address


def _row(port: Port) -> str:
    address = str(port.address) if port.address is not None else "unassigned"
    return _ROW.format(port.name, address, "YES", _method(port), port.status, port.protocol)


def _method(port: Port) -> str:
    """IOS' words for where an address is from: a cloned interface took it over, a template that
    borrows has none of its own."""
    if port.session is not None:
        return "TFTP"
    return "unset" if port.network is None else "NVRAM"
