"""MS-CHAPv2 as a flavour of CHAP: RFC 2759. The authenticator proves itself, too."""

from __future__ import annotations

from vpdn.crypto.mppe_keys import mschap_v2_keys
from vpdn.crypto.mschap import (
    generate_authenticator_response,
    generate_nt_response,
    nt_password_hash,
    without_domain,
)
from vpdn.machine import Entropy
from vpdn.ppp.auth.flavour import Proof, check_size
from vpdn.ppp.auth.mschap import failure_message, read_failure
from vpdn.ppp.outputs import Credentials, MsChapV2Credentials
from vpdn.ppp.settings import Login
from vpdn.wire.chap import Algorithm, Challenge, FailureMessage, MsChapV2Value, Response


class MsChapV2:
    algorithm = Algorithm.MSCHAP_V2
    challenge_size = 16
    retries = True

    def challenge_name(self, name: bytes) -> bytes:
        return name

    def credentials(self, response: Response, challenge: bytes) -> Credentials:
        value = MsChapV2Value.decode(response.value)
        return MsChapV2Credentials(
            response.identifier,
            response.name,
            challenge,
            value.peer_challenge,
            value.nt_response,
            value.flags,
        )

    def failure(self, error: int, challenge: bytes | None) -> bytes:
        return failure_message(error, challenge, version=3)

    def refusal(self, message: bytes) -> FailureMessage:
        return read_failure(message)

    def prove(self, challenge: Challenge, login: Login, entropy: Entropy) -> Proof:
        check_size(challenge, self.challenge_size)
        user = without_domain(login.user)
        nt_hash = nt_password_hash(login.password)
        mine = entropy(16)
        response = generate_nt_response(challenge.value, mine, user, nt_hash)
        return Proof(
            MsChapV2Value(mine, response).encode(),
            mschap_v2_keys(nt_hash, response),
            generate_authenticator_response(nt_hash, response, mine, challenge.value, user),
        )
