"""What a call is told to do: the settings of Windows' dialog, typed.

Knows no option of PPP; `link_settings` turns this into what a link wants.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from ipaddress import IPv4Network

from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.outputs import NewPassword
from vpdn.ppp.personality import LINUX, Personality

KEYED = frozenset({AuthMethod.MS_CHAP_V2, AuthMethod.MS_CHAP})
"""The methods that give MPPE its keys (RFC 3079)."""


AUTHENTICATION = (AuthMethod.MS_CHAP_V2, AuthMethod.MS_CHAP)
"""What is allowed unless told otherwise: methods that do not show the password."""


REQUIRES_MS_CHAP = (
    "The current encryption selection requires EAP or some version of MS-CHAP logon security"
    " methods."
)
"""What Windows' dialog says, since without them there are no keys."""


class Encryption(Enum):
    """Windows' "data encryption"; what the strengths are stands in `STRENGTHS`."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"
    MAXIMUM = "maximum"

    @property
    def strengths(self) -> frozenset[int]:
        """Bits of MPPE this setting lets the server choose from; none: no MPPE at all."""
        return STRENGTHS[self]

    @property
    def demanded(self) -> bool:
        """Rather no connection than one in the clear."""
        return self in (Encryption.REQUIRED, Encryption.MAXIMUM)


STRENGTHS = {
    Encryption.NONE: frozenset[int](),
    Encryption.OPTIONAL: frozenset({40, 56, 128}),
    Encryption.REQUIRED: frozenset({40, 56, 128}),
    Encryption.MAXIMUM: frozenset({128}),
}


class Routing(Enum):
    """What goes into the tunnel: everything, the network of the new address, or only what is
    sent from that address (many calls of one machine to one server)."""

    DEFAULT = "default"
    SPLIT = "split"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class DialSettings:
    """`timeout` seconds for the whole of connecting; `mtu` octets of the inner IP packet."""

    server: str
    user: str
    password: str = field(repr=False)
    port: int = 1723
    authentication: tuple[AuthMethod, ...] = AUTHENTICATION
    """What the server may ask us for, the best liked first."""
    encryption: Encryption = Encryption.REQUIRED
    stateful: bool = False
    """Ask for MPPE's stateful mode first; either way the server has the last word."""
    routing: Routing = Routing.DEFAULT
    routes: tuple[IPv4Network, ...] = ()
    """What else goes into the tunnel."""
    personality: Personality = LINUX
    mtu: int = 1400
    timeout: float = 60.0
    asks: bool = False
    """Whether somebody can be asked for another name and password when these are refused."""

    @property
    def methods(self) -> tuple[AuthMethod, ...]:
        """Those that are allowed and that the personality has, the best liked first."""
        lacking = self.personality.lacks
        return tuple(method for method in self.authentication if method not in lacking)

    def with_password(self, password: str) -> DialSettings:
        return replace(self, password=password)

    def answered(self, answer: Answer) -> DialSettings:
        """These with what a person gave. Raises ConfigError as `check` does."""
        user = answer.user if isinstance(answer, NewLogin) else self.user
        changed = replace(self, user=user, password=answer.password)
        changed.check()
        return changed

    def check(self) -> None:
        """Raise ConfigError for settings that can never connect, as Windows' dialog does."""
        for what, text in (("user name", self.user), ("password", self.password)):
            _check_text(what, text)
        if not self.methods:
            raise ConfigError(f"{self.personality.name} has no {self._allowed()}: allow ms-chap-v2")
        if self.encryption.demanded and not KEYED.intersection(self.methods):
            raise ConfigError(
                f"{REQUIRES_MS_CHAP} Encryption is {self.encryption.value}, and only"
                f" {self._allowed()} is allowed: allow ms-chap-v2, or ask for optional encryption"
            )

    def _allowed(self) -> str:
        return ", ".join(method.value for method in self.authentication)


@dataclass(frozen=True, slots=True)
class NewLogin:
    """What a person gives after a refusal."""

    user: str
    password: str = field(repr=False)


Answer = NewLogin | NewPassword


def _check_text(what: str, text: str) -> None:
    """What can stand in a PAP packet, and be hashed by MS-CHAP. Never shows the text."""
    try:
        octets = len(text.encode())
    except UnicodeEncodeError as error:
        raise ConfigError(f"the {what} is not text") from error
    if octets > LONGEST:
        raise ConfigError(f"the {what} has {octets} octets; {LONGEST} is the most")


LONGEST = 255
"""Octets of a name or password, RFC 1334 section 2.2.1."""
