"""The operating system's refusals, each as one sentence an operator can act on.

Knows errno and which capability each thing needs; raises nothing itself: callers raise what
these functions return.
"""

from __future__ import annotations

import errno
import os
from ipaddress import IPv4Address

from vpdn.errors import ConfigError

NET_RAW = "CAP_NET_RAW"
NET_ADMIN = "CAP_NET_ADMIN"
SYS_ADMIN = "CAP_SYS_ADMIN"
BPF = "CAP_BPF"


def refused(action: str, error: OSError, capability: str = NET_ADMIN) -> ConfigError:
    """`action` reads after "cannot", e.g. "open a raw GRE socket"."""
    if error.errno in (errno.EPERM, errno.EACCES):
        return ConfigError(f"cannot {action}: {capability} is missing (run as root)")
    return ConfigError(f"cannot {action}: {os.strerror(error.errno or 0)}")


def address_refused(
    transport: str, address: IPv4Address | str, port: int, error: OSError
) -> ConfigError:
    """Why a TCP or UDP port (or, with port 0, an address of a raw socket) cannot be had."""
    where = f"{transport} port {port} on {address}" if port else f"{transport} on {address}"
    match error.errno:
        case errno.EADDRINUSE:
            reason = "another program is using it"
        case errno.EADDRNOTAVAIL:
            reason = f"this machine has no address {address}"
        case errno.EACCES | errno.EPERM:
            capability = "CAP_NET_BIND_SERVICE" if port else NET_RAW
            reason = f"{capability} is missing (run as root)"
        case _:
            reason = os.strerror(error.errno or 0)
    return ConfigError(f"cannot use {where}: {reason}")


def tun_refused(error: OSError) -> ConfigError:
    """Why /dev/net/tun cannot be opened."""
    match error.errno:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO:
            reason = "there is no /dev/net/tun (modprobe tun; containers: --device /dev/net/tun)"
        case errno.EACCES | errno.EPERM:
            reason = "this user may not open /dev/net/tun (run as root, or chmod 0666 /dev/net/tun)"
        case _:
            reason = f"/dev/net/tun: {os.strerror(error.errno or 0)}"
    return ConfigError(f"cannot make a TUN device: {reason}")
