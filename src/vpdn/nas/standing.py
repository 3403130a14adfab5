"""How long a control connection may stand: without a call, and before anybody is known.

Times are monotonic seconds.
"""

from __future__ import annotations

from vpdn.machine import earliest

EMPTY_TUNNEL = 60.0
"""Seconds a control connection may stand without a call before it is stopped."""

LOGIN_TIMEOUT = 120.0
"""Seconds a control connection may stand without a session that came up."""


class Standing:
    """`half_open`: no session came up yet."""

    __slots__ = (
        "_empty_until",
        "_login_by",
        "half_open",
    )

    def __init__(self, now: float) -> None:
        self.half_open = True
        self._empty_until: float | None = now + EMPTY_TUNNEL
        self._login_by: float | None = now + LOGIN_TIMEOUT

    @property
    def deadline(self) -> float | None:
        return earliest(self._empty_until, self._login_by)

    def emptied(self, now: float) -> None:
        """The last call is gone."""
        self._empty_until = now + EMPTY_TUNNEL

    def used(self) -> None:
        """There is a call."""
        self._empty_until = None

    def known(self) -> bool:
        """A session came up; True for the first."""
        first, self.half_open = self.half_open, False
        self._login_by = None
        return first

    def over(self, now: float) -> tuple[bool, bool]:
        """Whether it has stood too long, and whether nobody logged in; once."""
        late = self._login_by is not None and now >= self._login_by
        over = late or (self._empty_until is not None and now >= self._empty_until)
        if over:
            self._empty_until = self._login_by = None
        return over, late
