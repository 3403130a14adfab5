"""Where messages go: an event is worded once, and its lines reach every destination that wants
them.

Destinations are the console (sessions on it, and the program's own output), monitors (sessions
that said `terminal monitor`), the buffer and syslog servers, each with its own level. The journal
listens for the records that the enabled debugs and the log need, and for no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from vpdn.ios import triggers, vpdn_messages
from vpdn.ios.conditions import Condition, Conditions
from vpdn.ios.debug import Debug, DebugFlags
from vpdn.ios.debug_format import kinds, lines
from vpdn.ios.log_buffer import LogBuffer
from vpdn.ios.rate_limit import RateLimit
from vpdn.ios.severity import DEBUGGING, severity
from vpdn.ios.syslog import Syslog
from vpdn.ios.timestamps import stamp
from vpdn.ios.triggers import Triggers
from vpdn.ios.vpdn_messages import vpdn_message
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Event, Events

Write = Callable[[str], bool | None]
"""Takes a line without its end; False when it had to drop it."""


class Viewer(Protocol):
    """A session as the journal sees it: whether its line is the console, and whether it wants
    messages."""

    @property
    def console(self) -> bool: ...

    @property
    def monitor(self) -> bool: ...


@dataclass(slots=True)
class Counts:
    """Messages that went to the console and to monitors, and those that somebody could not
    take."""

    console: int = 0
    monitor: int = 0
    dropped: int = 0


class Journal:
    """`started` is the time (seconds since the epoch) that uptime stamps count from."""

    def __init__(
        self,
        events: Events,
        flags: DebugFlags,
        conditions: Conditions,
        config: RouterConfig,
        started: float,
    ) -> None:
        self.buffer = LogBuffer()
        self.syslog = Syslog()
        self.rate = RateLimit()
        self.counts = Counts()
        self._events = events
        self._flags = flags
        self._conditions = conditions
        self._started = started
        self._sequence = 0
        self._viewers: tuple[tuple[Write, Viewer | None], ...] = ()
        self._triggers = Triggers()
        self._deaf = events.subscribe(self._event, ())
        flags.changed = conditions.changed = self._listen
        self.configure(config)

    def configure(self, config: RouterConfig) -> None:
        """Act on a changed configuration from the next message on."""
        self._config, self._settings = config, config.logging
        self.buffer.resize(self._settings.buffered)
        self.syslog.configure(self._settings.hosts, self._settings.facility, config.logging_source)
        self._listen()

    def attach(self, write: Write, viewer: Viewer | None = None) -> Callable[[], None]:
        """From now on `write` gets the lines for `viewer`, those of the console without one; the
        result, called, ends that."""
        attached = (write, viewer)
        self._viewers = (*self._viewers, attached)

        def detach() -> None:
            self._viewers = tuple(one for one in self._viewers if one is not attached)

        return detach

    def log(self, text: str, time: float) -> None:
        """A syslog message, `%FAC-SEV-MNEMONIC: …`."""
        self._post(text, severity(text), time, debug=False)

    def condition_set(self, condition: Condition, interfaces: Iterable[int], time: float) -> None:
        """Tell which `interfaces` meet a new condition."""
        self._debug(self._triggers.added(condition, interfaces), time)

    def conditions_removed(self, conditions: Iterable[Condition], time: float) -> None:
        """Tell which interfaces met conditions that there are no more."""
        self._debug(self._triggers.removed(conditions), time)

    def close(self) -> None:
        self._deaf()
        self.syslog.close()

    def _listen(self) -> None:
        self._deaf()
        wanted = kinds(self._flags.enabled)
        wanted += triggers.KINDS if self._conditions.table else ()
        wanted += vpdn_messages.KINDS if self._config.vpdn_logging else ()
        self._deaf = self._events.subscribe(self._event, wanted)

    def _event(self, event: Event) -> None:
        meant = self._conditions.shows(event)
        self._debug(self._triggers.happened(event, self._conditions.table), event.time)
        if message := vpdn_message(event, self._config):
            self.log(message, event.time)
        for line in lines(event, self._flags.enabled):
            if Debug.LOG in line.flags:
                self.log(line.text, event.time)
            elif meant:
                self._post(line.text, DEBUGGING, event.time, debug=True)

    def _debug(self, texts: Iterable[str], time: float) -> None:
        for text in texts:
            self._post(text, DEBUGGING, time, debug=True)

    def _post(self, text: str, level: int, time: float, *, debug: bool) -> None:
        self._sequence += 1
        console, elsewhere = self._ways(level, time, debug)
        line = self._prefix(time, debug) + one_line(text)
        if console:
            self.counts.console += 1
            self._show(line, self._consoles())
        if elsewhere:
            self._post_elsewhere(line, level)

    def _ways(self, level: int, time: float, debug: bool) -> tuple[bool, bool]:
        """Whether a message may go to the console, and whether elsewhere. A rate limit is the
        console's alone or that of all destinations; `no logging on` leaves the console."""
        settings = self._settings
        console, elsewhere = _wanted(settings.console, level), settings.on
        if settings.rate_console and not console:
            return False, elsewhere
        admitted = self.rate.admits(settings, level, time, debug=debug)
        return console and admitted, elsewhere and (admitted or settings.rate_console)

    def _post_elsewhere(self, line: str, level: int) -> None:
        settings = self._settings
        if _wanted(settings.monitor, level) and (monitors := self._monitors()):
            self.counts.monitor += 1
            self._show(line, monitors)
        if settings.buffered is not None and level <= settings.buffered_level:
            self.buffer.write(line)
        if _wanted(settings.trap, level):
            self.syslog.write(level, line)

    def _prefix(self, time: float, debug: bool) -> str:
        config = self._config
        form = config.timestamps_debug if debug else config.timestamps_log
        number = f"{self._sequence:06d}: " if self._settings.sequence_numbers else ""
        return number + stamp(form, time, time - self._started)

    def _consoles(self) -> list[Write]:
        return [
            write
            for write, viewer in self._viewers
            if viewer is None or (viewer.console and viewer.monitor)
        ]

    def _monitors(self) -> list[Write]:
        return [
            write
            for write, viewer in self._viewers
            if viewer is not None and viewer.monitor and not viewer.console
        ]

    def _show(self, line: str, screens: list[Write]) -> None:
        for write in screens:
            self.counts.dropped += write(line) is False


def _wanted(limit: int | None, level: int) -> bool:
    return limit is not None and level <= limit


def one_line(text: str) -> str:
    """Names come from outside: none may end a line and forge the next, or drive the terminal it is
    shown on."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else "?" for one in text)
