"""CHAP, RFC 1994, as the end that demands proof, for CHAP-MD5 and both MS-CHAPs; the MD5 flavour.

Every repetition of a Challenge is a new one with a new Identifier (section 4.1). A peer repeats
its Response while no answer comes, and an authenticator answers a repeated Response as before
(section 4.2), so a lost Success does not end the link. What a value contains is the flavour's.
"""

from __future__ import annotations

from vpdn.crypto.chap import md5_response
from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.ppp.auth.flavour import Flavour, Proof, sent
from vpdn.ppp.auth.outcome import (
    ERROR_AUTHENTICATION_FAILURE,
    ERROR_PPP_TIMEOUT,
    REFUSAL,
    AuthOutput,
    Limits,
    Proven,
)
from vpdn.ppp.auth.password_change import password_change
from vpdn.ppp.outputs import AuthNeeded, ChapCredentials, Credentials, Refused, Verdict
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import AuthRefused, AuthTimedOut, FrameMalformed
from vpdn.wire.chap import (
    Algorithm,
    Challenge,
    ChangePassword,
    Failure,
    FailureMessage,
    Packet,
    Response,
    Success,
)
from vpdn.wire.ppp import Protocol

RETRY_PATIENCE = 60.0
"""Seconds a person gets to type another password after a refusal that allows it."""


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

    def refusal(self, _message: bytes) -> FailureMessage:
        return FailureMessage(ERROR_AUTHENTICATION_FAILURE)

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
        "_offered",
        "_user",
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
        self._waiting: Response | ChangePassword | None = None
        self._user = b""
        """Who answered last: a change of the password does not say whose."""
        self._offered = False
        """The user who answered last may change the password."""
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
        if not isinstance(packet, Response | ChangePassword):
            return []
        if self._answer is not None and self._answer.identifier == packet.identifier:
            return self._send(self._answer)
        asked = self._challenge
        if asked is None or self._waiting is not None or packet.identifier != asked.identifier:
            return []
        if not (self._offered or isinstance(packet, Response)):
            return []
        try:
            credentials = self._credentials(packet, asked.value)
        except DecodeError as error:
            return [FrameMalformed(Protocol.CHAP, error.reason, error.offset)]
        self._waiting, self.deadline, self._user = packet, None, credentials.user
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
            self.deadline = self._challenge = None
            return [timed_out, EndLink("no answer to our challenge", ERROR_PPP_TIMEOUT)]
        return [timed_out, *self._send_challenge(now)]

    def _send_challenge(self, now: float) -> list[AuthOutput]:
        value = self._entropy(self._flavour.challenge_size)
        self._challenge = Challenge(self._identifiers.take(), value, self._name)
        self.deadline = min(now + self._limits.resend, self._give_up)
        return self._send(self._challenge)

    def _credentials(self, packet: Response | ChangePassword, challenge: bytes) -> Credentials:
        if isinstance(packet, Response):
            return self._flavour.credentials(packet, challenge)
        return password_change(packet, self._user, challenge, self._flavour)

    def _may_go_on(self, refused: Refused) -> bool:
        """Whether the peer may try once more. A password that was right and may be changed is no
        bad try, but is said to be so once. An offer is for the user it was made to."""
        before, self._offered = self._offered, refused.may_change_password
        if self._offered and not before:
            return self._flavour.retries
        self._bad += 1
        again = refused.error == ERROR_AUTHENTICATION_FAILURE or refused.may_change_password
        return again and self._flavour.retries and self._bad < self._limits.max_bad

    def _refuse(
        self, refused: Refused, response: Response | ChangePassword, now: float
    ) -> list[AuthOutput]:
        again = self._may_go_on(refused)
        challenge = self._entropy(self._flavour.challenge_size) if again else None
        message = self._flavour.failure(refused.error, challenge)
        self._answer = Failure(response.identifier, message)
        outputs: list[AuthOutput] = [
            AuthRefused(self._flavour.algorithm, self._user, refused.reason, refused.error),
            *self._send(self._answer),
        ]
        if challenge is None:
            self._challenge = None
            return [*outputs, EndLink(refused.reason, refused.error)]
        # RFC 2433 appendix B.1.3: the next Response counts its Identifier up, as our counter does.
        self._challenge = Challenge(self._identifiers.take(), challenge, self._name)
        self.deadline = self._give_up = now + RETRY_PATIENCE
        return outputs

    def _send(self, packet: Packet) -> list[AuthOutput]:
        return sent(self._flavour.algorithm, packet)
