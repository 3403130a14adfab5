"""The EXEC commands, one file a family. Importing this package declares them all."""

from vpdn.ios.commands import (
    clear,
    copying,
    debugging,
    ping,
    replacing,
    show_aaa,
    show_access_lists,
    show_interfaces,
    show_ip,
    show_ip_interface,
    show_ip_route,
    show_ppp,
    show_processes,
    show_system,
    show_users,
    show_version,
    show_vpdn,
    show_vpdn_group,
    show_vpdn_history,
    show_vpdn_session,
    show_vpdn_tunnel,
    terminal,
)
from vpdn.ios.modes import PRIVILEGED, USER

EXEC = (USER.declarations, PRIVILEGED.declarations)
"""What user EXEC knows, and what privileged EXEC knows besides."""

__all__ = [
    "EXEC",
    "clear",
    "copying",
    "debugging",
    "ping",
    "replacing",
    "show_aaa",
    "show_access_lists",
    "show_interfaces",
    "show_ip",
    "show_ip_interface",
    "show_ip_route",
    "show_ppp",
    "show_processes",
    "show_system",
    "show_users",
    "show_version",
    "show_vpdn",
    "show_vpdn_group",
    "show_vpdn_history",
    "show_vpdn_session",
    "show_vpdn_tunnel",
    "terminal",
]
