"""Many PCs in one process: dials with `vpdn.client`, all calls on one GRE socket and TUN device.

    callers.py SETTINGS

A program for a namespace of its own, told what to do: one JSON object a line on standard input,
one in answer on standard output. SETTINGS are those of `Callers.start` in `exchange.py`, which
is the other end of the pipe. Every call routes by source, so that each has a tunnel of its own
to the one server.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import closing
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from vpdn.client.dialer import Session, dial
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.settings import DialSettings, Encryption, Routing
from vpdn.datapath.engine import SessionSpec
from vpdn.net.carriage import Carriage
from vpdn.net.icmp import Echo, Pinger

Answer = dict[str, Any]
DEVICE = "vpn0"


class Exchange(Host):
    """A host that remembers which call carries which inner address."""

    def __init__(self, mtu: int, carriage: Carriage) -> None:
        super().__init__(DEVICE, mtu, carriage=carriage)
        self._calls_by_address: dict[IPv4Address, int] = {}

    def update(self, spec: SessionSpec) -> None:
        super().update(spec)
        if spec.source is not None:
            self._calls_by_address[spec.source] = spec.call_id

    def packets(self, address: IPv4Address) -> tuple[int, int]:
        """IP packets the call of `address` has sent and received."""
        counters = self.counters(self._calls_by_address[address])
        return counters.packets_out, counters.packets_in


class Callers:
    def __init__(self, host: Exchange, settings: DialSettings) -> None:
        self._host = host
        self._settings = settings
        self._sessions: dict[str, Session] = {}

    async def dial(self, calls: int, at_once: int, users: list[str]) -> Answer:
        """`calls` calls, `at_once` of them under way at any time, users taking turns."""
        began = time.perf_counter()
        turn = asyncio.Semaphore(at_once)
        names = [users[number % len(users)] for number in range(calls)]
        made = await asyncio.gather(*(self._dial(turn, name) for name in names))
        return {"calls": made, "seconds": time.perf_counter() - began}

    async def ping(self, target: str) -> Answer:
        """Ping `target` once from every address we have, all at the same time."""
        addresses = list(self._sessions)
        replies = await asyncio.gather(*(_ping(address, target) for address in addresses))
        return {"milliseconds": dict(zip(addresses, replies, strict=True))}

    async def packets(self) -> Answer:
        return {"packets": {each: self._host.packets(IPv4Address(each)) for each in self._sessions}}

    async def hang_up(self, addresses: list[str] | None = None) -> Answer:
        """End the calls of these addresses, or all, together."""
        began = time.perf_counter()
        ending = [self._sessions.pop(each) for each in addresses or list(self._sessions)]
        await asyncio.gather(*(session.hang_up() for session in ending))
        return {"seconds": time.perf_counter() - began}

    async def remains(self) -> Answer:
        """Tasks that are not this conversation's own."""
        return {"tasks": len(asyncio.all_tasks()) - 1}

    async def _dial(self, turn: asyncio.Semaphore, user: str) -> Answer:
        async with turn:
            began = time.perf_counter()
            try:
                session = await dial(self._host, replace(self._settings, user=user))
                status = await session.settled()
            except DialError as error:
                return {"error": error.number, "line": error.line}
            milliseconds = (time.perf_counter() - began) * 1000
        self._sessions[str(status.local)] = session
        return {"address": str(status.local), "mppe": status.mppe, "milliseconds": milliseconds}


async def _ping(address: str, target: str) -> float | None:
    with closing(Pinger(IPv4Address(address))) as pinger:
        return (await pinger.ping(IPv4Address(target), Echo(timeout=5))).milliseconds


async def main(settings: str) -> None:
    values = json.loads(settings)
    wanted = DialSettings(
        values["server"],
        "",
        values["password"],
        encryption=Encryption(values["encryption"]),
        stateful=values["stateful"],
        routing=Routing.SOURCE,
        timeout=values["timeout"],
    )
    with Exchange(wanted.mtu, Carriage(values["datapath"])) as host:
        callers = Callers(host, wanted)
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            answer = await getattr(callers, order.pop("do"))(**order)
            print(json.dumps(answer), flush=True)
        await callers.hang_up()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
