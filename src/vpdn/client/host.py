"""A carrier with a TUN device: the machine's own programs use the calls of all connections.

One GRE socket, one device and one engine however many calls there are: every raw socket more
makes the kernel copy every packet once more. Knows no PPP and no PPTP messages.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Container
from contextlib import ExitStack
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from types import TracebackType
from typing import Self

from vpdn.client import errors
from vpdn.client.call_ids import CallIds
from vpdn.client.capture import CapturedGre
from vpdn.client.carrier import Carrier
from vpdn.client.errors import DialError
from vpdn.client.leftovers import LEAST_METRIC
from vpdn.client.routes import Routes
from vpdn.errors import ConfigError
from vpdn.net.carriage import Carriage, make_pump, resolve
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun


class Host(Carrier):
    """Must be made inside a running event loop; close it, or use it as a context manager.

    `mtu` octets; `capture` is a file for the GRE packets; `metric` that of the only
    connection's way to its server. Raises DialError when the device is
    another program's, ConfigError when the system refuses the socket, the device or the file.
    """

    source: IPv4Address | None = None
    """The kernel chooses the address calls are dialled from."""

    def __init__(
        self,
        device: str,
        mtu: int,
        capture: Path | None = None,
        carriage: Carriage = Carriage.AUTO,
        metric: int | None = None,
    ) -> None:
        self._mtu = mtu
        self._metric = metric
        self._addresses: set[IPv4Address] = set()
        self._shared: set[IPv4Network] = set()
        with ExitStack() as stack:
            self._call_ids = CallIds()
            stack.callback(self._call_ids.close)
            self._netlink = stack.enter_context(Netlink())
            gre = GreSocket() if capture is None else CapturedGre(capture, self._address_towards)
            stack.callback(gre.close)
            # Only the engine in Python shows what passes the socket.
            carriage = resolve(carriage) if capture is None else Carriage.PYTHON
            tun = _tun(device, mtu, vnet=carriage.vnet)
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

    # --- calls ------------------------------------------------------------------------------

    @property
    def calls(self) -> Container[int]:
        """Call ids in use, by any program of this machine."""
        return self._call_ids

    def detach(self, call_id: int) -> None:
        super().detach(call_id)
        self._call_ids.release(call_id)

    # --- the device -------------------------------------------------------------------------

    def routes(self) -> Routes:
        """A set of routes for one connection, with a metric nobody else uses."""
        metric = self._metric or LEAST_METRIC + int.from_bytes(os.urandom(2), "big")
        return Routes(self._netlink, self.device, metric, self._shared)

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


def _tun(device: str, mtu: int, *, vnet: bool) -> Tun:
    try:
        return Tun(device, mtu, vnet=vnet)
    except ConfigError as refusal:
        if isinstance(refusal.__cause__, OSError) and refusal.__cause__.errno == errno.EBUSY:
            raise DialError(errors.PORT_NOT_AVAILABLE, refusal.reason) from refusal
        raise
