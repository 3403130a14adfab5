"""One session on a screen and a keyboard: octets in, text out.

Puts a line editor, a shell and a pager together, with debug lines coming in between. Text has
CR LF line ends. What carries the octets (a console, telnet, SSH) is the owner's business: it calls
`feed` with what was typed and `hang_up` when nobody is there any more, runs `run` and gives a
`Screen`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing
from typing import Protocol

from vpdn.ios.line_editor import Ask, Asked, LineEditor, Show
from vpdn.ios.line_history import History
from vpdn.ios.pager import ERASE, Pager
from vpdn.ios.router import Router
from vpdn.ios.shell import CONTROL_Z, Shell

BACKLOG = 1 << 16
"""Octets typed ahead from which on the owner reads no more until some were taken."""
_INTERRUPTS = (0x03, 0x1E)
"""Ctrl-C and Ctrl-Shift-6 end the command that runs."""


class Gone(Exception):
    """Nobody is at the keyboard any more."""


class Screen(Protocol):
    """Where a session's text goes."""

    def write(self, text: str) -> None: ...

    async def drain(self) -> None:
        """Wait until the other side has taken most of it."""

    @property
    def full(self) -> bool:
        """So much waits to be taken that debug lines had better be dropped."""


class Terminal:
    """`size` is (lines, columns). `run` ends when the user has left."""

    def __init__(self, router: Router, screen: Screen, size: tuple[int, int] = (24, 80)) -> None:
        self.shell = Shell(router)
        self.shell.session.length, self.shell.session.width = size
        self._router = router
        self._editor = LineEditor()
        self._screen = screen
        self._typed: deque[int] = deque()
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()
        self._after_return = False
        self._gone = False
        self._reading = False
        self._running: asyncio.Task[None] | None = None
        self._fresh = True
        self._logged = False
        self._prompted = False

    def feed(self, octets: bytes) -> None:
        """What was typed; keys that interrupt do so at once while a command runs. CR LF and CR NUL
        are one key."""
        for octet in octets:
            after_return, self._after_return = self._after_return, octet == 0x0D
            if after_return and octet in (0x0A, 0x00):
                continue
            if octet in _INTERRUPTS and self._running is not None and not self._reading:
                self._typed.clear()
                self._running.cancel()
            else:
                self._typed.append(octet)
        self._wake.set()

    async def room(self) -> None:
        """Wait until there is room for more typed ahead."""
        while len(self._typed) > BACKLOG:
            self._taken.clear()
            await self._taken.wait()

    def end_of_input(self) -> None:
        """Nothing more will be typed: the session ends after what was."""
        self._gone = True
        self._wake.set()

    def hang_up(self) -> None:
        """Nobody is there: a command that runs is ended, and so is the session."""
        self._typed.clear()
        self.end_of_input()
        if self._running is not None:
            self._running.cancel()

    async def run(self) -> None:
        """Prompt and carry out, until the user leaves or is gone."""
        session = self.shell.session
        detach = self._router.attach(self._log)
        self._router.sessions.append(session)
        try:
            while not self.shell.closed:
                await self._carry_out(await self._read_line())
        except Gone:
            pass
        finally:
            detach()
            self._router.sessions.remove(session)

    async def _carry_out(self, line: str) -> None:
        self._running = running = asyncio.create_task(self._print(line))
        try:
            await asyncio.wait({running})
        finally:
            self._running = None
            running.cancel()
        if running.cancelled():
            self._new_line()
        else:
            running.result()

    async def _print(self, line: str) -> None:
        pager = self._pager()
        async with aclosing(self.shell.run_line(line)) as pieces:
            async for piece in pieces:
                await self._page(pager, piece)
                if pager.stopped:
                    return

    def _pager(self) -> Pager:
        return Pager(self.shell.session.length, self.shell.session.width)

    async def _page(self, pager: Pager, text: str) -> None:
        if text and self._logged:
            self._new_line_if_needed()
        self._out(pager.write(text))
        await self._screen.drain()
        while pager.waiting:
            self._out(pager.key(chr(await self._octet())))

    async def _read_line(self) -> str:
        """The next line, or the reply to an open question."""
        session = self.shell.session
        question = session.question
        self._new_line_if_needed()
        self._editor.width = session.width
        if question is None:
            history = session.history if session.editor is None else session.configured
            return await self._edited(session.prompt, history)
        if question.key:
            return await self._reply_key(question.text)
        return await self._edited(question.text, None, echo=not question.hidden)

    async def _reply_key(self, text: str) -> str:
        """One key; Return, and what interrupts, is no letter."""
        self._out(text)
        octet = await self._octet()
        reply = "" if octet in b"\r\n" else chr(octet) if octet > 0x20 else "n"
        self._out("\n")
        return reply

    async def _edited(self, prompt: str, history: History | None, *, echo: bool = True) -> str:
        self._out(self._editor.ask(prompt, history, echo=echo))
        while True:
            self._prompted = True
            octet = await self._octet()
            self._prompted = False
            for action in self._editor.key(octet):
                if isinstance(action, Show):
                    self._raw(action.text)
                elif (line := await self._asked(action)) is not None:
                    return line

    async def _asked(self, asked: Asked) -> str | None:
        """Do what a key asked for; a line when there is one to carry out."""
        if asked.what is Ask.ENTER:
            return asked.line
        if asked.what is Ask.END:
            return await self._ended(asked.line)
        if asked.what is Ask.ABORT:
            return self._aborted()
        if asked.what is Ask.HELP:
            await self._help(asked.line)
        else:
            self._complete(asked.line)
        self._out(self._editor.redisplay())
        return None

    async def _help(self, line: str) -> None:
        answer = self.shell.help(line)
        await self._page(self._pager(), answer if answer.startswith("%") else f"{answer}\n")
        self._new_line_if_needed()

    def _complete(self, line: str) -> None:
        whole = self.shell.complete(line)
        if whole is not None and self._editor.line == line:
            self._editor.replace(whole)

    async def _ended(self, line: str) -> str:
        """Ctrl-Z: what stands in the line counts, and configuration is over."""
        if not self._configuring():
            return line
        await self._carry_out(line)
        return self._out_of_configuration()

    def _aborted(self) -> str:
        """Ctrl-C: what stands in the line does not count, and configuration is over."""
        self.shell.session.question = None
        return self._out_of_configuration()

    def _out_of_configuration(self) -> str:
        return CONTROL_Z if self._configuring() else ""

    def _configuring(self) -> bool:
        return self.shell.session.editor is not None

    async def _octet(self) -> int:
        self._reading = True
        try:
            while not self._typed:
                if self._gone:
                    raise Gone
                self._wake.clear()
                await self._wake.wait()
        finally:
            self._reading = False
        self._taken.set()
        return self._typed.popleft()

    def _out(self, text: str) -> None:
        """Text with `\\n` line ends."""
        self._raw(text.replace("\n", "\r\n"))

    def _raw(self, text: str) -> None:
        if text:
            self._screen.write(text)
            self._fresh = text.endswith(("\n", ERASE))
            self._logged = False

    def _log(self, line: str) -> None:
        """It interrupts whatever stands in the line, and is not followed by a line end."""
        if self.shell.session.monitor and not self._screen.full:
            self._new_line_if_needed()
            self._out(line)
            self._logged = True
            if self._prompted and self._synchronous():
                self._new_line()
                self._out(self._editor.redisplay())

    def _synchronous(self) -> bool:
        """Whether the console was told to show a line anew that a log line broke into."""
        lines = self._router.running.config.lines
        return any(one.kind == "con" and one.synchronous for one in lines)

    def _new_line(self) -> None:
        self._raw("\r\n")

    def _new_line_if_needed(self) -> None:
        if not self._fresh:
            self._new_line()
