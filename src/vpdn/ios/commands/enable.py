"""`enable`, `disable`: to another privilege level."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.access import Elevation
from vpdn.ios.command import command
from vpdn.ios.dialog import Question
from vpdn.ios.modes import ANYBODY
from vpdn.ios.router import HIGHEST, Session

TRIES = 3


@command(
    ANYBODY,
    "enable [(0-15)$level]",
    "enable  Turn on privileged commands\nlevel  Enable level",
)
def enable(session: Session, level: int = HIGHEST) -> str:
    """Downwards nobody is asked; upwards as the configuration has it."""
    elevation = Elevation(session.router, session.line, level)
    if level <= session.privilege or elevation.is_open:
        session.privilege = level
        return ""
    if not elevation.new_model and not elevation.has_password:
        raise ConfigError("% No password set")
    _ask(session, elevation, level, TRIES)
    return ""


@command(
    ANYBODY,
    "disable [(0-15)$level]",
    "disable  Turn off privileged commands\nlevel  Privilege level to go to",
)
def disable(session: Session, level: int = 1) -> str:
    if level > session.privilege:
        raise ConfigError("New privilege level must be less than current privilege level")
    session.privilege = level
    return ""


def _ask(session: Session, elevation: Elevation, level: int, tries: int) -> None:
    async def answer(reply: str) -> AsyncIterator[str]:
        right = await elevation.enter(reply)
        if right:
            session.privilege = level
        elif not elevation.new_model and tries > 1:
            _ask(session, elevation, level, tries - 1)
        else:
            raise ConfigError(_refusal(elevation, right))
        yield ""  # nothing is said to who is let in, or asked again

    session.question = Question("Password: ", answer, hidden=True)


def _refusal(elevation: Elevation, right: bool | None) -> str:
    if elevation.new_model:
        return "% Error in authentication." if right is None else "% Access denied"
    return "% Bad secrets\n" if elevation.is_secret else "% Bad passwords"
