"""One session on a screen and a keyboard: octets in, text out.

Puts a line editor, a shell, a pager and a display together, after whoever is there was let in.
What carries the octets (a console, telnet, SSH) is the owner's business: it feeds the `keyboard`
with what was typed, calls `hang_up` when nobody is there any more, runs `run` and gives a `Screen`.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress

from vpdn.ios.access import Admission, admit
from vpdn.ios.dialog import CONTROL_Z
from vpdn.ios.display import Display, Screen, drained
from vpdn.ios.greeting import banner, greet
from vpdn.ios.interruptible import Interruptible
from vpdn.ios.keyboard import Gone, Keyboard
from vpdn.ios.line_editor import Ask, Asked, LineEditor, Show
from vpdn.ios.line_history import History
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.pager import Pager
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell


class Terminal:
    """`size` is (lines, columns), None where the screen does not tell. `admission`: whoever is at
    the line was let in already. `run` ends when the user has left, or has typed or read nothing
    for as long as the line allows."""

    def __init__(
        self,
        router: Router,
        screen: Screen,
        size: tuple[int, int] | None = None,
        line: Line = CONSOLE,
        admission: Admission | None = None,
    ) -> None:
        self.shell = Shell(router, line)
        self._admission = admission
        self._router = router
        self._editor = LineEditor()
        self.screen = screen
        self._commands = Interruptible()
        self.keyboard = Keyboard(self._commands.interrupt)
        session = self.shell.session
        self._display = Display(screen, session, self._editor.redisplay)
        session.set_up(size)
        session.tell, session.hang_up = self._display.tell, self.hang_up

    def hang_up(self) -> None:
        """Nobody is there: a command that runs is ended, and so is the session."""
        self.keyboard.hang_up()
        self._commands.interrupt()

    async def run(self) -> None:
        """Let the user in, then prompt and carry out, until he leaves or is gone."""
        session = self.shell.session
        with suppress(Gone):
            admission = self._admission or await greet(self._router, session.line, self)
            if admission is not None:
                admit(session, admission)
                await self._serve()

    async def _serve(self) -> None:
        session = self.shell.session
        detach = self._router.attach(self._display.log, session)
        stand_up = self._router.sit_down(session)
        try:
            self._welcome()
            await self._automatic()
            while not self.shell.closed:
                await self._carry_out(await self._read_line())
        except TimeoutError:
            self._display.new_line()
        finally:
            detach()
            stand_up()

    async def _automatic(self) -> None:
        """What the user's or the line's `autocommand` says, with the replies it asks for."""
        session = self.shell.session
        if session.autocommand:
            await self._carry_out(session.autocommand)
            while session.question is not None:
                await self._carry_out(await self._read_line())
            session.closed = session.ends_then

    def _welcome(self) -> None:
        """SSH has asked who it is before there was a screen for the message of the day."""
        if self._admission is not None:
            self.say(banner(self._router, "motd"))
        if not self.shell.session.line.is_console:
            self.say(banner(self._router, "exec"))

    def say(self, text: str) -> None:
        """Show text with `\\n` line ends."""
        self._display.say(text)

    async def ask(self, prompt: str, *, echo: bool, within: float) -> str:
        """A reply from somebody who is not in yet; no key has a meaning."""
        async with asyncio.timeout(within):
            return await self._edited(prompt, None, echo=echo, literal=True)

    async def _carry_out(self, line: str) -> None:
        if not await self._commands.run(self._print(line)):
            self._display.new_line()

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
        if text:
            self._display.after_log()
        self.say(pager.write(text))
        await drained(self.screen, self.shell.session)
        while pager.waiting:
            self.say(pager.key(chr(await self._octet())))

    async def _read_line(self) -> str:
        """The next line, or the reply to an open question."""
        session = self.shell.session
        question = session.question
        self._display.fresh_line()
        if question is None:
            history = session.history if session.editor is None else session.configured
            return await self._edited(session.prompt, history)
        if question.key:
            return await self._reply_key(question.text)
        return await self._edited(
            question.text, None, echo=not question.hidden, literal=question.literal
        )

    async def _reply_key(self, text: str) -> str:
        """One key; Return, and what interrupts, is no letter."""
        self.say(text)
        octet = await self._octet()
        reply = "" if octet in b"\r\n" else chr(octet) if octet > 0x20 else "n"
        self.say("\n")
        return reply

    async def _edited(
        self, prompt: str, history: History | None, *, echo: bool = True, literal: bool = False
    ) -> str:
        self._editor.width = self.shell.session.width
        self.say(self._editor.ask(prompt, history, echo=echo, literal=literal))
        while True:
            self._display.prompted = True
            octet = await self._octet()
            self._display.prompted = False
            for action in self._editor.key(octet):
                if isinstance(action, Show):
                    self._display.show(action.text)
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
        self.say(self._editor.redisplay())
        return None

    async def _help(self, line: str) -> None:
        answer = self.shell.help(line)
        await self._page(self._pager(), answer if answer.startswith("%") else f"{answer}\n")
        self._display.fresh_line()

    def _complete(self, line: str) -> None:
        whole = self.shell.complete(line)
        if whole is not None and self._editor.line == line:
            self._editor.replace(whole)

    async def _ended(self, line: str) -> str:
        """Ctrl-Z: what stands in the line counts, and configuration is over."""
        question = self.shell.session.question
        if question is not None and question.literal:
            return line + CONTROL_Z
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
        """Raises TimeoutError when the user has been idle for as long as the line allows."""
        await drained(self.screen, self.shell.session)
        return await self.keyboard.octet(self.shell.session.settings.exec_timeout or None)
