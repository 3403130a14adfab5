"""What a capture tells, as values: who says what, and what was carried inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address


class Side(Enum):
    """An end of a call. The PC is the one that calls: RFC 2637's PNS of an outgoing call."""

    PC = "->"
    SERVER = "<-"

    @property
    def other(self) -> Side:
        return Side.SERVER if self is Side.PC else Side.PC


@dataclass(frozen=True, slots=True)
class Place:
    """A packet of the capture: its number there, and when (seconds since 1970) it was taken."""

    number: int
    when: float


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder. `sender` None: not a packet, but a remark between two."""

    place: Place
    sender: Side | None
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A control packet of PPP or a PPTP message; `protocol` is PPP's number, 0 for PPTP."""

    step: Step
    sender: Side
    protocol: int
    packet: object


@dataclass(frozen=True, slots=True)
class Inner:
    """A packet carried inside a call. `encrypted`: it was deciphered to be seen."""

    place: Place
    sender: Side
    packet: bytes
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """Addresses of the two ends."""

    pc: IPv4Address
    server: IPv4Address

    def of(self, side: Side) -> IPv4Address:
        return self.pc if side is Side.PC else self.server


@dataclass(frozen=True, slots=True)
class Secret:
    """The password to try, and of which user's it is; None: of whoever answers a challenge.
    `learned` are those that took its place in the capture."""

    password: str
    user: str | None = None
    learned: list[str] = field(default_factory=list)
