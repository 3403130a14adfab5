"""Records of authentication and authorization, in the order they happen."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.aaa.types import AV, Service
from vpdn.machine import Trace
from vpdn.ppp.outputs import Stage


@dataclass(frozen=True, slots=True)
class UserCreated(Trace):
    """Authentication of a user on a port begins. `kind` is PAP, CHAP, MSCHAP, MSCHAPV2 or ASCII
    (typed at a prompt); `reference` identifies the user's record while it lives (32 bits)."""

    user: bytes
    port: str
    port_number: int
    kind: str
    reference: int
    service: Service = Service.PPP
    caller: IPv4Address | None = None


@dataclass(frozen=True, slots=True)
class UserFreed(Trace):
    user: bytes
    port: str
    kind: str
    reference: int
    service: Service = Service.PPP
    caller: IPv4Address | None = None


@dataclass(frozen=True, slots=True)
class AuthenStarted(Trace):
    """A method list is entered. `transaction` is a 32-bit number."""

    transaction: int
    port: str
    list_name: str
    service: Service = Service.PPP


@dataclass(frozen=True, slots=True)
class AuthenRestarted(Trace):
    """The list goes on with its next method after an error, under a new transaction."""

    transaction: int
    port: str
    service: Service = Service.PPP


@dataclass(frozen=True, slots=True)
class MethodTried(Trace):
    transaction: int
    method: str


@dataclass(frozen=True, slots=True)
class AuthenFinished(Trace):
    """`status` is PASS, FAIL or ERROR. `last`: it is the list's answer, and no other method is
    asked."""

    transaction: int
    status: str
    last: bool = True


@dataclass(frozen=True, slots=True)
class AuthorAsked(Trace):
    """A stage asks for leave."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class AuthorStarted(Trace):
    stage: Stage
    transaction: int
    port: str
    user: bytes
    sent: tuple[AV, ...]
    list_name: str
    method: str


@dataclass(frozen=True, slots=True)
class AuthorFinished(Trace):
    """`status` is PASS_ADD, PASS_REPL, FAIL or ERROR."""

    stage: Stage
    transaction: int
    status: str


@dataclass(frozen=True, slots=True)
class CommandAsked(Trace):
    """Somebody at a line wants to give a command; `sent` says which."""

    transaction: int
    port: str
    user: str
    sent: tuple[AV, ...]
    list_name: str


@dataclass(frozen=True, slots=True)
class CommandMethodTried(Trace):
    transaction: int
    port: str
    method: str


@dataclass(frozen=True, slots=True)
class CommandAnswered(Trace):
    """`status` is PASS_ADD or ERROR."""

    transaction: int
    status: str


@dataclass(frozen=True, slots=True)
class AuthorAnswered(Trace):
    """The outcome for the stage, and the pairs it now has."""

    stage: Stage
    granted: bool
    attributes: tuple[AV, ...]
