"""A RADIUS client without I/O: RFC 2865 section 2.4, RFC 5080 section 2.2.

`send` a request, hand it every datagram and the clock; it says what to transmit and how each
request ended. Servers are tried in order; one that never answers is passed over for the dead
time. A datagram that cannot be believed is reported and changes nothing. What the attributes
mean is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.errors import DecodeError, MisuseError
from vpdn.machine import Entropy, Trace
from vpdn.radius import packet, trace
from vpdn.radius.open_requests import OpenRequests
from vpdn.radius.packet import Attributes, Code, Packet
from vpdn.radius.servers import Servers
from vpdn.radius.settings import Endpoint, RadiusServer, RadiusSettings
from vpdn.radius.statistics import Statistics
from vpdn.radius.transaction import Attempt, Server, Transaction
from vpdn.radius.verify import fault_of

MAX_OUTSTANDING = 256
"""Identifiers are one octet, and a request holds one at one server at a time."""


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send this datagram."""

    address: IPv4Address
    port: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The request has its verified answer. Secret and Request Authenticator decrypt its keys."""

    reply: Packet
    secret: bytes
    request_authenticator: bytes


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No server answered."""


What = Transmit | Answered | Unanswered | Trace


@dataclass(frozen=True, slots=True)
class Output:
    """`token` tells whose it is; None for a datagram that belongs to no request."""

    token: int | None
    what: What


