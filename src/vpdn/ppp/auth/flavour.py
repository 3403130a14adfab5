"""What differs between the three methods that share CHAP's exchange (RFC 1994): a flavour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vpdn.crypto.mppe_keys import KeyMaterial
from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.ppp.auth.outcome import AuthOutput
from vpdn.ppp.outputs import Credentials, Send
from vpdn.ppp.settings import Login
from vpdn.ppp.trace import AuthPacket, Direction
from vpdn.wire.chap import Algorithm, Challenge, FailureMessage, Packet, Response
from vpdn.wire.ppp import Frame
from vpdn.wire.ppp import Protocol as Number


@dataclass(frozen=True, slots=True)
class Proof:
    """A peer's answer to a challenge. `success` is how the authenticator's Success must begin."""

    value: bytes
    keys: KeyMaterial | None = None
    success: bytes = b""


class Flavour(Protocol):
    """One method."""

    @property
    def algorithm(self) -> Algorithm: ...

    @property
    def challenge_size(self) -> int: ...

    @property
    def retries(self) -> bool:
        """Whether a Failure can ask for another try."""

    def challenge_name(self, name: bytes) -> bytes:
        """Our name as it stands in a Challenge."""

    def credentials(self, response: Response, challenge: bytes) -> Credentials:
        """Raises DecodeError when the value is none."""

    def failure(self, error: int, challenge: bytes | None) -> bytes:
        """The Failure's message; `error` is MS-CHAP's, `challenge` for another try."""

    def refusal(self, message: bytes) -> FailureMessage:
        """What a Failure's message says."""

    def prove(self, challenge: Challenge, login: Login, entropy: Entropy) -> Proof:
        """Raises DecodeError when the challenge is of a size the method does not have."""


def check_size(challenge: Challenge, size: int) -> None:
    """Raises DecodeError when there are not `size` octets in it."""
    if len(challenge.value) != size:
        raise DecodeError(f"challenge of {len(challenge.value)} octets", 4)


def sent(algorithm: Algorithm, packet: Packet) -> list[AuthOutput]:
    """A CHAP packet put on the link, its trace before it."""
    data = packet.encode()
    return [
        AuthPacket(Direction.OUT, algorithm, packet, len(data)),
        Send(Frame(Number.CHAP, data)),
    ]
