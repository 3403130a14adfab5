"""A whole run: the sockets, the calls, and what ends it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace

from vpdn.client.dialer import resolve
from vpdn.load.caller import Caller
from vpdn.load.desk import Desk
from vpdn.load.population import Population
from vpdn.load.settings import LoadSettings
from vpdn.load.stream import Streams
from vpdn.load.tally import Tally


class Run:
    """Make it inside a running event loop; its figures are in `tally` at any time."""

    def __init__(self, settings: LoadSettings) -> None:
        settings.check()
        self.settings = settings
        self.seconds = 0.0
        self.processor = 0.0
        """Seconds of it this process took for the run."""
        self.unsent = 0
        """GRE packets the kernel refused to send."""
        self._clock = asyncio.get_running_loop().time
        self.tally = Tally(settings.traffic, self._clock)
        self._streams = Streams(settings.traffic, self.tally)
        self._desks: list[Desk] = []
        self._population = Population(settings.plan, self._call)

    def stop(self) -> None:
        """Hang up."""
        self._population.stop()

    async def run(self) -> None:
        """To the end. Raises DialError for a server without an address, ConfigError when this
        machine refuses the sockets."""
        server = await resolve(self.settings.call.server)
        call = replace(self.settings.call, server=str(server))
        self.settings = replace(self.settings, call=call)
        began, spent = self._clock(), time.process_time()
        with ExitStack() as stack:
            for source in self.settings.sources:
                desk = Desk(source, self._streams, self.settings.carriage)
                self._desks.append(stack.enter_context(closing(desk)))
            try:
                await self._population.run()
            finally:
                self.seconds = self._clock() - began
                self.processor = time.process_time() - spent
                self.unsent = sum(desk.unsent for desk in self._desks)

    def _call(self, number: int, lateness: float, came_up: Callable[[], None]) -> Caller:
        self.tally.place(lateness)
        desk = self._desks[number % len(self._desks)]
        return Caller(number, self.settings, desk, self._streams, self.tally, came_up)
