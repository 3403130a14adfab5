"""The router as its operators see it, and their sessions.

`Server` is all that commands may ask of the live server; `Router` adds its configuration and its
debugs, which all sessions share; `Session` is one operator at one prompt.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.aaa.login import local_user
from vpdn.aaa.service import Aaa
from vpdn.aaa.types import Accept, Reject
from vpdn.ios.conditions import Conditions
from vpdn.ios.config import RunningConfig
from vpdn.ios.debug import DebugFlags, switch_for
from vpdn.ios.dialog import Question
from vpdn.ios.editor import Editor
from vpdn.ios.host_key import HostKey
from vpdn.ios.journal import Journal, Write
from vpdn.ios.line_history import History
from vpdn.ios.lines import CONSOLE, Line, Vtys, settings_of
from vpdn.ios.live import Captures, Clearing, Translation
from vpdn.ios.reloading import Reloading
from vpdn.ios.startup import ABSENT, Startup
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Events
from vpdn.nas.line_settings import LineSettings
from vpdn.nas.snapshot import ServerSnapshot
from vpdn.net.icmp import Echo, Ping
from vpdn.net.tracer import Answer, Probe

HIGHEST = 15
"""The level that may do everything; from level 2 on the prompt ends in `#`."""
LINES, COLUMNS = 24, 80
"""Of a terminal that nobody has said anything about."""
_PROMPT_NAME = 20
"""Characters of the host name that a configuration prompt shows."""


class Server(Protocol):
    """The live server, as commands see it."""

    @property
    def events(self) -> Events: ...

    @property
    def config(self) -> RouterConfig: ...

    def apply(self, config: RouterConfig) -> None:
        """Raises ConfigError and changes nothing when it cannot be."""

    def snapshot(self) -> ServerSnapshot: ...

    @property
    def clearing(self) -> Clearing: ...

    @property
    def aaa(self) -> Aaa: ...

    @property
    def captures(self) -> Captures: ...

    @property
    def translation(self) -> Translation: ...

    async def ping(self, target: IPv4Address, echo: Echo) -> Ping: ...

    async def probe(self, target: IPv4Address, probe: Probe) -> Answer: ...

    async def test_login(self, group: str, user: bytes, password: bytes) -> Accept | Reject: ...


class Router:
    """`running` is the configuration as text and as values; `flags` the debugs that are on,
    `conditions` for whom, and `journal` where what they say goes; `startup` the file that the
    next start reads."""

    def __init__(
        self,
        server: Server,
        running: RunningConfig,
        startup: Startup | None = None,
        host_key: HostKey | None = None,
    ) -> None:
        self.server = server
        self.running = running
        self.startup = startup
        self.host_key = host_key or HostKey()
        self.flags = DebugFlags()
        self.sessions: list[Session] = []
        self.vtys = Vtys()
        self.uses: Counter[int] = Counter()
        """How often somebody sat down at each line, by its absolute number."""
        self._listeners: dict[Callable[[], None], None] = {}
        self.reloading = Reloading(self.log, startup.refusal if startup else lambda: ABSENT)
        self.conditions = Conditions()
        self.journal = Journal(
            server.events, self.flags, self.conditions, running.config, time.time()
        )

    def sit_down(self, session: Session) -> Callable[[], None]:
        """The session is at its line from now on; the result, called, ends that."""
        self.sessions.append(session)
        self.uses[session.line.absolute] += 1
        return lambda: self.sessions.remove(session)

    def attach(self, write: Write, session: Session | None = None) -> Callable[[], None]:
        """From now on `write` gets the debug and log lines that are for the session (None: for
        the console), stamped, without a line end; the result, called, ends that."""
        return self.journal.attach(write, session)

    def debug(self, words: str) -> None:
        """Switch a debug on by the words after `debug`. Raises ConfigError."""
        self.flags.on(switch_for(words).flag)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], object]:
        """Call `listener` after every change of the configuration or of the key; the result,
        called, ends that."""
        self._listeners[listener] = None
        return lambda: self._listeners.pop(listener, None)

    def changed(self) -> None:
        """Tell whoever wants to know."""
        for listener in list(self._listeners):
            listener()

    def load(self, running: RunningConfig) -> None:
        """Put a configuration into effect. Raises ConfigError and changes nothing when the router
        cannot."""
        if running.config != self.running.config:
            self.server.apply(running.config)
        self.running = running
        self.journal.configure(running.config)
        self.changed()

    def log(self, text: str) -> None:
        """A syslog message of the router's own, such as `%SYS-5-CONFIG_I: …`."""
        self.journal.log(text, time.time())

    def close(self) -> None:
        """Nothing is logged any more, and no reload comes."""
        self.reloading.close()
        self.journal.close()


