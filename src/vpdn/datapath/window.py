"""The sending end of the sliding window: RFC 2637 sections 4.2 and 4.4.

Half the peer's window at first, one more for each window acknowledged, half after a time-out,
and a time-out that follows the round trips. Nothing is ever sent again. Knows neither packets
nor queues: it numbers, and says whether one more may go.
"""

from __future__ import annotations

INFINITY = float("inf")

FIRST_ROUND_TRIP = 0.5
MIN_TIMEOUT = 0.3
MAX_TIMEOUT = 3.0
"""Seconds. The least must exceed the time peers delay an acknowledgment by (100 ms and more)."""
ALPHA = 1 / 8
BETA = 1 / 4
CHI = 4
DELTA = 2


class SendWindow:
    """`next` is the number of the next packet, `size` how many may be unacknowledged now.

    Many peers acknowledge only on data of their own. One that let a time-out pass and never sent
    an acknowledgment alone is such a peer, and its window holds nothing back until it does.
    """

    __slots__ = (
        "_acknowledged",
        "_acknowledges_alone",
        "_deviation",
        "_ignored",
        "_oldest",
        "_round_trip",
        "_timed",
        "_timed_at",
        "deadline",
        "maximum",
        "next",
        "size",
    )

    def __init__(self, maximum: int) -> None:
        self.maximum = max(1, maximum)
        self.size = (self.maximum + 1) // 2
        self.next = 0
        self.deadline = INFINITY
        self._oldest = 0
        self._acknowledged = 0
        self._acknowledges_alone = False
        self._ignored = False
        self._round_trip = FIRST_ROUND_TRIP
        self._deviation = 0.0
        self._timed = -1
        self._timed_at = 0.0

    @property
    def open(self) -> bool:
        """Whether one more packet may go."""
        return self._ignored or self.next - self._oldest < self.size

    @property
    def timeout(self) -> float:
        """The adaptive time-out of section 4.4.1, in seconds."""
        timeout = self._round_trip + CHI * self._deviation
        return max(MIN_TIMEOUT, min(timeout, MAX_TIMEOUT))

    def resize(self, maximum: int) -> None:
        """The peer's window is another one now."""
        self.maximum = max(1, maximum)
        self.size = min(self.size, self.maximum)

    def sent(self, now: float) -> int:
        """Number one more packet, whether or not the window is open."""
        number = self.next
        self.next = number + 1
        if not self._ignored and self.deadline == INFINITY:
            self.deadline = now + self.timeout
        if self._timed < self._oldest:
            self._timed = number
            self._timed_at = now
        return number

    def acknowledge(self, wire: int, alone: bool, now: float) -> None:
        """An acknowledgment came, `alone` or on data; for numbers never sent it is ignored."""
        number = self.next - (self.next - wire) % 0x1_0000_0000
        if alone:
            self._acknowledges_alone = True
        if alone and self._ignored:
            self._ignored = False
            self.deadline = now + self.timeout
        if not self._oldest <= number < self.next:
            return
        if 0 <= self._timed <= number:
            self._sample(now - self._timed_at)
        self._grow(number + 1 - self._oldest)
        self._oldest = number + 1
        idle = self._ignored or self._oldest == self.next
        self.deadline = INFINITY if idle else now + self.timeout

    def expire(self, now: float) -> None:
        """If the time-out ran out, take what is under way for gone and go on more slowly."""
        if now < self.deadline:
            return
        self.deadline = INFINITY
        if self._oldest == self.next:
            return
        self._oldest = self.next
        self._acknowledged = 0
        if self._acknowledges_alone:
            self.size = (self.size + 1) // 2
            self._round_trip = min(self._round_trip * DELTA, MAX_TIMEOUT)
        else:
            self._ignored = True

    def _sample(self, seconds: float) -> None:
        difference = seconds - self._round_trip
        self._deviation += BETA * (abs(difference) - self._deviation)
        self._round_trip += ALPHA * difference
        self._timed = -1

    def _grow(self, acknowledged: int) -> None:
        self._acknowledged += acknowledged
        if self._acknowledged >= self.size:
            self._acknowledged = 0
            self.size = min(self.size + 1, self.maximum)
