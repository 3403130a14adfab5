"""Which address a peer gets: AAA's word first, then the template's, then the pools.

RFC 2865 section 5.8 for the two special values of Framed-IP-Address. A peer that may choose may
not choose what would turn the router's own packets round.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address

from vpdn.aaa.types import Accept
from vpdn.nas.config import VirtualTemplate
from vpdn.nas.pools import Pools

USER_CHOOSES = IPv4Address("255.255.255.255")
NAS_CHOOSES = IPv4Address("255.255.255.254")
UNSPECIFIED = IPv4Address(0)


def choose_address(
    asked: IPv4Address,
    accept: Accept | None,
    template: VirtualTemplate,
    pools: Pools,
    user: str,
    interface: int,
    *,
    taken: Collection[IPv4Address] = (),
) -> IPv4Address | None:
    """The address for this peer, leased to it, or None when there is none for it. `taken` are
    those it must not have: the router's own on this link, and its own outer one."""
    fixed = _fixed_address(asked, accept, template)
    if fixed is not None and (fixed in taken or not _unicast(fixed)):
        return None
    if fixed is not None:
        return fixed if pools.claim(fixed, user, interface) else None
    return pools.allocate(pool_names(accept, template), user, interface)


def pool_names(accept: Accept | None, template: VirtualTemplate) -> tuple[str, ...]:
    """The pools to try, in order."""
    if accept is not None and accept.pool is not None:
        return (accept.pool,)
    return template.peer_pool or ()


def _fixed_address(
    asked: IPv4Address, accept: Accept | None, template: VirtualTemplate
) -> IPv4Address | None:
    framed = accept.address if accept is not None else None
    if framed is not None and framed not in (USER_CHOOSES, NAS_CHOOSES):
        return framed
    if template.peer_address is not None:
        return template.peer_address
    user_may_choose = framed == USER_CHOOSES or (
        template.peer_pool is None and (accept is None or accept.pool is None)
    )
    return asked if user_may_choose and asked != UNSPECIFIED else None


def _unicast(address: IPv4Address) -> bool:
    """RFC 1122 section 3.2.1.3: an address that a host can have on a network."""
    never = address.is_multicast or address.is_loopback or address.is_reserved
    return not never and int(address) >> 24 != 0
