"""What all connections of one process share: the GRE socket, the TUN device, the engine.

A connection registers its call here and is handed its PPP frames back by Call ID. One of each
however many calls there are: every raw socket more makes the kernel copy every packet once more.
Knows no PPP and no PPTP messages.
"""

from __future__ import annotations

import os
import time
from collections.abc import Container
from contextlib import ExitStack
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from vpdn.client.capture import CapturedGre
from vpdn.client.routes import Routes
from vpdn.datapath.engine import Counters, EngineEvent, Mppe, SessionSpec
from vpdn.datapath.reference import ReferenceEngine
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.pump import Pump
from vpdn.net.tun import Tun


class Receiver(Protocol):
    """One call, as the data path sees its owner."""

    def frame_received(self, frame: bytes, now: float) -> None: ...

    def data_path_event(self, event: EngineEvent, now: float) -> None: ...


class Host:
    """Must be made inside a running event loop; close it, or use it as a context manager.

    `mtu` octets; `capture` is a file for the GRE packets. Raises ConfigError when the system
    refuses the socket, the device or the file.
    """

    def __init__(self, device: str, mtu: int, capture: Path | None = None) -> None:
        self._receivers: dict[int, Receiver] = {}
        self._attached: set[int] = set()
        self._mtu = mtu
        self._addresses: set[IPv4Address] = set()
        self._shared: set[IPv4Network] = set()
        with ExitStack() as stack:
            self._netlink = stack.enter_context(Netlink())
            gre = GreSocket() if capture is None else CapturedGre(capture, self._address_towards)
            stack.callback(gre.close)
            tun = Tun(device, mtu)
            stack.callback(tun.close)
            self._engine = ReferenceEngine()
            self._pump = Pump(self._engine, gre, tun, self._deliver, self._notify)
            stack.callback(self._pump.close)
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

    # --- the data path of one call ----------------------------------------------------------

    @property
    def calls(self) -> Container[int]:
        """Call ids in use."""
        return self._receivers

    def register(self, call_id: int, receiver: Receiver) -> None:
        """Frames of `call_id` are for `receiver`; its GRE may flow from `attach` on."""
        self._receivers[call_id] = receiver

    def attach(self, spec: SessionSpec) -> None:
        self._engine.add(spec)
        self._attached.add(spec.call_id)

    def detach(self, call_id: int) -> None:
        """The call is over; nothing more comes for it."""
        self._receivers.pop(call_id, None)
        if call_id in self._attached:
            self._attached.remove(call_id)
            self._engine.remove(call_id)

    def update(self, spec: SessionSpec) -> None:
        self._engine.update(spec)

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        self._engine.encrypt(call_id, mppe)

    def reset(self, call_id: int) -> None:
        self._engine.reset(call_id)

    def counters(self, call_id: int) -> Counters:
        return self._engine.counters(call_id)

    def send_frame(self, call_id: int, frame: bytes) -> None:
        self._pump.send_frame(call_id, frame)

    def _deliver(self, call_id: int, frame: bytes) -> None:
        receiver = self._receivers.get(call_id)
        if receiver is not None:
            receiver.frame_received(frame, time.monotonic())

    def _notify(self, call_id: int, event: EngineEvent) -> None:
        receiver = self._receivers.get(call_id)
        if receiver is not None:
            receiver.data_path_event(event, time.monotonic())

    # --- the device -------------------------------------------------------------------------

    def routes(self) -> Routes:
        """A set of routes for one connection, with a metric nobody else uses."""
        metric = LEAST_METRIC + int.from_bytes(os.urandom(2), "big")
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

    def _address_towards(self, peer: IPv4Address) -> IPv4Address:
        way = self._netlink.route_to(peer)
        return way.source if way is not None and way.source is not None else IPv4Address(0)


LEAST_METRIC = 1000
