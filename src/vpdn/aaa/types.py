"""The vocabulary of authentication and authorization for network users.

`AuthRequest` goes down a method list; `Accept` or `Reject` comes back. Attribute-value pairs are
TACACS+ ones (draft-grant-tacacs; RFC 8907 section 6.1): `=` mandatory, `*` optional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address

from vpdn.crypto.mppe_keys import KeyMaterial
from vpdn.machine import Trace
from vpdn.ppp.outputs import Credentials, KeySource

Emit = Callable[[Trace], None]


class Service(Enum):
    """What a user wants to be let in to."""

    PPP = "PPP"
    LOGIN = "LOGIN"
    ENABLE = "ENABLE"


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """`port` is the interface ("Virtual-Access1") or line ("tty130"), `port_number` its number;
    `emit` takes the records of what happens on the way. `caller` is where somebody at a line
    comes from, None for the console."""

    credentials: Credentials
    port: str
    port_number: int
    emit: Emit
    service: Service = Service.PPP
    caller: IPv4Address | None = None

    @property
    def user(self) -> bytes:
        return self.credentials.user


@dataclass(frozen=True, slots=True)
class AV:
    """One attribute-value pair."""

    name: str
    value: str
    mandatory: bool = True

    def __str__(self) -> str:
        return f"{self.name}{'=' if self.mandatory else '*'}{self.value}"


@dataclass(frozen=True, slots=True)
class Accept:
    """`message` and `keys` as `ppp.outputs.Accepted`; `method` is the method that said yes.

    `attributes` are what authorization may use (for RADIUS they came with the accept).
    `unrecognized` lists (vendor, type) of attributes this system does not use.
    """

    method: str
    message: bytes = b""
    keys: KeyMaterial | None = None
    attributes: tuple[AV, ...] = ()
    unrecognized: tuple[tuple[int, int], ...] = ()
    address: IPv4Address | None = None
    pool: str | None = None
    dns: tuple[IPv4Address, ...] = ()
    nbns: tuple[IPv4Address, ...] = ()
    session_timeout: int | None = None
    idle_timeout: int | None = None
    state_class: tuple[bytes, ...] = ()
    """RADIUS Class, to be returned in accounting."""
    privilege: int | None = None
    """The level (0 to 15) that an administrator gets; None: the method says nothing of it."""
    mppe_required: bool | None = None
    """What the server says about encryption (RFC 2548 section 2.4.4); None: nothing."""
    mppe_strengths: frozenset[int] | None = None
    """The strengths in bits the server allows (RFC 2548 section 2.4.5); None: it says nothing."""
    account: str = ""
    """Whose calls this one is counted among, as the method tells its users apart; "" for nobody's.
    `max_calls` is how many of them there may be at a time; None for any number."""
    max_calls: int | None = None

    @property
    def source(self) -> KeySource:
        """Who gave the keys, or failed to."""
        return KeySource.RADIUS if self.method == "radius" else KeySource.LOCAL


@dataclass(frozen=True, slots=True)
class Reject:
    """`error` is the MS-CHAP error number where one is known, else 691. `may_change_password`: the
    password was right and is too old, or a new one was not taken; the user may give another."""

    method: str
    error: int = 691
    reason: str = "Authentication failure"
    may_change_password: bool = False
