"""One call of a run: dialled, held with its traffic, hung up; and what became of it, counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vpdn.client.dialer import Session, dial
from vpdn.client.errors import DialError
from vpdn.load.desk import Desk
from vpdn.load.line import Line
from vpdn.load.settings import LoadSettings
from vpdn.load.stopwatch import Phase, Stopwatch
from vpdn.load.stream import Streams
from vpdn.load.tally import Tally


class Caller:
    """The call with that number; `came_up` is called when it is connected."""

    def __init__(
        self,
        number: int,
        settings: LoadSettings,
        desk: Desk,
        streams: Streams,
        tally: Tally,
        came_up: Callable[[], None],
    ) -> None:
        self._settings = settings.of(number)
        self._target = settings.target
        self._hold = settings.plan.patience
        self._desk = desk
        self._streams = streams
        self._tally = tally
        self._came_up = came_up
        self._released = False
        self._dialling: asyncio.Task[None] | None = None
        self._patience: asyncio.Timeout | None = None

    async def run(self) -> None:
        """The whole call; a server can do nothing that raises."""
        watch = Stopwatch(self._tally.clock, self._tally.note)
        line = Line(self._desk.carrier, self._desk.source, watch, self._tally)
        try:
            session = await self._dial(line, watch)
        except DialError as error:
            self._tally.fail(error, watch.phase)
        except asyncio.CancelledError:
            if not self._released:
                raise
            self._tally.given_up += 1
        else:
            await self._stay(session)

    def release(self) -> None:
        """Hang up now; a call that is not connected yet is given up."""
        self._released = True
        if self._dialling is not None:
            self._dialling.cancel()
        elif self._patience is not None and not self._patience.expired():
            self._patience.reschedule(asyncio.get_running_loop().time())

    async def _dial(self, line: Line, watch: Stopwatch) -> Session:
        if self._released:
            raise asyncio.CancelledError
        self._dialling = asyncio.current_task()
        try:
            return await dial(line, self._settings, watch.reached)
        finally:
            self._dialling = None

    async def _stay(self, session: Session) -> None:
        self._tally.connect()
        self._came_up()
        status = await session.settled()
        target = self._target or status.remote
        streams = self._streams.begin(status.local, target, self._desk.send_packets)
        try:
            async with asyncio.timeout(0 if self._released else self._hold) as self._patience:
                await session.ended()
        except TimeoutError:
            await self._streams.settled(streams)
            await self._hang_up(session)
        except DialError as error:
            self._tally.lose(error)
        finally:
            self._streams.end(streams)

    async def _hang_up(self, session: Session) -> None:
        began = self._tally.clock()
        self._tally.hang_up()
        await session.hang_up()
        self._tally.hung_up += 1
        self._tally.note(Phase.HANG_UP, self._tally.clock() - began)
