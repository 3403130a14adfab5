"""The DHCP server of the callers: it answers DHCPINFORM, and never gives a lease.

RFC 2131 section 3.4. Only a caller that is up is answered, only to its own address, and only so
often. The socket is open while there is a pool that could answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.aaa.types import Emit
from vpdn.errors import ConfigError, DecodeError
from vpdn.machine import Trace
from vpdn.nas.config import RouterConfig
from vpdn.nas.dhcp_answer import acknowledgement, refusal
from vpdn.nas.dhcp_settings import DhcpPool, pool_for
from vpdn.nas.dhcp_socket import DhcpSocket, Received
from vpdn.nas.dhcp_trace import DhcpAnswered, DhcpDropped, DhcpReceived, DhcpRefused
from vpdn.ppp.outputs import NetworkUp
from vpdn.wire.dhcp import CLIENT_PORT, Message, decode

PERIOD = 10.0
"""Seconds in which a caller is heard HEARD times at most, and all of them HEARD_IN_ALL times."""
HEARD = 8
HEARD_IN_ALL = 5000


class Peer(Protocol):
    """A call, known by the address of its peer; `nas.peer_network.PeerNetwork` is it."""

    @property
    def up(self) -> NetworkUp | None: ...

    def record(self, trace: Trace) -> None: ...


class Socket(Protocol):
    def send(self, data: bytes, here: IPv4Address, address: IPv4Address) -> bool: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class DhcpCounters:
    """Datagrams: `received` by message type (0 for BOOTP), `answered` of them, `malformed` ones,
    and `dropped` ones, which are all others: not answered, or not even read."""

    received: Counter[int] = field(default_factory=Counter)
    answered: int = 0
    malformed: int = 0
    dropped: int = 0


class DhcpServer:
    """`peers` by their addresses; `open_socket` is for tests."""

    def __init__(
        self,
        device: str,
        peers: Mapping[IPv4Address, Peer],
        emit: Emit,
        clock: Callable[[], float],
        open_socket: Callable[[str, Received], Socket] = DhcpSocket,
    ) -> None:
        self.counters = DhcpCounters()
        self._device = device
        self._peers = peers
        self._emit = emit
        self._clock = clock
        self._open_socket = open_socket
        self._socket: Socket | None = None
        self._config = RouterConfig()
        self._heard: Counter[IPv4Address] = Counter()
        self._heard_in_all = 0
        self._period_ends = 0.0

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def apply(self, config: RouterConfig) -> None:
        """Answer by this configuration from now on. What the machine refuses is published once for
        each configuration, and never raised."""
        self._config = config
        if not serves(config):
            self.close()
        elif self._socket is None:
            self._open()

    def renew(self) -> None:
        """The device was made anew: a socket does not follow it."""
        self.close()
        self.apply(self._config)

    def _open(self) -> None:
        try:
            self._socket = self._open_socket(self._device, self._received)
        except ConfigError as error:
            self._emit(DhcpRefused(error.reason))

    def _received(self, data: bytes, source: IPv4Address, port: int) -> None:
        """A datagram is looked into only when its sender may ask at all, and does not ask too
        often: a long one takes a millisecond to read."""
        peer = self._peers.get(source)
        emit = self._emit if peer is None else peer.record
        if peer is None or peer.up is None:
            self._drop(source, "no call has this address", emit)
        elif not self._admits(source):
            self._drop(source, "too many in a short time", emit)
        else:
            self._read(data, source, port, emit)

    def _read(self, data: bytes, source: IPv4Address, port: int, emit: Emit) -> None:
        try:
            message = decode(data)
        except DecodeError as error:
            self.counters.malformed += 1
            emit(DhcpDropped(source, error.reason))
            return
        self.counters.received[message.type or 0] += 1
        emit(DhcpReceived(source, message))
        why = self._why_not(message, source, port)
        if why:
            self._drop(source, why, emit)
        else:
            self._answer(message, source, emit)

    def _drop(self, source: IPv4Address, why: str, emit: Emit) -> None:
        self.counters.dropped += 1
        emit(DhcpDropped(source, why))

    def _why_not(self, message: Message, source: IPv4Address, port: int) -> str:
        """Why it is not answered; "" where it is."""
        if port != CLIENT_PORT:
            return f"it came from port {port}"
        why = refusal(message, source)
        if not why and self._pool(source) is None:
            return "no pool has this address in its network"
        return why

    def _answer(self, message: Message, source: IPv4Address, emit: Emit) -> None:
        network, pool = self._peers[source].up, self._pool(source)
        if network is None or pool is None or self._socket is None:
            return
        answer = acknowledgement(message, network.local, pool)
        if self._socket.send(answer.encode(), network.local, source):
            self.counters.answered += 1
            emit(DhcpAnswered(source, answer, pool.name, message))
        else:
            self._drop(source, "the answer cannot be sent", emit)

    def _pool(self, address: IPv4Address) -> DhcpPool | None:
        return pool_for(self._config.dhcp_pools.values(), address)

    def _admits(self, address: IPv4Address) -> bool:
        now = self._clock()
        if now >= self._period_ends:
            self._period_ends = now + PERIOD
            self._heard.clear()
            self._heard_in_all = 0
        if self._heard[address] >= HEARD or self._heard_in_all >= HEARD_IN_ALL:
            return False
        self._heard[address] += 1
        self._heard_in_all += 1
        return True


def serves(config: RouterConfig) -> bool:
    """Whether there is a pool that could answer somebody."""
    pools = config.dhcp_pools.values()
    return config.dhcp_service and any(one.network is not None for one in pools)
