"""What is made of what a server says by DHCP: routes, as far as they may be, and name servers.

With a kill switch nothing is routed into the tunnel that could go another way without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.client.call import Status
from vpdn.client.dialer import Take
from vpdn.client.inform import Advice, acceptable
from vpdn.client.inquiry import Inquiry
from vpdn.client.routes import inner_networks
from vpdn.client.settings import Routing
from vpdn.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Heard:
    """Of the advice's networks those that were `taken` and those that were `left`. `dns` are its
    name servers where PPP told none."""

    advice: Advice
    taken: tuple[IPv4Network, ...] = ()
    left: tuple[IPv4Network, ...] = ()
    dns: tuple[IPv4Address, ...] = ()


class Machine(Protocol):
    """`host.Host` is it."""

    @property
    def device(self) -> str: ...

    def networks(self) -> Collection[IPv4Network]:
        """Those that it is on itself."""


class Switch(Protocol):
    """`kill_switch.KillSwitch` is one."""

    def widen(self, networks: Iterable[IPv4Network]) -> None: ...


class Adviser:
    """`routing` is the connection's; `heard` gets what came of an answer, `say` a line when there
    will be none."""

    def __init__(
        self,
        machine: Machine,
        kill_switch: Switch | None,
        routing: Routing,
        heard: Callable[[Heard], None],
        say: Callable[[str], None],
    ) -> None:
        self._machine = machine
        self._kill_switch = kill_switch
        self._split = routing is Routing.SPLIT
        self._heard = heard
        self._say = say

    def inquire(self, status: Status, take: Take) -> Callable[[], None]:
        """Ask once the call is up; what it gives ends that. That this machine does not allow it
        ends no call. Raises ConfigError when the kill switch cannot cover the call."""
        if self._split:
            inner = inner_networks(Routing.SPLIT, status.local, status.remote)
            self._cover(one for one in inner if one != IPv4Network(status.server))
        try:
            return Inquiry(
                self._machine.device, status.local, partial(self.told, status, take)
            ).close
        except ConfigError as error:
            self._say(f"The server is not asked for routes: {error.reason}.")
            return lambda: None

    def told(self, status: Status, take: Take, advice: Advice) -> None:
        """Routes are taken where not everything goes into the tunnel anyhow."""
        dns = () if status.dns else advice.dns
        if not self._split:
            self._heard(Heard(advice, dns=dns))
            return
        try:
            taken = acceptable(advice.networks, status.server, self._machine.networks())
            self._cover(taken)
        except ConfigError as error:
            self._say(f"The server's routes are not taken: {error.reason}.")
            return
        take(taken)
        left = tuple(one for one in advice.networks if one not in taken)
        self._heard(Heard(advice, taken, left, dns))

    def _cover(self, networks: Iterable[IPv4Network]) -> None:
        if self._kill_switch is not None:
            self._kill_switch.widen(networks)
