"""One call's place in the data path, where the ends of its phases are seen.

Everything is the desk's; here the keys and addresses are noticed when they come, and the counters
are kept when the call goes. The machine gets no address and no route.
"""

from __future__ import annotations

from collections.abc import Container
from ipaddress import IPv4Address, IPv4Network

from vpdn.client.carrier import Carrier, Receiver
from vpdn.client.settings import Routing
from vpdn.datapath.engine import Counters, Mppe, SessionSpec
from vpdn.load.stopwatch import Stopwatch
from vpdn.load.tally import Tally


class NoRoutes:
    """Packets are given to the engine: the kernel need not find the way."""

    def enter(
        self,
        routing: Routing,
        local: IPv4Address,
        remote: IPv4Address,
        server: IPv4Address,
        routes: tuple[IPv4Network, ...] = (),
    ) -> None: ...

    def widen(self, network: IPv4Network) -> None: ...

    def restore(self) -> None: ...


class Line:
    """A `dialer.Place` for one call from `source`."""

    def __init__(
        self, carrier: Carrier, source: IPv4Address | None, watch: Stopwatch, tally: Tally
    ) -> None:
        self.source = source
        self._carrier = carrier
        self._watch = watch
        self._tally = tally
        self._attached = False

    @property
    def calls(self) -> Container[int]:
        return self._carrier.calls

    def register(self, call_id: int, receiver: Receiver) -> None:
        self._carrier.register(call_id, receiver)

    def attach(self, spec: SessionSpec) -> None:
        self._carrier.attach(spec)
        self._attached = True

    def detach(self, call_id: int) -> None:
        if self._attached:
            self._tally.pass_on(self._carrier.counters(call_id))
            self._attached = False
        self._carrier.detach(call_id)

    def update(self, spec: SessionSpec) -> None:
        self._carrier.update(spec)
        if spec.source is not None:
            self._watch.addressed()

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        self._carrier.encrypt(call_id, mppe)
        if mppe is not None:
            self._watch.encrypted()

    def reset(self, call_id: int) -> None:
        self._carrier.reset(call_id)

    def counters(self, call_id: int) -> Counters:
        return self._carrier.counters(call_id)

    def send_frame(self, call_id: int, frame: bytes) -> None:
        self._carrier.send_frame(call_id, frame)

    def add_address(self, address: IPv4Address, mtu: int) -> None:
        """The call is connected."""
        self._watch.connected()
        self._tally.address(address)

    def remove_address(self, address: IPv4Address) -> None:
        self._tally.leave_address(address)

    def routes(self) -> NoRoutes:
        return NoRoutes()
