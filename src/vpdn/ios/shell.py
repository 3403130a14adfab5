"""One EXEC session: a line in, text out.

    async for piece in shell.run_line("show vpdn"): ...

Lines are read by the mode the session is in; refusals come out as IOS words and places them. How
the text reaches anybody is `console`'s business.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios import assistance
from vpdn.ios.aliases import meant
from vpdn.ios.authorizing import REFUSED, may_configure, may_give
from vpdn.ios.command import Command, pieces
from vpdn.ios.config import RunningConfig, factory
from vpdn.ios.dialog import CONTROL_Z, Question, refusal
from vpdn.ios.editor import Editor
from vpdn.ios.filter import Filter, split
from vpdn.ios.grammar import INCOMPLETE, INVALID, Match
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.multiline import one_line_of, waits_for
from vpdn.ios.prefixes import DEFAULT, DO, PREFIX, blanked
from vpdn.ios.privileges import action, reader, understand
from vpdn.ios.router import Router, Session

_HOST = re.compile(r"\s*[A-Za-z][\w.-]*")
_SLICE = 4096
"""Characters that a filter looks at in one go: a few milliseconds."""
_UNKNOWN = "% Unknown command or computer name, or unable to find computer address"


class Shell:
    """`session.closed` when the user has left."""

    def __init__(self, router: Router, line: Line = CONSOLE) -> None:
        self.session = Session(router, line)

    @property
    def prompt(self) -> str:
        return self.session.prompt

    @property
    def refused(self) -> bool:
        return self.session.refused

    @property
    def closed(self) -> bool:
        return self.session.closed

    async def run_line(self, text: str) -> AsyncGenerator[str, None]:
        """Carry out one line; pieces of its output, with `\\n` line ends, as they come."""
        session = self.session
        session.active = time.monotonic()
        session.refused = False
        line = text.rstrip().replace("\t", " ")
        if session.question is not None:
            async for piece in self._reply(text if session.question.literal else line.strip()):
                yield piece
            return
        if not line.strip() or line.lstrip().startswith("!"):
            return
        column, expansion = len(session.prompt), meant(session, line)
        line = expansion.line
        if session.editor is not None:
            session.editor.read = reader(session)
        try:
            if line != CONTROL_Z and (first := one_line_of(line)) != line:
                raise ConfigError(INVALID, line=line, column=len(first))
            if session.editor is not None and PREFIX.fullmatch(line):
                raise ConfigError(INCOMPLETE, line=line)
            if session.editor is None or DO.match(line):
                async for piece in self._execute(blanked(DO, line) if session.editor else line):
                    yield piece
            elif not await self._may_configure(session.editor, line):
                yield self._refuse(f"{REFUSED}\n\n")
            elif (doing := typed_action(session, line)) is not None:
                async for piece in pieces(doing.target.run(session, **doing.arguments)):
                    yield piece
            elif mark := waits_for(line):
                session.editor.understand(line)
                yield self._ask_for_more(session.editor, line, mark)
            else:
                yield self._configure(session.editor, "end" if line == CONTROL_Z else line)
        except ConfigError as error:
            yield self._refuse(refusal(expansion.refused(error), column))

    def help(self, line: str) -> str:
        """The answer to a `?` typed after `line`."""
        return "" if self.session.question else assistance.answer(self.session, line)

    def complete(self, line: str) -> str | None:
        """The line as Tab leaves it, None when it is not one word that is meant."""
        return None if self.session.question else assistance.completed(self.session, line)

    async def _reply(self, text: str) -> AsyncIterator[str]:
        """The reply to the question that a command left open."""
        session = self.session
        question, session.question = session.question, None
        assert question is not None
        try:
            ended = text == CONTROL_Z and not question.literal
            async for piece in pieces(question.answer("" if ended else text)):
                yield piece
        except ConfigError as error:
            yield self._refuse(refusal(error, 0))

    def _refuse(self, text: str) -> str:
        self.session.refused = True
        return text

    async def _execute(self, line: str) -> AsyncIterator[str]:
        try:
            command, chosen = split(line)
            found = understand(self.session, command)
        except ConfigError as error:
            raise self._unread(error) from None
        if not await may_give(self.session, found):
            yield self._refuse(f"{REFUSED}\n\n")
            return
        arguments = dict(found.arguments)
        if found.target.takes_no:
            arguments["no"] = found.no
        try:
            async for piece in pieces(found.target.run(self.session, **arguments)):
                async for passed in _passing(chosen, piece):
                    yield passed
        except ConfigError as error:
            raise _pointed(error, found, line) from None
        if chosen:
            yield chosen.end()

    def _unread(self, error: ConfigError) -> ConfigError:
        """A single word that is no command may be a host to connect to; that is looked up, and
        there is none."""
        if error.reason == INCOMPLETE and _is_show(error.line):
            return ConfigError('% Type "show ?" for a list of subcommands')
        if error.reason == INVALID and len(error.line.split()) == 1 and _HOST.fullmatch(error.line):
            lookup = self.session.server.config.domain_lookup
            where = "...domain server (255.255.255.255)" if lookup else ""
            return ConfigError(f'Translating "{error.line.strip()}"{where}\n{_UNKNOWN}')
        return error

    def _ask_for_more(self, editor: Editor, begun: str, mark: str) -> str:
        """A command over several lines counts when its last one has come; Ctrl-Z ends a line like
        Return."""

        def more(line: str) -> str:
            whole = f"{begun}\n{line.removesuffix(CONTROL_Z)}"
            if waits_for(whole) is None:
                return self._configure(editor, whole)
            self._ask_for_more(editor, whole, mark)
            return ""

        self.session.question = Question("", more, literal=True)
        return f"Enter TEXT message.  End with the character '{mark}'.\n"

    async def _may_configure(self, editor: Editor, line: str) -> bool:
        """Whether the line may be typed. Raises ConfigError for one that cannot be read."""
        session = self.session
        if line == CONTROL_Z or not session.router.running.config.aaa.authorization_config_commands:
            return True
        doing = typed_action(session, line)
        if doing is not None:
            return await may_give(session, doing)
        editor.edit(session.router.running.tree)
        default = DEFAULT.match(line) is not None
        read = editor.understand_either if default else editor.understand
        _, found = read(blanked(DEFAULT, line))
        return await may_configure(session, found, default=default)

    def _configure(self, editor: Editor, line: str) -> str:
        """One line of configuration takes effect as a whole or not at all. What there is to say
        about it."""
        router, place = self.session.router, editor.place
        editor.edit(router.running.tree)
        if DEFAULT.match(line):
            editor.reset(blanked(DEFAULT, line), factory())
        else:
            editor.enter(line)
        if editor.closed:
            self.session.editor = None
            router.log(f"%SYS-5-CONFIG_I: Configured from console by {self.session.origin}")
            return ""
        try:
            router.load(RunningConfig(editor.tree))
        except ConfigError:
            editor.place = place
            raise
        return f"{editor.notice}\n" if editor.notice else ""


async def _passing(chosen: Filter | None, text: str) -> AsyncIterator[str]:
    """What a filter lets pass. It may have much to look at, and calls do not wait for it."""
    if chosen is None:
        yield text
        return
    for start in range(0, len(text), _SLICE):
        if start:
            await asyncio.sleep(0)
        yield chosen.feed(text[start : start + _SLICE])


def _pointed(error: ConfigError, found: Match[Command], line: str) -> ConfigError:
    """A command that says its input is invalid means the first that was typed."""
    if error.reason != INVALID or error.column is not None:
        return error
    return ConfigError(INVALID, line=line, column=found.column)


def typed_action(session: Session, line: str) -> Match[Command] | None:
    """The command that is typed among settings but is none. Raises ConfigError for one that is not
    typed to its end."""
    try:
        return action(session, line)
    except ConfigError as error:
        if error.reason == INVALID and (error.column or 0) <= len(line) - len(line.lstrip()):
            return None
        raise


def _is_show(line: str) -> bool:
    return "show".startswith(line.strip().lower())
