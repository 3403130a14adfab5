"""Is the peer still there? LCP Echo-Requests at a steady pace: RFC 1661 section 5.8.

Says when to send one and when too many in a row had no answer; sending is the caller's.
"""

from __future__ import annotations

from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import EchoAnswered, KeepaliveLost
from vpdn.wire.lcp import EchoReply, EchoRequest

ECHO_DATA_SIZE = 4
"""Octets after the magic number, so that a reply has 12 in all as IOS' peers show."""


class Keepalive:
    """`interval` in seconds, 0 for none; `retries` unanswered requests in a row are too many."""

    __slots__ = (
        "_identifiers",
        "_interval",
        "_missed",
        "_retries",
        "_sent",
        "deadline",
    )

    def __init__(self, interval: float, retries: int) -> None:
        self.deadline: float | None = None
        self._interval = interval
        self._retries = retries
        self._identifiers = Identifiers()
        self._sent = 0
        self._missed = 0

    def start(self, now: float) -> None:
        """LCP is open."""
        self._missed = 0
        self.deadline = now + self._interval if self._interval else None

    def stop(self) -> None:
        self.deadline = None

    def tick(self, magic: int, now: float) -> EchoRequest | KeepaliveLost | None:
        """What the time that passed calls for."""
        if self.deadline is None or now < self.deadline:
            return None
        if self._missed >= self._retries:
            self.deadline = None
            return KeepaliveLost(self._missed)
        self._missed += 1
        self.deadline = now + self._interval
        self._sent = self._identifiers.take()
        return EchoRequest(self._sent, magic, magic.to_bytes(ECHO_DATA_SIZE, "big"))

    def answered(self, reply: EchoReply) -> EchoAnswered:
        """Any reply shows that the peer is there, also a late one."""
        self._missed = 0
        return EchoAnswered(reply.identifier, self._sent)
