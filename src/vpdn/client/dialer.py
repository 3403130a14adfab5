"""Dials: finds the server, opens TCP port 1723, brings a connection up, gives it its routes.

The asyncio side of the client. Any number of sessions may live in one `Place`.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol, cast

from vpdn.client import errors
from vpdn.client.call import Status
from vpdn.client.connection import Connection, DataPath
from vpdn.client.diagnosis import Stage
from vpdn.client.errors import DialError
from vpdn.client.settings import Answer, DialSettings, Routing
from vpdn.datapath.engine import Counters
from vpdn.errors import ConfigError
from vpdn.net.alarm import Alarm
from vpdn.net.background import in_background

Progress = Callable[[Stage], None]
Ask = Callable[[DialError, str], Awaitable[Answer | None]]
"""Asks a person what to give after that refusal of that user; None gives up."""
Take = Callable[[tuple[IPv4Network, ...]], None]
"""Routes more networks into the tunnel."""
Inquire = Callable[[Status, Take], Callable[[], None]]
"""Asks the server which networks are behind it, and has them taken; the result ends that."""


def inquire_nothing(status: Status, take: Take) -> Callable[[], None]:
    return lambda: None


class Way(Protocol):
    """How this machine's packets find one tunnel; `routes.Routes` is one."""

    def enter(
        self,
        routing: Routing,
        local: IPv4Address,
        remote: IPv4Address,
        server: IPv4Address,
        routes: tuple[IPv4Network, ...] = (),
    ) -> None: ...

    def widen(self, network: IPv4Network) -> None: ...

    def restore(self) -> None: ...


class Place(DataPath, Protocol):
    """Where sessions live; `host.Host` is it. What this machine refuses is a ConfigError."""

    @property
    def source(self) -> IPv4Address | None:
        """The address to dial from; None leaves it to the kernel."""

    def add_address(self, address: IPv4Address, mtu: int) -> None: ...

    def remove_address(self, address: IPv4Address) -> None: ...

    def routes(self) -> Way: ...


async def dial(
    host: Place,
    settings: DialSettings,
    progress: Progress = lambda _stage: None,
    ask: Ask | None = None,
    inquire: Inquire = inquire_nothing,
) -> Session:
    """A connected session; without `ask` a refusal is final. Raises DialError when there is none to
    be had, ConfigError when this machine refuses its address or routes. Cancelled, it hangs up
    first."""
    settings.check()
    server = await resolve(settings.server)
    settings = replace(settings, asks=ask is not None)
    session = Session(host, settings, server, progress, ask, inquire)
    await _open_tcp(session, server, settings, host.source)
    try:
        await session.settled()
    except asyncio.CancelledError:
        await session.hang_up()
        raise
    return session


async def resolve(name: str) -> IPv4Address:
    """The server's address. Raises DialError when there is none."""
    with suppress(ValueError):
        return IPv4Address(name)
    address = await in_background(lambda: _address_of(name))
    if address is None:
        raise DialError(errors.NAME_NOT_RESOLVED, f"{name!r} has no IPv4 address")
    return address


