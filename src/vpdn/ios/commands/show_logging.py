"""`show logging`: where messages go, how many went, and the last of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import islice

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.severity import LEVELS

_AT_ONCE = 100
"""Lines of the buffer that are shown in one go."""


def _data(session: Session) -> object:
    """Levels by name, null where nothing goes."""
    journal, settings = session.router.journal, session.router.running.config.logging
    counts, buffer, syslog = journal.counts, journal.buffer, journal.syslog
    buffered = None if settings.buffered is None else settings.buffered_level
    return {
        "enabled": settings.on,
        "dropped": counts.dropped + syslog.dropped,
        "rate_limited": journal.rate.exceeded,
        "console": {"level": _level(settings.console), "messages": counts.console},
        "monitor": {"level": _level(settings.monitor), "messages": counts.monitor},
        "buffer": {"level": _level(buffered), "messages": buffer.messages, "lines": [*buffer]},
        "trap": {"level": _level(settings.trap), "messages": syslog.messages},
        "servers": [{"address": server, "messages": sent} for server, sent in syslog.sent.items()],
    }


@command(USER, "show logging", "logging  Show the contents of logging buffers", data=_data)
async def show_logging(session: Session) -> AsyncIterator[str]:
    """The buffer may be large, and calls do not wait while it is shown."""
    yield _text(_heading(session))
    if session.router.running.config.logging.buffered is None:
        return
    buffer = session.router.journal.buffer
    yield f"\nLog Buffer ({buffer.size} bytes):\n\n"
    lines = iter(buffer)
    while some := list(islice(lines, _AT_ONCE)):
        yield _text(some)
        await asyncio.sleep(0)


def _heading(session: Session) -> list[str]:
    """A destination that is off has counted nothing since."""
    journal, settings = session.router.journal, session.router.running.config.logging
    counts, buffer, syslog = journal.counts, journal.buffer, journal.syslog
    buffered = None if settings.buffered is None else settings.buffered_level
    lost, limited = counts.dropped + syslog.dropped, journal.rate.exceeded
    losses = f"{lost} messages dropped, {limited} messages rate-limited"
    lines = [
        f"Syslog logging: {_state(settings.on)} ({losses}, 0 flushes, 0 overruns)",
        _destination("Console", settings.console, f"{counts.console} messages"),
        _destination("Monitor", settings.monitor, f"{counts.monitor} messages"),
        _destination("Buffer", buffered, f"{buffer.messages} messages"),
        "    Logging Exception size (4096 bytes)",
        _destination("Trap", settings.trap, f"{syslog.messages} message lines"),
    ]
    lines += [
        f"        Logging to {server}, {sent} message lines logged"
        for server, sent in syslog.sent.items()
    ]
    return lines


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _level(level: int | None) -> str | None:
    return None if level is None else LEVELS[level]


def _state(on: bool) -> str:
    return "enabled" if on else "disabled"


def _destination(name: str, level: int | None, logged: str) -> str:
    what = "disabled" if level is None else f"level {LEVELS[level]}, {logged} logged"
    return f"    {name} logging: {what}"
