"""`copy`: the running-config, the startup-config and the files of `flash:`, one onto another.

Onto the running-config a file is typed, line by line; elsewhere it takes the place of what was
there. Facts: IOS' questions, warnings and counts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.command import Output, command
from vpdn.ios.commands.copying import configuration, save, startup_of
from vpdn.ios.config import Merged, Problem, RunningConfig, merging
from vpdn.ios.dialog import confirmed, refusal
from vpdn.ios.files import decode, on_disk
from vpdn.ios.flash import Flash, bare_name
from vpdn.ios.journal import one_line
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.questionnaire import Asking, Prompt, converse
from vpdn.ios.router import Session
from vpdn.ios.startup import NAMES
from vpdn.ios.tokens import FLASH

_RUNNING, _STARTUP = "running-config", "startup-config"
_LONG = {"system:running-config": _RUNNING, "nvram:startup-config": _STARTUP}
_CONFIGS = "|".join((_RUNNING, _STARTUP, *_LONG))
_KNOWN = {_RUNNING: (_RUNNING, "system:running-config"), _STARTUP: NAMES}
_THERE = "%Warning:There is a file already existing with this name \n"


@command(
    PRIVILEGED,
    f"copy <{_CONFIGS}|FLASH>$source <{_CONFIGS}|FLASH>$target",
    """
    copy                   Copy from one file to another
    running-config         The current system configuration
    startup-config         The configuration of the next start
    system:running-config  The current system configuration
    nvram:startup-config   The configuration of the next start
    source                 A file of flash: file system
    target                 A file of flash: file system
    """,
)
def copy(session: Session, source: str, target: str) -> Output:
    source, target = _LONG.get(source, source), _LONG.get(target, target)
    if source == target != FLASH:
        raise ConfigError(f"%Error: cannot copy {source} onto itself")
    startup_of(session)
    return converse(session, _copy(session, source, target))


def _copy(session: Session, source: str, target: str) -> Asking[Output]:
    if source == FLASH:
        source = _in_flash((yield Prompt("Source filename []? ")))
    offered = _offered(session, target)
    reply = yield Prompt(f"Destination filename [{offered}]? ")
    if not target.startswith(FLASH):
        if reply and reply not in _KNOWN[target]:
            raise ConfigError(f"%Error opening {reply} (No such file or directory)")
        return _merge(session, source) if target == _RUNNING else _save(session, source)
    target = _in_flash(reply or offered)
    if source == target:
        raise ConfigError(f"%Error: cannot copy {source} onto itself")
    if _flash(session).has(target):
        over = yield Prompt("Do you want to over write? [confirm]", _THERE, key=True)
        if not confirmed(over):
            return ""
    return _write(session, source, target)


def _offered(session: Session, target: str) -> str:
    """The name that Return means."""
    if target == FLASH:
        return f"{session.router.running.config.hostname}-confg"
    return bare_name(target)


def _in_flash(name: str) -> str:
    return FLASH + bare_name(name)


def _flash(session: Session) -> Flash:
    return startup_of(session).flash


def _octets(session: Session, source: str) -> bytes:
    if source == _RUNNING:
        return session.router.running.text().encode("utf-8", "replace")
    if source == _STARTUP:
        return startup_of(session).read().encode()
    return _flash(session).octets(source)


async def _write(session: Session, source: str, target: str) -> AsyncIterator[str]:
    begun, octets = time.monotonic(), _octets(session, source)
    await on_disk(_flash(session).write, target, octets)
    yield _copied(octets, begun)


def _save(session: Session, source: str) -> AsyncIterator[str]:
    return save(session) if source == _RUNNING else _replace_startup(session, source)


async def _replace_startup(session: Session, source: str) -> AsyncIterator[str]:
    begun, octets = time.monotonic(), _octets(session, source)
    await on_disk(startup_of(session).write, configuration(decode(octets), source))
    yield f"[OK]\n{_copied(octets, begun)}"


async def _merge(session: Session, source: str) -> AsyncIterator[str]:
    """The lines of a file, typed. Those that are not taken are told, as when they are typed; the
    others stand, all of them or (where they contradict the rest) none."""
    begun, octets = time.monotonic(), _octets(session, source)
    tree, problems = await _merged(session, configuration(decode(octets), source))
    session.router.load(RunningConfig(tree))
    session.router.log(f"%SYS-5-CONFIG_I: Configured from memory by {session.origin}")
    session.refused = bool(problems)
    yield "".join(map(_refused, problems)) + _copied(octets, begun)


async def _merged(session: Session, text: str) -> Merged:
    """Many lines take a while, and calls do not wait for them. What somebody else configured
    meanwhile counts too: then it is done again."""
    while True:
        before = session.router.running
        steps = merging(before.tree, text)
        while session.router.running is before:
            try:
                next(steps)
            except StopIteration as end:
                merged: Merged = end.value
                return merged
            await asyncio.sleep(0)


def _refused(problem: Problem) -> str:
    """A line that was not taken, as it stands on the screen when it is typed."""
    line, _, _ = problem.line.partition("\n")
    return f"{one_line(line)}\n{refusal(problem.error, 0)}"


def _copied(octets: bytes, begun: float) -> str:
    """`begun` is when, by the monotonic clock."""
    count, elapsed = len(octets), max(time.monotonic() - begun, 0.001)
    return f"{count} bytes copied in {elapsed:.3f} secs ({count / elapsed:.0f} bytes/sec)\n"
