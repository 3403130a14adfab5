"""A caller by SSH: who he is is asked by the protocol, then a terminal or one command.

Version 2 only: version 1, which is all that IOS 12.1 has, is broken. A connection has a vty, and
may have one session on it.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import asyncssh

from vpdn.ios.access import Admission, Door, admit
from vpdn.ios.greeting import banner
from vpdn.ios.keyboard import BACKLOG
from vpdn.ios.lines import Line
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell
from vpdn.ios.stream_terminal import LAST_WORDS
from vpdn.ios.terminal import Terminal, drained

KEEPALIVE = 60.0
"""Seconds of silence after which a caller is asked whether he is still there."""
_BREAK = b"\x1e"

Channel = asyncssh.SSHServerChannel[bytes]


async def serve_ssh(router: Router, line: Line, connection: socket.socket) -> None:
    """Until the caller leaves or is gone. The router has a key."""
    settings = router.running.config.ssh
    caller = Caller(router, line)
    with suppress(asyncssh.Error, OSError):
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
        return Session(self, self._router, self._line, self._admission)


class Session(asyncssh.SSHServerSession[bytes]):
    """The terminal, or the command, on a connection."""

    def __init__(self, caller: Caller, router: Router, line: Line, admission: Admission) -> None:
        self._caller = caller
        self._router = router
        self._line = line
        self._admission = admission
        self._size: tuple[int, int] | None = None
        self._command: str | None = None
        self._terminal: Terminal | None = None
        self._running: asyncio.Task[None] | None = None

    def connection_made(self, chan: Channel) -> None:
        self._screen = ChannelScreen(chan)
        self._channel = chan

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object
    ) -> bool:
        self._size = _lines_and_columns(*term_size[:2])
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return True

    def session_started(self) -> None:
        self._caller.stay()
        work = self._sit() if self._command is None else self._run(self._command)
        self._running = asyncio.get_running_loop().create_task(work)
        self._running.add_done_callback(lambda _: self._caller.leave_within(LAST_WORDS))

    def data_received(self, data: bytes, datatype: int | None) -> None:
        if self._terminal is not None:
            keyboard = self._terminal.keyboard
            keyboard.feed(data)
            if keyboard.waiting > BACKLOG:
                self._channel.pause_reading()

    def eof_received(self) -> bool:
        if self._terminal is not None:
            self._terminal.keyboard.end_of_input()
        return True

    def break_received(self, msec: int) -> bool:
        self.data_received(_BREAK, None)
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        size = _lines_and_columns(width, height)
        if self._terminal is not None and size is not None:
            self._terminal.shell.session.resize(size)

    def pause_writing(self) -> None:
        self._screen.pause()

    def resume_writing(self) -> None:
        self._screen.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        self._screen.resume()
        if self._terminal is not None:
            self._terminal.hang_up()
        elif self._running is not None:
            self._running.cancel()

    async def _sit(self) -> None:
        self._terminal = terminal = Terminal(
            self._router, self._screen, self._size, self._line, self._admission
        )
        reading = asyncio.create_task(self._read_on(terminal))
        try:
            await terminal.run()
        finally:
            reading.cancel()
            self._channel.close()

    async def _read_on(self, terminal: Terminal) -> None:
        """Take more typing whenever there is room again."""
        while True:
            await terminal.keyboard.room()
            self._channel.resume_reading()
            await terminal.keyboard.taken()

    def _hang_up(self) -> None:
        """Somebody has cleared the line."""
        if self._running is not None:
            self._running.cancel()

    async def _run(self, command: str) -> None:
        """One command, printed whole. Who is there for an automatic command gets that one."""
        shell = Shell(self._router, self._line)
        admit(shell.session, self._admission)
        shell.session.hang_up = self._hang_up
        stand_up = self._router.sit_down(shell.session)
        try:
            with suppress(TimeoutError):
                async for piece in shell.run_line(shell.session.autocommand or command):
                    self._screen.write(piece)
                    await drained(self._screen, shell.session)
        finally:
            stand_up()
            self._channel.exit(0)


class ChannelScreen:
    """The screen at the other end of a channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._room = asyncio.Event()
        self._room.set()

    @property
    def full(self) -> bool:
        return not self._room.is_set() or self._channel.is_closing()

    def write(self, text: str) -> None:
        with suppress(BrokenPipeError):
            self._channel.write(text.encode(errors="replace"))

    async def drain(self) -> None:
        await self._room.wait()

    def pause(self) -> None:
        self._room.clear()

    def resume(self) -> None:
        self._room.set()


def _lines_and_columns(width: int, height: int) -> tuple[int, int] | None:
    """A client without a terminal tells zeros."""
    return (height, width) if width and height else None
