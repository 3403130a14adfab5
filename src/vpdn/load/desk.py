"""What all calls from one source address share: a GRE socket and an engine.

One of each an address, not one a call; and no TUN device, since packets are made and taken here.
A socket an address keeps calls apart whose server gave them the same Call ID.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.client.carrier import Carrier
from vpdn.load.stream import Streams
from vpdn.net.gre import GreSocket


class Desk:
    """Must be made inside a running event loop, and closed. `source` None is any address of the
    machine. Raises ConfigError when the system refuses the socket or has no such address."""

    def __init__(self, source: IPv4Address | None, streams: Streams) -> None:
        self.source = source
        self._gre = GreSocket(source)
        self.carrier = Carrier(self._gre, take=streams.take)

    def close(self) -> None:
        self.carrier.close()
        self._gre.close()

    @property
    def unsent(self) -> int:
        """GRE packets the kernel refused to send."""
        return self._gre.counters.full + self._gre.counters.unsendable
