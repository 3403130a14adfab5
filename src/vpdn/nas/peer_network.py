"""A call's network: the address its peer gets, and the route to it.

Which address is `addressing`'s choice. Whatever is taken here is given back by `free`.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address

from vpdn.aaa.types import Accept, Emit
from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas.addressing import choose_address, pool_names
from vpdn.nas.config import VirtualTemplate
from vpdn.nas.services import Services
from vpdn.nas.trace import (
    AddressAssigned,
    PoolExhausted,
    RouteInstalled,
    RouteRefused,
    RouteRemoved,
)
from vpdn.ppp.outputs import NetworkUp


class PeerNetwork:
    """`address` is what the peer was given, from the moment it is taken for it; `up` the network
    while there is one. `never` are addresses it must not have."""

    __slots__ = (
        "_interface",
        "_never",
        "_publish",
        "_services",
        "_template",
        "address",
        "up",
    )

    def __init__(
        self,
        services: Services,
        template: VirtualTemplate,
        interface: int,
        never: Collection[IPv4Address],
        publish: Emit,
    ) -> None:
        self.address: IPv4Address | None = None
        self.up: NetworkUp | None = None
        self._services = services
        self._template = template
        self._interface = interface
        self._never = never
        self._publish = publish

    def assign(self, asked: IPv4Address, accept: Accept | None, user: str) -> IPv4Address | None:
        """An address, or None when there is none for it. A link that negotiates anew asks anew;
        what it had is free before the choice."""
        self.free()
        address = self.address = choose_address(
            asked,
            accept,
            self._template,
            self._services.pools,
            user,
            self._interface,
            taken=self._never,
        )
        if address is not None:
            self._publish(AddressAssigned(address))
        else:
            self._publish(PoolExhausted(" ".join(pool_names(accept, self._template))))
        return address

    def open(self, network: NetworkUp, mtu: int) -> str:
        """Route the peer's address, in packets of `mtu` octets at most; why not, or ""."""
        try:
            self._services.routes.add(network.remote, mtu)
        except ConfigError as error:
            self._publish(RouteRefused(network.remote, error.reason))
            return error.reason
        self.up = network
        self._services.peers[network.remote] = self
        self._publish(RouteInstalled(network.remote))
        return ""

    def close(self) -> None:
        """Nothing happens when there is no network."""
        if self.up is None:
            return
        remote, self.up = self.up.remote, None
        if self._services.peers.get(remote) is self:
            del self._services.peers[remote]
        try:
            self._services.routes.remove(remote)
        except ConfigError as error:
            self._publish(RouteRefused(remote, error.reason))
        self._publish(RouteRemoved(remote))

    def free(self) -> None:
        """Give the address back; what is still to be told of the call has it on it."""
        if self.address is not None:
            self._services.pools.release(self.address)

    def record(self, trace: Trace) -> None:
        """Something happened that is about the call."""
        self._publish(trace)

    def let_go(self) -> None:
        """Nobody hears of it any more."""
        self._publish = _nobody


def _nobody(_: object) -> None: ...
