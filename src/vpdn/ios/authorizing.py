"""May a session give a command? What `aaa authorization commands LEVEL` and a line's own
`authorization commands LEVEL` say, level by level.

The console is asked only after `aaa authorization console`, lines of configuration only after
`aaa authorization config-commands`. Whoever is asked is told no passwords.
"""

from __future__ import annotations

from vpdn.aaa.commands import CommandRequest
from vpdn.aaa.login import DEFAULT
from vpdn.errors import ConfigError
from vpdn.ios.access import publisher
from vpdn.ios.aliases import expand, of_exec
from vpdn.ios.command import Command
from vpdn.ios.filter import cut
from vpdn.ios.grammar import Match
from vpdn.ios.privileges import level_of, understand
from vpdn.ios.router import Session
from vpdn.ios.setting import Setting

REFUSED = "Command authorization failed."
_PASSWORDS = ("password", "secret")
"""What arguments that hold one are called."""
_REST = "rest"
"""What the end of a line is called that nobody reads: `ppp chap password …` is such a line."""
_CONCEALED = "*"


async def may_give(session: Session, found: Match[Command]) -> bool:
    """A command of EXEC, or one typed among settings."""
    return await _permitted(session, level_of(session, found), _words(found, _PASSWORDS))


async def may_configure(session: Session, found: Match[Setting], *, default: bool) -> bool:
    """A line of configuration, which stood after `default` or did not."""
    if not session.router.running.config.aaa.authorization_config_commands:
        return True
    setting = found.target
    words = _words(found, _hidden(setting))
    if default:
        words = ("default", *words[found.no :])
    return await _permitted(session, level_of(session, found), words)


def _hidden(setting: Setting) -> tuple[str, ...]:
    """What arguments of the line hold a password, or may."""
    own = () if setting.hides is None else setting.hides[1:]
    return (*_PASSWORDS, *own) if setting.apply is not None else (*_PASSWORDS, _REST)


async def may_type(session: Session, line: str) -> bool:
    """As `may_give`, for a line that was not read yet. One that cannot be is nobody's to allow."""
    try:
        found = understand(session, cut(expand(of_exec(session), line).line)[0])
    except ConfigError:
        return True
    return await may_give(session, found)


async def _permitted(session: Session, level: int, words: tuple[str, ...]) -> bool:
    aaa = session.router.running.config.aaa
    if not aaa.new_model or (session.console and not aaa.authorization_console):
        return True
    request = CommandRequest(
        session.user, session.line.port, words, session.authenticated, publisher(session.router)
    )
    named = session.settings.command_lists.get(level, DEFAULT)
    return await session.server.aaa.authorize_command(level, named, request)


def _words(found: Match[Command] | Match[Setting], hidden: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the line in full, without its passwords."""
    secret = {str(found.arguments[name]) for name in hidden if found.arguments.get(name)}
    said = (_CONCEALED if text in secret else text for text in found.words)
    return tuple(word for text in said for word in text.split())
