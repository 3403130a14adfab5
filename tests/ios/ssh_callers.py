"""Callers by SSH, with the library's own client over the loopback."""

from __future__ import annotations

import asyncio

import asyncssh

from tests.ios.callers import USERS
from tests.ios.vtys import PATIENCE, Vtys

NEW_MODEL = f"hostname angela\n{USERS}aaa new-model\naaa authentication login default local\n"


async def until(process: asyncssh.SSHClientProcess[str], text: str) -> str:
    async with asyncio.timeout(PATIENCE):
        return str(await process.stdout.readuntil(text))


async def result(here: Vtys, user: str, password: str, command: str) -> tuple[int | None, str]:
    """A command's exit status, and what it printed."""
    async with await here.ssh(user, password) as connection:
        ended = await asyncio.wait_for(connection.run(command), PATIENCE)
    return ended.exit_status, str(ended.stdout)


async def run(here: Vtys, user: str, password: str, command: str) -> str:
    status, printed = await result(here, user, password, command)
    assert status == 0
    return printed
