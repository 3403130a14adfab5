"""The RADIUS server without its sockets: a datagram in, a reply or nothing out.

RFC 2865, 2866, 2869 section 5.14, 5080 section 2.2. What cannot be believed is logged and
dropped; every Access-Request of a client is decided and logged. Any octets are survived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address

from vpdn.errors import DecodeError, PeerError
from vpdn.machine import Entropy
from vpdn.radius import packet
from vpdn.radius.authenticator import accounting_is_genuine
from vpdn.radius.packet import Code, Packet, Value
from vpdn.radiusd.duplicates import Duplicates
from vpdn.radiusd.judge import Judge, Verdict
from vpdn.radiusd.log import Log, accounting_line, decision_line
from vpdn.radiusd.replies import Classes, Sealing, accept_attributes, reject_attributes
from vpdn.radiusd.settings import Client, Settings

MAX_PROXY_STATE = 2048


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a datagram came from, and the client that is."""

    address: IPv4Address
    port: int
    client: Client

    @property
    def secret(self) -> bytes:
        return self.client.secret.encode()

    def __str__(self) -> str:
        return f"client {self.client.name} ({self.address})"


class Service:
    """`clock` gives local time with its zone; `now` (seconds) is a clock of any origin."""

    def __init__(
        self, settings: Settings, log: Log, clock: Callable[[], datetime], entropy: Entropy
    ) -> None:
        self._settings = settings
        self._log = log
        self._entropy = entropy
        self._judge = Judge(settings, clock)
        self._classes = Classes(settings.listen, clock())
        self._duplicates = Duplicates()

    def authenticate(
        self, data: bytes, address: IPv4Address, port: int, now: float
    ) -> bytes | None:
        """A datagram came to the authentication port."""
        return self._serve(data, address, port, now, Code.ACCESS_REQUEST)

    def account(self, data: bytes, address: IPv4Address, port: int, now: float) -> bytes | None:
        """A datagram came to the accounting port."""
        return self._serve(data, address, port, now, Code.ACCOUNTING_REQUEST)

    def _serve(
        self, data: bytes, address: IPv4Address, port: int, now: float, code: Code
    ) -> bytes | None:
        client = self._client(address)
        if client is None:
            self._log(f"Dropped a message from {address}: no such RADIUS client")
            return None
        sender = Sender(address, port, client)
        try:
            request = packet.decode(data)
            if request.code != code:
                raise PeerError(f"code {request.code} is not served on this port")
            return self._answer_once(request, sender, now)
        except (DecodeError, PeerError) as error:
            self._log(f"Dropped a message from {sender}: {error}")
            return None

    def _client(self, address: IPv4Address) -> Client | None:
        """The client with the narrowest network around `address`."""
        found = [one for one in self._settings.clients if address in one.address]
        return max(found, key=lambda one: one.address.prefixlen, default=None)

    def _answer_once(self, request: Packet, sender: Sender, now: float) -> bytes:
        """A request that comes again gets its reply again, and nothing happens twice."""
        where = (str(sender.address), sender.port)
        reply = self._duplicates.reply_to(where, request.raw, now)
        if reply is not None:
            return reply
        if sum(map(len, request.values("Proxy-State"))) > MAX_PROXY_STATE:
            raise PeerError("more Proxy-State than a reply can give back")
        answer = self._access if request.code == Code.ACCESS_REQUEST else self._accounting
        reply = answer(request, sender)
        self._duplicates.remember(where, request.raw, reply, now)
        return reply

    def _access(self, request: Packet, sender: Sender) -> bytes:
        signed = request.signature_offset is not None
        if signed and not request.signature_is_genuine(sender.secret, request.authenticator):
            raise PeerError("wrong Message-Authenticator; is the shared secret right?")
        if not signed and sender.client.require_message_authenticator:
            raise PeerError("no Message-Authenticator, which it has to send")
        verdict = self._judge.judge(request, sender.client, sender.address)
        policy = verdict.policy.name if verdict.policy else None
        if verdict.note:
            self._log(verdict.note)
        self._log(decision_line(request, str(sender), verdict.method, policy, verdict.reason))
        code, attributes = self._reply(verdict, request, sender)
        return packet.reply(request, code, sender.secret, attributes, sign=signed)

    def _reply(
        self, verdict: Verdict, request: Packet, sender: Sender
    ) -> tuple[Code, list[tuple[str, Value]]]:
        grant, given = verdict.grant, verdict.given
        if grant is None or given is None:
            return Code.ACCESS_REJECT, reject_attributes(given, verdict.reason)
        sealing = Sealing(sender.secret, request.authenticator, self._entropy)
        state_class = self._classes.next()
        domain = self._settings.domain
        return Code.ACCESS_ACCEPT, accept_attributes(grant, given, domain, state_class, sealing)

    def _accounting(self, request: Packet, sender: Sender) -> bytes:
        if not accounting_is_genuine(request.raw, sender.secret):
            raise PeerError("wrong Request Authenticator; is the shared secret right?")
        self._log(accounting_line(request, str(sender)))
        return packet.reply(request, Code.ACCOUNTING_RESPONSE, sender.secret, [])
