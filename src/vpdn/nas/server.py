"""The access server: listens, owns every tunnel, and is what consoles and web pages talk to.

It holds what there is one of (`Services`), routes frames from the data path to sessions, and
answers questions with `snapshot()`. Text, commands and words belong to `ios`.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack, closing
from ipaddress import IPv4Address

from vpdn.aaa.service import Aaa
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.datapath.engine import Captured, EngineEvent
from vpdn.datapath.reference import ReferenceEngine
from vpdn.datapath.trace import RECORDS
from vpdn.machine import Trace
from vpdn.nas.captures import Captures
from vpdn.nas.clearing import Clearing
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Event, Events
from vpdn.nas.failures import KINDS, Failures
from vpdn.nas.gauges import Gauges
from vpdn.nas.host import Host, HostOptions
from vpdn.nas.limits import Limits
from vpdn.nas.live_view import LiveView, Sources
from vpdn.nas.pools import Pools
from vpdn.nas.services import Services
from vpdn.nas.snapshot import ServerSnapshot
from vpdn.nas.tunnel import Tunnel
from vpdn.net.icmp import PLAIN, Echo, Ping, Pinger
from vpdn.net.pump import Pump
from vpdn.net.refusals import address_refused
from vpdn.net.tracer import Answer, Probe, Tracer
from vpdn.ppp.outputs import PapCredentials

PPTP_PORT = 1723
STOP_TIMEOUT = 4.0
"""Seconds that peers have to agree to the end before they are left."""


class Server:
    def __init__(self, config: RouterConfig, options: HostOptions | None = None) -> None:
        self.events = Events()
        self._options = options or HostOptions()
        self._config = config
        self._tunnels: dict[int, Tunnel] = {}
        self._emptied = asyncio.Event()
        self._stopping = False
        self._held = AsyncExitStack()
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._failures = Failures()
        self.events.subscribe(self._failures.listen, KINDS)

    @property
    def config(self) -> RouterConfig:
        return self._config

    @property
    def aaa(self) -> Aaa:
        """Whom the router asks. Only while it runs."""
        return self._aaa

    @property
    def captures(self) -> Captures:
        return self._services.captures

    async def start(self) -> None:
        """Open sockets and devices. Raises ConfigError with one clear sentence, and then holds
        nothing: the port comes first, so that a second router finds it taken and touches nothing
        of the first."""
        config = self._config
        async with AsyncExitStack() as stack:
            listener = await self._listen()
            stack.callback(listener.close)
            self._host = stack.enter_context(closing(Host(config, self._options)))
            self._aaa = Aaa(
                config.aaa,
                config.radius,
                config.users,
                os.urandom,
                source=config.radius_source,
                emit=self._publish,
            )
            stack.push_async_callback(self._aaa.close)
            await self._aaa.start()
            self._services = self._lend(stack)
            self.clearing = Clearing(self._services, self._tunnels, self._failures)
            gauges = Gauges(lambda: self._host.interfaces(self._config), self._services.calls)
            gauges.start()
            stack.callback(gauges.stop)
            self._sources = Sources(
                self._services,
                self._tunnels,
                self._host,
                gauges,
                self.clearing,
                self._failures,
                self._started,
            )
            await self._serve(listener)
            self._listener, self._held = listener, stack.pop_all()

    async def stop(self) -> None:
        """End every call as the protocols want it, at most five seconds."""
        self._stopping = True
        async with self._held:
            if self._listener is not None:
                self._listener.close()
            for tunnel in list(self._tunnels.values()):
                tunnel.stop("administratively shut down")
            if self._tunnels:
                self._emptied.clear()
                await self._until_empty()

    async def _until_empty(self) -> None:
        try:
            await asyncio.wait_for(self._emptied.wait(), STOP_TIMEOUT)
        except TimeoutError:
            for tunnel in list(self._tunnels.values()):
                tunnel.abort()
            await asyncio.sleep(0)

    def _lend(self, stack: AsyncExitStack) -> Services:
        host = self._host
        pump = Pump(
            ReferenceEngine(),
            host.gre,
            host.tun,
            self._deliver,
            self._notify,
            self._record,
            self._show,
        )
        stack.callback(pump.close)
        services = Services(
            self._config,
            self.events,
            Pools(),
            Limits(self._options.connections),
            self._aaa,
            pump,
            self._host,
            os.urandom,
            self._loop.time,
        )
        services.configure(self._config)

        def record_what_is_wanted() -> None:
            pump.engine.recording = any(kind in self.events.wanted for kind in RECORDS)

        self.events.changed = record_what_is_wanted
        record_what_is_wanted()
        return services

    def apply(self, config: RouterConfig) -> None:
        """Take over a new configuration; sessions that are up keep what they have."""
        self._host.apply(config)
        self._services.configure(config)
        self._config = config

    def snapshot(self) -> ServerSnapshot:
        return LiveView(self._sources)

    async def ping(self, target: IPv4Address, echo: Echo = PLAIN) -> Ping:
        """One ICMP Echo from the router. Raises ConfigError when it cannot be sent from where it
        shall, or without CAP_NET_RAW."""
        opened = Pinger(echo.source, tos=echo.tos, dont_fragment=echo.dont_fragment)
        with closing(opened) as pinger:
            return await pinger.ping(target, echo)

    async def probe(self, target: IPv4Address, probe: Probe) -> Answer:
        """One UDP probe of a traceroute; as `ping`."""
        with closing(Tracer(probe.source)) as tracer:
            return await tracer.send(target, probe)

    async def test_login(self, group: str, user: bytes, password: bytes) -> Accept | Reject:
        """Ask a group's servers for a user, by PAP. Raises ConfigError when there is no such group,
        Unavailable when none of its servers answers."""
        credentials = PapCredentials(0, user, password)
        return await self._aaa.ask_group(group, AuthRequest(credentials, "tty0", 0, self._publish))

    def _publish(self, trace: Trace) -> None:
        """Records that concern no call."""
        if type(trace) in self.events.wanted:
            self.events.publish(Event(time.time(), trace))

    # --- the wire ---------------------------------------------------------------------------

    async def _listen(self) -> asyncio.Server:
        """The port is ours; nobody is let in yet."""
        try:
            return await self._loop.create_server(
                self._accept,
                str(self._address),
                PPTP_PORT,
                backlog=1024,
                reuse_address=True,
                start_serving=False,
            )
        except OSError as error:
            raise address_refused("TCP", self._address, PPTP_PORT, error) from error

    async def _serve(self, listener: asyncio.Server) -> None:
        try:
            await listener.start_serving()
        except OSError as error:
            raise address_refused("TCP", self._address, PPTP_PORT, error) from error

    @property
    def _address(self) -> IPv4Address:
        return self._options.listen or IPv4Address(0)

    def _accept(self) -> Tunnel:
        return Tunnel(self._services, self._opened, self._closed)

    def _opened(self, tunnel: Tunnel) -> None:
        """One that was still being made when the server stopped comes too late."""
        self._tunnels[tunnel.id] = tunnel
        if self._stopping:
            tunnel.abort()

    def _closed(self, tunnel: Tunnel) -> None:
        self._tunnels.pop(tunnel.id, None)
        if not self._tunnels:
            self._emptied.set()

    def _deliver(self, call_id: int, frame: bytes) -> None:
        session = self._services.calls.get(call_id)
        if session is not None:
            session.receive(frame, self._loop.time())

    def _show(self, captured: Captured) -> None:
        self._services.captures.take(captured, time.time())

    def _notify(self, call_id: int, event: EngineEvent) -> None:
        session = self._services.calls.get(call_id)
        if session is not None:
            session.notify(event, self._loop.time())

    def _record(self, call_id: int, trace: Trace) -> None:
        session = self._services.calls.get(call_id)
        if session is not None:
            session.record(trace)
