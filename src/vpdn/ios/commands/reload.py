"""`reload`: the router ends its calls and starts again from the startup-config.

What cannot be started again is said before anything ends. Facts: IOS' dialog and sentences.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.command import Output, command, pieces
from vpdn.ios.commands.copying import read_whole, save, startup_of
from vpdn.ios.dialog import confirmed
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.questionnaire import Asking, Prompt, converse, yes_or_no
from vpdn.ios.reloading import moment
from vpdn.ios.router import Session

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3})")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_LONGEST = 24 * 24 * 3600
_HELP = """
    reload  Halt and perform a cold restart
    in      Reload after a time interval
    at      Reload at a specific time/date
    cancel  Cancel pending reload
    delay   Time in [hhh:]mm
    clock   Time of day, hh:mm, UTC
    reason  Reason for reload
    """
_MODIFIED = "System configuration has been modified. Save?"
_BANNER = "\n\n***\n*** --- {} ---\n***\n\n"
_ABORTED = "SHUTDOWN ABORTED"


@command(PRIVILEGED, "reload [LINE$reason]", _HELP)
def reload(session: Session, reason: str = "") -> Output:
    return converse(session, _reload(session, None, reason))


@command(PRIVILEGED, "reload in WORD$delay [LINE$reason]", _HELP)
def reload_in(session: Session, delay: str, reason: str = "") -> Output:
    found = _TIME.fullmatch(delay)
    seconds = 3600 * int(found[1] or 0) + 60 * int(found[2]) if found else 0
    if not 0 < seconds <= _LONGEST:
        raise ConfigError("% Reload interval must be from 1 minute to 24 days, as [hhh:]mm")
    return converse(session, _reload(session, seconds, reason))


@command(PRIVILEGED, "reload at WORD$clock [LINE$reason]", _HELP)
def reload_at(session: Session, clock: str, reason: str = "") -> Output:
    """The next time that it is so late."""
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise ConfigError("% Reload time must be a time of day, as hh:mm")
    wanted = 3600 * int(found[1]) + 60 * int(found[2])
    seconds = (wanted - time.time()) % 86400
    return converse(session, _reload(session, seconds, reason))


@command(PRIVILEGED, "reload cancel", _HELP)
def reload_cancel(session: Session) -> str:
    if not session.router.reloading.cancel(session.origin):
        return "%No reload is scheduled.\n"
    _tell_others(session, _ABORTED)
    return _BANNER.format(_ABORTED)


@command(
    USER,
    "show reload",
    "reload  Scheduled reload information",
    data=lambda session: session.router.reloading.scheduled,
)
def show_reload(session: Session) -> str:
    scheduled = session.router.reloading.scheduled
    if scheduled is None:
        return "No reload is scheduled.\n"
    left = spelled(scheduled.time - time.time())
    told = f"Reload reason: {scheduled.reason}\n" if scheduled.reason else ""
    return f"Reload scheduled for {moment(scheduled.time)} (in {left}) by {scheduled.by}\n{told}"


def spelled(seconds: float) -> str:
    """4 minutes and 57 seconds; 2 hours and 5 minutes."""
    whole = max(0, round(seconds))
    if whole >= 3600:
        return f"{_counted(whole // 3600, 'hour')} and {_counted(whole % 3600 // 60, 'minute')}"
    minutes = f"{_counted(whole // 60, 'minute')}"
    return f"{minutes} and {_counted(whole % 60, 'second')}" if whole % 60 else minutes


def _hours(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _reload(session: Session, delay: float | None, reason: str) -> Asking[Output]:
    """`delay` in seconds; None is now."""
    startup_of(session)
    if _modified(session) and (yield from yes_or_no(_MODIFIED)):
        return _reload_saved(session, delay, reason)
    return converse(session, _proceed(session, delay, reason))


async def _reload_saved(session: Session, delay: float | None, reason: str) -> AsyncIterator[str]:
    async for said in save(session):
        yield said
    async for said in pieces(converse(session, _proceed(session, delay, reason))):
        yield said


def _proceed(session: Session, delay: float | None, reason: str) -> Asking[Output]:
    refusal = startup_of(session).refusal()
    if refusal:
        raise ConfigError(f"{refusal}: the router would not start again")
    said = "".join(f"{one}\n" for one in read_whole(session, "startup-config").problems)
    if delay is not None:
        said += f"Reload scheduled in {spelled(delay)} by {session.origin}\n"
        said += f"Reload reason: {reason}\n" if reason else ""
    if confirmed((yield Prompt("Proceed with reload? [confirm]", said, key=True))):
        if delay is None:
            session.router.reloading.now(session.origin, reason)
        else:
            session.router.reloading.later(delay, session.origin, reason)
            _tell_others(session, f"SHUTDOWN in {_hours(delay)}")
    return ""


def _tell_others(session: Session, what: str) -> None:
    for one in session.router.sessions:
        if one is not session:
            one.tell(_BANNER.format(what))


def _modified(session: Session) -> bool:
    """Whether the startup-config would start another router than this one, or none."""
    try:
        saved = read_whole(session, "startup-config")
    except ConfigError:
        return True
    return saved.running.text() != session.router.running.text()
