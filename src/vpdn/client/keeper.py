"""One connection of a person's: dialled, kept, dialled again when it may be, until told to end.

What a person is told goes to `say`, line by line. The machine's device, name servers and kill
switch are given; they are its owner's to give back.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address

from vpdn.client import dialer, errors, report
from vpdn.client.adviser import Adviser, Heard
from vpdn.client.call import Status
from vpdn.client.diagnosis import Stage
from vpdn.client.dialer import Ask, Session
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.kill_switch import KillSwitch
from vpdn.client.redial import Redial
from vpdn.client.resolver import Resolver
from vpdn.client.settings import DialSettings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of this machine follows the connection. `name_servers` are asked instead of the
    server's; without a `resolver` none are."""

    host: Host
    kill_switch: KillSwitch | None = None
    resolver: Resolver | None = None
    name_servers: tuple[IPv4Address, ...] = ()


@dataclass
class Progress:
    """How it stands: `since` in seconds of the epoch, of the present state."""

    state: str = "connecting"
    since: float = field(default_factory=time.time)
    device: str = ""
    server: str = ""
    """As it is dialled, by name or address."""
    status: Status | None = None
    session: Session | None = None
    heard: Heard | None = None
    """What the server said by DHCP."""
    redials: int = 0
    error: DialError | None = None

    def forget(self) -> None:
        """There is no call any more."""
        self.status = self.session = self.heard = None

    def enter(self, state: str) -> None:
        self.state = state
        self.since = time.time()


class Keeper:
    def __init__(
        self,
        settings: DialSettings,
        redial: Redial,
        surroundings: Surroundings,
        progress: Progress,
        say: Callable[[str], None],
        ask: Ask | None = None,
    ) -> None:
        self.progress = progress
        progress.device = surroundings.host.device
        progress.server = settings.server
        self._settings = settings
        self._redial = redial
        self._around = surroundings
        self._say = say
        self._ask = ask
        self._adviser = Adviser(
            surroundings.host, surroundings.kill_switch, settings.routing, self._heard, say
        )
        self._server: IPv4Address | None = None
        """Known by its name before other ways than the tunnel were closed."""

    async def run(self) -> None:
        """Dial and stay; cancel it to hang up. Raises DialError when it is over but for that,
        ConfigError when this machine refuses something."""
        made = 0
        while True:
            try:
                await self._once()
            except DialError as error:
                dropped = self.progress.status is not None
                made = 0 if dropped else made
                if not self._redial.allows(error, made, dropped=dropped):
                    raise
                await self._pause(error, made)
                made += 1
            else:
                return

    def give_back(self) -> None:
        """Name servers and other ways, as they were before."""
        if self._around.resolver is not None:
            self._around.resolver.restore()
        if self._around.kill_switch is not None:
            self._around.kill_switch.lift()

    async def _once(self) -> None:
        self.progress.forget()
        self.progress.enter("connecting")
        self._say(report.connecting(self._settings.server))
        try:
            settings = await self._guarded()
            session = await dialer.dial(
                self._around.host, settings, self._reached, self._ask, self._adviser.inquire
            )
        except asyncio.CancelledError:
            raise DialError(errors.USER_DISCONNECTION) from None
        await self._connected(session)
        try:
            await session.ended()
        except asyncio.CancelledError:
            self.progress.enter("disconnecting")
            self._say("Disconnecting...")
            await session.hang_up()
            self._say("Disconnected.")

    async def _guarded(self) -> DialSettings:
        """The settings, the server by its address when no name can be asked for any more."""
        if self._around.kill_switch is None:
            return self._settings
        if self._server is None:
            self._server = await dialer.resolve(self._settings.server)
        self._around.kill_switch.engage(self._server)
        return replace(self._settings, server=str(self._server))

    async def _connected(self, session: Session) -> None:
        self.progress.session = session
        known = session.settings
        self._settings = replace(self._settings, user=known.user, password=known.password)
        self.progress.status = status = await session.settled()
        self.progress.enter("connected")
        self._say(report.connected(status, self._around.host.device))
        for warning in report.warnings(status):
            self._say(warning)
        self._use(self._around.name_servers or status.dns)

    def _use(self, servers: Sequence[IPv4Address]) -> None:
        """For names, if anybody's are to be asked."""
        if self._around.resolver is not None and servers:
            self._say(self._around.resolver.use(servers))

    def _heard(self, heard: Heard) -> None:
        self.progress.heard = heard
        self._say(report.advised(heard.advice, heard.taken, heard.left))
        if not self._around.name_servers:
            self._use(heard.dns)

    async def _pause(self, error: DialError, made: int) -> None:
        """Between two attempts; names are asked as before meanwhile."""
        if self._around.resolver is not None:
            self._around.resolver.restore()
        seconds = self._redial.wait(made, random.random())
        self.progress.error = error
        self.progress.redials += 1
        self.progress.forget()
        self.progress.enter("waiting")
        self._say(error.line)
        self._say(report.redialing(seconds, made + 1, self._redial.attempts))
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            raise DialError(errors.USER_DISCONNECTION) from None

    def _reached(self, stage: Stage) -> None:
        if stage in report.PROGRESS:
            self._say(report.PROGRESS[stage])
