"""`show ip interface brief`."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.interfaces import Port, ports
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_ROW = "{:<26} {:<15} {:<3} {:<6} {:<21} {:<8}"


@command(
    USER,
    "show ip interface brief",
    """
    ip         IP information
    interface  IP interface status and configuration
    brief      Brief summary of IP status and configuration
    """,
)
def show_ip_interface_brief(session: Session) -> str:
    shown = ports(session.server.config, session.server.snapshot())
    header = _ROW.format("Interface", "IP-Address", "OK?", "Method", "Status", "Protocol").rstrip()
    return "".join(f"{line}\n" for line in (header, *map(_row, shown)))


def _row(port: Port) -> str:
    address = str(port.address) if port.address is not None else "unassigned"
    return _ROW.format(port.name, address, "YES", _method(port), port.status, port.protocol)


def _method(port: Port) -> str:
    """IOS' words for where an address is from: a cloned interface took it over, a template that
    borrows has none of its own."""
    if port.session is not None:
        return "TFTP"
    return "unset" if port.network is None else "NVRAM"
