"""A carrier with a TUN device: the machine's own programs use the calls of all connections.

One GRE socket, one device and one engine however many calls there are: every raw socket more
makes the kernel copy every packet once more. Knows no PPP and no PPTP messages.
"""

from __future__ import annotations

from contextlib import ExitStack
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from secrets import randbits
from types import TracebackType
from typing import Self
from zlib import crc32

from vpdn.client.capture import CapturedGre
from vpdn.client.carrier import Carrier
from vpdn.client.routes import Routes
from vpdn.net.carriage import Carriage, make_pump, resolve
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun


class Host(Carrier):
    """Must be made inside a running event loop; close it, or use it as a context manager.

    `mtu` octets; `capture` is a file for the GRE packets. `name` is that of the only connection it
    is for: what a killed program of that name left is forgotten. Raises ConfigError when the system
    refuses the socket, the device or the file.
    """

    source: IPv4Address | None = None
    """The kernel chooses the address calls are dialled from."""

    def __init__(
        self,
        device: str,
        mtu: int,
        capture: Path | None = None,
        carriage: Carriage = Carriage.AUTO,
        name: str = "",
    ) -> None:
        self._mtu = mtu
        self._name = name
        self._addresses: set[IPv4Address] = set()
        self._shared: set[IPv4Network] = set()
        with ExitStack() as stack:
            self._netlink = stack.enter_context(Netlink())
            if name:
                forget_pins(self._netlink, name)
            gre = GreSocket() if capture is None else CapturedGre(capture, self._address_towards)
            stack.callback(gre.close)
            # Only the engine in Python shows what passes the socket.
            carriage = resolve(carriage) if capture is None else Carriage.PYTHON
            tun = Tun(device, mtu, vnet=carriage.vnet)
            stack.callback(tun.close)
            super().__init__(lambda owner: make_pump(carriage, gre, tun, owner))
            stack.callback(super().close)
            self._resources = stack.pop_all()
        self.device = tun.name

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
        """Give everything back; the device vanishes, and with it every route through it."""
        self._resources.close()

    # --- the device -------------------------------------------------------------------------

    def routes(self) -> Routes:
        """A set of routes for one connection, with a metric nobody else uses."""
        return Routes(self._netlink, self.device, _metric(self._name), self._shared)

    def add_address(self, address: IPv4Address, mtu: int) -> None:
        """Our end of a tunnel. The device's MTU is the least of its tunnels'.

        A /32 without a peer: a peer's address that came with it would bring a route of the
        kernel's own, which could send the tunnel's own packets into the tunnel.
        """
        if mtu < self._mtu:
            self._mtu = mtu
            self._netlink.set_mtu(self.device, mtu)
        self._netlink.add_address(self.device, IPv4Interface(address))
        self._addresses.add(address)

    def remove_address(self, address: IPv4Address) -> None:
        """With the last address of a device the kernel drops its routes."""
        self._netlink.remove_address(self.device, IPv4Interface(address))
        self._addresses.discard(address)
        if not self._addresses:
            self._shared.clear()

    def networks(self) -> list[IPv4Network]:
        """Those that the machine is on itself, by other devices than this one."""
        found = self._netlink.addresses()
        return [has.network for device, has in found if device != self.device]

    def _address_towards(self, peer: IPv4Address) -> IPv4Address:
        way = self._netlink.route_to(peer)
        return way.source if way is not None and way.source is not None else IPv4Address(0)


def forget_pins(netlink: Netlink, name: str) -> bool:
    """The way to its server that a connection of that name kept until its program was killed: it
    may lead nowhere by now. False when there is none."""
    metric = _metric(name)
    left = netlink.marked(metric)
    for route in left:
        netlink.remove_route(route.network, metric=metric)
    return bool(left)


def _metric(name: str) -> int:
    """One that is known again, or for a connection without a name any."""
    return LEAST_METRIC + (crc32(name.encode()) if name else randbits(16)) % (1 << 16)


LEAST_METRIC = 1000
