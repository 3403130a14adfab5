"""Addresses, routes and links of the namespace it was made in, through rtnetlink.

pyroute2 drives its sockets with an event loop of its own, which cannot run in a thread that has
one already; so each `Netlink` keeps a small thread, born in the namespace of its maker, and every
call is a plain blocking one (about a millisecond; the routes and addresses that every PPTP call
needs take a `RouteSocket` and no thread). IPv4 only.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Network
from types import TracebackType
from typing import Any, Self

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError

from vpdn.errors import ConfigError
from vpdn.net.main_table import Entry, best, entries, routed
from vpdn.net.refusals import refused
from vpdn.net.route_socket import RouteSocket

LOOPBACK = "lo"
IFF_UP = 0x1
NUD_INCOMPLETE, NUD_FAILED, NUD_NOARP = 0x01, 0x20, 0x40
"""States of a neighbour that has not answered, or need not be asked."""
NO_IPV6 = (errno.EAFNOSUPPORT, errno.EOPNOTSUPP)
TICKS = 100
"""USER_HZ: the kernel tells ages in hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Route:
    """How the kernel would send to some address now."""

    device: str
    via: IPv4Address | None
    source: IPv4Address | None


@dataclass(frozen=True, slots=True)
class Device:
    """A network device and what it has counted, packets and octets; `address` is its hardware's,
    as `aa:bb:cc:dd:ee:ff`. `up` is what it was told, `running` that the kernel has seen it so and
    lets packets pass."""

    name: str
    up: bool
    running: bool
    mtu: int
    address: str
    packets_in: int
    bytes_in: int
    errors_in: int
    packets_out: int
    bytes_out: int
    errors_out: int
    drops_out: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A machine on the network of `device`: whose hardware address belongs to `address`, and how
    many seconds ago it last said so."""

    device: str
    address: IPv4Address
    hardware_address: str
    age: float


class Netlink:
    """Every method raises ConfigError, with one sentence, when the system refuses."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="netlink")
        self._route = self._call("open a netlink socket", IPRoute)
        self._routes = RouteSocket()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._routes.close()
        self._thread.submit(self._route.close).result()
        self._thread.shutdown()

    # Links

    def has_device(self, device: str) -> bool:
        names = self._thread.submit(socket.if_nameindex).result()
        return any(name == device for _, name in names)

    def devices(self) -> dict[str, Device]:
        """Every device, by its name."""
        found = map(_device, self._dump("list devices", self._route.get_links))
        return {device.name: device for device in found}

    def neighbours(self) -> list[Neighbour]:
        """Those whose hardware address is known."""
        unknown = NUD_INCOMPLETE | NUD_FAILED | NUD_NOARP
        messages = self._dump("list neighbours", self._route.get_neighbours, family=socket.AF_INET)
        return [self._neighbour(one) for one in messages if not one["state"] & unknown]

    def _neighbour(self, message: Any) -> Neighbour:
        return Neighbour(
            self._name(message["ifindex"]),
            IPv4Address(message.get_attr("NDA_DST")),
            message.get_attr("NDA_LLADDR") or "",
            message.get_attr("NDA_CACHEINFO")["ndm_confirmed"] / TICKS,
        )

    def set_up(self, device: str, up: bool = True) -> None:
        self._set_link(device, state="up" if up else "down")

    def set_mtu(self, device: str, mtu: int) -> None:
        self._set_link(device, mtu=mtu)

    def attach(self, device: str, bridge: str) -> None:
        """Make `device` a port of `bridge`."""
        self._set_link(device, master=self._index(bridge))

    def add_bridge(self, name: str) -> None:
        self._call(f"make bridge {name}", self._route.link, "add", ifname=name, kind="bridge")

    def add_veth(self, name: str, peer: str, peer_namespace: int | None = None) -> None:
        """A pair of connected devices; `peer` in the namespace behind an open file, if given."""
        there: dict[str, Any] = {"ifname": peer}
        if peer_namespace is not None:
            there["net_ns_fd"] = peer_namespace
        action = f"make veth devices {name} and {peer}"
        self._call(action, self._route.link, "add", ifname=name, kind="veth", peer=there)

    def remove_device(self, device: str) -> None:
        self._call(f"remove {device}", self._route.link, "del", index=self._index(device))

    # Addresses

    def addresses(self) -> list[tuple[str, IPv4Interface]]:
        """Every (device, address with its prefix length)."""
        found = []
        for message in self._dump("list addresses", self._route.get_addr, family=socket.AF_INET):
            address = message.get_attr("IFA_LOCAL") or message.get_attr("IFA_ADDRESS")
            device = self._name(message["index"])
            found.append((device, IPv4Interface(f"{address}/{message['prefixlen']}")))
        return found

    def device_with_address(self, address: IPv4Address) -> str | None:
        return next((device for device, has in self.addresses() if has.ip == address), None)

    def add_address(
        self, device: str, address: IPv4Interface, peer: IPv4Address | None = None
    ) -> bool:
        """Give a device an address; having it already is fine, and False.

        On the loopback device the prefix becomes /32: Linux would take every address of the
        prefix for the machine's own, and a router's Loopback0 shares its prefix with a pool.
        """
        index, prefix = self._index(device), _prefix(device, address)
        try:
            self._routes.add_address(index, address.ip, prefix, peer)
        except FileExistsError:
            return False
        except OSError as error:
            raise refused(f"give {device} the address {address}", error) from error
        return True

    def remove_address(self, device: str, address: IPv4Interface) -> None:
        """Take it away; being without it already is fine."""
        index, prefix = self._index(device), _prefix(device, address)
        try:
            self._routes.remove_address(index, address.ip, prefix)
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise refused(f"take the address {address} from {device}", error) from error

    # Routes

    def add_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
        source: IPv4Address | None = None,
        mtu: int | None = None,
    ) -> bool:
        """Route a network to a device or a gateway. What is larger than `mtu` octets is cut, or
        refused where it may not be.

        Never replaces a route: where an equal one of the same metric exists it is kept when it
        says the same, which is False, and otherwise this raises ConfigError.
        """
        action = f"route {network} {_towards(device, via)}"
        index = self._index(device) if device is not None else None
        try:
            self._routes.add(network, index, via, metric, source, mtu)
        except FileExistsError:
            if not routed(self._entries(), network, index, via, metric):
                raise ConfigError(f"cannot {action}: another route to {network} exists") from None
            return False
        except OSError as error:
            raise refused(action, error) from error
        return True

    def remove_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> None:
        """Remove a route `add_route` made; its absence is fine."""
        try:
            index = self._index(device) if device is not None else None
        except ConfigError:
            return  # the device is gone, and its routes with it
        try:
            self._routes.remove(network, index, via, metric)
        except ProcessLookupError:
            return
        except OSError as error:
            raise refused(f"remove the route to {network}", error) from error

    def block(self, network: IPv4Network | IPv6Network, metric: int) -> None:
        """What is sent there is refused, unless a route of a lesser metric takes it; being so
        already is fine, and so is a kernel without IPv6."""
        try:
            self._routes.block(network, metric)
        except FileExistsError:
            return
        except OSError as error:
            if network.version == 4 or error.errno not in NO_IPV6:
                raise refused(f"block {network}", error) from error

    def unblock(self, network: IPv4Network | IPv6Network, metric: int) -> bool:
        """False when it was not blocked."""
        try:
            self._routes.unblock(network, metric)
        except ProcessLookupError:
            return False
        except OSError as error:
            if network.version == 4 or error.errno not in NO_IPV6:
                raise refused(f"unblock {network}", error) from error
            return False
        return True

    def route_to(self, address: IPv4Address) -> Route | None:
        """How the kernel would send to `address`; None when it would not."""
        try:
            action = f"find a route to {address}"
            found = self._dump(action, self._route.route, "get", dst=str(address))
        except ConfigError:
            return None
        message = found[0]
        via, source = message.get_attr("RTA_GATEWAY"), message.get_attr("RTA_PREFSRC")
        return Route(
            device=self._name(message.get_attr("RTA_OIF")),
            via=IPv4Address(via) if via else None,
            source=IPv4Address(source) if source else None,
        )

    def route_beside(self, address: IPv4Address, metric: int) -> Route | None:
        """How the main table would send to `address` if it had no routes of this metric."""
        found = best((one for one in self._entries() if one.metric != metric), address)
        if found is None or found.refuses or found.device is None:
            return None
        return Route(self._name(found.device), found.via, None)

    def marked(self, metric: int) -> list[Entry]:
        """The routes of ours with this metric, of both families, by whichever program."""
        found = (*self._entries(), *self._entries(socket.AF_INET6))
        return [one for one in found if one.ours and one.metric == metric]

    def _entries(self, family: socket.AddressFamily = socket.AF_INET) -> list[Entry]:
        dump = self._dump("list routes", self._route.get_routes, family=family)
        return list(entries(dump, family))

    def _set_link(self, device: str, **settings: Any) -> None:
        action = f"configure {device}"
        self._call(action, self._route.link, "set", index=self._index(device), **settings)

    def _index(self, device: str) -> int:
        try:
            return self._routes.index(device)
        except OSError as error:
            raise ConfigError(f"there is no network device {device}") from error

    def _name(self, index: int) -> str:
        return self._thread.submit(socket.if_indextoname, index).result()

    def _dump(
        self, action: str, function: Callable[..., Any], *args: Any, **options: Any
    ) -> list[Any]:
        return list(self._call(action, lambda: list(function(*args, **options))))

    def _call(
        self,
        action: str,
        function: Callable[..., Any],
        *args: Any,
        **options: Any,
    ) -> Any:
        try:
            return self._thread.submit(function, *args, **options).result()
        except NetlinkError as error:
            raise refused(action, OSError(error.code, str(error))) from error
        except OSError as error:
            raise refused(action, error) from error


def _device(message: Any) -> Device:
    counted = message.get_attr("IFLA_STATS64") or {}
    return Device(
        name=message.get_attr("IFLA_IFNAME"),
        up=bool(message["flags"] & IFF_UP) and message.get_attr("IFLA_OPERSTATE") != "DOWN",
        running=message.get_attr("IFLA_OPERSTATE") == "UP",
        mtu=message.get_attr("IFLA_MTU"),
        address=message.get_attr("IFLA_ADDRESS") or "",
        packets_in=counted.get("rx_packets", 0),
        bytes_in=counted.get("rx_bytes", 0),
        errors_in=counted.get("rx_errors", 0),
        packets_out=counted.get("tx_packets", 0),
        bytes_out=counted.get("tx_bytes", 0),
        errors_out=counted.get("tx_errors", 0),
        drops_out=counted.get("tx_dropped", 0),
    )


def _towards(device: str | None, via: IPv4Address | None) -> str:
    return f"via {via}" if via is not None else f"to {device}"


def _prefix(device: str, address: IPv4Interface) -> int:
    return 32 if device == LOOPBACK else address.network.prefixlen
