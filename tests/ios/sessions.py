"""Shells at vtys of a router: lines typed, replies given, text out."""

from __future__ import annotations

from tests.ios.callers import CALLER, router_with, timed
from tests.ios.support import typed
from vpdn.ios.access import Admission, admit
from vpdn.ios.lines import Line
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell


def at(router: Router, line: Line = CALLER, privilege: int = 1, user: str = "tac") -> Shell:
    """A session that has logged in."""
    shell = Shell(router, line)
    admit(shell.session, Admission(user, privilege))
    router.sit_down(shell.session)
    return shell


def screen_of(
    text: str, *lines: str, line: Line = CALLER, privilege: int = 1
) -> tuple[str, str, float]:
    """What the lines print at a router so configured, the prompt then, and the seconds it took."""
    shells: list[Shell] = []

    async def work() -> str:
        shells.append(at(router_with(text), line, privilege))
        return await typed(shells[0], *lines)

    screen, seconds = timed(work)
    return screen, shells[0].prompt, seconds
