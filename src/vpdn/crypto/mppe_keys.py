"""MPPE keys: RFC 3079 (derivation), RFC 2548 section 2.4 (as RADIUS carries them).

Pure functions over octets. Strengths are 40, 56 and 128 bits.
"""

from __future__ import annotations

from dataclasses import dataclass


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
