"""Replies that were given a moment ago, for requests that come again: RFC 5080 section 2.2.2.

A retransmission is the same octets from the same port. Bounded in age and in number.
"""

from __future__ import annotations

from collections import OrderedDict

KEPT_SECONDS = 30.0
KEPT_REPLIES = 4096

Sender = tuple[str, int]


class Duplicates:
    def __init__(self) -> None:
        self._replies: OrderedDict[tuple[Sender, bytes], tuple[float, bytes]] = OrderedDict()

    def reply_to(self, sender: Sender, request: bytes, now: float) -> bytes | None:
        """The reply this very request had, if it is not too long ago."""
        self._forget(now)
        kept = self._replies.get((sender, request))
        return kept[1] if kept else None

    def remember(self, sender: Sender, request: bytes, reply: bytes, now: float) -> None:
        self._replies[sender, request] = (now, reply)
        while len(self._replies) > KEPT_REPLIES:
            self._replies.popitem(last=False)

    def _forget(self, now: float) -> None:
        while self._replies:
            oldest = next(iter(self._replies))
            if self._replies[oldest][0] + KEPT_SECONDS > now:
                return
            del self._replies[oldest]
