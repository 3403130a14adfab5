"""The end of this life of the router and the begin of the next: now, later, or not at all.

Whoever runs the router waits for `requested` and starts it again from the startup-config. Facts:
IOS' `%SYS-5-RELOAD` and `%SYS-5-SCHEDULED_RELOAD`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from vpdn.ios.timestamps import clock

POWER_ON = "power-on"
RELOAD = "reload"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """`time` is wall-clock seconds; `by`: who wants it, `reason` "" where none was given."""

    time: float
    by: str
    reason: str


class Reloading:
    """`log` takes syslog messages; `refusal` tells why the router could not come up again, "" if
    it can. `returned` is what began this life."""

    def __init__(self, log: Callable[[str], None], refusal: Callable[[], str]) -> None:
        self.requested = asyncio.Event()
        self.scheduled: Scheduled | None = None
        self.returned = POWER_ON
        self._timer: asyncio.TimerHandle | None = None
        self._log = log
        self._refusal = refusal

    def now(self, by: str, reason: str = "") -> None:
        """Unless the router could not come up again: then it stays, and that is logged. Either way
        nothing is scheduled any more."""
        self._stop()
        refusal = self._refusal()
        if refusal:
            self._log(f"%SYS-3-RELOAD_REFUSED: Reload refused: {refusal}")
            return
        told = f" Reload Reason: {reason}." if reason else ""
        self._log(f"%SYS-5-RELOAD: Reload requested by {by}.{told}")
        self.requested.set()

    def later(self, seconds: float, by: str, reason: str = "") -> None:
        """In place of what was scheduled before."""
        self._stop()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.now, by, reason)
        when = time.time() + seconds
        self.scheduled = Scheduled(when, by, reason)
        told = f" Reload Reason: {reason}." if reason else ""
        self._log(
            f"%SYS-5-SCHEDULED_RELOAD: Reload requested for {moment(when)} at"
            f" {moment(time.time())} by {by}.{told}"
        )

    def cancel(self, by: str) -> bool:
        """Take a scheduled reload back; False when there was none."""
        if self.scheduled is None:
            return False
        self._stop()
        self._log(
            "%SYS-5-SCHEDULED_RELOAD_CANCELLED: Scheduled reload cancelled at"
            f" {moment(time.time())} by {by}"
        )
        return True

    def close(self) -> None:
        """This life is over."""
        self._stop()

    def _stop(self) -> None:
        self.scheduled = None
        if self._timer is not None:
            self._timer.cancel()


def moment(when: float) -> str:
    """14:41:31 UTC Mon Oct 19 2015."""
    stamp, _, rest = clock(when).removeprefix("*").partition(" ")
    return f"{stamp.partition('.')[0]} {rest}"
