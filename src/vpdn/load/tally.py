"""All that is counted in a run. Bounded however long it lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from vpdn.client.errors import DialError
from vpdn.datapath.engine import Counters
from vpdn.load.histogram import Histogram
from vpdn.load.settings import Traffic
from vpdn.load.stopwatch import Phase

DATA_PATH = (
    "packets_in",
    "packets_out",
    "bytes_in",
    "bytes_out",
    "lost",
    "reordered",
    "duplicates",
    "window_drops",
    "too_big",
    "clear_drops",
    "malformed",
    "mppe_resets_sent",
    "mppe_resets_received",
    "mppe_dropped",
)
"""What of the engine's counters is added up over all calls."""


TIMED = tuple(phase for phase in Phase if phase is not Phase.HELD)


@dataclass(slots=True)
class TrafficTally:
    """Packets of all calls. `early` were sent before the first of their call that was answered;
    `late` were not sent since this process could not keep the pace; `misled` came back to another
    call's address."""

    sent: int = 0
    received: int = 0
    early: int = 0
    damaged: int = 0
    reordered: int = 0
    misled: int = 0
    late: int = 0
    round_trip: Histogram = field(default_factory=Histogram)

    @property
    def lost(self) -> int:
        """Not answered, by a server that did answer earlier packets of the call."""
        return max(0, self.sent - self.received - self.early)


@dataclass(slots=True)
class Failures:
    """Calls that ended with one number in one phase; `example` is what the first was told."""

    count: int
    example: DialError


class Tally:
    """`clock` gives seconds."""

    def __init__(self, traffic: Sequence[Traffic], clock: Callable[[], float]) -> None:
        self.placed = 0
        self.connected = 0
        self.failed = 0
        self.lost = 0
        self.hung_up = 0
        self.given_up = 0
        """Not connected yet when the run was over."""
        self.up = 0
        self.most_up = 0
        self.doubled_addresses = 0
        self.strange_packets = 0
        self.failures: dict[tuple[int, Phase], Failures] = {}
        self.phases: dict[Phase, Histogram] = {phase: Histogram() for phase in TIMED}
        self.lateness = Histogram()
        """Seconds that calls were begun behind the schedule."""
        self.traffic = [TrafficTally() for _ in traffic]
        self.data_path = dict.fromkeys(DATA_PATH, 0)
        self.first: float | None = None
        """When the first call was placed."""
        self.last = 0.0
        """When the latest one was connected."""
        self.clock = clock
        self._addresses: Counter[IPv4Address] = Counter()

    @property
    def under_way(self) -> int:
        """Calls that are being set up, or hung up."""
        over = self.failed + self.lost + self.hung_up + self.given_up
        return self.placed - over - self.up

    @property
    def rate(self) -> float:
        """Calls connected a second, from the first that was placed to the last that came up."""
        seconds = self.last - (self.first or 0.0)
        return self.connected / seconds if self.connected and seconds > 0 else 0.0

    def place(self, lateness: float) -> None:
        self.placed += 1
        self.lateness.add(lateness)
        if self.first is None:
            self.first = self.clock()

    def note(self, phase: Phase, seconds: float) -> None:
        self.phases[phase].add(seconds)

    def connect(self) -> None:
        self.connected += 1
        self.up += 1
        self.most_up = max(self.most_up, self.up)
        self.last = self.clock()

    def fail(self, error: DialError, phase: Phase) -> None:
        self.failed += 1
        self._count(error, phase)

    def lose(self, error: DialError) -> None:
        """A call that was up, ended by the server or the network."""
        self.up -= 1
        self.lost += 1
        self._count(error, Phase.HELD)

    def hang_up(self) -> None:
        """A call that was up is being ended; `hung_up` counts it when it is over."""
        self.up -= 1

    def address(self, address: IPv4Address) -> None:
        """A call's own inner address: no two should have the same."""
        self._addresses[address] += 1
        self.doubled_addresses += self._addresses[address] > 1

    def leave_address(self, address: IPv4Address) -> None:
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]

    def pass_on(self, counters: Counters) -> None:
        """What the data path counted for a call that is over."""
        for name in DATA_PATH:
            self.data_path[name] += getattr(counters, name)

    def _count(self, error: DialError, phase: Phase) -> None:
        known = self.failures.setdefault((error.number, phase), Failures(0, error))
        known.count += 1
