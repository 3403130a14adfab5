"""The access server: puts its parts together, and is what consoles and web pages talk to.

It holds what there is one of (`Services`) and answers questions with `snapshot()`; its tunnels
come in by its `Reception`. Text, commands and words belong to `ios`.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack, closing
from ipaddress import IPv4Address

from vpdn.aaa.service import Aaa
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.datapath.engine import Captured
from vpdn.datapath.trace import RECORDS
from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas.calls import Calls
from vpdn.nas.captures import Captures
from vpdn.nas.clearing import Clearing
from vpdn.nas.config import RouterConfig
from vpdn.nas.device_keeper import DeviceKeeper
from vpdn.nas.dhcp_server import DhcpServer
from vpdn.nas.events import Event, Events
from vpdn.nas.failures import KINDS, Failures
from vpdn.nas.gauges import Gauges
from vpdn.nas.host import Host, HostOptions
from vpdn.nas.interface_config import Reader, unread
from vpdn.nas.limits import Limits
from vpdn.nas.live_view import LiveView, Sources
from vpdn.nas.pools import Pools
from vpdn.nas.reception import Reception
from vpdn.nas.services import Services
from vpdn.nas.snapshot import ServerSnapshot
from vpdn.nas.trace import DatapathReplaced, DeviceUp
from vpdn.nas.translation import Translation
from vpdn.net.carriage import make_pump
from vpdn.net.icmp import PLAIN, Echo, Ping, Pinger
from vpdn.net.pump import Owner
from vpdn.net.tracer import Answer, Probe, Tracer
from vpdn.ppp.outputs import PapCredentials


class Server:
    """`read_line` reads what AAA says about one call's interface."""

    def __init__(
        self,
        config: RouterConfig,
        options: HostOptions | None = None,
        read_line: Reader = unread,
    ) -> None:
        self.events = Events()
        self._options = options or HostOptions()
        self._config = config
        self._read_line = read_line
        self._held = AsyncExitStack()
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._reception = Reception(self._options.listen)
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
            await self._reception.open()
            stack.callback(self._reception.close)
            host = self._host = stack.enter_context(closing(Host(config, self._options)))
            self.translation = stack.enter_context(closing(Translation(self._publish)))
            self.translation.apply(config, self._host.managed(config))
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
            self._dhcp = self._answer_callers(stack)
            stack.enter_context(closing(DeviceKeeper(host.tun.name, host, self._publish)))
            self._sources = self._look(stack)
            await self._reception.serve(self._services)
            self._held = stack.pop_all()

    async def stop(self) -> None:
        """End every call as the protocols want it, at most five seconds."""
        async with self._held:
            await self._reception.stop()

    def _lend(self, stack: AsyncExitStack) -> Services:
        """What tunnels and sessions need of the server."""
        host, clock = self._host, self._loop.time
        calls = Calls(clock)
        owner = Owner(calls.deliver, calls.notify, calls.record, self._show, warn=self._warn)
        pump = make_pump(host.carriage, host.gre, host.tun, owner, host.tier.workers)
        stack.callback(pump.close)
        services = Services(
            self._config,
            self.events,
            Pools(),
            Limits(self._options.connections),
            self._aaa,
            pump,
            host,
            os.urandom,
            calls,
            clock,
            self._read_line,
        )
        services.configure(self._config)

        def record_what_is_wanted() -> None:
            pump.engine.recording = any(kind in self.events.wanted for kind in RECORDS)

        self.events.changed = record_what_is_wanted
        record_what_is_wanted()
        return services

    def _answer_callers(self, stack: AsyncExitStack) -> DhcpServer:
        """What callers ask by DHCP; its socket goes with the TUN device."""
        device, peers = self._host.tun.name, self._services.peers
        dhcp = DhcpServer(device, peers, self._publish, self._loop.time)
        stack.callback(dhcp.close)

        def follow(event: Event) -> None:
            if isinstance(event.trace, DeviceUp) and event.trace.anew:
                dhcp.renew()

        stack.callback(self.events.subscribe(follow, (DeviceUp,)))
        dhcp.apply(self._config)
        return dhcp

    def _look(self, stack: AsyncExitStack) -> Sources:
        """What consoles see of it, and may clear."""
        services, tunnels = self._services, self._reception.tunnels
        self.clearing = Clearing(services, tunnels, self._failures)
        gauges = Gauges(lambda: self._host.interfaces(self._config), services.calls)
        gauges.start()
        stack.callback(gauges.stop)
        return Sources(
            services,
            tunnels,
            self._host,
            gauges,
            self.clearing,
            self._failures,
            self._dhcp,
            self._started,
        )

    def apply(self, config: RouterConfig) -> None:
        """Take over a new configuration; sessions that are up keep what they have. Raises
        ConfigError when the machine refuses, and then everything is as it was."""
        self._host.apply(config)
        try:
            self._services.configure(config)
        except ConfigError:
            self._host.apply(self._config)
            raise
        self.translation.apply(config, self._host.managed(config))
        self._dhcp.apply(config)
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

    def _warn(self, datapath: str, reason: str) -> None:
        self._publish(DatapathReplaced(datapath, reason))

    def _show(self, captured: Captured) -> None:
        self._services.captures.take(captured, time.time())
