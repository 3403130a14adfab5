"""The method `radius`: the RADIUS client on one UDP socket, any number of users at once.

The clock is here, the socket in `radius_socket`, the protocol in `radius.client`, the meaning of
attributes in `radius_pairs`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count

from vpdn.aaa.radius_login import login_outcome
from vpdn.aaa.radius_pairs import credential_attributes, outcome_of
from vpdn.aaa.radius_socket import UNSPECIFIED, RadiusSocket
from vpdn.aaa.types import Accept, AuthRequest, Emit, Reject, Service
from vpdn.errors import Unavailable
from vpdn.machine import Entropy, Trace
from vpdn.radius.access import access_request, fits, login_request
from vpdn.radius.client import Answered, Client, Output, Transmit, Unanswered
from vpdn.radius.packet import Attributes
from vpdn.radius.settings import Endpoint, RadiusServer, RadiusSettings
from vpdn.radius.statistics import Statistics

SOURCE_HOLDS = 1.0
"""Seconds until the machine is asked again which address it sends from: that takes four system
calls, and a burst of users gets one answer."""
MAX_CONCURRENT = 128
"""Users asked about at once: a burst of more overruns the socket buffers Linux gives."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who waits for a request's end, and the socket that it leaves by."""

    answer: asyncio.Future[Answered | Unanswered]
    emit: Emit
    socket: RadiusSocket


class Radius:
    """`source` is the address requests come from; None leaves it to the routing table. `emit`
    takes the records that belong to no request: datagrams of strangers."""

    name = "radius"

    def __init__(
        self,
        settings: RadiusSettings,
        entropy: Entropy,
        emit: Emit,
        source: IPv4Address | None = None,
    ) -> None:
        self._settings = settings
        self._client = Client(settings, entropy)
        self._emit = emit
        self._source = source
        self._sources: dict[IPv4Address, tuple[float, IPv4Address]] = {}
        self._tokens = count()
        self._waiting: dict[int, _Waiting] = {}
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._socket: RadiusSocket | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def statistics(self) -> tuple[tuple[RadiusServer, Statistics], ...]:
        """Every server and what was counted about it; times as the event loop's clock has them."""
        return self._client.statistics

    def clear_statistics(self, address: IPv4Address | None) -> bool:
        """Count anew for every server, or those at `address`; False when none is there."""
        return self._client.clear_statistics(address, asyncio.get_running_loop().time())

    async def start(self) -> None:
        """Open the socket. Raises ConfigError when `source` is no address of this machine."""
        self._socket = RadiusSocket(self._source, self._received)

    def close(self) -> None:
        """Give every waiting user up and close the sockets."""
        for waiting in self._waiting.values():
            waiting.socket.close()
            if not waiting.answer.done():
                waiting.answer.set_result(Unanswered())
        if self._timer is not None:
            self._timer.cancel()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def configure(self, settings: RadiusSettings, source: IPv4Address | None = None) -> None:
        """Use these servers, and send from `source`, from the next request on; those on their way
        end on the socket they left by. Raises ConfigError and changes nothing when `source` is no
        address of this machine."""
        if self._socket is not None and source != self._source:
            opened = RadiusSocket(source, self._received)
            self._socket.retire()
            self._socket = opened
        self._source = source
        self._sources.clear()
        self._settings = settings
        self._client.configure(settings)

    async def authenticate(
        self, request: AuthRequest, members: Sequence[Endpoint] | None = None
    ) -> Accept | Reject:
        """Ask the servers, or those of a group. Raises Unavailable when none answers."""
        credentials = credential_attributes(request.credentials)
        if not fits(request.user, credentials):
            return Reject(self.name, reason="name or password that RADIUS cannot carry")
        async with self._slots:
            answer = await self._ask(request, credentials, members)
        if isinstance(answer, Unanswered):
            raise Unavailable("no RADIUS server answered")
        if request.service is Service.PPP:
            return outcome_of(answer, request.credentials)
        return login_outcome(answer.reply)

    async def _ask(
        self, request: AuthRequest, credentials: Attributes, members: Sequence[Endpoint] | None
    ) -> Answered | Unanswered:
        if members is None:
            members = [(one.address, one.auth_port) for one in self._settings.servers]
        leaving_by = self._socket
        if leaving_by is None or not members:
            raise Unavailable("no RADIUS server is configured")
        loop = asyncio.get_running_loop()
        source = self._source or self._source_towards(members[0][0], loop.time())
        attributes = _attributes(source, request, credentials)
        token = next(self._tokens)
        waiting = _Waiting(loop.create_future(), request.emit, leaving_by)
        self._waiting[token] = waiting
        with leaving_by.request():
            try:
                sent = self._client.send(token, request.port, attributes, loop.time(), members)
                self._perform(sent)
                return await waiting.answer
            finally:
                del self._waiting[token]
                self._client.abandon(token)

    def _source_towards(self, server: IPv4Address, now: float) -> IPv4Address:
        until, source = self._sources.get(server, (now, UNSPECIFIED))
        if until <= now:
            source = _source_towards(server)
            self._sources[server] = now + SOURCE_HOLDS, source
        return source

    def _received(self, data: bytes, address: IPv4Address, port: int) -> None:
        now = asyncio.get_running_loop().time()
        self._perform(self._client.receive(data, address, port, now))

    def _tick(self) -> None:
        self._timer = None
        self._perform(self._client.tick(asyncio.get_running_loop().time()))

    def _perform(self, outputs: list[Output]) -> None:
        for output in outputs:
            waiting = None if output.token is None else self._waiting.get(output.token)
            match output.what:
                case Transmit() as datagram:
                    if waiting:
                        self._transmit(datagram, waiting.socket)
                case Trace() as trace:
                    (waiting.emit if waiting else self._emit)(trace)
                case answer:
                    if waiting and not waiting.answer.done():
                        waiting.answer.set_result(answer)
        self._arm()

    def _transmit(self, what: Transmit, leaving_by: RadiusSocket) -> None:
        """What can be sent from nowhere is lost, as any datagram may be. A socket whose address was
        taken from the machine can send no more; the new one then asks again."""
        for one in dict.fromkeys((leaving_by, self._socket)):
            if one is not None and one.send(what.data, what.address, what.port):
                return

    def _arm(self) -> None:
        """One timer, not later than the first deadline; one that is early finds nothing due."""
        deadline = self._client.deadline
        if deadline is None:
            return
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(deadline, self._tick)


class RadiusGroup:
    """The method `group NAME`: some of the RADIUS servers, asked in the group's order."""

    def __init__(self, name: str, radius: Radius, members: Sequence[Endpoint]) -> None:
        self.name = name
        self._radius = radius
        self._members = members

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        return await self._radius.authenticate(request, self._members)


def _attributes(source: IPv4Address, request: AuthRequest, credentials: Attributes) -> Attributes:
    number, user = request.port_number, request.user
    if request.service is Service.PPP:
        return access_request(source, number, user, credentials)
    enabling = request.service is Service.ENABLE
    return login_request(source, number, user, request.caller, credentials, prompt=enabling)


def _source_towards(server: IPv4Address) -> IPv4Address:
    """The address this machine would send from; 0.0.0.0 without a route. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((str(server), 9))
        except OSError:
            return UNSPECIFIED
        return IPv4Address(probe.getsockname()[0])
