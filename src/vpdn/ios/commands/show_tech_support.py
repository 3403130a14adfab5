"""`show tech-support`: what somebody who helps wants to see, one command after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.ios.command import Command, command, pieces
from vpdn.ios.grammar import Match, match
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.plain import Json, without_secrets
from vpdn.ios.router import Session

PARTS = (
    "show version",
    "show running-config",
    "show interfaces",
    "show ip interface",
    "show ip route",
    "show ip local pool",
    "show access-lists",
    "show vpdn",
    "show vpdn tunnel pptp all",
    "show vpdn session pptp all",
    "show vpdn history failure",
    "show ppp all",
    "show aaa servers",
    "show aaa method-lists all",
    "show aaa sessions",
    "show radius statistics",
    "show tacacs",
    "show processes cpu",
    "show processes memory",
    "show logging",
)
"""In the order in which they are shown."""


def _read(words: str) -> Match[Command]:
    return match([*PRIVILEGED.declarations, *USER.declarations], words)


def _data(session: Session) -> dict[str, Json]:
    """Of the parts that have something to say to programs."""
    found = {words: _read(words) for words in PARTS}
    return {
        words: one.target.answer(session, one.arguments)
        for words, one in found.items()
        if one.target.data is not None
    }


@command(
    PRIVILEGED,
    "show tech-support",
    "tech-support  Show system information for Tech-Support",
    data=_data,
)
async def show_tech_support(session: Session) -> AsyncIterator[str]:
    """Passwords and keys are left out, as IOS does: this is sent to others."""
    for words in PARTS:
        found = _read(words)
        yield f"\n------------------ {words} ------------------\n\n"
        output = found.target.run(session, **found.arguments)
        async for piece in pieces(output):
            yield without_secrets(piece)
