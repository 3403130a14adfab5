"""What all calls from one source address share: a GRE socket and an engine.

One of each an address, not one a call; and no TUN device, since packets are made and taken here.
A socket an address keeps calls apart whose server gave them the same Call ID.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.client.carrier import Carrier
from vpdn.load.stream import Streams
from vpdn.net.carriage import Carriage, make_engine
from vpdn.net.gre import GreSocket
from vpdn.net.pump import EnginePump, Owner, Pump


class Desk:
    """Must be made inside a running event loop, and closed. `source` None is any address of the
    machine. Raises ConfigError when the system refuses the socket or has no such address."""

    def __init__(
        self,
        source: IPv4Address | None,
        streams: Streams,
        carriage: Carriage = Carriage.AUTO,
    ) -> None:
        self._engine = make_engine(carriage)
        self.source = source
        self._gre = GreSocket(source)
        self._streams = streams
        self.carrier = Carrier(self._pump)

    def close(self) -> None:
        self.carrier.close()
        self._gre.close()

    def _pump(self, owner: Owner) -> Pump:
        pump = EnginePump(self._engine, self._gre, None, replace(owner, take=self._streams.take))
        self.send_packets = pump.send_packets
        return pump

    @property
    def unsent(self) -> int:
        """GRE packets the kernel refused to send."""
        return self._gre.counters.full + self._gre.counters.unsendable
