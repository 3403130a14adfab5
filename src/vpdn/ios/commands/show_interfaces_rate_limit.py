"""`show interfaces rate-limit`: what the rate limits of calls let pass, and what they dropped."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.commands.show_interfaces import described
from vpdn.ios.interfaces import Port
from vpdn.ios.modes import USER
from vpdn.ios.plain import fields_of
from vpdn.ios.router import Session
from vpdn.ios.timestamps import duration
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.traffic import Policed


def _limited(
    session: Session, name: InterfaceName | None
) -> Iterator[tuple[Port, str, dict[str, Policed]]]:
    """The interfaces that have limits, their descriptions, and the limits by their way. Raises
    ConfigError when there is no interface of that name."""
    for port, words in described(session, name):
        call = port.session
        both = {} if call is None else {"input": call.policed_in, "output": call.policed_out}
        if limits := {way: one for way, one in both.items() if one is not None}:
            yield port, words, limits


def _data(session: Session, name: InterfaceName | None = None) -> object:
    """Rates in bits a second."""
    return [
        {
            "name": port.name,
            "input": _values(limits.get("input")),
            "output": _values(limits.get("output")),
        }
        for port, _, limits in _limited(session, name)
    ]


def _values(policed: Policed | None) -> object:
    if policed is None:
        return None
    rates = {name: getattr(policed, name) for name in ("conformed_rate", "exceeded_rate")}
    return {**fields_of(policed), **rates}


@command(
    USER,
    "show interfaces [INTERFACE$name] rate-limit",
    """
    interfaces  Interface status and configuration
    name        Interface to show
    rate-limit  Show interface rate limit
    """,
    data=_data,
)
def show_interfaces_rate_limit(session: Session, name: InterfaceName | None = None) -> str:
    lines = []
    for port, words, limits in _limited(session, name):
        lines.append(f"{port.name} {words}")
        for way, policed in limits.items():
            lines += [f"  {way.capitalize()}", *_policed(policed)]
    return "".join(f"{line}\n" for line in lines)


def _policed(policed: Policed) -> Iterator[str]:
    limit, seconds = policed.limit, policed.seconds
    last = seconds if policed.last is None else policed.last
    within, above = round(policed.conformed_rate), round(policed.exceeded_rate)
    yield "    matches: all traffic"
    yield (
        f"      params:  {limit.rate} bps, {limit.burst} limit,"
        f" {limit.debt or limit.burst} extended limit"
    )
    yield (
        f"      conformed {policed.conformed} packets, {policed.conformed_bytes} bytes;"
        " action: transmit"
    )
    yield (
        f"      exceeded {policed.exceeded} packets, {policed.exceeded_bytes} bytes; action: drop"
    )
    yield f"      last packet: {int(1000 * last)}ms ago, current burst: {policed.burst} bytes"
    yield (
        f"      last cleared {duration(seconds)} ago, conformed {within} bps, exceeded {above} bps"
    )
