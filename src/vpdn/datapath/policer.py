"""A rate limit: a bucket of tokens that fills at the rate, and IP packets that take of it.

Cisco's committed access rate. A packet for which there are too few tokens may borrow, if the limit
allows debts. What is borrowed adds up over packets ("compounded debt"); a packet that would bring
the sum over what is allowed is dropped, and the sum begins anew. So a stream that stays above its
rate loses single packets before it loses all.

Counted in whole numbers, so that every engine decides alike: microseconds, and bits times those.
"""

from __future__ import annotations

from dataclasses import dataclass

MICROSECONDS = 1_000_000
OCTET = 8 * MICROSECONDS


@dataclass(frozen=True, slots=True)
class Limit:
    """`rate` in bits a second, from 1 on; `burst` the octets that may pass at once after a pause,
    `debt` those that may be borrowed beyond. Each below 2**32."""

    rate: int
    burst: int
    debt: int = 0


class Policer:
    """One direction of a session: polices nothing while `limit` is None. It counts IP packets and
    their octets; `last` is when it saw one."""

    __slots__ = (
        "_at",
        "_debt",
        "_full",
        "_longest",
        "_owed",
        "_rate",
        "_tokens",
        "conformed",
        "conformed_octets",
        "exceeded",
        "exceeded_octets",
        "last",
        "limit",
    )

    def __init__(self, limit: Limit | None = None) -> None:
        self.limit: Limit | None = None
        self.conformed = self.conformed_octets = 0
        self.exceeded = self.exceeded_octets = 0
        self.last = 0.0
        self._rate = self._full = self._debt = self._longest = 0
        self._tokens = self._owed = self._at = 0
        self.change(limit)

    def change(self, limit: Limit | None) -> None:
        """Another limit begins with a full bucket, the same one goes on; counts stay."""
        if limit == self.limit:
            return
        self.limit = limit
        if limit is not None:
            self._rate, self._full = limit.rate, limit.burst * OCTET
            self._debt = limit.debt * OCTET
            self._longest = (self._full + self._debt) // limit.rate + 1
            self._tokens, self._owed, self._at = self._full, 0, 0

    def admits(self, size: int, now: float) -> bool:
        """Whether a packet of `size` octets may pass. Only where there is a limit."""
        self._fill(int(now * MICROSECONDS))
        self.last = now
        left = self._tokens - size * OCTET
        if left < 0 and not self._may_owe(-left):
            self.exceeded += 1
            self.exceeded_octets += size
            return False
        self._tokens = left
        self.conformed += 1
        self.conformed_octets += size
        return True

    @property
    def burst(self) -> int:
        """The octets that were taken and not yet filled up again when the last packet came."""
        return (self._full - self._tokens) // OCTET

    def _fill(self, clock: int) -> None:
        elapsed = clock - self._at
        if elapsed > 0:
            self._at = clock
            fresh = min(elapsed, self._longest) * self._rate
            self._tokens = min(self._full, self._tokens + fresh)

    def _may_owe(self, missing: int) -> bool:
        self._owed += missing
        if self._owed <= self._debt:
            return True
        self._owed = 0
        return False
