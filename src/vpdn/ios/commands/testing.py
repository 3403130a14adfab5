"""`test aaa group`: asks RADIUS servers for a user, as a login would.

Facts: IOS' sentences, those of the old code and of the new.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.aaa.types import Accept
from vpdn.errors import Unavailable
from vpdn.ios.command import command
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session

_SILENCE = "No authoritative response from any server.\n"
_PASS = "User was successfully authenticated."
_FAIL = "User authentication request was rejected by server."
_SECRET = "keys"
"""Attributes with this in their name are not shown."""


@command(
    PRIVILEGED,
    "test aaa group <radius|WORD>$group WORD$user WORD$password <legacy|new-code>$code",
    """
    test      Test subsystems, memory, and interfaces
    group     Server group to ask
    radius    All RADIUS servers
    user      Name of the user
    password  Password of the user, in the clear
    legacy    Test authentication in the words of the old code
    new-code  Test authentication in the words of the new code
    """,
)
async def ask_aaa_group(
    session: Session, group: str, user: str, password: str, code: str
) -> AsyncIterator[str]:
    """The password goes as PAP; nothing is remembered of the user."""
    legacy = code == "legacy"
    if legacy:
        yield f"Attempting authentication test to server-group {group} using radius\n"
    try:
        outcome = await session.server.test_login(group, user.encode(), password.encode())
    except Unavailable:
        yield _SILENCE
        return
    if legacy:
        yield f"{_PASS if isinstance(outcome, Accept) else _FAIL}\n"
    elif isinstance(outcome, Accept):
        yield f"User successfully authenticated\n\nUSER ATTRIBUTES\n\n{_attributes(user, outcome)}"
    else:
        yield "User rejected\n"


def _attributes(user: str, accept: Accept) -> str:
    pairs = [("username", user)]
    pairs += [(one.name, one.value) for one in accept.attributes if _SECRET not in one.name]
    return "".join(f'{name:20} 0   "{value}"\n' for name, value in pairs)
