"""MS-CHAPv1 as a flavour of CHAP: RFC 2433.

A Challenge's name is padded with blanks to eight octets: routers of the era did so ("angela"
makes a packet of 21 octets), and the RFC wants the name ignored. As the peer only the
NT response is given; the LM one is zero, for it betrays the password.
"""

from __future__ import annotations

from vpdn.crypto.mppe_keys import mschap_keys
from vpdn.crypto.mschap import challenge_response, lm_password_hash, nt_password_hash
from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.ppp.auth.flavour import Proof, check_size
from vpdn.ppp.auth.outcome import ERROR_AUTHENTICATION_FAILURE, ERROR_PASSWORD_EXPIRED, REFUSAL
from vpdn.ppp.outputs import Credentials, MsChapCredentials
from vpdn.ppp.settings import Login
from vpdn.wire.chap import Algorithm, Challenge, FailureMessage, MsChapValue, Response

NAME_SIZE = 8
USE_NT_RESPONSE = 1


class MsChap:
    algorithm = Algorithm.MSCHAP
    challenge_size = 8
    retries = True

    def challenge_name(self, name: bytes) -> bytes:
        return name.ljust(NAME_SIZE)

    def credentials(self, response: Response, challenge: bytes) -> Credentials:
        value = MsChapValue.decode(response.value)
        return MsChapCredentials(
            response.identifier,
            response.name,
            challenge,
            value.lm_response,
            value.nt_response,
            value.flags,
        )

    def failure(self, error: int, challenge: bytes | None) -> bytes:
        return failure_message(error, challenge, version=2)

    def refusal(self, message: bytes) -> FailureMessage:
        return read_failure(message)

    def prove(self, challenge: Challenge, login: Login, _entropy: Entropy) -> Proof:
        check_size(challenge, self.challenge_size)
        nt_hash = nt_password_hash(login.password)
        response = challenge_response(challenge.value, nt_hash)
        keys = mschap_keys(lm_password_hash(login.password), nt_hash, challenge.value)
        return Proof(MsChapValue(bytes(24), response, USE_NT_RESPONSE).encode(), keys)


_WORDS = {ERROR_PASSWORD_EXPIRED: "Password expired"}
"""What a peer may be told in words: some, as pppd, show the words and not the number."""


def failure_message(error: int, challenge: bytes | None, version: int) -> bytes:
    """`E=691 R=0` and no more at the end; with another try, what RFC 2433 section 8 asks for."""
    if challenge is None:
        return FailureMessage(error).encode()
    words = _WORDS.get(error, REFUSAL)
    return FailureMessage(error, True, challenge, version, words).encode()


def read_failure(message: bytes) -> FailureMessage:
    """What it says; a plain 691 when there is no `E=`."""
    try:
        return FailureMessage.parse(message)
    except DecodeError:
        return FailureMessage(ERROR_AUTHENTICATION_FAILURE)
