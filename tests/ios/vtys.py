"""A router with open vtys on loopback ports, and callers that are plain sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncssh

from tests.ios.callers import USERS, router_with
from vpdn.ios.host_key import HostKey
from vpdn.ios.router import Router
from vpdn.ios.vty import Doors, VtyServer

LOCAL = f"hostname angela\n{USERS}line vty 0 4\n login local\n"
PATIENCE = 10.0
KEY = asyncssh.generate_private_key("ssh-rsa", key_size=1024)
LOOPBACK = "127.0.0.1"


@dataclass
class Vtys:
    router: Router
    server: VtyServer

    def port(self, protocol: str) -> int:
        address = self.server.address(protocol)
        assert address is not None
        return address[1]

    async def telnet(self) -> Caller:
        return Caller(*await asyncio.open_connection(LOOPBACK, self.port("telnet")))

    async def ssh(self, user: str, password: str) -> asyncssh.SSHClientConnection:
        return await self.connect(user, password=password)

    async def connect(self, user: str, **how: Any) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            LOOPBACK,
            self.port("ssh"),
            username=user,
            known_hosts=None,
            config=None,
            client_keys=None,
            agent_path=None,
            **how,
        )

    async def has_telnet(self, wanted: bool) -> None:
        await eventually(lambda: (self.server.address("telnet") is not None) is wanted)

    async def settled(self) -> None:
        """Until whoever was asked to leave has."""
        await eventually(lambda: not (self.router.sessions or self.router.vtys.taken))


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.001)


@dataclass
class Caller:
    """A caller by telnet who answers no option."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def until(self, text: str) -> str:
        async with asyncio.timeout(PATIENCE):
            return (await self.reader.readuntil(text.encode())).decode(errors="replace")

    async def end(self) -> bytes:
        """What comes until the router hangs up."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    def type(self, text: str) -> None:
        self.writer.write(text.encode())

    async def log_in(self, user: str = "tac", password: str = "admin", prompt: str = ">") -> None:
        await self.until("Username: ")
        self.type(f"{user}\r\n")
        await self.until("Password: ")
        self.type(f"{password}\r\n")
        await self.until(f"angela{prompt}")


@asynccontextmanager
async def vtys(text: str = LOCAL, *, ssh: bool = False) -> AsyncIterator[Vtys]:
    router = router_with(text)
    router.host_key = HostKey()
    if ssh:
        router.host_key.key = KEY
    server = VtyServer(router, Doors((LOOPBACK, 0), (LOOPBACK, 0)))
    server.start()
    try:
        yield Vtys(router, server)
    finally:
        await server.close()