def _address_of(name: str) -> IPv4Address | None:
    try:
        found = socket.getaddrinfo(name, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return IPv4Address(found[0][4][0])


class Session(asyncio.Protocol):
    """One connection with its TCP transport, its timer, its address and its routes.

    `status` is what was agreed on, None until then.
    """

    def __init__(
        self,
        host: Place,
        settings: DialSettings,
        server: IPv4Address,
        progress: Progress,
        ask: Ask | None = None,
        inquire: Inquire = inquire_nothing,
    ) -> None:
        self.status: Status | None = None
        self._host = host
        self._settings = settings
        self._server = server
        self._progress = progress
        self._ask = ask
        self._inquire = inquire
        self._end_inquiry: Callable[[], None] = lambda: None
        self._asking: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._ended = asyncio.Event()
        self._failure: DialError | ConfigError | None = None
        self._routes: Way | None = None
        self._alarm = Alarm(lambda: self._connection.tick(time.monotonic()))

    @property
    def settings(self) -> DialSettings:
        """What it was told, with what a person was asked for meanwhile."""
        return self._settings

    @property
    def counters(self) -> Counters:
        """What passed in the tunnel so far."""
        return self._connection.counters

    async def settled(self) -> Status:
        """Until it is connected, or never will be: the errors are those of `dial`."""
        await self._settled.wait()
        if self.status is None:
            raise self._failure or DialError(errors.PORT_DISCONNECTED, "hung up")
        return self.status

    async def ended(self) -> None:
        """Until it is over. Raises DialError unless we hung up; ConfigError when this machine
        refused a new address of the server's."""
        await self._ended.wait()
        if self._failure is not None:
            raise self._failure

    async def hang_up(self) -> None:
        """End it in order; takes a few seconds when the server does not answer. Cancelled, it is
        over at once."""
        self._connection.hang_up(time.monotonic())
        try:
            await self._ended.wait()
        finally:
            self._connection.abandon()

    # --- the TCP connection -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        tcp = cast("asyncio.Transport", transport)
        self._connection = Connection(
            self._settings, self._server, self._host, tcp, self, os.urandom
        )
        self._connection.start(time.monotonic())

    def data_received(self, data: bytes) -> None:
        self._connection.receive(data, time.monotonic())

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.lost(time.monotonic())

    # --- what the connection says -----------------------------------------------------------

    def stage_reached(self, stage: Stage) -> None:
        self._progress(stage)

    def refused(self, error: DialError) -> None:
        if self._ask is not None:
            self._asking = asyncio.create_task(self._answer(self._ask, error))

    async def _answer(self, ask: Ask, error: DialError) -> None:
        answer = await ask(error, self._settings.user)
        self._asking = None
        if answer is None:
            self._connection.hang_up(time.monotonic(), error)
            return
        try:
            self._settings = self._settings.answered(answer)
        except ConfigError as refusal:
            self._failure = refusal
            self._connection.hang_up(time.monotonic())
            return
        self._progress(Stage.VERIFYING)
        self._connection.retry(answer, time.monotonic())

    def established(self, status: Status) -> None:
        """Addresses and encryption are agreed on: let the machine use them."""
        before, self.status = self.status, status
        try:
            if before is None or before.local != status.local or before.remote != status.remote:
                self._leave(before)
                self._enter(status)
        except ConfigError as refusal:
            self._failure = refusal
            self._connection.hang_up(time.monotonic())
        else:
            self._settled.set()

    def over(self, error: DialError | None) -> None:
        self._alarm.cancel()
        if self._asking is not None:
            self._asking.cancel()
        self._leave(self.status)
        self._failure = self._failure or error
        if not self._settled.is_set():
            self.status = None
        self._settled.set()
        self._ended.set()

    def _enter(self, status: Status) -> None:
        self._host.add_address(status.local, status.mtu)
        self._routes = self._host.routes()
        settings = self._settings
        self._routes.enter(
            settings.routing, status.local, status.remote, self._server, settings.routes
        )
        self._end_inquiry = self._inquire(status, self._widen)

    def _widen(self, networks: tuple[IPv4Network, ...]) -> None:
        """One that the kernel refuses is there already, or somebody else's."""
        if self._routes is None:
            return
        for network in networks:
            with suppress(ConfigError):
                self._routes.widen(network)
        self._connection.widen(networks)

    def _leave(self, status: Status | None) -> None:
        self._end_inquiry()
        if self._routes is not None:
            self._routes.restore()
        if status is not None:
            with suppress(ConfigError):
                self._host.remove_address(status.local)

    # --- the timer --------------------------------------------------------------------------

    def changed(self) -> None:
        self._alarm.set(self._connection.deadline)


async def _open_tcp(
    session: Session, server: IPv4Address, settings: DialSettings, source: IPv4Address | None
) -> None:
    local = None if source is None else (str(source), 0)
    loop, where = asyncio.get_running_loop(), f"TCP port {settings.port} of {server}"
    try:
        async with asyncio.timeout(settings.timeout):
            await loop.create_connection(
                lambda: session, str(server), settings.port, local_addr=local
            )
    except TimeoutError as error:
        reason = f"{where} gave no answer"
        raise DialError(errors.VPN_TIMEOUT, reason) from error
    except ConnectionRefusedError as error:
        raise DialError(errors.VPN_REFUSED, f"{where} is closed") from error
    except OSError as error:
        reason = f"{where} cannot be reached: {os.strerror(error.errno or 0)}"
        raise DialError(errors.VPN_FAILED, reason) from error
