"""What a server lends to its tunnels and sessions: everything that there is one of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.aaa.service import Aaa
from vpdn.machine import Entropy
from vpdn.nas.calls import Calls
from vpdn.nas.captures import Captures
from vpdn.nas.config import RouterConfig, VirtualTemplate
from vpdn.nas.dhcp_server import Peer
from vpdn.nas.events import Events
from vpdn.nas.filters import Filters
from vpdn.nas.interface_config import Reader, unread
from vpdn.nas.limits import Limits
from vpdn.nas.link_settings import link_settings
from vpdn.nas.numbers import Counting, Numbers
from vpdn.nas.pools import Pools
from vpdn.nas.user_calls import UserCalls
from vpdn.net.pump import Pump
from vpdn.ppp.settings import LinkSettings


class PeerRoutes(Protocol):
    """Host routes to peers, wherever the packets go. Both raise ConfigError."""

    def add(self, address: IPv4Address, mtu: int) -> None:
        """What is larger than `mtu` octets is cut, or refused where it may not be."""

    def remove(self, address: IPv4Address) -> None: ...


@dataclass(slots=True)
class Services:
    config: RouterConfig
    events: Events
    pools: Pools
    limits: Limits
    aaa: Aaa
    pump: Pump
    routes: PeerRoutes
    entropy: Entropy
    calls: Calls
    clock: Callable[[], float]
    """Monotonic seconds: the event loop's own clock, so that timers and stamps agree."""
    read_line: Reader = unread
    """Reads what AAA says about one call's interface."""
    peers: dict[IPv4Address, Peer] = field(default_factory=dict)
    """Calls whose network is up, by the address of the peer."""
    filters: Filters = field(default_factory=Filters)
    interfaces: Numbers = field(default_factory=Numbers)
    tunnel_ids: Counting = field(default_factory=Counting)
    session_ids: Counting = field(default_factory=Counting)
    active: Counter[str] = field(default_factory=Counter)
    """Sessions of each VPDN group."""
    user_calls: UserCalls = field(default_factory=UserCalls)
    malformed_messages: int = 0
    captures: Captures = field(init=False)
    _link_settings: dict[int, LinkSettings] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.captures = Captures(self.calls)

    def link_settings(self, template: VirtualTemplate) -> LinkSettings:
        """What the links of one of the configuration's templates are told; made once."""
        settings = self._link_settings.get(template.number)
        if settings is None:
            settings = link_settings(self.config, template)
            self._link_settings[template.number] = settings
        return settings

    def configure(self, config: RouterConfig) -> None:
        """Take over a configuration: access lists, pools and the address of RADIUS requests at
        once, everything else from the next call on. Calls that are up keep what they have. Raises
        ConfigError and changes nothing when requests cannot come from that address."""
        self.aaa.apply(config.aaa, config.radius, config.users, config.radius_source)
        self.pools.configure(config.pools)
        self.filters.configure(config.access_lists)
        self.config = config
        self._link_settings = {}
