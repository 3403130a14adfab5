"""What a caller meets at a line: banners, `Username:` and `Password:`, and a few tries.

Facts: IOS' dialogs and their texts. Who is let in, `access` decides.
"""

from __future__ import annotations

from typing import Protocol

from vpdn.ios.access import Admission, Door
from vpdn.ios.lines import Line
from vpdn.ios.router import Router

TRIES = 3
REPLY_TIMEOUT = 30.0
"""Seconds that each reply may take."""


class Asker(Protocol):
    """The screen and the keyboard. `ask` raises TimeoutError when no reply comes `within` so many
    seconds."""

    def say(self, text: str) -> None: ...

    async def ask(self, prompt: str, *, echo: bool, within: float) -> str: ...


async def greet(router: Router, line: Line, asker: Asker) -> Admission | None:
    """Let somebody in at the line; None when he was not."""
    door = Door(router, line)
    if not line.is_console:
        asker.say("\n" + banner(router, "motd"))
    if door.is_shut:
        asker.say("\nPassword required, but none set\n")
        return None
    if door.is_open:
        admission: Admission | None = door.unguarded
    else:
        asker.say(banner(router, "login") + "\nUser Access Verification\n\n")
        admission = await _tried(door, asker)
    if admission is not None and admission.privilege is None:
        asker.say("% Authorization failed.\n")
        return None
    return admission


def banner(router: Router, kind: str) -> str:
    """The text of a banner with a line end, "" where there is none."""
    text = router.running.config.banners.get(kind, "")
    return text if text.endswith("\n") or not text else f"{text}\n"


async def _tried(door: Door, asker: Asker) -> Admission | None:
    asked = "Username"
    try:
        for left in reversed(range(TRIES)):
            user = ""
            if door.asks_name:
                asked = "Username"
                user = await _name(asker)
                if not user:
                    return None
            asked = "Password"
            password = await asker.ask("Password: ", echo=False, within=REPLY_TIMEOUT)
            admission = await door.enter(user, password)
            if admission is not None:
                asker.say("\n")
                return admission
            asker.say(_refusal(door, last=not left))
    except TimeoutError:
        asker.say(f"\n% {asked}:  timeout expired!\n")
    return None


async def _name(asker: Asker) -> str:
    """Who gives none is asked again, but not for ever: "" then."""
    for _ in range(TRIES):
        name = await asker.ask("Username: ", echo=True, within=REPLY_TIMEOUT)
        if name.strip():
            return name.strip()
    return ""


def _refusal(door: Door, *, last: bool) -> str:
    if door.new_model:
        return "\n% Authentication failed.\n\n"
    if last:
        return "% Bad passwords\n"
    return "% Login invalid\n\n" if door.asks_name else ""
