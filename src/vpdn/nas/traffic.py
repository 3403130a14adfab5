"""What passes an interface, counted: totals, what came since a mark, and how much each second."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from vpdn.datapath.engine import Counters
from vpdn.datapath.policer import Limit

Way = Literal["in", "out"]
"""From the peer, or to it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What passes each second, averaged over five minutes."""

    bits_in: float = 0.0
    packets_in: float = 0.0
    bits_out: float = 0.0
    packets_out: float = 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Packets and octets that passed an interface, and packets that were not taken."""

    packets_in: int = 0
    bytes_in: int = 0
    errors_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    errors_out: int = 0
    drops_out: int = 0

    def since(self, mark: Traffic) -> Traffic:
        """What passed after `mark`; all of it where the counts have begun anew meanwhile."""
        passed = {name: getattr(self, name) - getattr(mark, name) for name in self.__slots__}
        return self if min(passed.values()) < 0 else Traffic(**passed)


def traffic_of(counters: Counters) -> Traffic:
    """The PPP frames of a session and their octets, control frames and encryption too: what a
    capture of its GRE shows."""
    return Traffic(
        counters.frames_in,
        counters.octets_in,
        counters.malformed + counters.mppe_dropped,
        counters.frames_out,
        counters.octets_out,
        0,
        counters.window_drops + counters.too_big,
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """Where an operator began a session's counters anew: those of its interface, at the time
    `cleared`, and those of VPDN. What counts underneath is not touched."""

    interface: Counters = field(default_factory=Counters)
    vpdn: Counters = field(default_factory=Counters)
    cleared: float | None = None


UNMARKED = Marks()
"""Of every session whose counters nobody cleared: one for all of them."""


@dataclass(frozen=True, slots=True)
class Policed:
    """What a rate limit let pass and what it dropped in the last `seconds`, in IP packets and
    octets. `last`: seconds since it saw a packet, None when it has seen none; `burst`: octets of
    burst and debt in use."""

    limit: Limit
    conformed: int = 0
    conformed_bytes: int = 0
    exceeded: int = 0
    exceeded_bytes: int = 0
    burst: int = 0
    last: float | None = None
    seconds: float = 0.0

    @property
    def conformed_rate(self) -> float:
        """Bits a second."""
        return 8 * self.conformed_bytes / self.seconds if self.seconds else 0.0

    @property
    def exceeded_rate(self) -> float:
        return 8 * self.exceeded_bytes / self.seconds if self.seconds else 0.0


def policed(limit: Limit, counters: Counters, way: Way, now: float, since: float) -> Policed:
    """Of one way; `counters` have counted from `since` on."""

    def of(name: str) -> Any:
        return getattr(counters, f"{name}_{way}")

    pause = now - of("last_limited")
    return Policed(
        limit,
        of("conformed"),
        of("conformed_bytes"),
        of("exceeded"),
        of("exceeded_bytes"),
        _in_use(limit, of("burst"), pause),
        pause if of("last_limited") else None,
        now - since,
    )


def _in_use(limit: Limit, burst: int, seconds: float) -> int:
    """What is left of a burst after a pause."""
    return max(0, burst - int(limit.rate * seconds / 8))
