"""From the server's events to lines on a console: formatted, stamped, written."""

from __future__ import annotations

from collections.abc import Callable

from vpdn.ios.debug import Debug, DebugFlags
from vpdn.ios.debug_format import lines
from vpdn.ios.timestamps import stamp
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Event, Events


class DebugPrinter:
    """Calls `write` with each line, stamped, without a line end. `started` is the time (seconds
    since the epoch) that uptime stamps count from."""

    def __init__(
        self,
        events: Events,
        config: Callable[[], RouterConfig],
        flags: DebugFlags,
        write: Callable[[str], None],
        started: float,
    ) -> None:
        self._config = config
        self._flags = flags
        self._write = write
        self._started = started
        self.close = events.subscribe(self._event)

    def log(self, text: str, time: float) -> None:
        """Print a syslog message of the console's own."""
        form = self._config().timestamps_log
        self._write(stamp(form, time, time - self._started) + text)

    def _event(self, event: Event) -> None:
        shown = lines(event, self._flags.enabled)
        if not shown:
            return
        config, uptime = self._config(), event.time - self._started
        for line in shown:
            log = Debug.LOG in line.flags
            form = config.timestamps_log if log else config.timestamps_debug
            self._write(stamp(form, event.time, uptime) + line.text)
