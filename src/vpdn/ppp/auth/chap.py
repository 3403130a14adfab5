"""CHAP, RFC 1994: the exchange that CHAP-MD5 and both MS-CHAPs share, and the MD5 flavour.

Every repetition of a Challenge is a new one with a new Identifier (section 4.1). A peer repeats
its Response while no answer comes, and an authenticator answers a repeated Response as before
(section 4.2), so a lost Success does not end the link. What a value contains is the flavour's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vpdn.crypto.chap import md5_response
from vpdn.crypto.mppe_keys import KeyMaterial
from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.ppp.auth.outcome import (
    ERROR_AUTHENTICATION_FAILURE,
    ERROR_PPP_TIMEOUT,
    ERROR_SERVER_NOT_AUTHENTICATED,
    REFUSAL,
    AuthOutput,
    Limits,
    Proven,
)
from vpdn.ppp.outputs import (
    AuthNeeded,
    ChapCredentials,
    Credentials,
    KeySource,
    Refused,
    Send,
    Verdict,
)
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import AuthPacket, AuthRefused, AuthTimedOut, Direction, FrameMalformed
from vpdn.wire.chap import Algorithm, Challenge, Failure, Packet, Response, Success
from vpdn.wire.ppp import Frame
from vpdn.wire.ppp import Protocol as Number

RETRY_PATIENCE = 60.0
"""Seconds a person gets to type another password after a refusal that allows it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A peer's answer to a challenge. `success` is how the authenticator's Success must begin."""

    value: bytes
    keys: KeyMaterial | None = None
    success: bytes = b""


class Flavour(Protocol):
    """What differs between the three."""

    @property
    def algorithm(self) -> Algorithm: ...

    @property
    def challenge_size(self) -> int: ...

    @property
    def retries(self) -> bool:
        """Whether a Failure can ask for another try."""

    def challenge_name(self, name: bytes) -> bytes:
        """Our name as it stands in a Challenge."""

    def credentials(self, response: Response, challenge: bytes) -> Credentials:
        """Raises DecodeError when the value is none."""

    def failure(self, error: int, challenge: bytes | None) -> bytes:
        """The Failure's message; `error` is MS-CHAP's, `challenge` for another try."""

    def error(self, message: bytes) -> int:
        """The error number a Failure's message names."""

    def prove(self, challenge: Challenge, login: Login, entropy: Entropy) -> Proof:
        """Raises DecodeError when the challenge is of a size the method does not have."""


class Md5:
    """CHAP with MD5, RFC 1994 section 4."""

    algorithm = Algorithm.MD5
    challenge_size = 16
    retries = False

    def challenge_name(self, name: bytes) -> bytes:
        return name

    def credentials(self, response: Response, challenge: bytes) -> Credentials:
        if len(response.value) != 16:
            raise DecodeError(f"CHAP response of {len(response.value)} octets", 4)
        return ChapCredentials(response.identifier, response.name, challenge, response.value)

    def failure(self, _error: int, _challenge: bytes | None) -> bytes:
        return REFUSAL.encode()

    def error(self, _message: bytes) -> int:
        return ERROR_AUTHENTICATION_FAILURE

    def prove(self, challenge: Challenge, login: Login, _entropy: Entropy) -> Proof:
        secret = login.password.encode()
        return Proof(md5_response(challenge.identifier, secret, challenge.value))


