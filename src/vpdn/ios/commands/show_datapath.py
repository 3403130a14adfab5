"""`show datapath`, which IOS has not: who carries packets, and what passed socket and device."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.nas.snapshot import DatapathSnapshot


@command(
    USER,
    "show datapath",
    "datapath  Who carries packets, and what passed",
    data=lambda session: session.server.snapshot().carriage,
)
def show_datapath(session: Session) -> str:
    carriage = session.server.snapshot().carriage
    return "".join(
        f"{line}\n" for line in (*_carrier(carriage), *_passed(carriage), *_workers(carriage))
    )


def _carrier(carriage: DatapathSnapshot) -> Iterator[str]:
    yield f"Data path is {carriage.tier}: {_begun_small(carriage.sentence)}"
    if carriage.asked:
        yield f"  Asked for by {carriage.asked}"
    if carriage.lacking:
        yield f"  Nothing faster: {carriage.lacking}"
    if carriage.processor:
        yield f"  Code for this processor: {carriage.processor}"
    plural = "" if carriage.sessions == 1 else "s"
    yield f"  {carriage.sessions} session{plural}, device {carriage.device or 'not present'}"


def _passed(carriage: DatapathSnapshot) -> Iterator[str]:
    gre, tun = carriage.gre, carriage.tun
    yield f"  GRE: {gre.received} packets received, {gre.sent} packets sent"
    yield f"     {carriage.stray} of no session, {gre.malformed} malformed"
    yield f"     {gre.full} not sent for want of buffers, {gre.unsendable} for other reasons"
    yield f"  Device: {tun.read} packets read, {tun.written} packets written"
    yield f"     {carriage.unrouted} for no session, {tun.refused} not written"


def _workers(carriage: DatapathSnapshot) -> Iterator[str]:
    """One that is alone carries everything."""
    for number, each in enumerate(carriage.workers if len(carriage.workers) > 1 else ()):
        yield f"  Worker {number}: GRE {each.received} received, {each.sent} sent"
        yield f"     device {each.read} read, {each.written} written"


def _begun_small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
