"""MPPE keys and policy as RADIUS carries them: RFC 2548 section 2.4.

MS-CHAPv1: one attribute, hidden like User-Password. MS-CHAPv2: a key for each direction, hidden
with a salt as tunnel passwords are (RFC 2868 section 3.5). Both directions are here: `encrypt_*`
for the server, `decrypt_*` for the access server. Nothing here derives a key.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import cache

from vpdn.crypto.mppe_keys import MsChapKeys, MsChapV2Keys
from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.radius.authenticator import hide, reveal

LM_KEY = 8
NT_KEY = 16


class EncryptionPolicy(IntEnum):
    """MS-MPPE-Encryption-Policy."""

    ALLOWED = 1
    REQUIRED = 2


class EncryptionTypes(IntFlag):
    """MS-MPPE-Encryption-Types: a field of bits (RFC 2548 section 2.4.5; 56 bit came later)."""

    BITS_40 = 0x02
    BITS_128 = 0x04
    BITS_56 = 0x08

    def strengths(self) -> frozenset[int]:
        """The strengths allowed, in bits; one set for all calls with the same."""
        return _strengths(self & EVERY_STRENGTH)


EVERY_STRENGTH = EncryptionTypes.BITS_40 | EncryptionTypes.BITS_56 | EncryptionTypes.BITS_128


@cache
def _strengths(types: EncryptionTypes) -> frozenset[int]:
    names = {40: types.BITS_40, 56: types.BITS_56, 128: types.BITS_128}
    return frozenset(bits for bits, flag in names.items() if flag in types)


def encrypt_mschap_keys(keys: MsChapKeys, secret: bytes, vector: bytes) -> bytes:
    """The 32 octets of MS-CHAP-MPPE-Keys; `vector` is the Request Authenticator."""
    return hide(keys.lm_key + keys.nt_key + bytes(8), secret, vector)


def decrypt_mschap_keys(value: bytes, secret: bytes, vector: bytes, challenge: bytes) -> MsChapKeys:
    """Read MS-CHAP-MPPE-Keys; `challenge` is the one the user was given. DecodeError when the
    value has not 32 octets."""
    if len(value) != 32:
        raise DecodeError(f"MS-CHAP-MPPE-Keys of {len(value)} octets")
    plain = reveal(value, secret, vector)
    return MsChapKeys(plain[:LM_KEY], plain[LM_KEY : LM_KEY + NT_KEY], challenge)


def encrypt_mschap_v2_keys(
    keys: MsChapV2Keys, secret: bytes, vector: bytes, entropy: Entropy
) -> tuple[bytes, bytes]:
    """The values of MS-MPPE-Send-Key and MS-MPPE-Recv-Key. The salts differ, as they must."""
    salt = int.from_bytes(entropy(2), "big") | 0x8000
    other = salt ^ 1
    return (
        _salted(keys.send, secret, vector, salt.to_bytes(2, "big")),
        _salted(keys.receive, secret, vector, other.to_bytes(2, "big")),
    )


def decrypt_mschap_v2_keys(
    send: bytes, receive: bytes, secret: bytes, vector: bytes
) -> MsChapV2Keys:
    """Read MS-MPPE-Send-Key and MS-MPPE-Recv-Key. DecodeError when one is malformed."""
    return MsChapV2Keys(_unsalted(send, secret, vector), _unsalted(receive, secret, vector))


def _salted(key: bytes, secret: bytes, vector: bytes, salt: bytes) -> bytes:
    return salt + hide(bytes([len(key)]) + key, secret, vector + salt)


def _unsalted(value: bytes, secret: bytes, vector: bytes) -> bytes:
    if len(value) < 2:
        raise DecodeError("key without a salt", len(value))
    plain = reveal(value[2:], secret, vector + value[:2])
    if plain[0] != NT_KEY or len(plain) <= NT_KEY:
        raise DecodeError(f"key of {plain[0]} octets", 2)
    return plain[1 : 1 + NT_KEY]
