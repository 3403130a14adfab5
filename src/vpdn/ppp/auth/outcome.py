"""What an authenticator or a peer says beside the link's own outputs, and how patient it is."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.crypto.mppe_keys import KeyMaterial
from vpdn.ppp.outputs import ANY_ENCRYPTION, Accepted, EncryptionLeave, KeySource, LinkOutput
from vpdn.ppp.policy import EndLink

REFUSAL = "Authentication failure"
"""All that a refused peer is told in words: why is the operator's to know."""
ERROR_AUTHENTICATION_FAILURE = 691
ERROR_PASSWORD_EXPIRED = 648
ERROR_PPP_TIMEOUT = 718
ERROR_SERVER_NOT_AUTHENTICATED = 778


@dataclass(frozen=True, slots=True)
class Proven:
    """One direction of authentication succeeded; `keys` is what it left for MPPE, the rest as in
    `Accepted`."""

    keys: KeyMaterial | None
    source: KeySource
    encryption: EncryptionLeave = ANY_ENCRYPTION
    dns: tuple[IPv4Address, ...] = ()
    nbns: tuple[IPv4Address, ...] = ()

    @classmethod
    def by(cls, verdict: Accepted) -> Proven:
        """What our owner's verdict leaves for the network phase."""
        return cls(verdict.keys, verdict.source, verdict.encryption, verdict.dns, verdict.nbns)


AuthOutput = LinkOutput | Proven | EndLink


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and a count: `resend` between repetitions of what was not answered, `timeout` for
    the whole, `max_bad` refusals before the link ends."""

    resend: float = 2.0
    timeout: float = 10.0
    max_bad: int = 1