class ChapAuthenticator:
    """Our end demands proof.

    `identifiers` outlives it: a Response to an earlier challenge of the link must not fit."""

    __slots__ = (
        "_answer",
        "_attempts",
        "_bad",
        "_challenge",
        "_entropy",
        "_flavour",
        "_give_up",
        "_identifiers",
        "_limits",
        "_name",
        "_waiting",
        "deadline",
    )

    def __init__(
        self,
        flavour: Flavour,
        name: bytes,
        limits: Limits,
        identifiers: Identifiers,
        entropy: Entropy,
    ) -> None:
        self.deadline: float | None = None
        self._flavour = flavour
        self._name = flavour.challenge_name(name)
        self._limits = limits
        self._entropy = entropy
        self._identifiers = identifiers
        self._challenge: Challenge | None = None
        self._waiting: Response | None = None
        self._answer: Packet | None = None
        self._give_up = 0.0
        self._attempts = 0
        self._bad = 0

    @property
    def awaits_verdict(self) -> bool:
        return self._waiting is not None

    def start(self, now: float) -> list[AuthOutput]:
        self._give_up = now + self._limits.timeout
        return self._send_challenge(now)

    def receive(self, packet: Packet, now: float) -> list[AuthOutput]:
        if not isinstance(packet, Response):
            return []
        if self._answer is not None and self._answer.identifier == packet.identifier:
            return self._send(self._answer)
        asked = self._challenge
        if asked is None or self._waiting is not None or packet.identifier != asked.identifier:
            return []
        try:
            credentials = self._flavour.credentials(packet, asked.value)
        except DecodeError as error:
            return [FrameMalformed(Number.CHAP, error.reason, error.offset)]
        self._waiting, self.deadline = packet, None
        return [AuthNeeded(credentials)]

    def answer(self, verdict: Verdict, now: float) -> list[AuthOutput]:
        """The verdict on the credentials last asked about."""
        if self._waiting is None:
            return []
        response, self._waiting = self._waiting, None
        if isinstance(verdict, Refused):
            return self._refuse(verdict, response, now)
        self._challenge = None
        self._answer = Success(response.identifier, verdict.message)
        return [*self._send(self._answer), Proven.by(verdict)]

    def tick(self, now: float) -> list[AuthOutput]:
        if self.deadline is None or now < self.deadline:
            return []
        self._attempts += 1
        timed_out = AuthTimedOut(self._attempts)
        if now >= self._give_up:
            self.deadline = None
            return [timed_out, EndLink("no answer to our challenge", ERROR_PPP_TIMEOUT)]
        return [timed_out, *self._send_challenge(now)]

    def _send_challenge(self, now: float) -> list[AuthOutput]:
        value = self._entropy(self._flavour.challenge_size)
        self._challenge = Challenge(self._identifiers.take(), value, self._name)
        self.deadline = min(now + self._limits.resend, self._give_up)
        return self._send(self._challenge)

    def _refuse(self, refused: Refused, response: Response, now: float) -> list[AuthOutput]:
        self._bad += 1
        again = (
            self._flavour.retries
            and self._bad < self._limits.max_bad
            and refused.error == ERROR_AUTHENTICATION_FAILURE
        )
        challenge = self._entropy(self._flavour.challenge_size) if again else None
        message = self._flavour.failure(refused.error, challenge)
        self._answer = Failure(response.identifier, message)
        outputs: list[AuthOutput] = [
            AuthRefused(self._flavour.algorithm, response.name, refused.reason),
            *self._send(self._answer),
        ]
        if challenge is None:
            self._challenge = None
            return [*outputs, EndLink(refused.reason, refused.error)]
        # RFC 2433 appendix B.1.3: the next Response counts its Identifier up.
        self._challenge = Challenge((response.identifier + 1) % 256, challenge, self._name)
        self.deadline = self._give_up = now + RETRY_PATIENCE
        return outputs

    def _send(self, packet: Packet) -> list[AuthOutput]:
        return sent(self._flavour.algorithm, packet)


class ChapPeer:
    """Our end proves itself."""

    def __init__(self, flavour: Flavour, login: Login, resend: float, entropy: Entropy) -> None:
        self.deadline: float | None = None
        self._flavour = flavour
        self._login = login
        self._resend = resend
        self._entropy = entropy
        self._give_up = 0.0
        self._proofs: dict[int, tuple[Challenge, Proof]] = {}
        self._last: Response | None = None

    def start(self, now: float) -> list[AuthOutput]:
        self.deadline = self._give_up = now + self._login.timeout
        return []

    def receive(self, packet: Packet, now: float) -> list[AuthOutput]:
        match packet:
            case Challenge():
                return self._respond(packet, now)
            case Success():
                return self._succeed(packet)
            case Failure():
                return self._fail(packet)
            case _:
                return []

    def tick(self, now: float) -> list[AuthOutput]:
        if self.deadline is None or now < self.deadline:
            return []
        if now >= self._give_up:
            self.deadline = None
            return [EndLink("the other end does not answer our login", ERROR_PPP_TIMEOUT)]
        self.deadline = min(now + self._resend, self._give_up)
        return [] if self._last is None else sent(self._flavour.algorithm, self._last)

    def _respond(self, challenge: Challenge, now: float) -> list[AuthOutput]:
        known = self._proofs.get(challenge.identifier)
        if known is None or known[0] != challenge:
            try:
                known = challenge, self._flavour.prove(challenge, self._login, self._entropy)
            except DecodeError as error:
                return [FrameMalformed(Number.CHAP, error.reason, error.offset)]
            self._proofs[challenge.identifier] = known
        self._last = Response(challenge.identifier, known[1].value, self._login.user)
        if self.deadline is not None:
            self.deadline = min(now + self._resend, self._give_up)
        return sent(self._flavour.algorithm, self._last)

    def _succeed(self, success: Success) -> list[AuthOutput]:
        known = self._proofs.get(success.identifier)
        if known is None:
            return []
        self.deadline = None
        if not success.message.startswith(known[1].success):
            return [EndLink("the server did not prove itself", ERROR_SERVER_NOT_AUTHENTICATED)]
        return [Proven(known[1].keys, KeySource.LOCAL)]

    def _fail(self, failure: Failure) -> list[AuthOutput]:
        if failure.identifier not in self._proofs:
            return []
        self.deadline = None
        return [EndLink("authentication failed", self._flavour.error(failure.message))]


def check_size(challenge: Challenge, size: int) -> None:
    """Raises DecodeError when there are not `size` octets in it."""
    if len(challenge.value) != size:
        raise DecodeError(f"challenge of {len(challenge.value)} octets", 4)


def sent(algorithm: Algorithm, packet: Packet) -> list[AuthOutput]:
    """A CHAP packet put on the link, its trace before it."""
    data = packet.encode()
    return [
        AuthPacket(Direction.OUT, algorithm, packet, len(data)),
        Send(Frame(Number.CHAP, data)),
    ]
