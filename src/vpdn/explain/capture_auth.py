"""Authentication as a capture shows it: who gave which name by which method, what the other end
said, and whether a password we are told proves the same. The method is read off the packets' sizes
(RFC 1994, RFC 2433, RFC 2759), so that a capture without LCP will do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from vpdn.aaa import proof
from vpdn.aaa.new_password import new_password
from vpdn.crypto.mppe_keys import KeyMaterial
from vpdn.errors import DecodeError
from vpdn.explain.capture_story import Place, Secret, Side
from vpdn.explain.kept import Kept
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.mschap_v2 import MsChapV2
from vpdn.ppp.auth.password_change import password_change
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
    PasswordChange,
)
from vpdn.wire import chap, pap

_MSCHAP_VALUE = 49
_METHODS: dict[type[Credentials], str] = {
    PapCredentials: "PAP",
    ChapCredentials: "CHAP (MD5)",
    MsChapCredentials: "MS-CHAP",
    MsChapV2Credentials: "MS-CHAPv2",
}


_ATTEMPTS = 50
"""Kept from the first and, again, from the last."""
_LEARNED = 8
"""Passwords of changes that are tried on what comes after them."""


class Match(Enum):
    """What the password we were told has to do with a response."""

    UNTRIED = "no password was given"
    RIGHT = "right"
    WRONG = "wrong"
    NO_CHALLENGE = "the challenge is not in the capture"
    OTHER_USER = "another user's"
    UNKNOWN = "the response is by the LM hash alone, or its form is unknown"


@dataclass(slots=True)
class Attempt:
    """`side` proves itself; `accepted` is the other's verdict, None when there is none. `proof` is
    the server's own, of MS-CHAPv2: whether it knows the password too. `changes`:
    it gives a new password, `changed_to`, when it could be read."""

    side: Side
    place: Place
    user: str
    method: str
    match: Match
    keys: KeyMaterial | None = None
    accepted: bool | None = None
    message: bytes = b""
    proof: bool | None = None
    expected: bytes = b""
    changes: bool = False
    changed_to: str | None = None


class Authentication:
    """`attempts` in their order."""

    def __init__(self, secret: Secret | None) -> None:
        self.attempts = Kept[Attempt](_ATTEMPTS)
        self._secret = secret
        self._challenges: dict[Side, chap.Challenge] = {}
        self._users: dict[Side, bytes] = {}

    @property
    def keys(self) -> tuple[KeyMaterial, Side] | None:
        """What MPPE may start from, and whose the authenticator's end is."""
        for attempt in reversed(self.attempts):
            if attempt.keys is not None and attempt.accepted is not False:
                return attempt.keys, attempt.side.other
        return None

    def take(self, sender: Side, place: Place, packet: chap.Packet | pap.Packet) -> None:
        match packet:
            case chap.Challenge():
                self._challenges[sender] = packet
            case chap.Response(identifier, value, name):
                self._respond(sender, place, name, self._chap(sender, identifier, value, name))
            case chap.ChangePasswordV1() | chap.ChangePasswordV2() | chap.ChangePasswordMsChapV2():
                name = self._users.get(sender, b"")
                self._respond(sender, place, name, self._change(sender, packet, name))
            case pap.AuthenticateRequest(identifier, name, password):
                self._respond(sender, place, name, PapCredentials(identifier, name, password))
            case chap.Success(_, message) | pap.AuthenticateAck(_, message):
                self._judge(sender, True, message)
            case chap.Failure(_, message) | pap.AuthenticateNak(_, message):
                self._judge(sender, False, message)
                self._challenge_again(sender, message)
            case _:
                pass

    def _chap(
        self, sender: Side, identifier: int, value: bytes, name: bytes
    ) -> Credentials | Match:
        challenge = self._challenges.get(sender.other)
        if challenge is None:
            return Match.NO_CHALLENGE
        given = challenge.value
        try:
            if len(value) == _MSCHAP_VALUE and len(given) == 8:
                one = chap.MsChapValue.decode(value)
                return MsChapCredentials(
                    identifier, name, given, one.lm_response, one.nt_response, one.flags
                )
            if len(value) == _MSCHAP_VALUE and len(given) == 16:
                two = chap.MsChapV2Value.decode(value)
                return MsChapV2Credentials(
                    identifier, name, given, two.peer_challenge, two.nt_response, two.flags
                )
        except DecodeError:
            return Match.UNKNOWN
        return ChapCredentials(identifier, name, given, value)

    def _change(
        self, sender: Side, packet: chap.ChangePassword, name: bytes
    ) -> Credentials | Match:
        """The packet leaves the user's name out: it is that of the refused response."""
        challenge = self._challenges.get(sender.other)
        if challenge is None:
            return Match.NO_CHALLENGE
        version_2 = len(challenge.value) == MsChapV2().challenge_size
        flavour = MsChapV2() if version_2 else MsChap()
        try:
            return password_change(packet, name, challenge.value, flavour)
        except DecodeError:
            return Match.UNKNOWN

    def _respond(self, sender: Side, place: Place, name: bytes, given: Credentials | Match) -> None:
        self._users[sender] = name
        user = name.decode("utf-8", "backslashreplace")
        if isinstance(given, Match):
            self.attempts.append(Attempt(sender, place, user, "CHAP", given))
            return
        changes = isinstance(given, PasswordChange)
        method = _METHODS[type(given.response if isinstance(given, PasswordChange) else given)]
        attempt = Attempt(sender, place, user, method, Match.UNTRIED, changes=changes)
        self._try(attempt, given)
        self.attempts.append(attempt)

    def _try(self, attempt: Attempt, given: Credentials) -> None:
        """Hold the password against the response."""
        if self._secret is None:
            return
        wanted = self._secret.user
        if wanted is not None and wanted.casefold() not in _names(attempt.user):
            attempt.match = Match.OTHER_USER
            return
        if isinstance(given, MsChapCredentials) and given.flags != proof.NT_RESPONSE_IN_USE:
            attempt.match = Match.UNKNOWN
            return
        if isinstance(given, PasswordChange):
            self._learn(attempt, given, self._secret)
        attempt.match = Match.WRONG
        for password in (self._secret.password, *self._secret.learned):
            proven = proof.prove(given, proof.Secret.of(password))
            if proven is not None:
                attempt.match = Match.RIGHT
                attempt.keys, attempt.expected = proven.keys, proven.message

    def _learn(self, attempt: Attempt, change: PasswordChange, secret: Secret) -> None:
        """Who knows the old password can read the new one (RFC 2759 section 8.9), and what comes
        after the change is keyed by that."""
        for password in (secret.password, *secret.learned):
            attempt.changed_to = new_password(change, proof.Secret.of(password))
            if attempt.changed_to is not None:
                secret.learned[:] = [*secret.learned, attempt.changed_to][-_LEARNED:]
                return

    def _judge(self, sender: Side, accepted: bool, message: bytes) -> None:
        """The other end's verdict on the last attempt that it has not judged; a repeated one adds
        nothing."""
        for attempt in reversed(self.attempts):
            if attempt.side is sender.other and attempt.accepted is None:
                attempt.accepted, attempt.message = accepted, message
                if accepted and attempt.expected:
                    attempt.proof = message.startswith(attempt.expected)
                return

    def _challenge_again(self, sender: Side, message: bytes) -> None:
        """`R=1 C=…`: the next response is to this challenge (RFC 2433 section 8)."""
        try:
            failure = chap.FailureMessage.parse(message)
        except DecodeError:
            return
        known = self._challenges.get(sender)
        if failure.challenge and known is not None:
            self._challenges[sender] = chap.Challenge(known.identifier, failure.challenge)


def _names(user: str) -> set[str]:
    """A user's name with and without its domain."""
    name = user.casefold()
    return {name, name.rpartition("\\")[2]}
