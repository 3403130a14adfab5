"""What is typed at a terminal, waiting to be taken key by key.

Keys that interrupt do so at once while nobody reads: then a command is running.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

BACKLOG = 1 << 16
"""Octets typed ahead from which on the owner reads no more until some were taken."""
_INTERRUPTS = (0x03, 0x1E)
"""Ctrl-C and Ctrl-Shift-6."""


IN_A_ROW, BREATH = 64, 0.004
"""After so many octets without a pause, a pause of so many seconds."""


class Gone(Exception):
    """Nobody is at the keyboard any more."""


class Keyboard:
    """`interrupt` is called for a key that ends what is running; it tells whether anything was."""

    def __init__(self, interrupt: Callable[[], bool]) -> None:
        self._interrupt = interrupt
        self._typed: deque[int] = deque()
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()
        self._after_return = False
        self._gone = False
        self._reading = False
        self._in_a_row = 0

    def feed(self, octets: bytes) -> None:
        """What was typed. CR LF and CR NUL are one key."""
        for octet in octets:
            after_return, self._after_return = self._after_return, octet == 0x0D
            if after_return and octet in (0x0A, 0x00):
                continue
            if octet in _INTERRUPTS and not self._reading and self._interrupt():
                self._typed.clear()
            else:
                self._typed.append(octet)
        self._wake.set()

    @property
    def waiting(self) -> int:
        """Octets typed ahead."""
        return len(self._typed)

    async def room(self) -> None:
        """Wait until there is room for more typed ahead."""
        while self.waiting > BACKLOG:
            await self.taken()

    async def taken(self) -> None:
        """Wait until the next key is taken."""
        self._taken.clear()
        await self._taken.wait()

    def end_of_input(self) -> None:
        """Nothing more will be typed: `octet` gives what was, then raises Gone."""
        self._gone = True
        self._wake.set()

    def hang_up(self) -> None:
        """Nobody is there: what was typed does not count any more."""
        self._typed.clear()
        self.end_of_input()
        self._taken.set()

    async def octet(self, within: float | None = None) -> int:
        """The next key. Raises Gone, and TimeoutError when none comes `within` so many seconds."""
        if self._typed:
            await self._be_fair()
        if not self._typed:
            self._in_a_row = 0
            await self._wait(within)
        self._taken.set()
        return self._typed.popleft()

    async def _wait(self, within: float | None) -> None:
        self._reading = True
        try:
            async with asyncio.timeout(within):
                while not self._typed:
                    if self._gone:
                        raise Gone
                    self._wake.clear()
                    await self._wake.wait()
        finally:
            self._reading = False

    async def _be_fair(self) -> None:
        """Whoever types faster than anybody can does not keep the others waiting."""
        self._in_a_row += 1
        if self._in_a_row % IN_A_ROW == 0:
            await asyncio.sleep(BREATH)
