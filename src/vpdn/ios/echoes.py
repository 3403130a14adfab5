"""Many echoes, shown one by one as they come back: what `ping` prints.

Escape ends them early, and the summary tells of those that were sent.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.router import Session
from vpdn.net.icmp import PLAIN, Echo, Outcome, Ping

PATTERN_REFUSED = "% Data pattern must be a hexadecimal number from 0 to FFFF"
_HEXADECIMAL = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,4})")
_A_LINE = 70
"""Symbols."""
_SYMBOLS = {
    Outcome.REPLY: "!",
    Outcome.TIMEOUT: ".",
    Outcome.UNREACHABLE: "U",
    Outcome.QUENCHED: "Q",
    Outcome.TOO_BIG: "M",
    Outcome.EXPIRED: "&",
    Outcome.DIFFERENT: "?",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`sweep`: every size of it, `repeat` times, instead of the echo's own. `pattern`: it was asked
    for, and is told."""

    target: IPv4Address
    repeat: int = 5
    echo: Echo = PLAIN
    sweep: range | None = None
    pattern: str = ""
    verbose: bool = False

    def with_pattern(self, text: str) -> Plan:
        """Data made of a hexadecimal number, "" for the usual ones. Raises ConfigError."""
        if not text:
            return self
        pattern = pattern_of(text)
        if pattern is None:
            raise ConfigError(PATTERN_REFUSED)
        echo = replace(self.echo, pattern=pattern)
        return replace(self, echo=echo, pattern=f"0x{pattern.hex().upper()}")

    @property
    def total(self) -> int:
        return self.repeat * (len(self.sweep) if self.sweep else 1)

    @property
    def size(self) -> str:
        if self.sweep:
            return f"[{self.sweep[0]}..{self.sweep[-1]}]"
        return str(self.echo.size)

    def each(self) -> Iterator[Echo]:
        for _ in range(self.repeat):
            if self.sweep:
                yield from (replace(self.echo, size=size) for size in self.sweep)
            else:
                yield self.echo


def pattern_of(text: str) -> bytes | None:
    """The two octets of `0xABCD`, `ABCD` or `7`; None for what is no such number."""
    found = _HEXADECIMAL.fullmatch(text)
    return int(found[1], 16).to_bytes(2, "big") if found else None


async def echoes(session: Session, plan: Plan, before: str = "") -> AsyncIterator[str]:
    """Heading, a symbol for each echo, summary."""
    yield before + "".join(f"{line}\n" for line in _heading(plan))
    times: list[float] = []
    sent = 0
    for echo in plan.each():
        sent += 1
        try:
            result = await session.server.ping(plan.target, echo)
        except asyncio.CancelledError:
            break  # the escape sequence: what was sent until then is told
        if result.milliseconds is not None:
            times.append(result.milliseconds)
        yield _told(sent, result) if plan.verbose else _symbol(sent, result)
    yield f"{'' if plan.verbose or sent % _A_LINE == 0 else chr(10)}{_summary(times, sent)}\n"


def _heading(plan: Plan) -> Iterator[str]:
    echo = plan.echo
    yield "Type escape sequence to abort."
    yield (
        f"Sending {plan.total}, {plan.size}-byte ICMP Echos to {plan.target},"
        f" timeout is {echo.timeout:g} seconds:"
    )
    if echo.source is not None:
        yield f"Packet sent with a source address of {echo.source} "
    if echo.dont_fragment:
        yield "Packet sent with the DF bit set"
    if echo.validate:
        yield "Reply data will be validated"
    if plan.pattern:
        yield f"Packet has data pattern {plan.pattern}"


def _symbol(sent: int, result: Ping) -> str:
    return _SYMBOLS[result.outcome] + ("\n" if sent % _A_LINE == 0 else "")


def _told(sent: int, result: Ping) -> str:
    if result.milliseconds is not None:
        return f"Reply to request {sent - 1} ({_whole(result.milliseconds)} ms)\n"
    if result.outcome is Outcome.TIMEOUT:
        return f"Request {sent - 1} timed out\n"
    return f"Request {sent - 1}: {result.outcome.value}\n"


def _summary(times: list[float], sent: int) -> str:
    percent = len(times) * 100 // sent
    rate = f"Success rate is {percent} percent ({len(times)}/{sent})"
    if not times:
        return rate
    least, mean, most = map(_whole, (min(times), sum(times) / len(times), max(times)))
    return f"{rate}, round-trip min/avg/max = {least}/{mean}/{most} ms"


def _whole(milliseconds: float) -> int:
    return max(1, round(milliseconds))
