"""One connection of a person's: dialled, kept, dialled again when it may be, until told to end.

What a person is told goes to `say`, line by line. The machine's device, name servers and kill
switch are given; they are its owner's to give back.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from ipaddress import IPv4Address, IPv4Network

from vpdn.client import dialer, errors, report
from vpdn.client.call import Status
from vpdn.client.diagnosis import Stage
from vpdn.client.dialer import Ask, Session, Take
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.inform import Advice, acceptable
from vpdn.client.inquiry import Inquiry
from vpdn.client.kill_switch import KillSwitch
from vpdn.client.redial import Redial
from vpdn.client.resolver import Resolver
from vpdn.client.routes import inner_networks
from vpdn.client.settings import DialSettings, Routing
from vpdn.errors import ConfigError


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
    status: Status | None = None
    session: Session | None = None
    redials: int = 0
    error: DialError | None = None

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
        self._settings = settings
        self._redial = redial
        self._around = surroundings
        self._say = say
        self._ask = ask
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
        self.progress.status = self.progress.session = None
        self.progress.enter("connecting")
        self._say(report.connecting(self._settings.server))
        try:
            settings = await self._guarded()
            session = await dialer.dial(
                self._around.host, settings, self._reached, self._ask, self._inquire
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
        servers = self._around.name_servers or status.dns
        if self._around.resolver is not None and servers:
            self._say(self._around.resolver.use(servers))

    def _inquire(self, status: Status, take: Take) -> Callable[[], None]:
        """Ask the server by DHCP; that this machine does not allow it ends no call."""
        if self._split:
            inner = inner_networks(Routing.SPLIT, status.local, status.remote)
            self._keep_in(one for one in inner if one != IPv4Network(status.server))
        try:
            told = partial(self._told, status, take)
            return Inquiry(self._around.host.device, status.local, told).close
        except ConfigError as error:
            self._say(f"The server is not asked for routes: {error.reason}.")
            return lambda: None

    def _told(self, status: Status, take: Take, advice: Advice) -> None:
        """Its routes are taken where not everything goes into the tunnel anyhow, and none that
        could leak."""
        if not self._split:
            self._say(report.advised(advice, ()))
            return
        try:
            taken = acceptable(advice.networks, status.server, self._around.host.networks())
            self._keep_in(taken)
        except ConfigError as error:
            self._say(f"The server's routes are not taken: {error.reason}.")
            return
        take(taken)
        left = [one for one in advice.networks if one not in taken]
        self._say(report.advised(advice, taken, left))

    @property
    def _split(self) -> bool:
        return self._settings.routing is Routing.SPLIT

    def _keep_in(self, networks: Iterable[IPv4Network]) -> None:
        if self._around.kill_switch is not None:
            self._around.kill_switch.widen(networks)

    async def _pause(self, error: DialError, made: int) -> None:
        """Between two attempts; names are asked as before meanwhile."""
        if self._around.resolver is not None:
            self._around.resolver.restore()
        seconds = self._redial.wait(made, random.random())
        self.progress.error = error
        self.progress.redials += 1
        self.progress.status = self.progress.session = None
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
