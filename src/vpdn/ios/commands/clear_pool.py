"""`clear ip local pool`: addresses that nobody gives back by himself.

A lease whose session is gone, and the claim of a former user, are freed; what a session uses is
not, and that is said: whoever wants it ends the session.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.nas.clearing import Lease
from vpdn.nas.snapshot import PoolSnapshot

_HELP = """
    ip       Clear IP
    local    Clear what is local
    pool     Give held addresses back to their pool
    name     Name of the pool
    address  The address to free
    *        Every address that no session uses
    """


@command(PRIVILEGED, "clear ip local pool [WORD$name] A.B.C.D$address", _HELP)
def clear_pool_address(session: Session, address: IPv4Address, name: str = "") -> str:
    if name and not _in_pool(_pool(session, name), address):
        raise ConfigError(f"% {address} is not in pool {name}")
    match session.server.clearing.address(address):
        case Lease.IN_USE:
            return _refusal(session, address)
        case Lease.NOT_HELD:
            return f"% {address} is not in use\n"
        case Lease.FREED:
            return ""


@command(PRIVILEGED, "clear ip local pool [WORD$name] *", _HELP)
def clear_pool(session: Session, name: str = "") -> str:
    if name:
        _pool(session, name)
    used = session.server.clearing.pool(name or None)
    return "".join(_refusal(session, address) for address in sorted(used))


def _pool(session: Session, name: str) -> PoolSnapshot:
    for pool in session.server.snapshot().pools:
        if pool.name == name:
            return pool
    raise ConfigError(f"% Pool {name} does not exist")


def _in_pool(pool: PoolSnapshot, address: IPv4Address) -> bool:
    return any(first <= address <= last for first, last, _, _ in pool.ranges)


def _refusal(session: Session, address: IPv4Address) -> str:
    leases = [lease for pool in session.server.snapshot().pools for lease in pool.leases]
    for lease in leases:
        if lease.address == address:
            return (
                f"% {address} is in use by {lease.user} on Virtual-Access{lease.interface}:"
                f" clear interface Virtual-Access{lease.interface} first\n"
            )
    return f"% {address} is in use by a session\n"
