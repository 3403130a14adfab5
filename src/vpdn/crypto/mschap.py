"""The arithmetic of MS-CHAP: RFC 2433 appendix A (version 1), RFC 2759 section 8 (version 2).

Hashes, responses and the encryptions of the Change-Password packets, for both sides of each.
Names follow the RFCs' pseudocode. User names are octets exactly as they stood in the CHAP
packet, without a domain; passwords are text. Knows nothing of packets or of who is asking.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from Crypto.Cipher import ARC4, DES
from Crypto.Hash import MD4

from vpdn.errors import DecodeError
from vpdn.machine import Entropy

PASSWORD_BLOCK = 516
"""Octets of the RFCs' PWBLOCK: 512 of password, 4 of length."""
REMEMBERED = 1024
"""Passwords' hashes whose key schedules are kept: to make them costs more than to use them, and a
user calls again."""


def nt_password_hash(password: str) -> bytes:
    """NtPasswordHash: 16 octets, MD4 over the password in UTF-16."""
    return MD4.new(password.encode("utf-16-le", "surrogatepass")).digest()


@lru_cache(REMEMBERED)
def hash_nt_password_hash(nt_hash: bytes) -> bytes:
    """HashNtPasswordHash: 16 octets, MD4 over the 16 of the NT hash."""
    return MD4.new(nt_hash).digest()


def lm_password_hash(password: str) -> bytes:
    """LmPasswordHash (RFC 2433 A.2): 16 octets; only the first 14 characters count."""
    clear = password.upper().encode("cp437", "replace")[:14].ljust(14, b"\0")
    return _des(b"KGS!@#$%", clear[:7]) + _des(b"KGS!@#$%", clear[7:])


def challenge_response(challenge: bytes, password_hash: bytes) -> bytes:
    """ChallengeResponse: 24 octets from an 8-octet challenge and a 16-octet NT or LM hash."""
    return b"".join([cipher.encrypt(challenge) for cipher in _ciphers(password_hash)])


def challenge_hash(peer_challenge: bytes, authenticator_challenge: bytes, user: bytes) -> bytes:
    """ChallengeHash (RFC 2759 8.2): the 8 octets both challenges and the name come down to."""
    return hashlib.sha1(peer_challenge + authenticator_challenge + user).digest()[:8]


def generate_nt_response(
    authenticator_challenge: bytes, peer_challenge: bytes, user: bytes, nt_hash: bytes
) -> bytes:
    """GenerateNTResponse (RFC 2759 8.1): the peer's 24 octets of proof."""
    challenge = challenge_hash(peer_challenge, authenticator_challenge, user)
    return challenge_response(challenge, nt_hash)


def generate_authenticator_response(
    nt_hash: bytes,
    nt_response: bytes,
    peer_challenge: bytes,
    authenticator_challenge: bytes,
    user: bytes,
) -> bytes:
    """GenerateAuthenticatorResponse (RFC 2759 8.7): `S=` and 40 upper-case hex digits."""
    signed = hash_nt_password_hash(nt_hash) + nt_response + _SERVER_TO_CLIENT_SIGNING
    challenge = challenge_hash(peer_challenge, authenticator_challenge, user)
    digest = hashlib.sha1(hashlib.sha1(signed).digest() + challenge + _PAD_ITERATION)
    return b"S=" + digest.hexdigest().upper().encode("ascii")


def without_domain(user: bytes) -> bytes:
    """The name to hash: `DOMAIN\\user` is hashed as `user` (RFC 2759 section 4)."""
    return user.rpartition(b"\\")[2]


def same_response(expected: bytes, received: bytes) -> bool:
    """Whether two responses agree, in a time that does not tell where they differ."""
    return hmac.compare_digest(expected, received)


def encrypt_password_block(password: str, old_hash: bytes, entropy: Entropy) -> bytes:
    """EncryptPwBlockWithPasswordHash (RFC 2433 A.12, RFC 2759 8.10): the new password for the
    authenticator. Of a password over 256 UTF-16 units the rest is left out."""
    clear = password.encode("utf-16-le", "surrogatepass")[:512]
    block = entropy(512 - len(clear)) + clear + len(clear).to_bytes(4, "little")
    return ARC4.new(old_hash).encrypt(block)


def decrypt_password_block(block: bytes, old_hash: bytes) -> str:
    """The authenticator's side of `encrypt_password_block`. DecodeError when what comes out is
    no password, as it is whenever the hashes differ."""
    if len(block) != PASSWORD_BLOCK:
        raise DecodeError(f"password block of {len(block)} octets")
    clear = ARC4.new(old_hash).decrypt(block)
    size = int.from_bytes(clear[512:], "little")
    if size > 512 or size % 2:
        raise DecodeError(f"password of {size} octets", 512)
    try:
        return clear[512 - size : 512].decode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError:
        raise DecodeError("password is no UTF-16", 512 - size) from None


def encrypt_hash(password_hash: bytes, block: bytes) -> bytes:
    """NtPasswordHashEncryptedWithBlock (RFC 2433 A.17, RFC 2759 8.13): a 16-octet hash under
    another; with an 8-octet block, PasswordHashEncryptedWithBlock (RFC 2433 A.9)."""
    first, second = _block_keys(block)
    return _des(password_hash[:8], first) + _des(password_hash[8:], second)


def decrypt_hash(encrypted: bytes, block: bytes) -> bytes:
    """The way back from `encrypt_hash`."""
    first, second = _block_keys(block)
    return _des_back(encrypted[:8], first) + _des_back(encrypted[8:], second)


def des_key(raw: bytes) -> bytes:
    """Spread 56 bits over 8 octets, each closed with its odd parity bit (RFC 2433 B.3)."""
    bits = int.from_bytes(raw, "big")
    return bytes(_ODD_PARITY[(bits >> shift) & 0x7F] for shift in range(49, -1, -7))


def _block_keys(block: bytes) -> tuple[bytes, bytes]:
    return (block[:7], block[:7]) if len(block) == 8 else (block[:7], block[7:14])


@lru_cache(REMEMBERED)
def _ciphers(password_hash: bytes) -> tuple[Any, Any, Any]:
    """The three of a challenge response; in ECB mode they keep nothing of what they encipher."""
    key = password_hash.ljust(21, b"\0")
    return _cipher(key[:7]), _cipher(key[7:14]), _cipher(key[14:])


def _cipher(raw_key: bytes) -> Any:
    return DES.new(des_key(raw_key), DES.MODE_ECB)


def _des(clear: bytes, raw_key: bytes) -> bytes:
    encrypted: bytes = _cipher(raw_key).encrypt(clear)
    return encrypted


def _des_back(encrypted: bytes, raw_key: bytes) -> bytes:
    clear: bytes = _cipher(raw_key).decrypt(encrypted)
    return clear


_ODD_PARITY = bytes(seven << 1 | (seven.bit_count() + 1) % 2 for seven in range(128))
_SERVER_TO_CLIENT_SIGNING = b"Magic server to client signing constant"
_PAD_ITERATION = b"Pad to make it do more than one iteration"
