"""What passes an interface, counted: totals, what came since a mark, and how much each second."""

from __future__ import annotations

from dataclasses import dataclass, field

from vpdn.datapath.engine import Counters


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
