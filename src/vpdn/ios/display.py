"""What stands on the screen of a session: what is typed and answered, and what comes in between.

Text has CR LF line ends. A log line begins a line of its own and does not end it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from vpdn.ios.pager import ERASE
from vpdn.ios.router import Session


class Screen(Protocol):
    """Where a session's text goes."""

    def write(self, text: str) -> None: ...

    async def drain(self) -> None:
        """Wait until the other side has taken most of it."""

    @property
    def full(self) -> bool:
        """So much waits to be taken that debug lines had better be dropped."""


async def drained(screen: Screen, session: Session) -> None:
    """Wait until the other side has taken most of what it was sent. Whoever reads nothing is idle:
    raises TimeoutError after as long as the line allows."""
    async with asyncio.timeout(session.settings.exec_timeout or None):
        await screen.drain()


class Display:
    """`prompted`: a line is being typed, which `redisplay` shows anew. `log` and `tell` come from
    somewhere else, at any time."""

    def __init__(self, screen: Screen, session: Session, redisplay: Callable[[], str]) -> None:
        self.prompted = False
        self._screen = screen
        self._session = session
        self._redisplay = redisplay
        self._fresh = True
        self._logged = False

    def say(self, text: str) -> None:
        """Show text with `\\n` line ends."""
        self.show(text.replace("\n", "\r\n"))

    def show(self, text: str) -> None:
        """Text as it is."""
        if text:
            self._screen.write(text)
            self._fresh = text.endswith(("\n", ERASE))
            self._logged = False

    def new_line(self) -> None:
        self.show("\r\n")

    def fresh_line(self) -> None:
        """Go on at the start of a line."""
        if not self._fresh:
            self.new_line()

    def after_log(self) -> None:
        """Go on at the start of a line if a log line is the last there is."""
        if self._logged:
            self.fresh_line()

    def log(self, line: str) -> bool:
        """It interrupts whatever stands in the line, and is not followed by a line end. False
        when there was no room for it."""
        if self._screen.full:
            return False
        self.fresh_line()
        self.say(line)
        self._logged = True
        if self.prompted and self._session.settings.synchronous:
            self.new_line()
            self.say(self._redisplay())
        return True

    def tell(self, text: str) -> None:
        """Something in the middle of what is being typed."""
        self.fresh_line()
        self.say(text)
        if self.prompted:
            self.say(self._redisplay())
