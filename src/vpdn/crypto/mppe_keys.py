"""MPPE keys: RFC 3079 (derivation), RFC 2548 section 2.4 (as RADIUS carries them).

Pure functions over octets. Strengths are 40, 56 and 128 bits. Words: a *start key* belongs to
one direction of a call and never changes; the *session key* is what RC4 is given, and each one
follows from the start key and the session key before it (RFC 3078 section 7.3).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from Crypto.Cipher import ARC4

from vpdn.crypto.mschap import hash_nt_password_hash


@dataclass(frozen=True, slots=True)
class MsChapKeys:
    """MS-CHAPv1: `lm_key` is the first 8 octets of the LM hash, `nt_key` the 16 octets of the
    hash of the NT hash; `challenge` the 8 octets the authenticator sent."""

    lm_key: bytes
    nt_key: bytes
    challenge: bytes


@dataclass(frozen=True, slots=True)
class MsChapV2Keys:
    """MS-CHAPv2: the two 16-octet start keys as the *authenticator* uses them."""

    send: bytes
    receive: bytes


KeyMaterial = MsChapKeys | MsChapV2Keys


@dataclass(frozen=True, slots=True)
class SessionKey:
    """A start key of one direction: 8 octets for 40 and 56 bit, 16 for 128."""

    value: bytes


def mschap_keys(lm_hash: bytes, nt_hash: bytes, challenge: bytes) -> MsChapKeys:
    """What MS-CHAPv1 leaves for MPPE (RFC 3079 section 2), from the two 16-octet hashes."""
    return MsChapKeys(lm_hash[:8], hash_nt_password_hash(nt_hash), challenge)


def mschap_v2_keys(nt_hash: bytes, nt_response: bytes) -> MsChapV2Keys:
    """What MS-CHAPv2 leaves for MPPE (RFC 3079 section 3), as the authenticator uses it."""
    master = master_key(hash_nt_password_hash(nt_hash), nt_response)
    return MsChapV2Keys(
        send=_asymmetric_start_key(master, _CLIENT_RECEIVES),
        receive=_asymmetric_start_key(master, _CLIENT_SENDS),
    )


def master_key(nt_hash_hash: bytes, nt_response: bytes) -> bytes:
    """GetMasterKey (RFC 3079 section 3.4): 16 octets."""
    return hashlib.sha1(nt_hash_hash + nt_response + b"This is the MPPE Master Key").digest()[:16]


def start_keys(
    material: KeyMaterial, bits: int, authenticator: bool
) -> tuple[SessionKey, SessionKey]:
    """The (send, receive) start keys of this end of the call; after MS-CHAPv1 they are equal."""
    if isinstance(material, MsChapKeys):
        key = SessionKey(_mschap_start_key(material, bits))
        return key, key
    size = key_size(bits)
    send, receive = SessionKey(material.send[:size]), SessionKey(material.receive[:size])
    return (send, receive) if authenticator else (receive, send)


def has_keys(material: KeyMaterial, bits: int) -> bool:
    """Whether there is material for keys of this strength. An LM key of zeros, which servers
    send for users whose LM hash they do not store, makes keys that everybody knows."""
    return bits == 128 or not isinstance(material, MsChapKeys) or any(material.lm_key)


def key_size(bits: int) -> int:
    """Octets of a key of this strength."""
    return 16 if bits == 128 else 8


def first_session_key(start: bytes, bits: int) -> bytes:
    """The session key a call begins with (RFC 3079 sections 2 and 3)."""
    digest = hashlib.sha1(start + SHA_PAD1 + start + SHA_PAD2).digest()
    return _KNOWN_OCTETS[bits] + digest[len(_KNOWN_OCTETS[bits]) : len(start)]


def next_session_key(start: bytes, session: bytes, bits: int) -> bytes:
    """The session key after `session` (RFC 3078 section 7.3)."""
    digest = hashlib.sha1(start + SHA_PAD1 + session + SHA_PAD2).digest()
    interim = digest[: len(start)]
    known = _KNOWN_OCTETS[bits]
    return known + ARC4.new(interim).encrypt(interim)[len(known) :]


def _mschap_start_key(material: MsChapKeys, bits: int) -> bytes:
    if bits != 128:
        return material.lm_key
    return hashlib.sha1(material.nt_key + material.nt_key + material.challenge).digest()[:16]


def _asymmetric_start_key(master: bytes, direction: bytes) -> bytes:
    return hashlib.sha1(master + SHA_PAD1 + direction + SHA_PAD2).digest()[:16]


SHA_PAD1 = bytes(40)
SHA_PAD2 = b"\xf2" * 40
_KNOWN_OCTETS = {40: b"\xd1\x26\x9e", 56: b"\xd1", 128: b""}
"""What is put over the front of a key to bring it down to its strength."""
_CLIENT_SENDS = (
    b"On the client side, this is the send key; on the server side, it is the receive key."
)
_CLIENT_RECEIVES = (
    b"On the client side, this is the receive key; on the server side, it is the send key."
)
