"""Operators' scripts that all log in at the same moment: half by telnet, half by SSH.

    visitors.py ADDRESS USER PASSWORD COUNT

A program for a namespace of its own. It says `now` when it begins. Each logs in, looks at
`show vpdn`, and leaves; what went wrong is printed as JSON: a list of sentences, and the seconds
that all of it took.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass

import asyncssh

PATIENCE = 60.0
SHOWN = "PPTP Tunnel and Session Information"


@dataclass(frozen=True, slots=True)
class Visitor:
    address: str
    user: str
    password: str

    async def by_telnet(self) -> str:
        reader, writer = await asyncio.open_connection(self.address, 23)
        for prompt, reply in (
            (b"Username: ", self.user),
            (b"Password: ", self.password),
            (b">", "terminal length 0"),
            (b"angela>", "show vpdn"),
        ):
            await reader.readuntil(prompt)
            writer.write(f"{reply}\r\n".encode())
        screen = await reader.readuntil(b"angela>")
        writer.write(b"exit\r\n")
        await reader.read()
        writer.close()
        return screen.decode(errors="replace")

    async def by_ssh(self) -> str:
        connection = await asyncssh.connect(
            self.address,
            username=self.user,
            password=self.password,
            known_hosts=None,
            config=None,
            client_keys=None,
            agent_path=None,
            login_timeout=PATIENCE,
        )
        async with connection:
            result = await connection.run("show vpdn")
        return str(result.stdout)


async def visit(visitor: Visitor, number: int) -> str:
    """What went wrong, "" when nothing did."""
    way = visitor.by_ssh if number % 2 else visitor.by_telnet
    try:
        screen = await asyncio.wait_for(way(), PATIENCE)
    except (OSError, EOFError, TimeoutError, asyncssh.Error) as error:
        return f"{way.__name__} {number}: {type(error).__name__} {error}"
    return "" if SHOWN in screen else f"{way.__name__} {number}: {screen!r}"


async def main(address: str, user: str, password: str, count: str) -> None:
    print("now", flush=True)
    began = time.perf_counter()
    visitor = Visitor(address, user, password)
    said = await asyncio.gather(*(visit(visitor, number) for number in range(int(count))))
    print(
        json.dumps({"wrong": [one for one in said if one], "seconds": time.perf_counter() - began})
    )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
