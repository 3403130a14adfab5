"""What IAS says in an Access-Accept and an Access-Reject: RFC 2865, RFC 2548.

The order is IAS': the profile's attributes, Class, then Microsoft's, each of which gives the
identifier of the user's response back in its first octet. Not IAS' is the account's name beside a
limit of its ports: without it an access server cannot tell that `NET\\tac` and `TAC` are one user.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from itertools import count
from zlib import adler32

from vpdn.aaa.proof import Proof
from vpdn.crypto.mppe_keys import MsChapKeys, MsChapV2Keys
from vpdn.machine import Entropy
from vpdn.ppp.outputs import Credentials, MsChapCredentials, MsChapV2Credentials
from vpdn.radius.dictionary import MICROSOFT
from vpdn.radius.mppe import (
    EncryptionPolicy,
    EncryptionTypes,
    encrypt_mschap_keys,
    encrypt_mschap_v2_keys,
)
from vpdn.radius.packet import Value
from vpdn.radiusd.judge import Grant
from vpdn.radiusd.reasons import GOES_ON, Reason, mschap_error
from vpdn.radiusd.settings import Encryption, Profile

ALL_LEVELS: list[Encryption] = ["none", "basic", "strong", "strongest"]
TYPES: dict[Encryption, EncryptionTypes] = {
    "basic": EncryptionTypes.BITS_40,
    "strong": EncryptionTypes.BITS_56,
    "strongest": EncryptionTypes.BITS_128,
}
FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sealing:
    """What keys are hidden with."""

    secret: bytes
    vector: bytes
    entropy: Entropy


class Classes:
    """Class values, one for each accept: 30 octets that name this server's run and the session,
    headed by their checksum. Clients give them back in accounting and do not look inside."""

    def __init__(self, server: IPv4Address, started: datetime) -> None:
        ticks = int((started - FILETIME_EPOCH).total_seconds() * 10_000_000)
        self._head = (
            MICROSOFT.to_bytes(4, "big")
            + (1).to_bytes(2, "big")
            + server.packed
            + ticks.to_bytes(8, "big")
        )
        self._serials = count(1)

    def next(self) -> bytes:
        body = self._head + next(self._serials).to_bytes(8, "big")
        return adler32(body).to_bytes(4, "big") + body


def accept_attributes(
    grant: Grant, given: Credentials, domain: str, state_class: bytes, sealing: Sealing
) -> list[tuple[str, Value]]:
    proof, profile = grant.proof, grant.policy.profile
    attributes: list[tuple[str, Value]] = list(profile.attributes.items())
    if "Port-Limit" in profile.attributes and "User-Name" not in profile.attributes:
        attributes.append(("User-Name", grant.user.name))
    if grant.user.address is not None:
        attributes.append(("Framed-IP-Address", grant.user.address))
    attributes.append(("Class", state_class))
    if isinstance(given, MsChapCredentials | MsChapV2Credentials):
        attributes += _keys(profile, proof, sealing)
        attributes += _policy(profile, given)
        if isinstance(given, MsChapV2Credentials):
            attributes.append(("MS-CHAP2-Success", bytes([given.identifier]) + proof.message))
        named = bytes([given.identifier]) + domain.encode()
        attributes.append(("MS-CHAP-Domain", named))
    return attributes


def reject_attributes(given: Credentials | None, reason: Reason) -> list[tuple[str, Value]]:
    if not isinstance(given, MsChapCredentials | MsChapV2Credentials):
        return []
    text = f"E={mschap_error(reason)} R={int(reason in GOES_ON)} V=3".encode()
    return [("MS-CHAP-Error", bytes([given.identifier]) + text)]


def _keys(profile: Profile, proof: Proof, sealing: Sealing) -> list[tuple[str, Value]]:
    """Keys, unless the profile allows no encryption at all, or no keys."""
    if profile.encryption == ["none"] or not profile.mppe_keys:
        return []
    match proof.keys:
        case MsChapKeys() as keys:
            hidden = encrypt_mschap_keys(keys, sealing.secret, sealing.vector)
            return [("MS-CHAP-MPPE-Keys", hidden)]
        case MsChapV2Keys() as keys:
            send, receive = encrypt_mschap_v2_keys(
                keys, sealing.secret, sealing.vector, sealing.entropy
            )
            return [("MS-MPPE-Send-Key", send), ("MS-MPPE-Recv-Key", receive)]
        case None:
            return []


def _policy(profile: Profile, given: Credentials) -> list[tuple[str, Value]]:
    """IAS of Windows 2000 says nothing to MS-CHAPv1 that the profile does not ask for."""
    levels = profile.encryption
    if levels is None:
        if isinstance(given, MsChapCredentials):
            return []
        levels = ALL_LEVELS
    optional = "none" in levels
    policy = EncryptionPolicy.ALLOWED if optional else EncryptionPolicy.REQUIRED
    types = EncryptionTypes(0)
    for level in levels:
        types |= TYPES.get(level, EncryptionTypes(0))
    return [
        ("MS-MPPE-Encryption-Policy", int(policy)),
        ("MS-MPPE-Encryption-Types", int(types)),
    ]
