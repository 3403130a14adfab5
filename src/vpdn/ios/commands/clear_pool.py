"""`clear ip local pool`: addresses that nobody gives back by himself.

A lease whose session is gone, and the claim of a former user, are freed; what a session uses is
not, and that is said: whoever wants it ends the session.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.nas.clearing import Lease
from vpdn.nas.snapshot import LeaseSnapshot, PoolSnapshot

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
            raise ConfigError(_in_use(session, [address]))
        case Lease.NOT_HELD:
            raise ConfigError(f"% {address} is not in use")
        case Lease.FREED:
            return ""


@command(PRIVILEGED, "clear ip local pool [WORD$name] *", _HELP)
def clear_pool(session: Session, name: str = "") -> str:
    if name:
        _pool(session, name)
    used = session.server.clearing.pool(name or None)
    if used:
        raise ConfigError(_in_use(session, sorted(used)))
    return ""


def _pool(session: Session, name: str) -> PoolSnapshot:
    for pool in session.server.snapshot().pools:
        if pool.name == name:
            return pool
    raise ConfigError(f"% Pool {name} does not exist")


def _in_pool(pool: PoolSnapshot, address: IPv4Address) -> bool:
    return any(first <= address <= last for first, last, _, _ in pool.ranges)


def _in_use(session: Session, addresses: list[IPv4Address]) -> str:
    """Who uses each of them."""
    pools = session.server.snapshot().pools
    leases = {lease.address: lease for pool in pools for lease in pool.leases}
    return "\n".join(_refusal(address, leases.get(address)) for address in addresses)


def _refusal(address: IPv4Address, lease: LeaseSnapshot | None) -> str:
    if lease is None:
        return f"% {address} is in use by a session"
    return (
        f"% {address} is in use by {fit(lease.user)} on Virtual-Access{lease.interface}:"
        f" clear interface Virtual-Access{lease.interface} first"
    )
