"""PAP, RFC 1334 section 2: the password itself, in the clear."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ppp.auth.outcome import (
    ERROR_AUTHENTICATION_FAILURE,
    ERROR_PPP_TIMEOUT,
    REFUSAL,
    AuthOutput,
    Limits,
    Proven,
)
from vpdn.ppp.outputs import AuthNeeded, KeySource, PapCredentials, Refused, Send, Verdict
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import AuthPacket, AuthRefused, AuthTimedOut, Direction
from vpdn.wire.pap import AuthenticateAck, AuthenticateNak, AuthenticateRequest, Packet
from vpdn.wire.ppp import Frame, Protocol


class PapAuthenticator:
    """Our end waits for a name and a password."""

    def __init__(self, limits: Limits) -> None:
        self.deadline: float | None = None
        self._limits = limits
        self._waiting: AuthenticateRequest | None = None
        self._answer: tuple[tuple[bytes, bytes], AuthenticateAck | AuthenticateNak] | None = None
        self._bad = 0

    @property
    def awaits_verdict(self) -> bool:
        return self._waiting is not None

    def start(self, now: float) -> list[AuthOutput]:
        self.deadline = now + self._limits.timeout
        return []

    def receive(self, packet: Packet, now: float) -> list[AuthOutput]:
        """A repeated request gets the answer it had (RFC 1334 section 2.2.1)."""
        if not isinstance(packet, AuthenticateRequest) or self._waiting is not None:
            return []
        if self._answer is not None and self._answer[0] == (packet.peer_id, packet.password):
            return sent(replace(self._answer[1], identifier=packet.identifier))
        if self.deadline is None:
            return []
        self._waiting, self.deadline = packet, None
        return [AuthNeeded(PapCredentials(packet.identifier, packet.peer_id, packet.password))]

    def answer(self, verdict: Verdict, now: float) -> list[AuthOutput]:
        """The verdict on the credentials last asked about."""
        if self._waiting is None:
            return []
        request, self._waiting = self._waiting, None
        if isinstance(verdict, Refused):
            return self._refuse(verdict, request, now)
        ack = AuthenticateAck(request.identifier, verdict.message[:255])
        self._answer = (request.peer_id, request.password), ack
        return [*sent(ack), Proven.by(verdict)]

    def tick(self, now: float) -> list[AuthOutput]:
        if self.deadline is None or now < self.deadline:
            return []
        self.deadline = None
        return [AuthTimedOut(1), EndLink("the peer sent no credentials", ERROR_PPP_TIMEOUT)]

    def _refuse(
        self, refused: Refused, request: AuthenticateRequest, now: float
    ) -> list[AuthOutput]:
        self._bad += 1
        nak = AuthenticateNak(request.identifier, REFUSAL.encode())
        self._answer = (request.peer_id, request.password), nak
        outputs: list[AuthOutput] = [
            AuthRefused(None, request.peer_id, refused.reason, refused.error)
        ]
        outputs += sent(nak)
        if self._bad < self._limits.max_bad:
            self.deadline = now + self._limits.timeout
            return outputs
        return [*outputs, EndLink(refused.reason, refused.error)]


class PapPeer:
    """Our end gives its name and password, again and again until answered."""

    def __init__(self, login: Login, resend: float) -> None:
        self.deadline: float | None = None
        self._login = login
        self._resend = resend
        self._give_up = 0.0
        self._identifiers = Identifiers()
        self._sent: set[int] = set()

    def start(self, now: float) -> list[AuthOutput]:
        self._give_up = now + self._login.timeout
        return self._request(now)

    def receive(self, packet: Packet, now: float) -> list[AuthOutput]:
        if self.deadline is None or packet.identifier not in self._sent:
            return []
        match packet:
            case AuthenticateAck():
                self.deadline = None
                return [Proven(None, KeySource.LOCAL)]
            case AuthenticateNak():
                self.deadline = None
                return [EndLink("authentication failed", ERROR_AUTHENTICATION_FAILURE)]
            case AuthenticateRequest():
                return []

    def tick(self, now: float) -> list[AuthOutput]:
        if self.deadline is None or now < self.deadline:
            return []
        if now >= self._give_up:
            self.deadline = None
            return [EndLink("the other end does not answer our login", ERROR_PPP_TIMEOUT)]
        return self._request(now)

    def _request(self, now: float) -> list[AuthOutput]:
        identifier = self._identifiers.take()
        self._sent.add(identifier)
        self.deadline = min(now + self._resend, self._give_up)
        password = self._login.password.encode()
        return sent(AuthenticateRequest(identifier, self._login.user, password))


def sent(packet: Packet) -> list[AuthOutput]:
    """A PAP packet put on the link, its trace before it."""
    data = packet.encode()
    return [AuthPacket(Direction.OUT, None, packet, len(data)), Send(Frame(Protocol.PAP, data))]