class Client:
    """Access-Requests to the servers of `settings`."""

    def __init__(self, settings: RadiusSettings, entropy: Entropy) -> None:
        self._entropy = entropy
        self._servers = Servers(settings, entropy)
        self._open = OpenRequests()

    @property
    def deadline(self) -> float | None:
        return self._open.deadline

    @property
    def statistics(self) -> tuple[tuple[RadiusServer, Statistics], ...]:
        """Every server in use, in order, and what was counted about it until now."""
        servers = self._servers
        return tuple((one.settings, servers.statistics(one).copy()) for one in servers.all)

    def clear_statistics(self, address: IPv4Address | None, now: float) -> bool:
        """Count anew for every server, or those at `address`; False when none is there."""
        chosen = [one for one in self._servers.all if address in (None, one.settings.address)]
        for one in chosen:
            self._servers.count_anew(one, now)
        return bool(chosen)

    def configure(self, settings: RadiusSettings) -> None:
        """Use other settings from the next request on; dead times of known servers stay."""
        self._servers.configure(settings)

    def send(
        self,
        token: int,
        port: str,
        attributes: Attributes,
        now: float,
        members: Sequence[Endpoint] | None = None,
    ) -> list[Output]:
        """Begin a request about interface `port`; `token` must not be in use. `members`: the
        servers to ask, in order, of those that are configured; None for all.

        At most 256 requests may be outstanding: MisuseError."""
        if token in self._open or len(self._open) >= MAX_OUTSTANDING:
            raise MisuseError(f"request {token} cannot be sent: {len(self._open)} outstanding")
        transaction = Transaction(token, port, attributes, self._servers.among(members))
        self._open.add(transaction)
        return [Output(token, what) for what in self._next_server(transaction, now)]

    def abandon(self, token: int) -> None:
        """The caller no longer wants the answer; a late one will be a stranger's."""
        transaction = self._open.remove(token)
        if transaction and transaction.attempt:
            self._servers.release(transaction.attempt.server, transaction.identifier)

    def receive(self, data: bytes, address: IPv4Address, port: int, now: float) -> list[Output]:
        """A datagram came from `address` and `port`."""
        try:
            reply = packet.decode(data)
        except DecodeError as error:
            identifier = data[1] if len(data) > 1 else 0
            return [Output(None, trace.ReplyRefused(address, identifier, error.reason))]
        transaction = self._open.find(address, port, reply.identifier)
        if transaction is None or transaction.attempt is None:
            self._count_stranger(address, port)
            refused = trace.ReplyRefused(address, reply.identifier, "no such request")
            return [Output(None, refused)]
        return [
            Output(transaction.token, what)
            for what in self._judge(transaction, transaction.attempt, reply, now)
        ]

    def tick(self, now: float) -> list[Output]:
        due = self._open.due(now)
        return [Output(one.token, what) for one in due for what in self._timed_out(one, now)]

    def _count_stranger(self, address: IPv4Address, port: int) -> None:
        """A server's late or second answer is counted as its own."""
        for server in self._servers.all:
            if server.answers_from(address, port):
                self._servers.statistics(server).unexpected += 1

    def _judge(
        self, transaction: Transaction, attempt: Attempt, reply: Packet, now: float
    ) -> list[What]:
        server = attempt.server
        settings = server.settings
        fault = fault_of(
            reply,
            attempt.packet,
            server.secret,
            signature_required=settings.require_message_authenticator,
        )
        statistics = self._servers.statistics(server)
        if fault:
            statistics.incorrect += 1
            return [trace.ReplyRefused(settings.address, reply.identifier, fault)]
        statistics.answered(reply.code, now - transaction.sent)
        self.abandon(transaction.token)
        return [
            trace.Received(settings.address, settings.auth_port, reply.raw),
            *self._servers.answered(server, now),
            Answered(reply, server.secret, attempt.packet.authenticator),
        ]

    def _timed_out(self, transaction: Transaction, now: float) -> list[What]:
        attempt = transaction.attempt
        if attempt is None:
            raise MisuseError("a request without a server has a deadline")
        statistics = self._servers.statistics(attempt.server)
        statistics.timeouts += 1
        if transaction.transmissions_left:
            statistics.retransmissions += 1
            retransmitted = trace.Retransmitted(transaction.identifier)
            return [retransmitted, self._transmit(transaction, attempt, now)]
        statistics.failures += 1
        statistics.failovers += bool(transaction.waiting)
        self._open.left(transaction)
        self._servers.release(attempt.server, transaction.identifier)
        died = self._servers.silent(attempt.server, now)
        return [*died, *self._next_server(transaction, now)]

    def _next_server(self, transaction: Transaction, now: float) -> list[What]:
        while transaction.waiting:
            server = transaction.waiting.pop(0)
            if not transaction.desperate and self._servers.is_dead(server, now):
                transaction.spared.append(server)
                continue
            return self._begin(transaction, server, now)
        if transaction.desperate:
            return self._give_up(transaction)
        transaction.desperate = True
        transaction.waiting, transaction.spared = transaction.spared, []
        exhausted: list[What] = [trace.ServersExhausted(), trace.TryingDead()]
        return exhausted + self._next_server(transaction, now)

    def _give_up(self, transaction: Transaction) -> list[What]:
        self._open.remove(transaction.token)
        return [
            trace.ServersExhausted(),
            trace.NoResponse(transaction.identifier),
            Unanswered(),
        ]

    def _begin(self, transaction: Transaction, server: Server, now: float) -> list[What]:
        transaction.identifier = self._servers.take_identifier(server)
        encoded = packet.request(
            Code.ACCESS_REQUEST,
            transaction.identifier,
            self._entropy(16),
            server.secret,
            transaction.attributes,
            sign=server.signs,
        )
        attempt = transaction.attempt = Attempt(server, packet.decode(encoded))
        transaction.transmissions_left = server.transmissions
        self._servers.statistics(server).requests += 1
        settings = server.settings
        sent = trace.Transmitted(transaction.port, settings.address, settings.auth_port, encoded)
        return [sent, self._transmit(transaction, attempt, now)]

    def _transmit(self, transaction: Transaction, attempt: Attempt, now: float) -> Transmit:
        transaction.transmissions_left -= 1
        transaction.sent = now
        transaction.deadline = now + attempt.server.timeout
        self._open.asked(transaction)
        settings = attempt.server.settings
        return Transmit(settings.address, settings.auth_port, attempt.packet.raw)
