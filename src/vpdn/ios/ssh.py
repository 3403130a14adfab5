"""A caller by SSH: who he is is asked by the protocol, then a terminal or one command.

Version 2 only: version 1, which is all that IOS 12.1 has, is broken. A connection has a vty, and
may have one session on it. Nothing is compressed: what is inflated has no bound.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import asyncssh

from vpdn.ios.access import Admission, Door
from vpdn.ios.greeting import banner
from vpdn.ios.lines import Line
from vpdn.ios.router import Router
from vpdn.ios.ssh_session import Session

KEEPALIVE = 60.0
"""Seconds of silence after which a caller is asked whether he is still there."""

_HIS_FAULTS = (asyncssh.Error, OSError, ValueError)
"""What the library says of a caller's packets, or lets out where it cannot read them."""


async def serve_ssh(router: Router, line: Line, connection: socket.socket) -> None:
    """Until the caller leaves or is gone. The router has a key."""
    settings = router.running.config.ssh
    caller = Caller(router, line)
    with suppress(*_HIS_FAULTS):
        served = await asyncssh.run_server(
            connection,
            server_factory=lambda: caller,
            server_host_keys=[router.host_key.key],
            server_version="vpdn",
            login_timeout=settings.timeout,
            keepalive_interval=KEEPALIVE,
            public_key_auth=False,
            line_editor=False,
            agent_forwarding=False,
            compression_algs=["none"],
            encoding=None,
        )
        async with served:
            await served.wait_closed()
    await caller.judged()


class Caller(asyncssh.SSHServer):
    """One connection, on one line. A password is told to be wrong before the next is looked at,
    also when nobody waits for the answer: the library drops a question when another one comes, and
    when the caller leaves. Whoever is in has a session, or is asked to leave."""

    def __init__(self, router: Router, line: Line) -> None:
        self._router = router
        self._line = line
        self._admission: Admission | None = None
        self._tries = 0
        self._guesses: set[asyncio.Task[Admission | None]] = set()
        self._turn = asyncio.Lock()
        self._leaving: asyncio.TimerHandle | None = None
        self._busy = False

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        text = banner(self._router, "login")
        if text:
            self._connection.send_auth_banner(text)
        return True

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        most = self._router.running.config.ssh.retries + 1
        self._tries += 1
        if self._tries <= most:
            guess = asyncio.create_task(self._judge(username, password))
            self._guesses.add(guess)
            self._admission = await asyncio.shield(guess)
        if self._admission is None and self._tries >= most:
            self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, "Too many wrong passwords")
        return self._admission is not None

    async def _judge(self, username: str, password: str) -> Admission | None:
        async with self._turn:
            door = Door(self._router, self._line).with_names()
            admission = await door.enter(username, password)
        return None if admission is None or admission.privilege is None else admission

    async def judged(self) -> None:
        """Wait until everything that was asked is answered."""
        await asyncio.gather(*self._guesses)

    def auth_completed(self) -> None:
        self.leave_within(self._router.running.config.ssh.timeout)

    def leave_within(self, seconds: float) -> None:
        """Hang up then, unless a session begins."""
        self.stay()
        if self._connection.is_closed():
            return
        self._leaving = asyncio.get_running_loop().call_later(seconds, self._connection.abort)

    def stay(self) -> None:
        """A session has begun."""
        if self._leaving is not None:
            self._leaving.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self.stay()

    def session_requested(self) -> Session | bool:
        if self._admission is None or self._busy:
            return False
        self._busy = True
        return Session(self._router, self._line, self._admission, self)
