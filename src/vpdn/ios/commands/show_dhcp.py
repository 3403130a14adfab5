"""`show ip dhcp binding`: the addresses that a DHCP server gave. This router is none: it never has
one, and says so as IOS does."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_HEAD = "IP address       Hardware address        Lease expiration        Type"


@command(
    USER,
    "show ip dhcp binding [A.B.C.D]$address",
    """
    ip       IP information
    dhcp     Show items in the DHCP database
    binding  DHCP address bindings
    address  IP address of the binding
    """,
    data=lambda session: [],
)
def show_ip_dhcp_binding(session: Session, address: IPv4Address | None = None) -> str:
    return f"{_HEAD}\n" if address is None else f"% No binding for {address}\n"
