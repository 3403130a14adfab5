"""The tiers of the data path in C that go past the kernel's IP: its routing, and its firewall.

`PacketPump` sends by a packet socket whatever it knows the way for (`next_hops`), and the rest by
the raw socket, as `NativePump` sends all. `XdpPump` also takes AF_XDP on every device that leads
to a peer, to receive and to send.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address
from socket import if_indextoname

from vpdn.datapath.engine import Counters, SessionSpec
from vpdn.datapath.native import NativeEngine
from vpdn.net.gre import GreSocket
from vpdn.net.native_pump import NativePump
from vpdn.net.next_hops import Hop, NextHops
from vpdn.net.pump import Owner
from vpdn.net.tun import Tun
from vpdn.net.way_socket import Link


class TrackingEngine(NativeEngine):
    """Tells who has calls: `come(peer)` for each that is added, `gone(peer)` when it is removed."""

    def __init__(self, workers: int = 1) -> None:
        super().__init__(workers)
        self.come: Callable[[IPv4Address], None] = _nobody
        self.gone: Callable[[IPv4Address], None] = _nobody

    def add(self, spec: SessionSpec) -> None:
        super().add(spec)
        self.come(spec.peer)

    def update(self, spec: SessionSpec) -> None:
        before = self._specs.get(spec.call_id)
        super().update(spec)
        if before is not None and before.peer != spec.peer:
            self.come(spec.peer)
            self.gone(before.peer)

    def remove(self, call_id: int) -> Counters:
        spec = self._specs.get(call_id)
        counters = super().remove(call_id)
        if spec is not None:
            self.gone(spec.peer)
        return counters


class PacketPump(NativePump):
    """Must be made in the namespace it works in. Raises OSError without CAP_NET_RAW."""

    datapath = "packet"
    tier = 1

    engine: TrackingEngine

    def __init__(self, gre: GreSocket, tun: Tun, owner: Owner, workers: int = 1) -> None:
        super().__init__(gre, tun, owner, workers, TrackingEngine)
        try:
            self._hops = NextHops(self, gre.local)
        except OSError:
            super().close()
            raise
        self.engine.come, self.engine.gone = self._hops.add, self._hops.remove

    def close(self) -> None:
        self.engine.come = self.engine.gone = _nobody
        self._hops.close()
        super().close()

    def put_hop(self, hop: Hop) -> None:
        self.engine.put_hop(hop.peer, hop.source, hop.device, hop.mtu, hop.hardware)

    def drop_hop(self, peer: IPv4Address) -> None:
        self.engine.drop_hop(peer)

    def use(self, device: int, link: Link) -> None:
        """A packet socket serves every device."""

    def lose(self, device: int) -> None:
        """A packet socket serves every device."""


class XdpPump(PacketPump):
    """Raises OSError where programs for XDP may not be loaded. A device that cannot be had is left
    to the kernel and the packet socket, and the owner warned.

    Devices are opened by a thread, for some drivers take their time; it was born where the pump was
    made, and the kernel looks for devices in the namespace of who asks.
    """

    datapath = "xdp"
    tier = 2

    def __init__(self, gre: GreSocket, tun: Tun, owner: Owner, workers: int = 1) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="xdp")
        self._thread.submit(int).result()  # born here and now
        self._open: set[int] = set()
        self._refused: set[int] = set()
        try:
            super().__init__(gre, tun, owner, workers)
        except OSError:
            self._thread.shutdown()
            raise

    def close(self) -> None:
        self._thread.shutdown()
        super().close()

    def use(self, device: int, link: Link) -> None:
        if device in self._open | self._refused:
            return
        if link.mtu > LARGEST:
            self._give_up(device, f"AF_XDP on {_name(device)}: no room for {link.mtu} octets")
            return
        self._open.add(device)
        self.datapath = "xdp"
        addresses = self._hops.addresses(device)
        self._thread.submit(self._take, device, addresses)

    def lose(self, device: int) -> None:
        self._refused.discard(device)
        if device in self._open:
            self._open.discard(device)
            self._thread.submit(self.engine.close_link, device)

    def _take(self, device: int, addresses: list[IPv4Address]) -> None:
        try:
            self.engine.open_link(device, addresses)
        except OSError as error:
            reason = f"AF_XDP on {_name(device)}: {os.strerror(error.errno or 0)}"
            self._loop.call_soon_threadsafe(self._give_up, device, reason)

    def _give_up(self, device: int, reason: str) -> None:
        self._open.discard(device)
        self._refused.add(device)
        if not self._open:
            self.datapath = "packet"
        self._owner.warn_of(self.datapath, reason)


LARGEST = 4096 - 256 - 14
"""Octets of an IP packet that has room in a frame: XSK_LARGEST of native/xsk.h, and Ethernet."""


def _name(device: int) -> str:
    try:
        return if_indextoname(device)
    except OSError:
        return f"device {device}"


def _nobody(peer: IPv4Address) -> None:
    pass
