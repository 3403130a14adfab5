"""What the server uses of the machine it runs on: GRE socket, TUN device, addresses, routes.

Without `manage` only the TUN device of our own is touched: it carries the local addresses of the
virtual templates and the host routes to peers. With it the configuration's interface addresses
and static routes are applied to the machine, and taken away again at the end; what the machine
had before stays its own. A route whose gateway is on no network of ours waits until it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.nas.config import Interface, RouterConfig
from vpdn.nas.limits import CONNECTIONS_IN_ALL
from vpdn.nas.link_settings import local_address
from vpdn.nas.nat_rules import answered
from vpdn.nas.snapshot import InterfaceSnapshot, NeighbourSnapshot
from vpdn.nas.tier import choose
from vpdn.nas.traffic import Traffic
from vpdn.net.carriage import Carriage
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import LOOPBACK, Device, Netlink
from vpdn.net.tun import Tun

FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")


@dataclass(frozen=True, slots=True)
class HostOptions:
    """`listen` None is every address. `interfaces` names Linux devices for IOS interfaces;
    `manage` allows addresses and routes of the machine's own devices to be set. A `%d` in
    `device` becomes the first free number. `connections` is how many control connections the
    machine can bear."""

    listen: IPv4Address | None = None
    manage: bool = False
    interfaces: dict[str, str] = field(default_factory=dict)
    device: str = "vpdn%d"
    connections: int = CONNECTIONS_IN_ALL
    carriage: Carriage | None = None
    """Who carries packets; None: whoever the configuration says."""
    workers: int | None = None
    """By how many threads; None: as many as the configuration says."""


@dataclass(frozen=True, slots=True)
class _Address:
    device: str
    address: IPv4Interface


@dataclass(frozen=True, slots=True)
class _Route:
    """By a gateway, or into a device."""

    network: IPv4Network
    gateway: IPv4Address | None
    device: str | None


@dataclass(frozen=True, slots=True)
class _Forwarding:
    """That the machine passes packets on."""


_Thing = _Address | _Route | _Forwarding


class Host:
    """Raises ConfigError, one sentence, where the machine refuses."""

    def __init__(self, config: RouterConfig, options: HostOptions) -> None:
        self._options = options
        self._applied: dict[_Thing, None] = {}
        self._peers: dict[IPv4Address, int] = {}
        """Addresses that are routed into the TUN device, with their MTU."""
        with ExitStack() as stack:
            self._netlink = stack.enter_context(Netlink())
            self.gre = stack.enter_context(closing(GreSocket(options.listen)))
            wanted = options.carriage, config.datapath, options.workers, config.workers
            self.tier = choose(*wanted)
            self.carriage = self.tier.carriage
            vnet, many = self.carriage.vnet, self.tier.workers > 1
            tun = Tun(options.device, vnet=vnet, many=many)
            self.tun = stack.enter_context(closing(tun))
            stack.callback(self._withdraw_all)
            self.apply(config)
            self._stack = stack.pop_all()

    def close(self) -> None:
        """Take back everything that was applied, latest first."""
        self._stack.close()

    def apply(self, config: RouterConfig) -> None:
        """Make the machine agree with the configuration: only differences are touched. When that
        cannot be, everything is as it was."""
        before = dict(self._applied)
        try:
            self._change(dict.fromkeys(self._wanted(config)))
        except ConfigError:
            with suppress(ConfigError):
                self._change(before)
            raise

    def _change(self, wanted: dict[_Thing, None]) -> None:
        """The kernel takes an address' routes away with it: those that stay are set anew."""
        gone = [thing for thing in self._applied if thing not in wanted]
        if any(isinstance(thing, _Address) for thing in gone):
            routes = [thing for thing in self._applied if isinstance(thing, _Route)]
            gone += [route for route in routes if route in wanted]
        for thing in gone:
            self._withdraw(thing)
        for thing in wanted:
            if thing not in self._applied:
                self._install(thing)

    def add(self, address: IPv4Address, mtu: int) -> None:
        """Route a peer's address into the TUN device, in packets of `mtu` octets at most."""
        self._netlink.add_route(IPv4Network(address), device=self.tun.name, mtu=mtu)
        self._peers[address] = mtu

    def remove(self, address: IPv4Address) -> None:
        self._peers.pop(address, None)
        self._netlink.remove_route(IPv4Network(address), device=self.tun.name)

    def reroute(self) -> int:
        """Set the peers' routes anew, after the TUN device was down: the kernel forgets them. How
        many there are. Raises ConfigError, once the others are set."""
        refusals = []
        for address, mtu in self._peers.items():
            try:
                self._netlink.add_route(IPv4Network(address), device=self.tun.name, mtu=mtu)
            except ConfigError as error:
                refusals.append(error)
        if refusals:
            raise refusals[0]
        return len(self._peers)

    def restore(self) -> int:
        """Make the TUN device anew, after somebody deleted it, with all it had; as `reroute`."""
        self.tun.restore()
        for thing in list(self._applied):
            if isinstance(thing, _Address) and thing.device == self.tun.name:
                self._install(thing)
        return self.reroute()

    def interfaces(self, config: RouterConfig) -> tuple[InterfaceSnapshot, ...]:
        """The configured interfaces, with what their devices say of themselves."""
        devices = self._netlink.devices()
        addresses = {has.ip: device for device, has in self._netlink.addresses()}
        return tuple(
            _interface(one, devices.get(self._device(one, addresses) or ""))
            for one in config.interfaces.values()
        )

    def neighbours(self, config: RouterConfig) -> tuple[NeighbourSnapshot, ...]:
        """Who was heard of on the networks of the configured interfaces."""
        addresses = {has.ip: device for device, has in self._netlink.addresses()}
        names = {self._device(one, addresses): name for name, one in config.interfaces.items()}
        return tuple(
            NeighbourSnapshot(names[one.device], one.address, one.hardware_address, one.age)
            for one in self._netlink.neighbours()
            if one.device in names
        )

    def managed(self, config: RouterConfig) -> dict[str, str]:
        """The devices that the router may do with as it is configured, by the names of their
        interfaces; the calls of every template come through one device."""
        if not self._options.manage:
            return {}
        addresses = {has.ip: device for device, has in self._netlink.addresses()}
        templates = {f"Virtual-Template{number}": self.tun.name for number in config.templates}
        return self._devices(config, addresses) | templates

    def _wanted(self, config: RouterConfig) -> Iterator[_Thing]:
        for template in config.templates.values():
            local = local_address(config, template)
            if local is not None:
                yield _Address(self.tun.name, IPv4Interface(local))
        if not self._options.manage:
            return
        yield _Forwarding()
        present = self._netlink.addresses()
        devices = self._devices(config, {has.ip: device for device, has in present})
        own = [has for device, has in present if _Address(device, has) not in self._applied]
        for name, device in devices.items():
            for address in config.interfaces[name].addresses:
                own.append(address)
                yield _Address(device, address)
        for name, outer in answered(config):
            if name in devices:
                yield _Address(devices[name], IPv4Interface(outer))
        for route in config.best_routes:
            if route.gateway is not None:
                if any(route.gateway in address.network for address in own):
                    yield _Route(route.network, route.gateway, None)
            elif route.interface in devices:
                yield _Route(route.network, None, devices[route.interface])

    def _devices(self, config: RouterConfig, addresses: dict[IPv4Address, str]) -> dict[str, str]:
        """The Linux devices of the interfaces that are not shut down, by the interfaces' names."""
        found = {
            one.name: self._device(one, addresses)
            for one in config.interfaces.values()
            if not one.shutdown
        }
        return {name: device for name, device in found.items() if device is not None}

    def _device(self, interface: Interface, addresses: dict[IPv4Address, str]) -> str | None:
        """The Linux device an IOS interface stands for, if any; `addresses` are the devices'."""
        if interface.name.startswith("Loopback"):
            return LOOPBACK
        named = self._options.interfaces.get(interface.name)
        if named is not None or interface.address is None:
            return named
        return addresses.get(interface.address.ip)

    def _install(self, thing: _Thing) -> None:
        """What was there already is not ours to take away."""
        match thing:
            case _Address(device, address):
                ours = self._netlink.add_address(device, address)
                self._netlink.set_up(device)
            case _Route(network, gateway, device):
                ours = self._netlink.add_route(network, device, gateway)
            case _Forwarding():
                ours = _forward(True)
        if ours:
            self._applied[thing] = None

    def _withdraw(self, thing: _Thing) -> None:
        del self._applied[thing]
        match thing:
            case _Address(device, address):
                if self._netlink.has_device(device):
                    self._netlink.remove_address(device, address)
            case _Route(network, gateway, device):
                self._netlink.remove_route(network, device, gateway)
            case _Forwarding():
                _forward(False)

    def _withdraw_all(self) -> None:
        for thing in reversed(list(self._applied)):
            self._withdraw(thing)


def _interface(interface: Interface, device: Device | None) -> InterfaceSnapshot:
    name, address, shutdown = interface.name, interface.address, interface.shutdown
    if device is None or device.name == LOOPBACK:
        loopback = name.startswith("Loopback")
        return InterfaceSnapshot(name, address, shutdown, up=loopback and not shutdown)
    return InterfaceSnapshot(
        name,
        address,
        shutdown,
        up=device.up and not shutdown,
        device=device.name,
        hardware_address=device.address,
        mtu=device.mtu,
        traffic=Traffic(
            device.packets_in,
            device.bytes_in,
            device.errors_in,
            device.packets_out,
            device.bytes_out,
            device.errors_out,
            device.drops_out,
        ),
    )


def _forward(wanted: bool) -> bool:
    """Let the machine forward, or not; was that a change?"""
    value = f"{wanted:d}\n"
    try:
        if FORWARDING.read_text() == value:
            return False
        FORWARDING.write_text(value)
    except OSError as error:
        raise ConfigError(f"cannot change IP forwarding: {error.strerror}") from error
    return True