def _nothing(text: str = "") -> None:
    """What a session that has no screen does."""


@dataclass(slots=True, eq=False)
class Session:
    """`editor` is there while the session is in configuration mode, `question` while a command
    waits for a reply. `user` is the name that was given at the line, "" where none is asked;
    `authenticated`: something was asked there, and the answer was right.
    `length` and `width` are the terminal's; `monitor`: it shows debug and log lines. EXEC and
    configuration remember their lines apart. `tell` shows text in the middle of whatever stands
    on the screen, `hang_up` ends the session."""

    router: Router
    line: Line = CONSOLE
    user: str = ""
    authenticated: bool = False
    privilege: int = HIGHEST
    editor: Editor | None = None
    question: Question | None = None
    closed: bool = False
    refused: bool = False
    """The last line was not taken, or what it asked for not done, or not all of it."""
    length: int = LINES
    width: int = COLUMNS
    monitor: bool = True
    history: History = field(default_factory=History)
    configured: History = field(default_factory=History)
    started: float = field(default_factory=time.monotonic)
    active: float = field(default_factory=time.monotonic)
    """When the last command came."""
    tell: Callable[[str], None] = _nothing
    hang_up: Callable[[], None] = _nothing

    @property
    def server(self) -> Server:
        return self.router.server

    @property
    def console(self) -> bool:
        """Whether it gets the lines for the console, not those for monitors."""
        return self.line.is_console

    @property
    def settings(self) -> LineSettings:
        """What the line is told, as of now."""
        return settings_of(self.router.running.config, self.line)

    def set_up(self, size: tuple[int, int] | None) -> None:
        """Begin as the line was told; `size` as `resize` has it, None where the screen does not
        tell."""
        self.resize(size or (LINES, COLUMNS))
        self.remember(self.settings.history)
        self.monitor = self.console

    def resize(self, size: tuple[int, int]) -> None:
        """The screen has so many lines and columns now; what the line was told goes before it."""
        settings, (lines, columns) = self.settings, size
        self.length = settings.length if settings.length != LINES else lines
        self.width = settings.width if settings.width != COLUMNS else columns

    def remember(self, lines: int) -> None:
        """Keep so many of the last lines, of EXEC and of configuration each."""
        self.history.resize(lines)
        self.configured.resize(lines)

    @property
    def autocommand(self) -> str:
        """What the user, or else the line, is to have carried out at a login."""
        user = local_user(self.router.running.config.users, self.user)
        return (user.autocommand if user is not None else "") or self.settings.autocommand

    @property
    def ends_then(self) -> bool:
        """Whether an automatic command is all that the user gets."""
        user = local_user(self.router.running.config.users, self.user)
        return user is None or user.hangs_up

    @property
    def privileged(self) -> bool:
        return self.privilege > 1

    @property
    def origin(self) -> str:
        """Who configures, as `%SYS-5-CONFIG_I` has it."""
        if self.line.is_console:
            return f"{self.user} on console" if self.user else "console"
        where = f"vty{self.line.number} ({self.line.peer})"
        return f"{self.user} on {where}" if self.user else where

    @property
    def prompt(self) -> str:
        if self.question is not None:
            return self.question.text
        name = self.router.running.config.hostname
        if self.editor is not None:
            return name[:_PROMPT_NAME] + self.editor.mode.prompt
        return name + ("#" if self.privileged else ">")
