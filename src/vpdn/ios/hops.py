"""The way to a host, hop by hop as the probes come back: what `traceroute` prints.

Facts: IOS' lines (`  1 10.200.20.250 4 msec 4 msec * `), its marks (`!H !N !P !A Q ?`), an address
anew where the probes of a hop met different ones. Escape ends it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count

from vpdn.ios.router import Session
from vpdn.net.tracer import Answer, Found, Probe

LAST_PORT = 65535
_MARKS = {
    Found.HOST: "!H",
    Found.NETWORK: "!N",
    Found.PROTOCOL: "!P",
    Found.PROHIBITED: "!A",
    Found.QUENCHED: "Q",
    Found.OTHER: "?",
}


@dataclass(frozen=True, slots=True)
class Route:
    """Where to, and how to look for the way. `numeric`: addresses without names."""

    target: IPv4Address
    source: IPv4Address | None = None
    numeric: bool = False
    timeout: int = 3
    probes: int = 3
    first: int = 1
    last: int = 30
    port: int = 33434


async def hops(session: Session, route: Route, before: str = "") -> AsyncIterator[str]:
    """Heading, and a line for each hop until the target, or one that lets nothing pass."""
    names = _names(session, route)
    yield (
        f"{before}Type escape sequence to abort.\n"
        f"Tracing the route to {_named(route.target, names)}\n\n"
    )
    ports = count()
    for ttl in range(route.first, route.last + 1):
        yield f"{ttl:3d} "
        answers: list[Answer] = []
        for _ in range(route.probes):
            port = route.port + next(ports) % (LAST_PORT - route.port + 1)
            probe = Probe(ttl, port, route.timeout, route.source)
            answer = await session.server.probe(route.target, probe)
            yield _told(answer, answers, names)
            answers.append(answer)
        yield "\n"
        if any(answer.found not in (Found.ON_THE_WAY, Found.NOTHING) for answer in answers):
            return


def _told(answer: Answer, before: list[Answer], names: dict[IPv4Address, str]) -> str:
    if answer.address is None:
        return " * "
    addresses = [one.address for one in before if one.address is not None]
    told = ""
    if not addresses or addresses[-1] != answer.address:
        told = ("\n    " if addresses else "") + _named(answer.address, names)
    mark = _MARKS.get(answer.found)
    return f"{told} {mark} " if mark else f"{told} {max(1, round(answer.milliseconds))} msec"


def _names(session: Session, route: Route) -> dict[IPv4Address, str]:
    hosts = {} if route.numeric else session.server.config.hosts
    return {address: name for name, address in hosts.items()}


def _named(address: IPv4Address, names: dict[IPv4Address, str]) -> str:
    return f"{names[address]} ({address})" if address in names else str(address)
