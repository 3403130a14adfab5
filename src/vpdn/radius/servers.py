"""What a RADIUS client remembers about each server: identifiers in use, and who is dead.

Identifiers go round (RFC 5080 section 2.2.2: a server may still remember an old one), from a
random start so that a restarted client does not repeat itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vpdn.errors import MisuseError
from vpdn.machine import Entropy, Trace
from vpdn.radius import trace
from vpdn.radius.settings import Endpoint, RadiusSettings
from vpdn.radius.statistics import Statistics
from vpdn.radius.transaction import Server, resolve

IDENTIFIERS = 256


@dataclass(slots=True)
class _Memory:
    next_identifier: int
    in_use: set[int] = field(default_factory=set)
    dead_until: float | None = None
    statistics: Statistics = field(default_factory=Statistics)


class Servers:
    def __init__(self, settings: RadiusSettings, entropy: Entropy) -> None:
        self._entropy = entropy
        self._memories: dict[tuple[str, int], _Memory] = {}
        self.configure(settings)

    def configure(self, settings: RadiusSettings) -> None:
        """Take other servers; what is known about those that stay is kept."""
        self.all = resolve(settings.servers, settings.key, settings.timeout, settings.retransmit)
        self._dead_time = settings.deadtime * 60

    def among(self, members: Sequence[Endpoint] | None) -> list[Server]:
        """The servers of a group, in the group's order; None stands for all there are."""
        if members is None:
            return list(self.all)
        known = {server.name: server for server in self.all}
        named = ((str(address), port) for address, port in members)
        return [known[name] for name in named if name in known]

    def take_identifier(self, server: Server) -> int:
        """The next free identifier at `server`; MisuseError when all are in use."""
        memory = self._memory(server)
        for step in range(IDENTIFIERS):
            identifier = (memory.next_identifier + step) % IDENTIFIERS
            if identifier not in memory.in_use:
                memory.in_use.add(identifier)
                memory.next_identifier = (identifier + 1) % IDENTIFIERS
                return identifier
        raise MisuseError(f"every identifier at {server.name} is in use")

    def release(self, server: Server, identifier: int) -> None:
        self._memory(server).in_use.discard(identifier)

    def is_dead(self, server: Server, now: float) -> bool:
        until = self._memory(server).dead_until
        return until is not None and now < until

    def silent(self, server: Server, now: float) -> list[Trace]:
        """Every transmission to `server` went unanswered: it is dead for the dead time."""
        if not self._dead_time:
            return []
        already = self.is_dead(server, now)
        self._memory(server).dead_until = now + self._dead_time
        self.statistics(server).died(now)
        one = server.settings
        return [] if already else [trace.ServerDead(one.address, one.auth_port, one.acct_port)]

    def answered(self, server: Server, now: float) -> list[Trace]:
        """`server` answered: it is alive."""
        was_dead = self._memory(server).dead_until is not None
        self._memory(server).dead_until = None
        self.statistics(server).revived(now)
        one = server.settings
        return [trace.ServerAlive(one.address, one.auth_port, one.acct_port)] if was_dead else []

    def statistics(self, server: Server) -> Statistics:
        """The live counters of `server`."""
        return self._memory(server).statistics

    def count_anew(self, server: Server, now: float) -> None:
        memory = self._memory(server)
        memory.statistics = memory.statistics.begun_anew(now)

    def _memory(self, server: Server) -> _Memory:
        if server.name not in self._memories:
            self._memories[server.name] = _Memory(self._entropy(1)[0])
        return self._memories[server.name]
