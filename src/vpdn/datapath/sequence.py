"""Sequence numbers as they arrive: RFC 2637 sections 4.1 and 4.3.

Tells what is in its turn, early or late, and holds early packets until their turn or until they
were held long enough; then the numbers before them are lost. A number moves on only when the
owner says its packet was accepted. Acknowledged is what was received, held packets too: an
acknowledgment is no promise here, it only keeps the peer's window open. Knows nothing of what
packets contain.
"""

from __future__ import annotations

from collections import deque
from enum import Enum

HOLD = 0.05
"""Seconds a packet is held at most for those before it."""
SHORTEST_HOLD = 0.01
"""Where packets are lost and none come late, waiting is only delay: every loss makes it shorter,
down to this."""
SHORTER = 7 / 8
REMEMBERED = 64
"""Lost numbers known in case they come after all: then the waiting was too short."""
REORDER_LIMIT = 64
"""Packets held before the first of them stops waiting."""
FAR = 2048
"""A number further ahead than this counts only when another near it has come before."""
ACK_DELAY = 0.1
"""Seconds an acknowledgment waits for data to travel on. What Windows waits ([MS-PTPT]), so peers'
time-outs leave room for it, as ours does: the shortest is 0.3 seconds. Whoever needs one sooner,
since his window is full, gets it by count: `ACK_SHARE`."""
ACK_SHARE = 4
"""So much of the window, a fourth, is acknowledged at once. Peers begin with half of it and halve
that after a time-out (section 4.4): neither has them wait."""
INFINITY = float("inf")


class Arrival(Enum):
    """Where a packet stands among its neighbours."""

    NEXT = "the one expected"
    EARLY = "before its turn"
    LATE = "seen before, or after its number was given up"
    FAR = "too far ahead to be believed alone"


class Arrivals:
    """`expected` is the next number, counted on without wrapping; so are all numbers but those
    from the wire. `owed` packets were received since the last acknowledgment, `patience` the
    seconds a packet is held at present."""

    __slots__ = (
        "_acknowledge_at",
        "_far",
        "_held",
        "_lost",
        "_oldest",
        "_released",
        "expected",
        "owed",
        "patience",
    )

    def __init__(self) -> None:
        self.expected = 0
        self.owed = 0
        self.patience = HOLD
        self._acknowledge_at = INFINITY
        self._held: dict[int, tuple[bytes, float]] = {}
        self._oldest = INFINITY
        self._released = -1
        self._lost: deque[int] = deque(maxlen=REMEMBERED)
        self._far = 0

    @property
    def deadline(self) -> float:
        """When a held packet or an acknowledgment becomes due; infinity when none does."""
        if not self._held:
            return self._acknowledge_at
        due = self._oldest if self.expected in self._held else self._oldest + self.patience
        return min(due, self._acknowledge_at)

    @property
    def holds(self) -> bool:
        return bool(self._held)

    def overtaken(self, number: int) -> bool:
        """Whether a later packet is here already."""
        return bool(self._held) and number < max(self._held)

    def number(self, wire: int) -> int:
        """The number meant by the 32 bits on the wire: the one nearest to the expected."""
        return self.expected + (wire - self.expected + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000

    def place(self, number: int) -> Arrival:
        """What to do with a packet of this number; FAR remembers it."""
        ahead = number - self.expected
        if ahead < 0 or number in self._held:
            if number in self._lost:
                self.patience = HOLD
            return Arrival.LATE
        if ahead == 0:
            return Arrival.NEXT
        if ahead <= FAR:
            return Arrival.EARLY
        alone = not 0 < abs(number - self._far) <= REORDER_LIMIT
        self._far = number
        return Arrival.FAR if alone else Arrival.EARLY

    def hold(self, number: int, payload: bytes, now: float) -> None:
        """Keep a packet for later."""
        self._held[number] = (payload, now)
        self._oldest = min(self._oldest, now)
        self._owe(now)

    def release(self, now: float) -> tuple[int, bytes] | None:
        """Take out the first packet held if it is due: its turn has come or is waited for no
        longer."""
        if not self._held:
            return None
        number = min(self._held)
        waiting = number > self.expected and now < self._oldest + self.patience
        if waiting and len(self._held) <= REORDER_LIMIT:
            return None
        payload, since = self._held.pop(number)
        if since <= self._oldest:
            self._oldest = min((at for _, at in self._held.values()), default=INFINITY)
        self._released = number
        return number, payload

    def accept(self, number: int, now: float) -> int:
        """The packet was good. Returns how many numbers before it are lost. The number is zero at
        the start and a packet gets the next one (section 4.1): some peers begin with 1."""
        lost = 0 if number == 1 else number - self.expected
        if lost:
            self._lost.extend(range(number - min(lost, REMEMBERED), number))
            self.patience = max(SHORTEST_HOLD, self.patience * SHORTER)
        elif self._held and number != self._released:
            # It was waited for: its like may take twice as long.
            self.patience = min(HOLD, max(self.patience, 2 * (now - self._oldest)))
        self.expected = number + 1
        if number != self._released:
            self._owe(now)
        return lost

    def acknowledgment_due(self, now: float) -> bool:
        """Whether an acknowledgment waited long enough for data to travel on."""
        return now >= self._acknowledge_at

    def acknowledgment(self) -> int:
        """The 32 bits that acknowledge all that is owed; the caller sends them. They are "the
        highest numbered GRE packet received" (section 4.1), but no number that is incredible."""
        self.owed = 0
        self._acknowledge_at = INFINITY
        limit = self.expected + REORDER_LIMIT
        highest = max((number for number in self._held if number <= limit), default=-1)
        return max(highest, self.expected - 1) & 0xFFFF_FFFF

    def _owe(self, now: float) -> None:
        self.owed += 1
        if self._acknowledge_at == INFINITY:
            self._acknowledge_at = now + ACK_DELAY
