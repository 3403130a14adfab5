"""What one stranger may cost before anybody knows who he is.

Counts are per source address: control connections, connections that have no session up yet, and
refused passwords (per source, and per source and user, written in any case) in the last minute.
Everything is O(1) a call and forgets by itself. `now` is any monotonic clock, in seconds.
"""

from __future__ import annotations

from collections import Counter, deque
from ipaddress import IPv4Address
from typing import TypeVar

CONNECTIONS_IN_ALL = 32768
CONNECTIONS_PER_SOURCE = 1024
HALF_OPEN_PER_SOURCE = 128
HALF_OPEN_IN_ALL = 2048
CALLS_IN_ALL = 32768
"""Half of the call ids there are, so that one is soon found."""
CALLS_WHILE_HALF_OPEN = 16
"""Calls of one control connection before its first user is known."""
REFUSALS_PER_SOURCE = 60
REFUSALS_PER_USER = 10
REFUSAL_WINDOW = 60.0

_Key = TypeVar("_Key")


class Limits:
    """`connections` is how many control connections there may be in all."""

    def __init__(self, connections: int = CONNECTIONS_IN_ALL) -> None:
        self._most = connections
        self._in_all = 0
        self._connections: Counter[IPv4Address] = Counter()
        self._half_open: Counter[IPv4Address] = Counter()
        self._half_open_in_all = 0
        self._refusals: deque[tuple[float, IPv4Address, bytes]] = deque()
        self._by_source: Counter[IPv4Address] = Counter()
        self._by_user: Counter[tuple[IPv4Address, bytes]] = Counter()

    def connect(self, source: IPv4Address) -> str | None:
        """Count a new control connection, or name the limit that forbids it."""
        if self._in_all >= self._most:
            return "connections"
        if self._connections[source] >= CONNECTIONS_PER_SOURCE:
            return "connections per source"
        if self._half_open[source] >= HALF_OPEN_PER_SOURCE:
            return "half-open connections per source"
        if self._half_open_in_all >= HALF_OPEN_IN_ALL:
            return "half-open connections"
        self._in_all += 1
        self._connections[source] += 1
        self._half_open[source] += 1
        self._half_open_in_all += 1
        return None

    def opened(self, source: IPv4Address) -> None:
        """A connection is no longer half-open: its first session is up."""
        _decrease(self._half_open, source)
        self._half_open_in_all -= 1

    def disconnect(self, source: IPv4Address, *, half_open: bool) -> None:
        self._in_all -= 1
        _decrease(self._connections, source)
        if half_open:
            self.opened(source)

    def may_try(self, source: IPv4Address, user: bytes, now: float) -> str | None:
        """Name the limit that forbids another password, or None."""
        self._forget(now)
        if self._by_user[source, user.lower()] >= REFUSALS_PER_USER:
            return "refused passwords per user"
        if self._by_source[source] >= REFUSALS_PER_SOURCE:
            return "refused passwords per source"
        return None

    def refused(self, source: IPv4Address, user: bytes, now: float) -> None:
        """Count a refused password."""
        self._refusals.append((now, source, user.lower()))
        self._by_source[source] += 1
        self._by_user[source, user.lower()] += 1

    def _forget(self, now: float) -> None:
        while self._refusals and self._refusals[0][0] <= now - REFUSAL_WINDOW:
            _, source, user = self._refusals.popleft()
            _decrease(self._by_source, source)
            _decrease(self._by_user, (source, user))


def _decrease(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
