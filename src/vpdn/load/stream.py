"""The packets of one call at their rate, and whose replies are whose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from ipaddress import IPv4Address
from itertools import count

from vpdn.load import packets
from vpdn.load.packets import Reply, Token
from vpdn.load.settings import Kind, Traffic
from vpdn.load.tally import Tally, TrafficTally

Send = Callable[[Iterable[bytes]], None]

TOO_LATE = 1.0
"""Seconds after which packets that could not be sent in time are left out."""
LAST_ECHOES = 1.0
"""Seconds to wait for the last replies."""


class Stream:
    """Sends from `start` to `stop`, by the running loop's clock."""

    def __init__(
        self,
        number: int,
        traffic: Traffic,
        tally: TrafficTally,
        source: IPv4Address,
        target: IPv4Address,
        send: Send,
    ) -> None:
        self._number = number
        self._traffic = traffic
        self._tally = tally
        self._source = source
        self._target = target
        self._give = send
        self._loop = asyncio.get_running_loop()
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._sent = 0
        self._received = 0
        self._highest = -1
        self._complete = asyncio.Event()

    def start(self) -> None:
        self._due = self._loop.time()
        self._send()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._look()

    async def settled(self) -> None:
        """After `stop`: until every echo is back, or has had its time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_ECHOES):
                await self._complete.wait()

    def receive(self, reply: Reply) -> None:
        tally, sequence = self._tally, reply.token.sequence
        if not self._received:
            tally.early += sequence
        self._received += 1
        tally.received += 1
        tally.damaged += not reply.intact
        tally.misled += reply.destination != self._source.packed
        tally.reordered += sequence < self._highest
        self._highest = max(self._highest, sequence)
        tally.round_trip.add(max(0.0, self._loop.time() - reply.token.sent))
        if self._timer is None:
            self._look()

    def _send(self) -> None:
        now, interval = self._loop.time(), 1 / self._traffic.rate
        if now - self._due > TOO_LATE:
            missed = int((now - self._due) / interval)
            self._tally.late += missed
            self._due += missed * interval
        token = Token(self._number, self._sent, now)
        traffic = self._traffic
        packet = packets.make(traffic.kind, traffic.octets, self._source, self._target, token)
        self._sent += 1
        self._tally.sent += 1
        self._due += interval
        self._timer = self._loop.call_at(self._due, self._send)
        self._give((packet,))

    def _look(self) -> None:
        if self._traffic.kind is not Kind.ECHO or self._received >= self._sent:
            self._complete.set()


class Streams:
    """All streams of a run; replies find theirs by its number."""

    def __init__(self, traffic: tuple[Traffic, ...], tally: Tally) -> None:
        self._traffic = traffic
        self._tally = tally
        self._numbers = count()
        self._streams: dict[int, Stream] = {}

    def begin(self, source: IPv4Address, target: IPv4Address, send: Send) -> list[int]:
        """Starts the traffic of one call; the numbers are for `end`."""
        began = []
        for traffic, tally in zip(self._traffic, self._tally.traffic, strict=True):
            number = next(self._numbers) & 0xFFFFFFFF
            self._streams[number] = Stream(number, traffic, tally, source, target, send)
            began.append(number)
        for number in began:
            self._streams[number].start()
        return began

    async def settled(self, numbers: list[int]) -> None:
        """Nothing is sent any more, and the last replies have come."""
        for number in numbers:
            self._streams[number].stop()
        for number in numbers:
            await self._streams[number].settled()

    def end(self, numbers: list[int]) -> None:
        for number in numbers:
            self._streams.pop(number).stop()

    def take(self, packet: bytes) -> None:
        """A packet out of some call."""
        reply = packets.read(packet)
        stream = self._streams.get(reply.token.stream) if reply is not None else None
        if reply is None or stream is None:
            self._tally.strange_packets += 1
        else:
            stream.receive(reply)
