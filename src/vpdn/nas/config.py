"""What a router is told to do, typed. The text it was read from is `ios`' business.

Defaults are IOS' where IOS has one (`ios.md` in the design notes; RFC 1661 for PPP's counters).
Values are immutable: a change makes a new `RouterConfig`, and the server applies the difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from vpdn.aaa.settings import AaaSettings, LocalUser
from vpdn.datapath.filters import Rule
from vpdn.datapath.policer import Limit
from vpdn.nas.dhcp_settings import DhcpPool
from vpdn.nas.line_settings import LineSettings
from vpdn.nas.nat_settings import NatSettings
from vpdn.net.carriage import Carriage
from vpdn.radius.settings import RadiusSettings
from vpdn.tacacs.settings import TacacsSettings


@dataclass(frozen=True, slots=True)
class MppeSettings:
    """`bits` None stands for `auto`."""

    bits: int | None
    required: bool = False
    passive: bool = False
    stateful: bool = False


@dataclass(frozen=True, slots=True)
class PppSettings:
    """`authentication` in the order offered, of "pap", "chap", "ms-chap", "ms-chap-v2". Times in
    seconds."""

    authentication: tuple[str, ...] = ()
    authentication_list: str = "default"
    authorization_list: str = "default"
    mppe: MppeSettings | None = None
    dns: tuple[IPv4Address, ...] = ()
    nbns: tuple[IPv4Address, ...] = ()
    accounting_list: str = ""
    """The method list of the accounting records; "" for none."""
    timeout_retry: int = 2
    timeout_authentication: int = 10
    timeout_idle: int = 0
    """A call that carries nothing for so long ends, as does one after `timeout_absolute`; 0 for
    never. What AAA says goes before both."""
    timeout_absolute: int = 0
    max_bad_authentication: int = 1
    max_configure: int = 10
    max_failure: int = 5
    max_terminate: int = 2
    lcp_delay: int = 2
    chap_hostname: str | None = None


@dataclass(frozen=True, slots=True)
class VirtualTemplate:
    """One `interface Virtual-TemplateN`. Exactly one of `unnumbered` (an interface's name) and
    `address` is set on a template that can serve. `keepalive` 0 is off; retries as IOS counts."""

    number: int
    unnumbered: str | None = None
    address: IPv4Interface | None = None
    peer_address: IPv4Address | None = None
    peer_pool: tuple[str, ...] | None = None
    """Names of pools to try, in order; None: the peer gets no address from a pool."""
    keepalive: int = 10
    keepalive_retries: int = 5
    mtu: int = 1500
    """Octets of a PPP payload that callers are asked to keep to, and of an IP packet for them."""
    ip_mtu: int | None = None
    """Octets of an IP packet for a caller, where those are to be fewer."""
    adjust_mss: int | None = None
    access_in: str | None = None
    """The access list that the peer's packets must pass; `access_out`, that packets for it must."""
    access_out: str | None = None
    police_in: Limit | None = None
    """How much each caller may send; `police_out`, how much may be sent to it."""
    police_out: Limit | None = None
    nat: str | None = None
    """The side of address translation that its callers are on: "inside", "outside" or neither."""
    ppp: PppSettings = field(default_factory=PppSettings)

    @property
    def largest(self) -> int:
        """Octets of an IP packet for a caller at most, whatever he takes."""
        return self.mtu if self.ip_mtu is None else min(self.mtu, self.ip_mtu)


@dataclass(frozen=True, slots=True)
class VpdnGroup:
    """`echo`: seconds between Echo-Requests of the control connection, 0 for none; `window`:
    packets."""

    name: str
    protocol: str | None = None
    virtual_template: int | None = None
    local_name: str | None = None
    source_ip: IPv4Address | None = None
    """The only address of ours at which the group takes calls."""
    session_limit: int | None = None
    echo: int = 60
    window: int = 16
    terminate_from: str | None = None
    """The only host name, as the peer gives it, that the group takes calls from."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A numbered interface that is not a template: Loopback, Ethernet, … `nat` as of a template."""

    name: str
    address: IPv4Interface | None = None
    shutdown: bool = False
    secondary: tuple[IPv4Interface, ...] = ()
    nat: str | None = None

    @property
    def addresses(self) -> tuple[IPv4Interface, ...]:
        """The first one, if there is one, and the others."""
        return self.secondary if self.address is None else (self.address, *self.secondary)


@dataclass(frozen=True, slots=True)
class Pool:
    """Ranges are inclusive, in the order configured. `cache` is how many former users get the
    address they had, if it is free."""

    name: str
    ranges: tuple[tuple[IPv4Address, IPv4Address], ...]
    cache: int = 20


@dataclass(frozen=True, slots=True)
class AccessList:
    """`kind` is "standard" or "extended"; the name of a numbered one is its number."""

    name: str
    kind: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class StaticRoute:
    network: IPv4Network
    gateway: IPv4Address | None = None
    interface: str | None = None
    distance: int = 1


@dataclass(frozen=True, slots=True)
class TimestampFormat:
    """`service timestamps`: kind "uptime", "datetime" or None (no stamp)."""

    kind: str | None = "uptime"
    msec: bool = False
    localtime: bool = False
    show_timezone: bool = False


@dataclass(frozen=True, slots=True)
class LoggingSettings:
    """Levels 0 (emergencies) to 7 (debugging), None for off. `buffered`: octets of the buffer."""

    on: bool = True
    console: int | None = 7
    monitor: int | None = 7
    buffered: int | None = None
    buffered_level: int = 7
    trap: int | None = 6
    facility: str = "local7"
    hosts: tuple[IPv4Address, ...] = ()
    rate_limit: int | None = None
    """Messages a second; `rate_except`: those of this level and more urgent ones are not counted;
    `rate_console`: only those of the console are; `rate_all`: debug lines are too."""
    rate_except: int | None = None
    rate_console: bool = False
    rate_all: bool = False
    source_interface: str | None = None
    sequence_numbers: bool = False


@dataclass(frozen=True, slots=True)
class SshSettings:
    """`timeout`: seconds that a caller may take to log in; `retries`: wrong passwords that he may
    make good."""

    timeout: int = 120
    retries: int = 3


@dataclass(frozen=True, slots=True)
class RouterConfig:
    hostname: str = "Router"
    vpdn_enable: bool = False
    vpdn_session_limit: int | None = None
    vpdn_softshut: bool = False
    """No new calls; those that are up stay."""
    vpdn_replaces_calls: bool = False
    """A user who has as many calls as allowed gets one more, and the oldest ends; else the new one
    is turned away."""
    vpdn_logging: frozenset[str] = frozenset()
    """What is logged of calls: "local" (everything), "user" (what is about a user)."""
    datapath: Carriage = Carriage.AUTO
    """Who carries packets, from the next start on."""
    workers: int = 1
    """By how many threads at once, from the next start on."""
    groups: dict[str, VpdnGroup] = field(default_factory=dict)
    templates: dict[int, VirtualTemplate] = field(default_factory=dict)
    interfaces: dict[str, Interface] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    dhcp_pools: dict[str, DhcpPool] = field(default_factory=dict)
    dhcp_service: bool = True
    """Whether callers are answered by DHCP at all."""
    routes: tuple[StaticRoute, ...] = ()
    nat: NatSettings = field(default_factory=NatSettings)
    users: dict[str, LocalUser] = field(default_factory=dict)
    enable_passwords: dict[int, str] = field(default_factory=dict)
    """In the clear, by the privilege level they give."""
    enable_secrets: dict[int, str] = field(default_factory=dict)
    """Hashed (`crypto.password_hash`), by level; one goes before the level's password."""
    aaa: AaaSettings = field(default_factory=AaaSettings)
    radius: RadiusSettings = field(default_factory=RadiusSettings)
    radius_source_interface: str | None = None
    tacacs: TacacsSettings = field(default_factory=TacacsSettings)
    dns: tuple[IPv4Address, ...] = ()
    """`async-bootp dns-server`; a template's own `ppp ipcp dns` wins."""
    nbns: tuple[IPv4Address, ...] = ()
    access_lists: dict[str, AccessList] = field(default_factory=dict)
    hosts: dict[str, IPv4Address] = field(default_factory=dict)
    lines: tuple[LineSettings, ...] = ()
    """In the order of a running-config: con, tty, aux, vty."""
    banners: dict[str, str] = field(default_factory=dict)
    """Texts by kind: "motd", "login", "exec"."""
    command_levels: dict[tuple[str, str], int] = field(default_factory=dict)
    """Levels that commands were given, by their mode and the words that the commands begin with."""
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    """What words stand for, by the mode they are typed in and themselves."""
    domain_lookup: bool = True
    domain_name: str | None = None
    ssh: SshSettings = field(default_factory=SshSettings)
    logging: LoggingSettings = field(default_factory=LoggingSettings)
    timestamps_debug: TimestampFormat = field(default_factory=TimestampFormat)
    timestamps_log: TimestampFormat = field(default_factory=TimestampFormat)

    @property
    def best_routes(self) -> tuple[StaticRoute, ...]:
        """Of the static routes to one network the one with the least distance, or the first."""
        best: dict[IPv4Network, StaticRoute] = {}
        for route in self.routes:
            known = best.setdefault(route.network, route)
            if route.distance < known.distance:
                best[route.network] = route
        return tuple(best.values())

    @property
    def radius_source(self) -> IPv4Address | None:
        """The address RADIUS requests come from; None leaves it to the routing table."""
        return self._address(self.radius_source_interface)

    @property
    def logging_source(self) -> IPv4Address | None:
        """The address syslog datagrams come from; None leaves it to the routing table."""
        return self._address(self.logging.source_interface)

    def _address(self, name: str | None) -> IPv4Address | None:
        """The address of an interface that is not shut down."""
        interface = self.interfaces.get(name or "")
        if interface is None or interface.shutdown or interface.address is None:
            return None
        return interface.address.ip
