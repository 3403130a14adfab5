"""What a PPP link says to its owner: the vocabulary between `ppp.link` and a session.

Sources: RFC 1661 (phases), RFC 1334, 1994, 2433, 2759 (credentials), RFC 3079 (keys).
Nothing here knows who authenticates, what a pool is, or how frames travel.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address

from vpdn.crypto.mppe_keys import KeyMaterial, SessionKey
from vpdn.machine import Trace
from vpdn.wire.ppp import Frame


class Phase(Enum):
    """RFC 1661 section 3.2."""

    DEAD = "dead"
    ESTABLISH = "establish"
    AUTHENTICATE = "authenticate"
    NETWORK = "network"
    TERMINATE = "terminate"


# --- things to do ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Send:
    """Put this control frame on the link."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class PapCredentials:
    identifier: int
    user: bytes
    password: bytes


@dataclass(frozen=True, slots=True)
class ChapCredentials:
    """CHAP with MD5: `response` is MD5(identifier, secret, challenge)."""

    identifier: int
    user: bytes
    challenge: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class MsChapCredentials:
    """MS-CHAPv1, RFC 2433: 8-octet challenge, two 24-octet responses; flags 1 = use the NT one."""

    identifier: int
    user: bytes
    challenge: bytes
    lm_response: bytes
    nt_response: bytes
    flags: int


@dataclass(frozen=True, slots=True)
class MsChapV2Credentials:
    """MS-CHAPv2, RFC 2759: two 16-octet challenges, one 24-octet response."""

    identifier: int
    user: bytes
    challenge: bytes
    peer_challenge: bytes
    nt_response: bytes
    flags: int


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """A new password: RFC 2433 section 10, RFC 2759 section 7.

    `response` is made with the new one. `password` is the new one, 516 octets under the old one's
    NT hash; `old_hash` is that hash, 16 octets under the new one's."""

    response: MsChapCredentials | MsChapV2Credentials
    password: bytes
    old_hash: bytes

    @property
    def user(self) -> bytes:
        return self.response.user


Credentials = (
    PapCredentials | ChapCredentials | MsChapCredentials | MsChapV2Credentials | PasswordChange
)


@dataclass(frozen=True, slots=True)
class AuthNeeded:
    """The peer gave its credentials: find out, then call `Link.answer`."""

    credentials: Credentials


@dataclass(frozen=True, slots=True)
class LoginRefused:
    """The authenticator refused us (`error` is MS-CHAP's) and waits: call `Link.retry` with another
    login or, after 648 and 709, with a new password; or close the link."""

    error: int


@dataclass(frozen=True, slots=True)
class NewPassword:
    """What is to take the place of the login's password."""

    password: str


class KeySource(Enum):
    """Who gave the keying material of MPPE."""

    RADIUS = "radius"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class EncryptionLeave:
    """How this peer may be encrypted, within what the link's own settings allow. `strengths`
    are in bits; None is any."""

    required: bool = False
    strengths: frozenset[int] | None = None


ANY_ENCRYPTION = EncryptionLeave()


@dataclass(frozen=True, slots=True)
class Accepted:
    """Verdict for `Link.answer`.

    `message` goes into Success (for MS-CHAPv2 it must be the "S=…" authenticator response).
    `keys` is what MPPE derives its session keys from; None when the method gave none. `dns` and
    `nbns` are name servers for this peer; without them it gets the link's.
    """

    message: bytes = b""
    keys: KeyMaterial | None = None
    source: KeySource = KeySource.LOCAL
    encryption: EncryptionLeave = ANY_ENCRYPTION
    dns: tuple[IPv4Address, ...] = ()
    nbns: tuple[IPv4Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Verdict for `Link.answer`. `error` is the MS-CHAP error number (691, 646 … 649, 709);
    `reason` is for the operator, the peer is not told. `may_change_password`: it is too old, and
    the peer may give a new one."""

    error: int = 691
    reason: str = "Authentication failure"
    may_change_password: bool = False


Verdict = Accepted | Refused


class Stage(Enum):
    """What a link asks leave for before it goes on, in the order it asks."""

    LCP = "lcp"
    IPCP = "ipcp"
    CCP = "ccp"
    IPCP_ADDRESS = "ipcp-address"


@dataclass(frozen=True, slots=True)
class AuthorizationNeeded:
    """Ask whether `stage` may start; then call `Link.authorized(stage, grant, now)`.

    `address` is the peer's address when `stage` is IPCP_ADDRESS.
    """

    stage: Stage
    address: IPv4Address | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave for one stage. `attributes` are the authorization's attribute-value pairs as text;
    the link does not read them, it only reports them when it processes them."""

    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressNeeded:
    """IPCP needs the peer's address: call `Link.assign(address or None, now)`.

    `asked` is what the peer wants (0.0.0.0 when it has no wish)."""

    asked: IPv4Address


@dataclass(frozen=True, slots=True)
class PhaseChanged(Trace):
    """Asks for nothing; the one record of a phase change."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class LinkUp:
    """LCP is open: the options that the data path must follow.

    `mru` is the largest payload the peer takes; the two flags say what *we* may send compressed.
    """

    mru: int
    pfc: bool
    acfc: bool


@dataclass(frozen=True, slots=True)
class KeysAgreed:
    """CCP is open with MPPE: encrypt from now on. Keys are as seen from this end."""

    bits: int
    stateful: bool
    send: SessionKey
    receive: SessionKey


@dataclass(frozen=True, slots=True)
class KeysDropped:
    """CCP left Opened: no MPPE until the next `KeysAgreed`."""


@dataclass(frozen=True, slots=True)
class ResetRequested:
    """The peer lost MPPE synchronisation (CCP Reset-Request): flush the sending cipher. The
    Reset-Ack was sent."""


@dataclass(frozen=True, slots=True)
class NetworkUp:
    """IPCP is open: IP may flow between the two addresses."""

    local: IPv4Address
    remote: IPv4Address
    dns: tuple[IPv4Address, ...] = ()
    nbns: tuple[IPv4Address, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkDown:
    pass


@dataclass(frozen=True, slots=True)
class Closed:
    """The link is over; `reason` is a short sentence for people, `error` a Windows error number
    where one is known (691, 734, 742 …), else 0."""

    reason: str
    error: int = 0


LinkOutput = (
    Send
    | AuthNeeded
    | LoginRefused
    | AuthorizationNeeded
    | AddressNeeded
    | PhaseChanged
    | LinkUp
    | KeysAgreed
    | KeysDropped
    | ResetRequested
    | NetworkUp
    | NetworkDown
    | Closed
    | Trace
)
