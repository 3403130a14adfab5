"""CHAP as the end that proves itself: RFC 1994, with the second try and the change of a password
that RFC 2433 and RFC 2759 allow.

After a refusal that leaves room for more, the owner is asked (`LoginRefused`), when the login says
that somebody is there to be asked, and answers with another login or a new password.
"""

from __future__ import annotations

from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.ppp.auth.flavour import Flavour, Proof, sent
from vpdn.ppp.auth.outcome import (
    ERROR_PASSWORD_EXPIRED,
    ERROR_PPP_TIMEOUT,
    ERROR_SERVER_NOT_AUTHENTICATED,
    AuthOutput,
    Proven,
)
from vpdn.ppp.auth.password_change import change_packet
from vpdn.ppp.outputs import KeySource, LoginRefused, NewPassword
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.trace import FrameMalformed
from vpdn.wire.chap import (
    Challenge,
    ChangePassword,
    Failure,
    FailureMessage,
    Packet,
    Response,
    Success,
)
from vpdn.wire.ppp import Protocol


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
        self._last: Response | ChangePassword | None = None
        self._open: Challenge | None = None
        """What a refusal gave to answer: the owner is asked with what."""

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

    def retry(self, reply: Login | NewPassword, now: float) -> list[AuthOutput]:
        """The answer to `LoginRefused`; ignored when nothing was asked."""
        challenge, self._open = self._open, None
        if challenge is None:
            return []
        self.start(now)
        if isinstance(reply, Login):
            self._login = reply
            return self._respond(challenge, now)
        packet, proof = change_packet(
            challenge, self._login, reply.password, self._flavour, self._entropy
        )
        self._proofs[challenge.identifier] = challenge, proof
        return self._send(packet, now)

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
                return [FrameMalformed(Protocol.CHAP, error.reason, error.offset)]
            self._proofs[challenge.identifier] = known
        return self._send(Response(challenge.identifier, known[1].value, self._login.user), now)

    def _send(self, packet: Response | ChangePassword, now: float) -> list[AuthOutput]:
        self._last = packet
        if self.deadline is not None:
            self.deadline = min(now + self._resend, self._give_up)
        return sent(self._flavour.algorithm, packet)

    def _succeed(self, success: Success) -> list[AuthOutput]:
        known = self._proofs.get(success.identifier)
        if known is None:
            return []
        self.deadline = None
        if not success.message.startswith(known[1].success):
            return [EndLink("the server did not prove itself", ERROR_SERVER_NOT_AUTHENTICATED)]
        return [Proven(known[1].keys, KeySource.LOCAL)]

    def _fail(self, failure: Failure) -> list[AuthOutput]:
        """A Failure that was lost is repeated; the owner is asked once."""
        if self._last is None or failure.identifier not in self._proofs or self._open is not None:
            return []
        refusal = self._flavour.refusal(failure.message)
        challenge = self._another(failure.identifier, refusal)
        if challenge is None:
            self.deadline = None
            return [EndLink("authentication failed", refusal.error)]
        if failure.identifier != self._last.identifier:
            return []
        self._open, self.deadline = challenge, None
        return [LoginRefused(refusal.error)]

    def _another(self, identifier: int, refusal: FailureMessage) -> Challenge | None:
        """The challenge for another try: its Response counts the Identifier up (RFC 2433 appendix
        B.1.3). None at the end, or when nobody is there to be asked."""
        again = refusal.retry or refusal.error == ERROR_PASSWORD_EXPIRED
        if not (self._login.asks and again) or refusal.challenge is None:
            return None
        if len(refusal.challenge) != self._flavour.challenge_size:
            return None
        return Challenge((identifier + 1) % 256, refusal.challenge)
