"""Authorization of a PPP user's stages: LCP, each network protocol, the address.

A RADIUS server gave its attributes with the accept, so nothing is asked: the stage gets the pairs
that came then. Records are in the order of IOS' `debug aaa authorization`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.aaa import radius_interface
from vpdn.aaa.method_list import new_transaction
from vpdn.aaa.trace import AuthorAnswered, AuthorAsked, AuthorFinished, AuthorStarted
from vpdn.aaa.types import AV, Accept, Emit
from vpdn.machine import Entropy
from vpdn.ppp.outputs import Stage
from vpdn.radius.trace import UnrecognizedVsa

SERVICE = AV("service", "ppp")
PROTOCOLS = {Stage.LCP: "lcp", Stage.IPCP: "ip", Stage.CCP: "ccp", Stage.IPCP_ADDRESS: "ip"}


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks for what. `accept` is None for a peer that was not authenticated; `address` is
    the peer's when the stage is IPCP_ADDRESS."""

    stage: Stage
    accept: Accept | None
    port: str
    user: bytes
    address: IPv4Address | None = None

    @property
    def requested(self) -> tuple[AV, ...]:
        """The pairs of the request."""
        return (SERVICE, AV("protocol", PROTOCOLS[self.stage]), *self.address_pair)

    @property
    def address_pair(self) -> tuple[AV, ...]:
        if self.address is None:
            return ()
        return (AV("addr", str(self.address), mandatory=False),)


def authorize(
    subject: Subject, methods: Sequence[str], list_name: str, emit: Emit, entropy: Entropy
) -> tuple[AV, ...] | None:
    """Leave for a stage: its pairs, or None when no method can give it."""
    emit(AuthorAsked(subject.stage))
    granted = _first_answer(subject, methods, list_name, emit, entropy)
    emit(AuthorAnswered(subject.stage, granted is not None, granted or ()))
    return granted


def _first_answer(
    subject: Subject, methods: Sequence[str], list_name: str, emit: Emit, entropy: Entropy
) -> tuple[AV, ...] | None:
    for method in methods:
        transaction = new_transaction(entropy)
        sent = subject.requested
        emit(
            AuthorStarted(
                subject.stage, transaction, subject.port, subject.user, sent, list_name, method
            )
        )
        if not _can_answer(method, subject.accept):
            emit(AuthorFinished(subject.stage, transaction, "ERROR"))
            continue
        replaced = _pairs_of_the_accept(method, subject, emit)
        status = "PASS_REPL" if replaced else "PASS_ADD"
        emit(AuthorFinished(subject.stage, transaction, status))
        return replaced or sent
    return None


def _can_answer(method: str, accept: Accept | None) -> bool:
    """RADIUS knows only whom RADIUS let in; `if-authenticated` anybody who was let in."""
    if method == "radius":
        return accept is not None and accept.method == method
    if method == "if-authenticated":
        return accept is not None
    return method in {"local", "none"}


def _pairs_of_the_accept(method: str, subject: Subject, emit: Emit) -> tuple[AV, ...]:
    accept = subject.accept
    if accept is None or method != "radius":
        return ()
    for vendor, kind in accept.unrecognized:
        emit(UnrecognizedVsa(vendor, kind))
    pairs = [pair for pair in accept.attributes if _of_the_stage(pair, subject.stage)]
    if not pairs:
        return ()
    fixed = any(pair.name == "addr" for pair in pairs)
    return (SERVICE, *pairs, *(() if fixed else subject.address_pair))


def _of_the_stage(pair: AV, stage: Stage) -> bool:
    """A RADIUS server says of no attribute which stage it is for, but of `lcp:…`."""
    return stage is Stage.LCP or pair.name != radius_interface.NAME
