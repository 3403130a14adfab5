"""A password changed within CHAP: RFC 2433 section 10, RFC 2759 section 7.

The new password travels under the hash of the old one, and a response made with the new one
comes along. What is in either response is the flavour's. Of RFC 2433's two ways the first one
(section 9, LM hashes only) is not served.
"""

from __future__ import annotations

from dataclasses import replace

from vpdn.crypto.mschap import encrypt_hash, encrypt_password_block, nt_password_hash
from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.ppp.auth.flavour import Flavour, Proof
from vpdn.ppp.outputs import MsChapCredentials, MsChapV2Credentials, PasswordChange
from vpdn.ppp.settings import Login
from vpdn.wire.chap import (
    Algorithm,
    Challenge,
    ChangePassword,
    ChangePasswordMsChapV2,
    ChangePasswordV2,
    MsChapV2Value,
    MsChapValue,
    Response,
)

NT_FIELDS_IN_USE = 3
"""RFC 2433 section 10: the NT response counts, and so do the NT password and hash."""


def password_change(
    packet: ChangePassword, user: bytes, challenge: bytes, flavour: Flavour
) -> PasswordChange:
    """What the packet says for `user`, whose name it leaves out. Raises DecodeError when it is
    another version's, or gives the LM fields only."""
    match flavour.algorithm, packet:
        case Algorithm.MSCHAP_V2, ChangePasswordMsChapV2():
            value = MsChapV2Value(
                packet.peer_challenge, packet.nt_response, packet.flags & 0xFF, packet.reserved
            ).encode()
            password = packet.password
        case Algorithm.MSCHAP, ChangePasswordV2() if _nt_fields(packet):
            value = MsChapValue(packet.lm_response, packet.nt_response).encode()
            password = packet.nt_password
        case _:
            raise DecodeError("a change of the password of a kind that is not served")
    response = flavour.credentials(Response(packet.identifier, value, user), challenge)
    assert isinstance(response, MsChapCredentials | MsChapV2Credentials), "as the cases above say"
    return PasswordChange(response, password, packet.nt_hash)


def change_packet(
    challenge: Challenge, login: Login, new: str, flavour: Flavour, entropy: Entropy
) -> tuple[ChangePassword, Proof]:
    """The packet that replaces `login`'s password by `new`, and the proof that is in it. Its
    identifier is the challenge's. Raises DecodeError for a challenge of the wrong size."""
    proof = flavour.prove(challenge, replace(login, password=new), entropy)
    old_hash, new_hash = nt_password_hash(login.password), nt_password_hash(new)
    block = encrypt_password_block(new, old_hash, entropy)
    hidden = encrypt_hash(old_hash, new_hash)
    if flavour.algorithm is Algorithm.MSCHAP_V2:
        v2 = MsChapV2Value.decode(proof.value)
        return ChangePasswordMsChapV2(
            challenge.identifier, block, hidden, v2.peer_challenge, v2.nt_response
        ), proof
    v1 = MsChapValue.decode(proof.value)
    return ChangePasswordV2(
        challenge.identifier,
        nt_password=block,
        nt_hash=hidden,
        lm_password=bytes(len(block)),
        lm_hash=bytes(len(hidden)),
        lm_response=v1.lm_response,
        nt_response=v1.nt_response,
        flags=NT_FIELDS_IN_USE,
    ), proof


def _nt_fields(packet: ChangePasswordV2) -> bool:
    return packet.flags & NT_FIELDS_IN_USE == NT_FIELDS_IN_USE
