"""`ping`: five echoes, shown one by one as they come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.net.icmp import Outcome

_COUNT = 5
_SIZE = 100
_TIMEOUT = 2
_SYMBOLS = {Outcome.REPLY: "!", Outcome.TIMEOUT: ".", Outcome.UNREACHABLE: "U"}


@command(
    USER,
    "ping [ip] <A.B.C.D$address|WORD$name>",
    """
    ping     Send echo messages
    ip       IP echo
    address  Ping destination address
    name     Ping destination host name
    """,
)
async def ping(
    session: Session, address: IPv4Address | None = None, name: str = ""
) -> AsyncIterator[str]:
    target = address or session.server.config.hosts.get(name)
    if target is None:
        raise ConfigError("% Unrecognized host or address, or protocol not running.")
    yield (
        "\nType escape sequence to abort.\n"
        f"Sending {_COUNT}, {_SIZE}-byte ICMP Echos to {target},"
        f" timeout is {_TIMEOUT} seconds:\n"
    )
    times: list[float] = []
    for _ in range(_COUNT):
        result = await session.server.ping(target, size=_SIZE, timeout=_TIMEOUT)
        if result.milliseconds is not None:
            times.append(result.milliseconds)
        yield _SYMBOLS[result.outcome]
    yield f"\n{_summary(times)}\n"


def _summary(times: list[float]) -> str:
    rate = f"Success rate is {len(times) * 100 // _COUNT} percent ({len(times)}/{_COUNT})"
    if not times:
        return rate
    least, mean, most = (
        max(1, round(value)) for value in (min(times), sum(times) / len(times), max(times))
    )
    return f"{rate}, round-trip min/avg/max = {least}/{mean}/{most} ms"
