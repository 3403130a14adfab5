"""Run on the PC by `test_dialer`: many calls at once from one host, pinged through, hung up.

Arguments: the server, how many calls. Prints one line a call, "ADDRESS ok" or an error's line.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys

from vpdn.client.dialer import Session, dial
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.settings import DialSettings, Routing


async def main(server: str, count: int) -> None:
    settings = DialSettings(server, "tac", "admin", routing=Routing.SOURCE)
    with Host("vpn%d", settings.mtu) as host:
        calls = [asyncio.create_task(dial(host, settings)) for _ in range(count)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        sessions = [outcome for outcome in outcomes if isinstance(outcome, Session)]
        answered = await asyncio.gather(*(ping(session) for session in sessions))
        for session, ok in zip(sessions, answered, strict=True):
            print((await session.settled()).local, "ok" if ok else "silent")
        for outcome in outcomes:
            if isinstance(outcome, DialError):
                print(outcome.line)
        await asyncio.gather(*(session.hang_up() for session in sessions))


async def ping(session: Session) -> bool:
    """From the session's own address to the far end."""
    status = await session.settled()
    command = ("ping", "-c1", "-W5", "-I", str(status.local), str(status.remote))
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
    return await process.wait() == 0


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
