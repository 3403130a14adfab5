"""What a caller by SSH is in for: a terminal, or one command."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

import asyncssh

from vpdn.ios.access import Admission, admit
from vpdn.ios.display import drained
from vpdn.ios.keyboard import BACKLOG
from vpdn.ios.lines import Line
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell
from vpdn.ios.stream_terminal import LAST_WORDS
from vpdn.ios.terminal import Terminal

_BREAK = b"\x1e"
_FAILED = 1
"""The exit status of a command that was refused, asked for a reply, was cut off, or is broken."""
_NOBODY_REPLIES = "% The command asks for a reply, which needs a terminal session"

Channel = asyncssh.SSHServerChannel[bytes]


class Connection(Protocol):
    """What the session is on."""

    def stay(self) -> None:
        """The session has begun."""

    def leave_within(self, seconds: float) -> None:
        """It is over: hang up then."""


class Session(asyncssh.SSHServerSession[bytes]):
    """The terminal, or the command, on a connection."""

    def __init__(
        self, router: Router, line: Line, admission: Admission, connection: Connection
    ) -> None:
        self._connection = connection
        self._router = router
        self._line = line
        self._admission = admission
        self._size: tuple[int, int] | None = None
        self._command: str | None = None
        self._cleared = False
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
        self._connection.stay()
        work = self._sit() if self._command is None else self._run(self._command)
        self._running = asyncio.get_running_loop().create_task(work)
        self._running.add_done_callback(lambda _: self._connection.leave_within(LAST_WORDS))

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
        self._cleared = True
        if self._running is not None:
            self._running.cancel()

    async def _run(self, command: str) -> None:
        """One command, printed whole, and whether it was carried out. Who is there for an automatic
        command gets that one."""
        status = _FAILED
        shell = Shell(self._router, self._line)
        admit(shell.session, self._admission)
        shell.session.hang_up = self._hang_up
        stand_up = self._router.sit_down(shell.session)
        try:
            with suppress(TimeoutError):
                async for piece in shell.run_line(shell.session.autocommand or command):
                    self._screen.write(piece)
                    await drained(self._screen, shell.session)
                if shell.session.question is not None:
                    self._screen.write(f"{shell.prompt}\n{_NOBODY_REPLIES}\n")
                elif not (shell.refused or self._cleared):
                    status = 0
        finally:
            stand_up()
            self._channel.exit(status)


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
