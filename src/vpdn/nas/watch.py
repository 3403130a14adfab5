"""The clocks of a session that are not PPP's: line protocol, session time, idle time.

RFC 2865 sections 5.27 and 5.28. All times are monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.machine import earliest

RENEGOTIATIONS = 3
RENEGOTIATION_PERIOD = 60.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a session, and its silence, may last, and how long until then; seconds, None without
    a limit."""

    session: float | None = None
    idle: float | None = None
    session_left: float | None = None
    idle_left: float | None = None

    @property
    def left(self) -> float | None:
        """Until the first of them."""
        return earliest(self.session_left, self.idle_left)


class Watch:
    __slots__ = (
        "_idle_check",
        "_idle_timeout",
        "_renegotiations",
        "_session_end",
        "_session_timeout",
        "line_protocol",
        "started",
    )

    def __init__(self, now: float) -> None:
        self.started = now
        self.line_protocol: float | None = None
        self._session_end: float | None = None
        self._session_timeout: int | None = None
        self._idle_timeout: int | None = None
        self._idle_check: float | None = None
        self._renegotiations: list[float] = []

    @property
    def deadline(self) -> float | None:
        return earliest(self.line_protocol, self._session_end, self._idle_check)

    @property
    def limited(self) -> bool:
        """Is there an end to look out for?"""
        return self._session_end is not None or self._idle_check is not None

    def limit(self, session_timeout: int | None, idle_timeout: int | None, now: float) -> None:
        """Begin to count what is allowed, in seconds; None and 0 are no limit."""
        self._session_timeout = session_timeout or None
        self._session_end = now + session_timeout if session_timeout else None
        self._idle_timeout = idle_timeout or None
        self._idle_check = now + idle_timeout if idle_timeout else None

    def timeouts(self, last_active: float, now: float) -> Timeouts:
        """What is allowed, and what is left of it."""
        session_end, idle = self._session_end, self._idle_timeout
        return Timeouts(
            self._session_timeout,
            idle,
            None if session_end is None else max(0.0, session_end - now),
            None if idle is None else max(0.0, last_active + idle - now),
        )

    def futile(self, now: float) -> bool:
        """CCP is to be negotiated anew: was it, in the last minute, as often as makes sense? Keys
        that differ (a RADIUS server's wrong secret) never come to agree."""
        recent = [at for at in self._renegotiations if at > now - RENEGOTIATION_PERIOD]
        self._renegotiations = [*recent, now]
        return len(recent) >= RENEGOTIATIONS

    def line_protocol_due(self, now: float) -> bool:
        """True once, when the line protocol is to be shown as up."""
        if self.line_protocol is None or now < self.line_protocol:
            return False
        self.line_protocol = None
        return True

    def expired(self, last_active: float, now: float) -> str | None:
        """Why the session has to end now, or None. `last_active` is its last packet's time."""
        if self._session_end is not None and now >= self._session_end:
            self._session_end = self._idle_check = None
            return "session timeout"
        if self._idle_timeout is None or self._idle_check is None or now < self._idle_check:
            return None
        if now >= last_active + self._idle_timeout:
            self._session_end = self._idle_check = None
            return "idle timeout"
        self._idle_check = last_active + self._idle_timeout
        return None
